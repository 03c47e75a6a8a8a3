"""What follows elsewhere from a message, a departure or a request for a second look."""

from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions import acts, guard
from heard.decisions.models import Barrier, Decision, SecondLook, Suspension
from heard.journal import clock
from heard.journal.marks import only_for
from heard.journal.models import Entry
from heard.journal.prepared import Lookup
from heard.journal.refusal import Refusal
from heard.people.house_time import here
from heard.people.models import Colleague
from heard.philosophy.models import Approval

MACHINE = "machine:decisions"
# Asked for every mail that comes in
SAID = Lookup(lambda pk: Message.objects.filter(pk=pk), int)
KEPT_OUT = ["block", "mute", "autoclose"]
BARRED = Lookup(lambda: Barrier.objects.standing().filter(kind__in=KEPT_OUT)[:1])
SEVERING = Lookup(lambda: Decision.objects.open().severing())
PAUSED = Lookup(
    lambda conversation, moment: Suspension.objects.filter(
        conversation=conversation, lifted_at=None, until__gt=moment
    ).order_by("pk")[:1],
    int,
    datetime,
)


def _guarded(entries: list[Entry]) -> list[Entry]:
    """All, while anything is proposed or kept out anywhere; else those whose talk is paused."""
    if SEVERING.rows() or BARRED.rows():
        return entries
    paused = set(
        Suspension.objects.filter(
            conversation__in={entry.about["conversation"] for entry in entries},
            lifted_at=None,
            until__gt=clock.now(),
        ).values_list("conversation", flat=True)
    )
    return [entry for entry in entries if entry.about["conversation"] in paused]


@only_for(_guarded)
def their_message(entry: Entry) -> None:
    """A new message of theirs voids what was proposed before it; a barrier or pause still holds."""
    message = SAID.first(entry.about["message"])
    if message is not None and message.is_incoming:
        _they_said(message.conversation)


@only_for(_guarded)
def their_answer(entry: Entry) -> None:
    """What they add on their page, or take back there, is a word of theirs like a message."""
    conversation = Conversation.objects.filter(pk=entry.about["conversation"]).first()
    if conversation is not None:
        _they_said(conversation)


def _they_said(conversation: Conversation) -> None:
    for decision in SEVERING.all():
        if guard.digest_of(decision) != decision.digest:  # it binds their last word
            acts.void(decision=decision, why="new_message", by=MACHINE)
    if BARRED.rows():
        barriers = Barrier.objects.before(conversation).filter(kind__in=KEPT_OUT)
        for barrier in barriers.order_by("pk"):
            acts.keep_out(conversation=conversation, kind=barrier.kind)
    _keep_the_pause(conversation)


def _keep_the_pause(conversation: Conversation) -> None:
    pause = PAUSED.first(conversation.pk, clock.now())
    if pause and conversation.snoozed_until != pause.until:
        conversations.snooze(conversation=conversation, until=pause.until, by=pause.by)


def our_message_left(entry: Entry) -> None:
    """The answer or the ending has really left: the decision is carried out."""
    message = Message.objects.filter(pk=entry.about["message"]).first()
    if message is None:
        return
    open_here = Decision.objects.open().filter(conversation=message.conversation_id)
    if "severs" in message.declared:
        decision = open_here.filter(kind=Decision.SEVER).first()
    elif message.purpose == "answer":
        decision = open_here.exclude(kind__in=Decision.SEVERING).exclude(taken_at=None).first()
    else:
        return
    if decision and decision.declares in (message.declared or [decision.declares]):
        acts.finish(decision=decision, message=message, by=message.colleague or MACHINE)


def contacts_merged(entry: Entry) -> None:
    """Whom a proposal is about has changed, so nobody has agreed to this."""
    both = [entry.about["contact"], entry.about["merged"]]
    for decision in Decision.objects.open().severing().filter(contact__in=both):
        acts.void(decision=decision, why="edited", by=MACHINE)


def colleague_departed(entry: Entry) -> None:
    """What someone proposed or agreed to is void once they have left the house."""
    gone = entry.about["colleague"]
    for decision in Decision.objects.open().severing():
        if decision.by_id == gone or _agreed(decision, gone):
            acts.void(decision=decision, why="departed", by=MACHINE)


def _agreed(decision: Decision, colleague: int | str) -> bool:
    return Approval.objects.filter(
        act=decision.act_name, by=int(colleague), voided_at=None
    ).exists()


def mail_second_look(entry: Entry) -> None:
    """One mail to the colleague who is asked to read something before it happens."""
    look = (
        SecondLook.objects.select_related("asked", "by", "conversation")
        .filter(pk=entry.about["second_look"], mailed_at=None, answered_at=None)
        .first()
    )
    if look is None or look.asked is None or not look.asked.is_active:
        return
    name = "decisions:second_look" if look.draft_id else "decisions:proposal"
    if look.asked.role == Colleague.ADVISER:
        name = "decisions:advised"
    link = reverse(name, args=[look.draft_id or look.decision_id])
    with translation.override(look.asked.language):
        subject = _("%(name)s asks you to read something before it happens") % {
            "name": look.by.name
        }
    _mail(look.asked, subject, "second_look", {"by": look.by.name, "link": _absolute(link)})
    acts.mark_asked(look=look)


def sending_asked(entry: Entry) -> None:
    """Whoever is learning has written a letter: their team sees that it waits."""
    draft = Draft.objects.filter(pk=entry.about["draft"], sent_as=None, put_away_at=None).first()
    if draft is None or draft.asked_at is None:
        return
    with suppress(Refusal):  # nobody else reads this mailbox: they ask by name
        acts.ask_the_team(draft=draft, by=draft.by)


def tell_those_who_lead(entry: Entry) -> None:
    """A suspension is told to every manager and partner at once."""
    pause = (
        Suspension.objects.select_related("by", "conversation")
        .filter(pk=entry.about["suspension"], told_at=None)
        .first()
    )
    if pause is None:
        return
    for colleague in Colleague.objects.active().exclude(pk=pause.by_id):
        if not colleague.leads:
            continue
        with translation.override(colleague.language):
            subject = _("%(name)s has suspended a conversation") % {"name": pause.by.name}
            until = date_format(here(pause.until), "l, j. F, H:i")
        said = {
            "by": pause.by.name,
            "reason": pause.reason,
            "until": until,
            "link": _absolute(pause.conversation.get_absolute_url()),
        }
        _mail(colleague, subject, "suspended", said)
    acts.mark_told(suspension=pause)


def _mail(to: Colleague, subject: str, name: str, said: dict[str, str]) -> None:
    language = to.language or "en"
    with translation.override(language):
        text = render_to_string(
            f"decisions/mail/{name}.{language}.txt", {"colleague": to.name, **said}
        )
    send_mail(subject, text, None, [to.email])


def _absolute(path: str) -> str:
    return f"{settings.HEARD_URL}{path}"

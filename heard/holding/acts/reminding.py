"""Before a promise of ours passes, and while something offered to the team waits."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.holding.acts.promising import about
from heard.holding.models import Promise
from heard.holding.questions import held_by
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.models import Entry
from heard.listening.wording import written
from heard.look.templatetags.said import until_when
from heard.mail.models import Mailbox
from heard.people.models import Calendar, Colleague
from heard.situations.models import Situation

BEFORE = 2  # working hours before it is due
SETTLED = timedelta(minutes=30)  # what was promised just now needs no reminder yet
WAITS = 2  # working hours that an offered conversation waits before they get a line


def remind_before_due() -> int:
    """One mail to whoever is expected to keep it, once for each promise; returns how many.

    It names no one outside and quotes nothing: only that a date comes near, and where to look.
    """
    now, working = clock.now(), Calendar.of_the_house().working_time
    near = (
        Promise.objects.open()
        .ours()
        .filter(
            reminded_at=None,
            due__gt=now,
            due__lte=now + timedelta(days=7),
            made_at__lt=now - SETTLED,
        )
    )
    count = 0
    for promise in near.select_related("conversation__assignee", "made_by"):
        if working.hours_between(now, promise.due) > BEFORE:
            continue
        with transaction.atomic():
            fresh = Promise.objects.filter(pk=promise.pk, reminded_at=None)
            if fresh.update(reminded_at=now):
                _remind(promise)
                record(verb="holding.reminded", by="machine:holding", about=about(promise))
                count += 1
    return count


def _remind(promise: Promise) -> None:
    conversation = promise.conversation
    for who in (held_by(conversation, promise), conversation.assignee, promise.made_by):
        if who is not None and who.is_active:
            break
    else:
        return
    with translation.override(who.language or "en"):
        when = until_when(promise.due, clock.now())
        text = render_to_string(
            f"holding/mail/due_soon.{who.language or 'en'}.txt",
            {
                "name": who.name,
                "when": when,
                "link": f"{settings.HEARD_URL}{promise.conversation.get_absolute_url()}#promises",
            },
        )
        send_mail(_("A promise is due %(when)s") % {"when": when}, text, None, [who.email])


def say_it_waits() -> int:
    """One honest line to the other side where nobody has taken up what was offered to the team.

    Once for each situation, in working hours, and only while they wait without a promise.
    """
    working, now = Calendar.of_the_house().working_time, clock.now()
    if not working.is_open(now):
        return 0
    offered = Situation.objects.open().filter(
        owner=None, raised_by=Situation.THEM, conversation__waiting_since__isnull=False
    )
    count = 0
    for situation in offered.select_related("conversation__contact", "opened_by"):
        since = Entry.objects.filter(
            verb="situations.offered", about__situation=situation.pk
        ).order_by("-pk").first()  # fmt: skip
        if since is None or working.hours_between(since.at, now) < WAITS:
            continue
        count += _say(situation)
    return count


def _say(situation: Situation) -> int:
    conversation = situation.conversation
    name = f"offered:{situation.pk}"
    if Draft.objects.filter(conversation=conversation, reason=name).exists():
        return 0
    if Promise.objects.open().ours().filter(conversation=conversation).exists():
        return 0
    last = conversation.last_letter
    writer = _writer(conversation, situation.opened_by)
    if last is None or writer is None or not conversations.default_recipients(conversation)[0]:
        return 0
    firm = Calendar.of_the_house().firm
    text = written("holding/mail/it_waits", conversation, {"firm": firm})
    letter: Message | None = conversations.acknowledge(
        conversation=conversation,
        by=writer,
        text=text,
        name=name,
        substitute={},
        in_the_name_of=firm,
    )
    return int(letter is not None)


def _writer(conversation: Conversation, otherwise: Colleague) -> Colleague | None:
    """Who answers for it in the house: somebody who leads and reads it anyway; not whoever let it
    go, if that can be, and nobody who is learning, as no letter of theirs leaves by itself."""
    boxes = Mailbox.objects.filter(filings__conversation=conversation)
    able = Colleague.objects.active().filter(learning=False).order_by("pk")
    readers = able.filter(teams__access__mailbox__in=boxes)
    leads = readers.filter(role__in=[Colleague.MANAGER, Colleague.PARTNER])
    return leads.first() or able.filter(pk=otherwise.pk).first() or readers.first()

"""The one way out: asked at the gate, frozen, counting down or waiting for its hour."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.conversations import cautions, purposes
from heard.conversations.acts.drafts import default_recipients
from heard.conversations.acts.enclosing import keep_enclosed
from heard.conversations.models import Conversation, Draft, Message
from heard.conversations.writing import frozen, mailbox_with_address
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.mail import acts as mail
from heard.mail.durability import synced
from heard.mail.models import Mailbox
from heard.people.acts import normal
from heard.people.models import Colleague
from heard.philosophy.acts import keep, weigh
from heard.philosophy.gate import Act, Finding
from heard.philosophy.questions import approvals_of

# So long after Send, the very same letter once more is a second click, not a second letter
SECOND_CLICK = timedelta(minutes=2)


class SentAlready(Refusal):
    """The same letter of the same writer is on its way, or has just left."""


class Held(Exception):  # it is held, nothing is wrong
    """The gate holds it; `findings` say what is missing. The draft is kept."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("held")
        self.findings = findings


class Cautioned(Exception):  # nothing is wrong, something should be looked at
    """Something in it may not be meant. The draft is kept; one click sends it all the same."""

    def __init__(self, cautions: list[cautions.Caution]) -> None:
        super().__init__("cautioned")
        self.cautions = cautions


def digest_of(draft: Draft) -> str:
    """SHA-256 of exactly what would happen: approvals and permits are bound to it.

    The text, who gets it and how, the files with it, and the last thing they said.
    """
    to, cc = recipients_of(draft)
    last = draft.conversation.last_word
    files = sorted([one.name, one.file] for one in draft.enclosures.all()) if draft.pk else []
    said = [
        draft.text,
        [sorted(to), sorted(cc), sorted(draft.bcc)],
        files,
        last.pk if last else None,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def recipients_of(draft: Draft) -> tuple[list[str], list[str]]:
    to, cc = default_recipients(draft.conversation)
    return list(draft.to) or to, list(draft.cc) or cc


def act_of(draft: Draft) -> Act:
    """Sending this draft, as the gate sees it."""
    to, cc = recipients_of(draft)
    return Act(
        kind="send",
        name=draft.reference,
        by=draft.by,
        digest=digest_of(draft),
        conversation=draft.conversation_id,
        text=draft.text,
        recipients=(*to, *cc, *draft.bcc),
        declared=frozenset(draft.declared),
        answers={**draft.answers, "reason": draft.reason, "purpose": draft.purpose},
    )


def cautions_of(draft: Draft) -> list[cautions.Caution]:
    """What its writer should look at once more before it leaves."""
    to, cc = recipients_of(draft)
    return cautions.of(draft, visible=[*to, *cc], hidden=draft.bcc)


def lacks_a_sender(draft: Draft) -> bool:
    """Whether its writer is learning and no colleague with more practice agreed to exactly this."""
    if not draft.by.learning:
        return False
    agreed = approvals_of(act_name=draft.reference, digest=digest_of(draft), besides=draft.by)
    return not agreed.filter(by__learning=False).exclude(by__role=Colleague.ADVISER).exists()


def ask_to_send(*, draft: Draft, by: Colleague) -> None:
    """Whoever is learning asks that it be sent; it leaves in their name once a colleague agrees.

    Held where the writer is asked something first.
    """
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=draft.conversation_id)
        draft = Draft.objects.select_for_update().select_related("by").get(pk=draft.pk)
        last = conversation.last_word
        _may_leave(conversation, draft, by, last.pk if last else None)
        findings = weigh(act_of(draft))
        if any(one.blocks and (one.missing.asks or one.level != "colleague") for one in findings):
            raise Held(findings)
        draft.asked_at = clock.now()
        draft.save(update_fields=["asked_at"])
        about = {"conversation": conversation.pk, "draft": draft.pk}
        record(verb="conversations.sending_asked", by=by, about=about)


def reply(
    *,
    draft: Draft,
    by: Colleague,
    seen: int | None,
    leave_at: datetime | None = None,
    heeded: Collection[str] = (),
) -> Message:
    """Freeze the draft and let it count down, or wait until `leave_at`. Returns the message.

    `seen`: id of what had come in last when its sender looked; `heeded`: cautions that the
    sender has read. Refusal when they wrote meanwhile, when it is on its way already, or cannot
    leave; Held when the gate says so; Cautioned when something should be looked at once more.
    """
    with synced(), transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=draft.conversation_id)
        draft = Draft.objects.select_for_update().select_related("by").get(pk=draft.pk)
        if leave_at is not None and leave_at <= clock.now():
            raise Refusal(_("That moment has passed. Nothing was sent; your draft is kept."))
        draft.leave_at = leave_at
        _may_leave(conversation, draft, by, seen)
        act = act_of(draft)
        findings = weigh(act)
        if any(finding.blocks for finding in findings):
            raise Held(findings)
        if lacks_a_sender(draft):
            raise Refusal(
                _("You are learning here, so a colleague sends it. Your draft is kept; ask them.")
            )
        unread = [one for one in cautions_of(draft) if one.code not in heeded]
        if unread:
            raise Cautioned(unread)
        theirs = conversation.messages.filter(side=Message.THEM)
        draft.based_on = theirs.filter(pk=seen or 0).first() or draft.based_on
        message = _freeze(conversation, draft, act, purposes.of(draft))
        keep(act=act, findings=findings)
    return message


def _may_leave(conversation: Conversation, draft: Draft, by: Colleague, seen: int | None) -> None:
    if draft.by_id != by.pk:
        raise Refusal(_("This is a colleague's draft. Continue it as yours first; it is kept."))
    if draft.sent_as_id or draft.put_away_at:
        raise Refusal(_("This draft is on its way already. Nothing was sent twice."))
    if not draft.text.strip():
        raise Refusal(_("The letter is still empty, so nothing was sent."))
    words = conversation.messages.filter(side=Message.THEM, pk__gt=seen or 0)
    if words.exclude(medium=Message.MAIL, automatic=True).exists():
        raise Refusal(
            _("They wrote meanwhile. Your draft is kept; please read their message first.")
        )
    if _another_leaves_now(conversation, by) and draft.purpose != "acknowledgement":
        raise Refusal(_("A colleague's answer is leaving just now. Your draft is kept."))
    to, cc = recipients_of(draft)
    if _is_second_click(conversation, draft, by, to):
        raise SentAlready(_("This letter is on its way already. Nothing was sent twice."))
    if not to:
        raise Refusal(_("Nobody is named to send it to. Your draft is kept; add an address."))
    for address in (*to, *cc, *draft.bcc):
        normal(address)
    refuse = purposes.of(draft).refuse
    said = refuse(draft) if refuse else ""
    if said:
        raise Refusal(said)


def _is_second_click(
    conversation: Conversation, draft: Draft, by: Colleague, to: list[str]
) -> bool:
    lately = clock.now() - SECOND_CLICK
    same = conversation.messages.filter(
        Q(state=Message.LEAVING) | Q(state=Message.SENT, at__gte=lately),
        side=Message.US,
        colleague=by,
        text=draft.text,
    )
    return any(list(message.to) == to for message in same)


def _another_leaves_now(conversation: Conversation, by: Colleague) -> bool:
    """Whether a colleague's letter counts down or is being handed over. One that waits for its
    hour or for their server blocks nobody; it is handed back once another has left."""
    soon = clock.now() + timedelta(seconds=settings.HEARD_CANCEL_SECONDS)
    now = Q(outgoing__tries=0, outgoing__leaves_at__lte=soon) | Q(
        outgoing__attempted_at__isnull=False
    )
    leaving = conversation.messages.filter(now, state=Message.LEAVING, outgoing__asked_at=None)
    return leaving.exclude(colleague=by).exists()


def mailbox_of(conversation: Conversation) -> Mailbox:
    """The mailbox whose name stands on the letter. Refusal when none has an address."""
    chosen = mailbox_with_address(conversation)
    if chosen is None:
        raise Refusal(
            _("The mailbox has no address to send from. Your draft is kept; ask for one.")
        )
    return chosen


def _freeze(
    conversation: Conversation,
    draft: Draft,
    act: Act,
    purpose: purposes.Purpose,
    extra: Mapping[str, str] | None = None,
) -> Message:
    to, cc = recipients_of(draft)
    mailbox = mailbox_of(conversation)
    hidden = {**(purpose.substitute(draft) if purpose.substitute else {}), **(extra or {})}
    letter = frozen(conversation, mailbox, draft, to=to, cc=cc, hidden=hidden)
    wait = 0 if draft.purpose == "acknowledgement" else settings.HEARD_CANCEL_SECONDS
    leaves_at = draft.leave_at or clock.now() + timedelta(seconds=wait)
    last = conversation.last_word
    permit = mail.issue_permit(
        by=draft.by, digest=act.digest, last_incoming=last.reference if last else ""
    )
    outgoing = mail.put_out(
        mailbox=mailbox,
        permit=permit,
        message_id=letter.message_id,
        sender=mailbox.address,
        recipients=list(dict.fromkeys([*to, *cc, *draft.bcc])),
        mime=letter.mime,
        digest=act.digest,
        leaves_at=leaves_at,
    )
    message = Message.objects.create(
        conversation=conversation,
        side=Message.US,
        state=Message.LEAVING,
        colleague=draft.by,
        sender=mailbox.address,
        sender_name=draft.by.name,
        to=to,
        cc=cc,
        bcc=draft.bcc,
        subject=letter.subject,
        text=draft.text,
        message_id=letter.message_id,
        outgoing=outgoing,
        purpose=draft.purpose,
        declared=draft.declared,
        at=clock.now(),
    )
    keep_enclosed(message, draft)
    draft.sent_as, draft.handed_back = message, ""
    draft.save()
    about = {"conversation": conversation.pk, "message": message.pk, "draft": draft.pk}
    record(verb="conversations.reply_sent", by=draft.by, about=about, due_at=leaves_at)
    return message


def acknowledge(
    *,
    conversation: Conversation,
    by: Colleague,
    text: str,
    name: str,
    substitute: Mapping[str, str],
) -> Message | None:
    """A short machine-written letter in the name of `by`, once per `name`; asked at the gate.

    It stands beside whatever draft `by` has open, answers nothing, and is put away as a draft when
    the gate holds it.
    """
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if Draft.objects.filter(conversation=conversation, reason=name).exists():
            return None
        last = conversation.last_incoming
        draft = Draft.objects.create(
            conversation=conversation,
            by=by,
            text=text,
            purpose="acknowledgement",
            declared=["none"],
            reason=name,
            based_on=last,
            begun_at=clock.now(),
            saved_at=clock.now(),
            looked_at=clock.now(),
        )
        act = act_of(draft)
        if any(finding.blocks for finding in weigh(act)):
            draft.put_away_at = clock.now()
            draft.save()
            return None
        return _freeze(conversation, draft, act, purposes.of(draft), substitute)

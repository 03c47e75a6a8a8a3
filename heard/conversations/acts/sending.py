"""The one way out: asked at the gate, frozen, counting down, asked again, and only then gone."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import purposes
from heard.conversations.acts.drafts import default_recipients
from heard.conversations.acts.waiting import they_wait_again, we_said
from heard.conversations.models import Conversation, Draft, Message
from heard.conversations.writing import frozen
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.mail import acts as mail
from heard.mail.models import Mailbox
from heard.people.acts import normal
from heard.people.models import Colleague
from heard.philosophy.acts import weigh
from heard.philosophy.gate import Act, Finding


class Held(Exception):  # it is held, nothing is wrong
    """The gate holds it; `findings` say what is missing. The draft is kept."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("held")
        self.findings = findings


def digest_of(text: str, recipients: Sequence[str], last_incoming: int | None) -> str:
    """SHA-256 of exactly what would happen: approvals and permits are bound to it."""
    said = json.dumps([text, sorted(recipients), last_incoming])
    return hashlib.sha256(said.encode()).hexdigest()


def recipients_of(draft: Draft) -> tuple[list[str], list[str]]:
    to, cc = default_recipients(draft.conversation)
    return list(draft.to) or to, list(draft.cc) or cc


def act_of(draft: Draft) -> Act:
    """Sending this draft, as the gate sees it."""
    to, cc = recipients_of(draft)
    last = draft.conversation.last_incoming
    return Act(
        kind="send",
        name=draft.reference,
        by=draft.by,
        digest=digest_of(draft.text, [*to, *cc], last.pk if last else None),
        conversation=draft.conversation_id,
        text=draft.text,
        recipients=(*to, *cc),
        declared=frozenset(draft.declared),
        answers={"reason": draft.reason, "purpose": draft.purpose},
    )


def reply(*, draft: Draft, by: Colleague, seen: int | None) -> Message:
    """Freeze the draft and let it count down. Returns the message that is leaving.

    `seen`: id of the last incoming message its sender has looked at. Refusal when they wrote
    meanwhile, when it is on its way already, or cannot leave; Held when the gate says so.
    """
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=draft.conversation_id)
        draft = Draft.objects.select_for_update().select_related("by").get(pk=draft.pk)
        _may_leave(conversation, draft, by, seen)
        act = act_of(draft)
        findings = weigh(act)
        if any(finding.blocks for finding in findings):
            raise Held(findings)
        message = _freeze(conversation, draft, act, purposes.of(draft))
    return message


def _may_leave(conversation: Conversation, draft: Draft, by: Colleague, seen: int | None) -> None:
    if draft.by_id != by.pk:
        raise Refusal(_("This is a colleague's draft. Continue it as yours first; it is kept."))
    if draft.sent_as_id or draft.put_away_at:
        raise Refusal(_("This draft is on its way already. Nothing was sent twice."))
    if not draft.text.strip():
        raise Refusal(_("The letter is still empty, so nothing was sent."))
    last = conversation.last_incoming
    if last is not None and seen != last.pk:
        raise Refusal(
            _("They wrote meanwhile. Your draft is kept; please read their message first.")
        )
    other = conversation.messages.filter(state=Message.LEAVING).exclude(colleague=by).first()
    if other is not None and draft.purpose != "acknowledgement":
        raise Refusal(_("A colleague's answer is leaving just now. Your draft is kept."))
    to, cc = recipients_of(draft)
    if not to:
        raise Refusal(_("Nobody is named to send it to. Your draft is kept; add an address."))
    for address in (*to, *cc):
        normal(address)
    refuse = purposes.of(draft).refuse
    said = refuse(draft) if refuse else ""
    if said:
        raise Refusal(said)


def mailbox_of(conversation: Conversation) -> Mailbox:
    """The mailbox whose name stands on the letter: the first one it is seen in with an address."""
    boxes = Mailbox.objects.filter(filings__conversation=conversation).order_by("filings__id")
    chosen = boxes.exclude(address="").first() or boxes.first()
    if chosen is None or not chosen.address:
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
    leaves_at = clock.now() + timedelta(seconds=wait)
    last = conversation.last_incoming
    permit = mail.issue_permit(
        by=draft.by, digest=act.digest, last_incoming=last.reference if last else ""
    )
    outgoing = mail.put_out(
        mailbox=mailbox,
        permit=permit,
        message_id=letter.message_id,
        sender=mailbox.address,
        recipients=[*to, *cc],
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
        subject=letter.subject,
        text=draft.text,
        message_id=letter.message_id,
        outgoing=outgoing,
        purpose=draft.purpose,
        declared=draft.declared,
        at=clock.now(),
    )
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


def cancel(*, message: Message, by: Colleague) -> Draft:
    """Take it back while it counts down; the draft is open again with its latest text."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        if message.outgoing is None or message.state != Message.LEAVING:
            raise Refusal(_("It has already left, so it cannot be taken back."))
        mail.cancel(outgoing=message.outgoing, by=by)
        draft = _reopen(message, "")
        record(verb="conversations.reply_cancelled", by=by, about=_about(message))
    return draft


def hand_back(*, message: Message, why: str) -> None:
    """It does not leave after all; the draft is open again and says why."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        if message.state != Message.LEAVING or message.outgoing is None:
            return
        if message.outgoing.failed_at is None:
            mail.cancel(outgoing=message.outgoing, by="machine:conversations")
        failed = message.outgoing.failed_at is not None
        _reopen(message, why)
        if failed:
            Message.objects.filter(pk=message.pk).update(state=Message.FAILED)
        they_wait_again(message.conversation, since=message.at)
        record(
            verb="conversations.reply_handed_back",
            by="machine:conversations",
            about=_about(message),
        )


def _reopen(message: Message, why: str) -> Draft:
    """The draft that became `message` is open again; a newer one of its writer keeps both texts."""
    draft = Draft.objects.select_for_update().get(sent_as=message)
    message.state = Message.CANCELLED
    message.save(update_fields=["state"])
    newer = (
        Draft.objects.filter(
            conversation=draft.conversation, by=draft.by, sent_as=None, put_away_at=None
        )
        .exclude(purpose="acknowledgement")
        .exclude(pk=draft.pk)
        .first()
    )
    if newer is not None and draft.purpose != "acknowledgement":
        if newer.text.strip() and newer.text != draft.text:
            draft.text = f"{newer.text.rstrip()}\n\n{draft.text}"
        newer.put_away_at = clock.now()
        newer.save(update_fields=["put_away_at"])
    draft.sent_as, draft.handed_back = None, why
    draft.revision += 1
    draft.save()
    return draft


def leave(*, message: Message) -> None:
    """The letter is gone: nobody waits for it, and what follows from it may follow."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        if message.state != Message.LEAVING:
            return
        message.state, message.at = Message.SENT, clock.now()
        message.save(update_fields=["state", "at"])
        conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
        if message.purpose != "acknowledgement":
            draft = Draft.objects.filter(sent_as=message).first()
            we_said(conversation, seen=draft.based_on if draft else None)
        record(
            verb="conversations.message_left",
            by=message.colleague or "machine:conversations",
            about=_about(message),
        )


def _about(message: Message) -> dict[str, int | str]:
    return {"conversation": message.conversation_id, "message": message.pk}

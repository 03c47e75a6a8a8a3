"""What comes back, what gets another hour, and what is gone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations.acts.waiting import they_wait_again, we_said
from heard.conversations.models import Conversation, Draft, Message
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.mail import acts as mail
from heard.mail.durability import synced
from heard.people.models import Colleague
from heard.philosophy.acts import let_go


def _locked(message: Message) -> Message:
    """The message as it stands, its conversation locked first: the order everyone locks in."""
    Conversation.objects.select_for_update().get(pk=message.conversation_id)
    return Message.objects.select_for_update().select_related("conversation").get(pk=message.pk)


def cancel(*, message: Message, by: Colleague) -> Draft:
    """Take it back while it counts down; the draft is open again with its latest text."""
    with synced(), transaction.atomic():
        message = _locked(message)
        if message.outgoing is None or message.state != Message.LEAVING:
            raise Refusal(_("It has already left, so it cannot be taken back."))
        mail.cancel(outgoing=message.outgoing, by=by)
        draft = _reopen(message, "")
        record(verb="conversations.reply_cancelled", by=by, about=_about(message))
    return draft


def hand_back(*, message: Message, why: str) -> None:
    """It does not leave after all; the draft is open again and says why."""
    with synced(), transaction.atomic():
        message = _locked(message)
        if message.state != Message.LEAVING or message.outgoing is None:
            return
        if message.outgoing.failed_at is None:
            mail.cancel(outgoing=message.outgoing, by="machine:conversations")
        failed = message.outgoing.failed_at is not None
        _reopen(message, why)
        if failed:
            Message.objects.filter(pk=message.pk).update(state=Message.FAILED)
        if why != "colleague_wrote":
            they_wait_again(message.conversation, since=message.at)
        record(
            verb="conversations.reply_handed_back",
            by="machine:conversations",
            about=_about(message),
        )


def stop_waiting(conversation: Conversation, *, why: str, spare: Colleague | None = None) -> None:
    """Hand back, at once, every letter in it that has not been tried; not those of `spare`."""
    waiting = conversation.messages.filter(
        state=Message.LEAVING, outgoing__attempted_at=None, outgoing__sent_at=None
    ).exclude(purpose="acknowledgement")
    for message in waiting.exclude(colleague=spare) if spare else waiting:
        try:
            hand_back(message=message, why=why)
        except Refusal:  # it is being handed to the server this moment
            continue


def move(*, message: Message, leave_at: datetime, by: Colleague) -> None:
    """It leaves at another time. Refusal for a time that has passed, or once it was tried."""
    with transaction.atomic():
        message = _locked(message)
        if message.outgoing is None or message.state != Message.LEAVING:
            raise Refusal(_("It has already left, so it cannot be taken back."))
        if leave_at <= clock.now():
            raise Refusal(_("That moment has passed already. Nothing was changed."))
        mail.move(outgoing=message.outgoing, leaves_at=leave_at)
        Draft.objects.filter(sent_as=message).update(leave_at=leave_at)
        record(verb="conversations.reply_moved", by=by, about=_about(message), due_at=leave_at)


def ask_whether_it_left(*, message: Message) -> None:
    """Nobody can know yet: it stands among those who wait until a person has said."""
    with transaction.atomic():
        they_wait_again(_locked(message).conversation, since=message.at)


def _reopen(message: Message, why: str) -> Draft:
    """What became `message` is open again, joined with what its writer began meanwhile."""
    draft = Draft.objects.select_for_update().get(sent_as=message)
    message.state = Message.CANCELLED
    message.save(update_fields=["state"])
    let_go(act_name=draft.reference)
    draft.sent_as, draft.handed_back, draft.put_away_at = None, why, None
    draft.revision += 1
    newer = None
    if draft.purpose == "acknowledgement":  # a machine wrote it: nobody has to go on with it
        draft.handed_back, draft.put_away_at = "", clock.now()
    else:
        newer = _begun_meanwhile(draft)
    if newer is None:
        draft.save()
        return draft
    return _joined(newer, draft)


def _begun_meanwhile(draft: Draft) -> Draft | None:
    theirs = Draft.objects.select_for_update().filter(by=draft.by, sent_as=None, put_away_at=None)
    found = theirs.filter(conversation=draft.conversation).exclude(purpose="acknowledgement")
    newer: Draft | None = found.exclude(pk=draft.pk).first()
    return newer


def _joined(newer: Draft, draft: Draft) -> Draft:
    """Both texts in one draft, with those the newer goes to: the returned one, unless the newer is
    for something, for a date or a link hangs on it. What was declared of one text alone is asked
    again."""
    kept, other = (newer, draft) if newer.purpose else (draft, newer)
    if newer.text.strip() and newer.text != draft.text:
        kept.text = f"{newer.text.rstrip()}\n\n{draft.text}"
        if newer.declared and newer.declared != draft.declared:
            kept.declared = []
    for name in ("to", "cc", "bcc"):
        setattr(kept, name, getattr(newer, name) or getattr(draft, name))
    kept.handed_back = draft.handed_back
    kept.revision = max(newer.revision, draft.revision) + 1
    other.enclosures.update(draft=kept)
    other.put_away_at, other.handed_back = clock.now(), ""
    other.save()
    kept.save()
    return kept


def leave(*, message: Message) -> None:
    """The letter is gone: they wait no more if it reached them, and what follows may follow."""
    with transaction.atomic():
        message = _locked(message)
        if message.state != Message.LEAVING:
            return
        sent_at = message.at
        message.state, message.at = Message.SENT, clock.now()
        message.save(update_fields=["state", "at"])
        if message.reached_nobody:
            they_wait_again(message.conversation, since=message.at)
        elif message.purpose != "acknowledgement":
            draft = Draft.objects.filter(sent_as=message).first()
            based_on = draft.based_on if draft else None
            we_said(message.conversation, seen=based_on, sent_at=sent_at)
            stop_waiting(message.conversation, why="colleague_wrote", spare=message.colleague)
        record(
            verb="conversations.message_left",
            by=message.colleague or "machine:conversations",
            about=_about(message),
        )


def _about(message: Message) -> dict[str, int | str]:
    return {"conversation": message.conversation_id, "message": message.pk}

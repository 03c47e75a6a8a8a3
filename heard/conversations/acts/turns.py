"""Turns of an earlier talk, kept each as a message of whom it was said by; none twice."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from heard.conversations import threading
from heard.conversations.models import Conversation, Message
from heard.journal.discretion import without_keys
from heard.mail.models import RawMessage
from heard.mail.parsing.history import Turn
from heard.mail.parsing.quotes import Folded, fold
from heard.people.acts import meet
from heard.people.models import Calendar, Colleague, Contact


@dataclass(frozen=True)
class Kept:
    message: Message
    is_new: bool  # not `here` before


def keep_turn(
    conversation: Conversation, turn: Turn, raw: RawMessage, contact: Contact, by: str
) -> Kept:
    """`by`: the name of whoever brought it."""
    folded = _folded(turn)
    known = here(conversation, turn, folded)
    if known is not None:
        return Kept(known, is_new=False)
    ours = threading.is_ours(turn.sender.address or "")
    said_by = contact
    if not ours and turn.sender.address:
        said_by = meet(address=turn.sender.address, name=turn.sender.name)
    message = Message.objects.create(
        conversation=conversation,
        side=Message.US if ours else Message.THEM,
        state=Message.SENT if ours else Message.ARRIVED,
        contact=None if ours else said_by,
        colleague=Colleague.objects.filter(email=turn.sender.address or "").first()
        if ours
        else None,
        sender=(turn.sender.address or "")[:320],
        sender_name=turn.sender.name[:200],
        to=[one.address for one in turn.to if one.address][:200],
        cc=[one.address for one in turn.cc if one.address][:200],
        subject=turn.subject[:500],
        text=folded.text,
        quoted=folded.quoted,
        signature=folded.signature,
        message_id=name_of(turn)[:500],
        noted={"recovered": by},
        at=_moment_of(turn, raw),
    )
    return Kept(message, is_new=True)


def here(conversation: Conversation, turn: Turn, folded: Folded) -> Message | None:
    """The message that says it already, from its own mail or from an earlier copy of the talk: of
    the same name, or the same words of the same person, whatever wrapped them and whether or not
    a signature stands below."""
    named = conversation.messages.filter(message_id=name_of(turn)[:500]).first()
    if named is not None:
        return named
    wanted = {_words(without_keys(turn.text)), _words(folded.text)}
    theirs = conversation.messages.filter(sender=(turn.sender.address or "")[:320])
    return next((one for one in theirs if wanted & _said_by(one)), None)


def name_of(turn: Turn) -> str:
    """The Message-ID; made of who said what where none is known."""
    if turn.message_id:
        return turn.message_id
    said = f"{turn.sender.address}|{_words(turn.text)}"
    return f"<{hashlib.sha256(said.encode()).hexdigest()[:40]}@recovered.heard.invalid>"


def _folded(turn: Turn) -> Folded:
    """Told apart as in a mail; quoting a letter of ours it quotes the link that is theirs alone."""
    return fold(without_keys(turn.text))


def _said_by(message: Message) -> set[str]:
    """Its words with the signature and without; a letter that left here holds both in one."""
    said = {_words(message.text), _words(f"{message.text}\n{message.signature}")}
    return said | {_words(fold(message.text).text)} if message.side == Message.US else said


def _words(text: str) -> str:
    return " ".join(text.split())


def _moment_of(turn: Turn, raw: RawMessage) -> datetime:
    """When it was said, never later than the copy came; in the house's zone where none is named."""
    moment = turn.date
    if moment is None:
        return raw.received_at
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(Calendar.of_the_house().zone))
    return min(moment.astimezone(UTC), raw.received_at)

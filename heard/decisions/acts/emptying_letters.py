"""Emptying letters: their words, their names, and the files that hold them."""

from contextlib import suppress
from email.parser import BytesHeaderParser
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from heard.conversations.acts.letters import ATTACHED
from heard.conversations.models import Attachment, Draft, Enclosure, Message, Reference
from heard.conversations.reading import read
from heard.journal.acts import destroy_key
from heard.mail.durability import named
from heard.mail.models import Bounce, OutgoingMessage, RawMessage
from heard.philosophy.models import Resolution

HEADER = 64 * 1024  # bytes of a stored mail within which its Message-ID stands


def empty_letters(
    messages: QuerySet[Message], drafts: QuerySet[Draft], besides: QuerySet[RawMessage]
) -> None:
    """Empty these letters and drafts, and the stored mails that hold them: as they came, to
    another mailbox of ours too, as reports that they did not arrive, as copies that came back,
    and those named `besides`."""
    outgoing = OutgoingMessage.objects.filter(message__in=messages)
    marks = set(RawMessage.objects.filter(messages__in=messages).values_list("fingerprint"))
    marks |= set(
        RawMessage.objects.filter(bounce__outgoing__in=outgoing).values_list("fingerprint")
    )
    marks |= set(besides.values_list("fingerprint")) | _copies_of(outgoing)
    raws = RawMessage.objects.filter(fingerprint__in=[mark for (mark,) in marks])
    delete_files(messages, drafts, raws)
    Bounce.objects.filter(outgoing__in=outgoing).update(reason="")
    outgoing.update(mime=b"", recipients=[], answer="", said="", refusals=[])
    _forget_their_names(messages)
    messages.update(
        text="", quoted="", signature="", html="", subject="", sender="", sender_name="",
        to=[], cc=[], bcc=[], reply_to=[], noted={}, raw=None,
    )  # fmt: skip
    names = [draft.reference for draft in drafts]
    for name in names:
        destroy_key(subject=name)
    Resolution.objects.filter(act__in=names).update(reason="")
    drafts.update(text="", to=[], cc=[], bcc=[], reason="")


def _copies_of(outgoing: QuerySet[OutgoingMessage]) -> set[tuple[str]]:
    """The marks of letters of ours that came back as they were: they became no message."""
    ours = dict(outgoing.values_list("message_id", "created_at"))
    if not ours:
        return set()
    silent = RawMessage.objects.filter(
        messages=None, bounce=None, huddle_reply=None, received_at__gte=min(ours.values())
    )
    return {(raw.fingerprint,) for raw in silent.iterator() if _message_id(raw) in ours}


def _message_id(raw: RawMessage) -> str:
    with suppress(FileNotFoundError), default_storage.open(raw.file) as file:
        return str(BytesHeaderParser().parsebytes(file.read(HEADER))["Message-ID"] or "").strip()
    return ""


def _forget_their_names(messages: QuerySet[Message]) -> None:
    """Their Message-IDs name their domain, so they go; an answer of others still finds its place
    by ours, which stay."""
    theirs = messages.filter(side=Message.THEM)
    named = theirs.exclude(message_id="").values("message_id")
    Reference.objects.filter(Q(message__in=messages) | Q(name__in=named)).delete()
    theirs.update(message_id="")


def delete_files(
    messages: QuerySet[Message], drafts: QuerySet[Draft], raws: QuerySet[RawMessage]
) -> None:
    """Stored bytes go once nothing else refers to them (files are named by their hash)."""
    mine: list[tuple[Any, list[int]]] = [
        (
            Attachment,
            list(Attachment.objects.filter(message__in=messages).values_list("pk", flat=True)),
        ),
        (Enclosure, list(Enclosure.objects.filter(draft__in=drafts).values_list("pk", flat=True))),
        (RawMessage, list(raws.values_list("pk", flat=True))),
    ]
    names, kept = _unlisted(raws), set[str]()
    for model, rows in mine:
        names |= set(model.objects.filter(pk__in=rows).values_list("file", flat=True))
    for model, rows in mine:
        others = model.objects.filter(file__in=names).exclude(pk__in=rows)
        kept |= set(others.values_list("file", flat=True))
    Attachment.objects.filter(message__in=messages).delete()
    Enclosure.objects.filter(draft__in=drafts).delete()
    raws.update(envelope_sender="", envelope_recipients=[])
    gone = names - kept - {""}
    transaction.on_commit(lambda: _delete(gone))


def _unlisted(raws: QuerySet[RawMessage]) -> set[str]:
    """Files of what was attached to mails that became no letter of their own: no row names them."""
    names = set[str]()
    for raw in raws.filter(Q(messages=None) | Q(messages__noted__has_key="recovered")).distinct():
        with suppress(FileNotFoundError):
            mail = read(raw).mail
            attached = mail.attachments if mail else ()
            names |= {named(part.digest, folder=ATTACHED) for part in attached}
    return names


def _delete(names: set[str]) -> None:
    for name in names:
        default_storage.delete(name)

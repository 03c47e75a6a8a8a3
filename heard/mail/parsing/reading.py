"""One mail from its bytes: every step repairs what it can and says so."""

from datetime import datetime

from heard.mail.parsing.address import read_addresses
from heard.mail.parsing.attachment import read_attachment
from heard.mail.parsing.body import read_body
from heard.mail.parsing.date import read_date
from heard.mail.parsing.fingerprint import fingerprint, first_line
from heard.mail.parsing.header import Header
from heard.mail.parsing.identifier import identifier, identifiers
from heard.mail.parsing.nature import nature_of
from heard.mail.parsing.parsed import Mailaddress, ParsedMail, Unparseable
from heard.mail.parsing.part import Cutter
from heard.mail.parsing.words import header_text

MAX_SUBJECT = 500
HEAD = 100_000


def parse(raw: bytes) -> ParsedMail:
    """The mail in these bytes, repaired where it is broken.

    Raises Unparseable, and nothing else, where nothing can be read as a mail.
    """
    troubles: set[str] = set()
    buffer = _line_ends(raw, troubles)
    start = first_line(buffer)
    if start >= len(buffer):
        raise Unparseable("empty")
    root = Cutter(troubles).cut(buffer, start)
    header = root.header
    if not header.is_mail:
        raise Unparseable("no_header")
    body = read_body(root, troubles)
    sender = _sender(header, troubles)
    subject = header_text(header.first(b"subject"), troubles)[:MAX_SUBJECT]
    nature = nature_of(root, sender, subject, body.text)
    own = identifier(header.first(b"message-id"))
    if not own:
        troubles.add("message_id_made")
    attachments = tuple(
        read_attachment(part, place, body.html, troubles)
        for place, part in enumerate(body.attached, 1)
    )
    return ParsedMail(
        message_id=own or f"<{fingerprint(raw)[:40]}@made.heard.invalid>",
        made_message_id=not own,
        in_reply_to=identifiers(header.first(b"in-reply-to")),
        references=identifiers(header.first(b"references")),
        sender=sender,
        reply_to=_people(header, b"reply-to", troubles),
        to=_people(header, b"to", troubles),
        cc=_people(header, b"cc", troubles),
        subject=subject,
        date=_date(header, troubles),
        text=body.text,
        text_is_generated=body.is_generated,
        html=body.html,
        attachments=attachments,
        auto_submitted=nature.auto_submitted,
        precedence=nature.precedence,
        list_id=nature.list_id,
        is_automatic=nature.is_automatic,
        is_bounce=nature.is_bounce,
        null_sender=nature.null_sender,
        loop=nature.loop,
        authentication_results=nature.authentication_results,
        encrypted=nature.encrypted,
        signed=nature.signed,
        junk=nature.junk,
        troubles=tuple(sorted(troubles)),
    )


def _line_ends(raw: bytes, troubles: set[str]) -> bytes:
    """A mail written with bare carriage returns, or with NULs in its header, made readable."""
    head = raw[:HEAD]
    if b"\r" in head and b"\n" not in head:
        troubles.add("bare_cr")
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\0" in head:
        troubles.add("nul")
        if head.count(b"\0") * 3 > len(head):  # saved as UTF-16
            return _from_wide(raw)
    return raw


def _from_wide(raw: bytes) -> bytes:
    order = "utf-16-le" if raw[1:2] == b"\0" or raw.startswith(b"\xff\xfe") else "utf-16-be"
    return raw.decode(order, "replace").lstrip("\ufeff").encode("utf-8", "replace")


def _people(header: Header, name: bytes, troubles: set[str]) -> tuple[Mailaddress, ...]:
    return read_addresses(header.all(name), troubles)


def _sender(header: Header, troubles: set[str]) -> Mailaddress:
    """From, or what stands for it when nobody can be read there."""
    named = _people(header, b"from", troubles)
    for person in named:
        if person.address:
            return person
    troubles.add("no_sender")
    for name in (b"sender", b"reply-to", b"return-path", b"x-sender"):
        for person in _people(header, name, set()):
            if person.address:
                return Mailaddress(named[0].name if named else person.name, person.address)
    return named[0] if named else Mailaddress("", None)


def _date(header: Header, troubles: set[str]) -> datetime | None:
    """Date, else when the first server on our side received it."""
    moment = read_date(header_text(header.first(b"date")))
    if moment is None:
        troubles.add("no_date")
        stamp = header_text(header.first(b"received")).rpartition(";")[2]
        moment = read_date(stamp) if stamp else None
    return moment

"""Writing a mail: plain text with simple HTML beside it, as any program reads it."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import NamedTuple

from heard.mail.parsing import Mailaddress

# Names of messages stay whole: folded like other text, a long one would be encoded, and no
# program would find it again (RFC 5322, 2.2.3 allows a line of 998 characters)
WHOLE = {"references", "in-reply-to", "message-id"}
LINK = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")


class Enclosed(NamedTuple):
    """A file that goes with a mail."""

    name: str
    content_type: str
    content: bytes


class _WithWholeNames(EmailPolicy):
    def fold(self, name: str, value: str) -> str:
        if name.lower() not in WHOLE:
            return str(super().fold(name, value))
        return f"{name}: {f'{self.linesep} '.join(str(value).split())}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() not in WHOLE:
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii", "replace")


POLICY = _WithWholeNames(linesep="\r\n")


def compose(
    *,
    message_id: str,
    sender: Mailaddress,
    to: Sequence[Mailaddress],
    subject: str,
    text: str,
    signature: str = "",
    quoted: tuple[str, str] = ("", ""),
    cc: Sequence[Mailaddress] = (),
    in_reply_to: str = "",
    references: Sequence[str] = (),
    reply_to: Mailaddress | None = None,
    date: datetime,
    attachments: Sequence[Enclosed] = (),
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """The exact bytes of a mail. ValueError for a line break in a header, or no address.

    `quoted`: who wrote what is answered to, and when ("On … wrote:"), and that text itself. Both
    it and the signature stand below the text in a form that mail programs fold.
    """
    mail = EmailMessage(policy=POLICY)
    mail["From"] = _address(sender)
    mail["To"] = [_address(one) for one in to]
    if cc:
        mail["Cc"] = [_address(one) for one in cc]
    if reply_to:
        mail["Reply-To"] = _address(reply_to)
    mail["Subject"] = _one_line(subject)
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = _one_line(message_id)
    if in_reply_to:
        mail["In-Reply-To"] = _one_line(in_reply_to)
    if references:
        mail["References"] = " ".join(_one_line(one) for one in references)
    for name, value in (headers or {}).items():
        mail[name] = _one_line(value)
    mail.set_content(plain_of(text, signature, quoted), cte="quoted-printable")
    mail.add_alternative(html_of(text, signature, quoted), subtype="html", cte="quoted-printable")
    for attachment in attachments:
        main, _slash, sub = attachment.content_type.partition("/")
        mail.add_attachment(
            attachment.content,
            maintype=main or "application",
            subtype=sub or "octet-stream",
            filename=attachment.name,
        )
    return mail.as_bytes()


def plain_of(text: str, signature: str, quoted: tuple[str, str]) -> str:
    """The signature after "-- " (RFC 3676, 4.3), then what is answered to, with ">" before it."""
    parts = [text.strip()]
    if signature.strip():
        parts.append(f"-- \n{signature.strip()}")
    head, said = quoted
    if said.strip():
        lines = "\n".join(f"> {line}".rstrip() for line in said.strip().splitlines())
        parts.append(f"{head}\n{lines}")
    return "\n\n".join(parts) + "\n"


def html_of(text: str, signature: str = "", quoted: tuple[str, str] = ("", "")) -> str:
    """Paragraphs and links, escaped; signature and quotation marked as programs fold them."""
    parts = [_paragraphs(text)]
    if signature.strip():
        parts.append(f'<div class="moz-signature">-- <br>{_lines(signature.strip())}</div>')
    head, said = quoted
    if said.strip():
        parts.append(
            f'<div class="gmail_quote"><p>{_lines(head)}</p>'
            f'<blockquote type="cite" class="gmail_quote">{_paragraphs(said)}</blockquote></div>'
        )
    return f"<!doctype html><html><body>{''.join(parts)}</body></html>"


def dated(mime: bytes, date: datetime) -> bytes:
    """The same mail with another date, and nothing else in it touched."""
    head, end, body = mime.partition(b"\r\n\r\n")
    line = f"Date: {format_datetime(date)}".encode("ascii")
    return re.sub(rb"(?m)^Date: [^\r]*", line, head, count=1) + end + body


def quoting(author: str, when: str, language: str) -> str:
    """The line above what is answered to."""
    return f"Am {when} schrieb {author}:" if language == "de" else f"On {when}, {author} wrote:"


def _paragraphs(text: str) -> str:
    blocks = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{_lines(block)}</p>" for block in blocks)


def _lines(text: str) -> str:
    return LINK.sub(r'<a href="\1">\1</a>', html.escape(text)).replace("\n", "<br>")


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise ValueError("a header holds one line")
    return value


def in_ascii(address: str) -> str:
    """`info@müller.example` → `info@xn--mller-kva.example` (RFC 5890): headers and servers know
    the domain by that name. What no domain can be stays as it is."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def _address(one: Mailaddress) -> Address:
    if not one.address:
        raise ValueError("no address")
    return Address(_one_line(one.name), addr_spec=in_ascii(_one_line(one.address)))

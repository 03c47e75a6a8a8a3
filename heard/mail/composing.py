"""Writing a mail: plain text with simple HTML beside it, as any program reads it."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from heard.mail.parsing import Mailaddress, ParsedAttachment

LINK = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")


def compose(
    *,
    message_id: str,
    sender: Mailaddress,
    to: Sequence[Mailaddress],
    subject: str,
    text: str,
    cc: Sequence[Mailaddress] = (),
    html: str | None = None,  # the word for it
    in_reply_to: str = "",
    references: Sequence[str] = (),
    reply_to: Mailaddress | None = None,
    date: datetime,
    attachments: Sequence[ParsedAttachment] = (),
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """The exact bytes of a mail. ValueError for a line break in a header, or no address."""
    mail = EmailMessage(policy=SMTP)
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
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html or html_of(text), subtype="html", cte="quoted-printable")
    for attachment in attachments:
        main, _slash, sub = attachment.content_type.partition("/")
        mail.add_attachment(
            attachment.content,
            maintype=main or "application",
            subtype=sub or "octet-stream",
            filename=attachment.name,
        )
    return mail.as_bytes()


def html_of(text: str) -> str:
    """Paragraphs and links, escaped; quoted lines set apart."""
    paragraphs = []
    for block in re.split(r"\n\s*\n", text.strip()):
        said = html.escape(block)
        said = LINK.sub(r'<a href="\1">\1</a>', said).replace("\n", "<br>")
        quoted = block.lstrip().startswith(">")
        paragraphs.append(f"<blockquote>{said}</blockquote>" if quoted else f"<p>{said}</p>")
    return f"<!doctype html><html><body>{''.join(paragraphs)}</body></html>"


def quoted_history(text: str, author: str, when: str, language: str) -> str:
    """What is answered to, below the answer, with ">" before each line."""
    head = f"Am {when} schrieb {author}:" if language == "de" else f"On {when}, {author} wrote:"
    lines = "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())
    return f"{head}\n{lines}"


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise ValueError("a header holds one line")
    return value


def _address(one: Mailaddress) -> Address:
    if not one.address:
        raise ValueError("no address")
    return Address(_one_line(one.name), addr_spec=_one_line(one.address))

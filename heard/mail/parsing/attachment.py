"""What is attached: decoded, with a name that is safe to show and to save."""

import mimetypes
import re

from heard.mail.parsing.header import read_header
from heard.mail.parsing.parsed import ParsedAttachment
from heard.mail.parsing.part import Part
from heard.mail.parsing.words import header_text, one_line

MAX_NAME = 200
FORBIDDEN = re.compile(r'[<>:"|?*]')
# The machine's own list of types would give other names on another machine
KINDS = mimetypes.MimeTypes(filenames=())
EXTENSIONS = {
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "text/rfc822-headers": ".txt",
    "text/plain": ".txt",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "text/calendar": ".ics",
    "application/pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/pgp-signature": ".asc",
}


def read_attachment(part: Part, place: int, html: str, troubles: set[str]) -> ParsedAttachment:
    """The part as an attachment; `place` counts from 1 and names the nameless."""
    content = part.content(troubles)
    identifier = one_line(header_text(part.header.first(b"content-id")).strip("<> "))[:255]
    within = bool(identifier) and f"cid:{identifier}" in html
    name = safe_name(part.name) or _made_name(part, place, content)
    if part.content_type == "application/ms-tnef" or name.lower() == "winmail.dat":
        troubles.add("winmail")
    return ParsedAttachment(
        name=name,
        content_type=part.content_type[:120],
        size=len(content),
        content=content,
        content_id=identifier,
        inline=within or (bool(identifier) and part.disposition == "inline"),
    )


def safe_name(name: str) -> str:
    """The last piece of a path, without what a file system or a reader could trip over."""
    name = one_line(name).replace("\\", "/").rpartition("/")[2]
    name = FORBIDDEN.sub("_", name).strip(". ")
    if len(name) > MAX_NAME:
        stem, dot, extension = name.rpartition(".")
        keep = f"{dot}{extension}" if dot and len(extension) <= 10 else ""
        name = (stem if keep else name)[: MAX_NAME - len(keep)] + keep
    return name


def _made_name(part: Part, place: int, content: bytes) -> str:
    if part.content_type == "message/rfc822":
        header, _ = read_header(content, 0, min(len(content), 200_000), set())
        subject = safe_name(header_text(header.first(b"subject")).replace("/", "-"))[:100]
        return f"{subject or f'message-{place}'}.eml"
    extension = EXTENSIONS.get(part.content_type) or KINDS.guess_extension(part.content_type)
    kind = part.maintype if part.maintype in ("image", "audio", "video") else "attachment"
    return f"{kind}-{place}{extension or '.bin'}"

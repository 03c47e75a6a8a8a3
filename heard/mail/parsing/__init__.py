"""Reading mail tolerantly: pure functions, no database."""

from heard.mail.parsing.fingerprint import fingerprint, known_by
from heard.mail.parsing.parsed import Mailaddress, ParsedAttachment, ParsedMail, Unparseable
from heard.mail.parsing.reading import parse

__all__ = [
    "Mailaddress",
    "ParsedAttachment",
    "ParsedMail",
    "Unparseable",
    "fingerprint",
    "known_by",
    "parse",
]

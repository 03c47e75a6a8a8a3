"""Reading mail tolerantly: pure functions, no database."""

from heard.mail.parsing.fingerprint import fingerprint, names_itself
from heard.mail.parsing.parsed import Mailaddress, ParsedAttachment, ParsedMail, Unparseable
from heard.mail.parsing.reading import parse

__all__ = [
    "Mailaddress",
    "ParsedAttachment",
    "ParsedMail",
    "Unparseable",
    "fingerprint",
    "names_itself",
    "parse",
]

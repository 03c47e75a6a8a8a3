"""What a mail says once it has been read: plain values, no database."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property


class Unparseable(Exception):
    """Nothing of these bytes can be read as a mail; `reason` is a machine word.

    "empty": no bytes but white space. "no_header": no line that a mail could begin with.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Mailaddress:
    """A name and an address, lower-cased; `address` is None where what was written is none."""

    name: str
    address: str | None

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2] if self.address else ""


@dataclass(frozen=True)
class ParsedAttachment:
    """A part that is not the text itself, decoded; a forwarded mail keeps its exact bytes."""

    name: str  # no folders, no control characters, at most 200 characters, never empty
    content_type: str  # "image/png", lower-case, without parameters
    size: int
    content: bytes = field(repr=False)
    content_id: str  # without angle brackets, "" for none
    inline: bool  # shown within the HTML rather than beside it

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class ParsedMail:
    """One mail, repaired where it had to be. Every string is valid UTF-8 and free of NUL."""

    message_id: str  # with angle brackets; made from the content where missing or broken
    made_message_id: bool
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]  # oldest first, each once
    sender: Mailaddress
    reply_to: tuple[Mailaddress, ...]
    to: tuple[Mailaddress, ...]
    cc: tuple[Mailaddress, ...]
    subject: str
    date: datetime | None  # aware, UTC
    text: str = field(repr=False)  # plain text, "\n" line ends, at most 1 MB
    text_is_generated: bool  # made from the HTML because there was no plain text
    html: str = field(repr=False)  # as received, NOT safe to show: see `html.clean`
    attachments: tuple[ParsedAttachment, ...]
    auto_submitted: str  # RFC 3834 keyword, "" for none
    precedence: str
    list_id: str
    is_automatic: bool  # written by a machine: never answer it automatically
    is_bounce: bool  # looks like a report of non-delivery: ask `bounces.bounce`
    null_sender: bool  # Return-Path: <>
    loop: str  # value of our own X-Heard-Loop, "" for none
    authentication_results: tuple[str, ...]  # topmost first; trust only one's own server's
    encrypted: str  # "", "pgp" or "smime"
    signed: str  # "", "pgp" or "smime"
    junk: bool  # a filter on the way took it for unwanted
    troubles: tuple[str, ...]  # machine words for what was repaired, sorted

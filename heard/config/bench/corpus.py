"""Mails to measure with: the awkward real ones, and any number made from them."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from heard.mail.detect import walk

LINE = re.compile(rb"\r?\n")
FIELD = re.compile(rb"(?im)^(message-id|in-reply-to|references|from)[ \t]*:.*(?:\r?\n[ \t].*)*")
SUBJECT = re.compile(rb"(?im)^subject[ \t]*:[ \t]*")
PLAIN = re.compile(rb"(?im)^content-transfer-encoding[ \t]*:[ \t]*(?:base64|quoted-printable|x-uu)")
THREAD = 5  # every fifth made mail begins a conversation, the other four answer within it
SENDERS = 400


def real(folder: Path) -> list[bytes]:
    """The bytes of every mail below `folder`, each file once."""
    return [found.raw for found in walk(folder) if found.raw]


def made(mails: list[bytes], count: int) -> Iterator[bytes]:
    """`count` mails made from `mails` in turn: other Message-IDs, senders, subjects and words.

    Four of five answer an earlier one, so that threading has something to find.
    """
    fit = [mail for mail in mails if _head(mail)]
    for number in range(count):
        yield _variant(fit[number % len(fit)], number)


def name(number: int) -> bytes:
    """The Message-ID of the made mail with this number."""
    return b"<made.%d@bench.example>" % number


def _head(mail: bytes) -> bytes:
    """The header block, where the mail has one that ends; else b""."""
    for gap in (b"\r\n\r\n", b"\n\n"):
        found = mail.find(gap)
        if 0 < found < 20_000 and b"\0" not in mail[:found] and SUBJECT.search(mail, 0, found):
            return mail[:found]
    return b""


def _firm(number: int) -> bytes:
    """A domain that looks like no other."""
    return hashlib.sha256(b"%d" % number).hexdigest()[:12].encode()


def _variant(mail: bytes, number: int) -> bytes:
    head = _head(mail)
    end = b"\r\n" if b"\r\n" in head else b"\n"
    body = mail[len(head) :]
    head = FIELD.sub(b"X-Before: 1", head)
    head = SUBJECT.sub(b"Subject: %d " % number, head, count=1)
    first = number - number % THREAD
    fields = [
        b"From: Sender %d <sender%d@%s.example>"
        % (number % SENDERS, number % SENDERS, _firm(number % SENDERS % 90)),
        b"Message-ID: " + name(number),
    ]
    if number != first:
        fields += [b"In-Reply-To: " + name(first), b"References: " + name(first)]
    if not PLAIN.search(mail) and b"multipart" not in head.lower():
        body += end + b"This is letter number %d about it." % number + end
    return end.join([*fields, head]) + body

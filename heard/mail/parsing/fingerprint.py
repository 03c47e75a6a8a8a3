"""The same mail over two paths is one; another body under the same Message-ID is another."""

import hashlib

from heard.mail.parsing.header import read_header

# What the way adds to a mail; everything else was written by the sender and counts
TRACE = frozenset(
    b"""received return-path delivered-to envelope-to original-recipient authentication-results
    received-spf dkim-signature arc-seal arc-message-signature arc-authentication-results
    status lines content-length""".split()
)


def fingerprint(raw: bytes) -> str:
    """64 hexadecimal digits over the sender's own fields, in their order, and the body.

    Folding, line ends and blank lines at the end change on the way and do not count.
    """
    return known_by(raw)[0]


def known_by(raw: bytes) -> tuple[str, bool]:
    """The fingerprint, and whether Date or Message-ID tell the mail from another one with the same
    words."""
    header, start = read_header(raw, first_line(raw), len(raw), set())
    digest = hashlib.sha256()
    for name, value in header.fields:
        if name not in TRACE and not name.startswith(b"x-"):
            line = b" ".join(value.split())
            digest.update(b"%b:%d:%b\n" % (name, len(line), line))
    body = raw[start:]
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    digest.update(b"\n" + body.strip(b"\n"))
    return digest.hexdigest(), bool(header.first(b"date") or header.first(b"message-id"))


def first_line(raw: bytes) -> int:
    """Where the header begins: after a byte order mark and blank lines."""
    start = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    while raw[start : start + 1] in (b"\r", b"\n", b" ", b"\t"):
        start += 1
    return start

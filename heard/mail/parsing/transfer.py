"""Content-Transfer-Encoding undone, however it was mangled on the way."""

import binascii
import re

BASE64_ONLY = re.compile(rb"[A-Za-z0-9+/=\s]*")
AFTER_PADDING = re.compile(rb"=(?=[ \t]+[^\s=])")  # words behind the end
PADDING = re.compile(rb"=+")
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
NOT_ALPHABET = bytes(byte for byte in range(256) if byte not in ALPHABET)
IDENTITY = {"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none", "plain", "7", "8", "us-ascii"}


def from_base64(content: bytes) -> bytes:
    """Base64 with stray bytes, several padded pieces, or a missing end."""
    try:
        return binascii.a2b_base64(content, strict_mode=True)
    except binascii.Error:
        pass
    pieces = PADDING.split(content.translate(None, NOT_ALPHABET))
    return b"".join(_piece(piece) for piece in pieces if piece)


def _piece(piece: bytes) -> bytes:
    if len(piece) % 4 == 1:  # six bits are no byte
        piece = piece[:-1]
    return binascii.a2b_base64(piece + b"=" * (-len(piece) % 4))


def undo(content: bytes, encoding: str, troubles: set[str]) -> bytes:
    """The bytes before they were encoded for transport; as they are where that is unclear."""
    if encoding == "base64":
        return _body_base64(content, troubles)
    if encoding in ("quoted-printable", "quotedprintable", "qp"):
        return binascii.a2b_qp(content)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "x-uu"):
        return _uudecoded(content, troubles)
    if encoding not in IDENTITY:
        troubles.add("transfer_encoding_unknown")
    return content


def _body_base64(content: bytes, troubles: set[str]) -> bytes:
    clean = content.translate(None, b"\r\n \t")
    try:
        return binascii.a2b_base64(clean, strict_mode=True)
    except binascii.Error:
        pass
    if rest := AFTER_PADDING.search(content):
        content = content[: rest.end()]
        troubles.add("base64_broken")
    match = BASE64_ONLY.match(content)
    good = match[0] if match else b""
    # A list's footer may follow in plain text; text that never was base64 is left alone
    if len(good) < len(content) and b"=" not in good[-8:] and b"\n" not in good:
        troubles.add("not_base64")
        return content
    if len(good) < len(content):
        troubles.add("base64_broken")
    if b"=" in good:
        return from_base64(good)
    return from_base64(content)


def _uudecoded(content: bytes, troubles: set[str]) -> bytes:
    start = content.find(b"begin ")
    if start < 0:
        troubles.add("transfer_encoding_unknown")
        return content
    decoded = []
    for line in content[start:].splitlines()[1:]:
        if line.strip() in (b"end", b"`"):
            break
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            troubles.add("uuencode_broken")
    return b"".join(decoded)

"""Bytes to text when the declared charset is missing, unknown or a lie."""

import codecs
import encodings.aliases
import re

# What real mails declare, and what they mean; the WHATWG Encoding Standard reads
# iso-8859-1 and us-ascii as windows-1252 for the same reason: that is what is in there.
MEANT = {
    "iso8859_1": "cp1252",
    "latin_1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601_1987": "cp949",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso2022_jp": "iso2022_jp_2",
    "iso8859_9": "cp1254",
    "tis_620": "cp874",
    "x_sjis": "cp932",
    "windows_31j": "cp932",
    "windows_874": "cp874",
    "x_gbk": "gb18030",
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_8_e": "iso8859_8",
    "x_mac_roman": "mac_roman",
    "utf8mb4": "utf_8",
    "cp_850": "cp850",
}
# Codecs that are not charsets, or that run something
NOT_TEXT = {
    "base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec",
    "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem",
}  # fmt: skip
KNOWN = set(encodings.aliases.aliases.values()) - NOT_TEXT | {
    "cp856", "cp874", "cp875", "koi8_r", "koi8_u", "cp737", "cp720", "cp1006",
    "mac_roman", "mac_cyrillic", "mac_greek", "mac_latin2", "mac_turkish",
}  # fmt: skip
SINGLE_BYTE = ("cp", "iso8859", "latin", "koi8", "mac_", "tis")
WIDE = ("utf_16", "utf_32")
SURROGATE = re.compile("[\ud800-\udfff]")


def known(name: str) -> str | None:
    """Python's name of a charset, or None; never asks the codec registry about unknown names."""
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40]
    key = encodings.aliases.aliases.get(key, key)
    key = MEANT.get(key, key)
    return key if key in KNOWN else None


def storable(text: str) -> str:
    """The same text without NUL and with lone surrogates replaced: any database takes it."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = SURROGATE.sub("\ufffd", text)
    return text


def decode(content: bytes, declared: str = "", troubles: set[str] | None = None) -> str:
    """Text of the bytes: the declared charset, else UTF-8, windows-1252, latin-1; never fails.

    Adds "charset_unknown" or "charset_lied" to `troubles` where the declaration was no help.
    """
    troubles = set() if troubles is None else troubles
    name = known(declared) if declared else None
    if name and name.startswith(WIDE) and b"\0" not in content:
        name = None  # declared wide, sent as bytes
    if content.isascii() and not (name and name.startswith(("utf_7", "iso2022", "hz"))):
        return storable(content.decode("ascii"))
    if declared and not name:
        troubles.add("charset_unknown")
    utf8 = _strictly(content, "utf_8")
    if name and not (utf8 is not None and name.startswith(SINGLE_BYTE)):
        text = _strictly(content, name)
        if text is not None:
            return storable(text)
    if name and known(declared) != "utf_8" and codecs.lookup(name).name != "cp1252":
        troubles.add("charset_lied")
    if utf8 is not None:
        return storable(utf8)
    if name == "utf_8" or (name and not name.startswith(SINGLE_BYTE)):
        return storable(_mended(content, name, troubles))
    text = _strictly(content, "cp1252")
    return storable(text if text is not None else content.decode("latin-1"))


def _strictly(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeError, ValueError):
        return None


def _mended(content: bytes, name: str, troubles: set[str]) -> str:
    """A few broken places in a multi-byte charset are replaced; many mean that it is another."""
    troubles.add("charset_lied")
    text = content.decode(name, "replace")
    foreign = sum(1 for byte in content if byte > 127)
    if text.count("\ufffd") * 4 <= foreign:
        return text
    single = _strictly(content, "cp1252")
    return single if single is not None else content.decode("latin-1")

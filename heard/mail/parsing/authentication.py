"""What our own mail server found out about the sender (Authentication-Results, RFC 8601)."""

import re
from collections.abc import Iterable

RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]{3,10})", re.IGNORECASE)
OF_DOMAIN = re.compile(r"\b(?:smtp\.mailfrom|header\.[di])\s*=\s*(?:[^\s;@]*@)?([\w.-]+)")
SERVER = re.compile(r"\s*([\w.:-]+)")
RANK = ("pass", "fail", "softfail", "permerror", "temperror", "neutral", "policy", "none")


def results(values: Iterable[str], trusted: Iterable[str]) -> dict[str, str]:
    """{"spf": "pass", "dkim": "fail", "dmarc": "none"} as a trusted server wrote it on top.

    Empty where no trusted server says anything.
    """
    found: dict[str, str] = {}
    for kind, said in RESULT.findall(_field(values, trusted)):
        kind, said = kind.lower(), said.lower()
        best = found.get(kind)
        if said in RANK and (best is None or RANK.index(said) < RANK.index(best)):
            found[kind] = said
    return found


def is_from(domain: str, values: Iterable[str], trusted: Iterable[str]) -> bool:
    """Whether a trusted server knows that the mail comes from this domain: DMARC says so, or, where
    the server does not ask it, SPF or DKIM of this very domain or one below (RFC 7489, 3.1).

    What somebody proves of another domain says nothing about who stands in the field "From".
    """
    found = results(values, trusted)
    if "dmarc" in found:
        return found["dmarc"] == "pass"
    parts = re.sub(r'"[^"]*"', "", _field(values, trusted)).lower().split(";")
    passed = (part for part in parts if [said for _kind, said in RESULT.findall(part)] == ["pass"])
    named = (one for part in passed for one in OF_DOMAIN.findall(part))
    return any(f".{one}".endswith(f".{domain}") for one in named)


def _field(values: Iterable[str], trusted: Iterable[str]) -> str:
    """The first field of a trusted server, without comments: what stands below it came with the
    mail, and anyone can write it. "" where there is none."""
    names = {name.strip().lower() for name in trusted} - {""}
    for value in values:
        server = SERVER.match(value)
        if server is not None and server[1].lower() in names:
            return re.sub(r"\([^)]*\)", " ", value)
    return ""

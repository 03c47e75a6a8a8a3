"""What our own mail server found out about the sender (Authentication-Results, RFC 8601)."""

import re
from collections.abc import Iterable

RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]{3,10})", re.IGNORECASE)
SERVER = re.compile(r"\s*([\w.:-]+)")
RANK = ("pass", "fail", "softfail", "permerror", "temperror", "neutral", "policy", "none")


def results(values: Iterable[str], trusted: Iterable[str]) -> dict[str, str]:
    """{"spf": "pass", "dkim": "fail", "dmarc": "none"} as a trusted server wrote it on top.

    Only the first field of a trusted server counts: what stands below it came with the mail, and
    anyone can write it. Empty where no trusted server says anything.
    """
    names = {name.strip().lower() for name in trusted} - {""}
    for value in values:
        server = SERVER.match(value)
        if server is None or server[1].lower() not in names:
            continue
        found: dict[str, str] = {}
        for kind, said in RESULT.findall(re.sub(r"\([^)]*\)", " ", value)):
            kind, said = kind.lower(), said.lower()
            best = found.get(kind)
            if said in RANK and (best is None or RANK.index(said) < RANK.index(best)):
                found[kind] = said
        return found
    return {}


def is_proven(found: dict[str, str]) -> bool:
    """Whether the server knows that the mail comes from where it says."""
    return found.get("dmarc") == "pass" or (
        "dmarc" not in found and "pass" in {found.get("spf"), found.get("dkim")}
    )

"""Why a mail server did not take a letter: its reply as a machine word, and that in plain words.

Read from the reply code (RFC 5321), the enhanced status code (RFC 3463) and, where servers put
everything under one code, from the words they are known to use.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ENHANCED = re.compile(r"\b[245]\.(\d{1,3})\.(\d{1,3})\b")

# Enhanced status: subject.detail → cause
_BY_STATUS = {
    "1.1": "unknown", "1.10": "unknown", "1.6": "moved", "1.2": "domain", "1.3": "unknown",
    "2.1": "disabled", "2.2": "full", "2.3": "too_large", "3.4": "too_large", "3.1": "full",
    "4.1": "busy", "4.2": "busy", "4.4": "domain", "4.5": "busy", "4.7": "busy",
    "7.8": "sign_in", "7.9": "sign_in", "7.0": "policy", "7.1": "policy",
}  # fmt: skip
# What servers say, in the order in which it decides
_BY_WORDS = [
    ("greylisted", r"gr[ea]y.?list"),
    ("full", r"(mailbox|quota|inbox).{0,30}(full|exceed)|over.?quota|out of storage|storage alloc"),
    ("too_large", r"too (large|big)|size (limit|exceed)|exceeds? .{0,30}size|message size"),
    ("relay", r"relay(ing)? (access )?(denied|not)|not permitted to relay|unable to relay"),
    ("unknown", r"(user|recipient|mailbox|address|account).{0,30}(unknown|not found|not exist"
                r"|no longer|unavailable|rejected|invalid)|(unknown|no such|invalid) "
                r"(user|recipient|mailbox|address|person)|does ?n[o']t exist"),
    ("disabled", r"(disabled|suspended|inactive)"),
    ("busy", r"too many|rate.?limit|throttl|temporar|try again|busy|overload|resources"),
    ("policy", r"spam|block|black.?list|reputation|policy|spf|dkim|dmarc|rejected|denied|refused"),
]  # fmt: skip
_BY_CODE = {
    421: "busy", 450: "busy", 451: "busy", 452: "busy", 530: "sign_in", 534: "sign_in",
    535: "sign_in", 552: "too_large", 554: "policy",
}  # fmt: skip

# What it means to the person who wrote the letter
CAUSES: dict[str, Promise] = {
    "full": _("Their mailbox is full."),
    "unknown": _("Their server does not know this address."),
    "moved": _("This mailbox has moved and gives no new address."),
    "disabled": _("This mailbox is switched off."),
    "domain": _("No mail server answers for the part after the @."),
    "too_large": _("The letter is larger than their server takes."),
    "policy": _("Their server refuses it by its own rules, often to keep out unwanted mail."),
    "relay": _("Our mail server does not forward to this address."),
    "greylisted": _("Their server lets strangers wait before it takes a first letter."),
    "busy": _("The mail server has no time for it at the moment."),
    "sign_in": _("Our mail server did not accept our sign-in."),
    "consent": _("The permission to sign in to our mail server was never given or was withdrawn."),
    "unreachable": _("Our mail server could not be reached."),
    "certificate": _("Our mail server did not prove who it is, so it was given nothing."),
    "address": _("Our mail server cannot write to an address with these letters."),
    "other": _("The mail server gave a reason of its own."),
}
# And what one can do about it
ADVICE: dict[str, Promise] = {
    "full": _("Call them, or write to another address of theirs."),
    "unknown": _("Check how it is written, or ask them for the right one."),
    "moved": _("Ask them for the new one."),
    "disabled": _("Call them, or write to another address of theirs."),
    "domain": _("Check how it is written."),
    "too_large": _("Take an attachment out, or send it another way."),
    "policy": _("Call them, or ask whoever looks after your mail."),
    "relay": _("Ask whoever looks after your mail."),
    "sign_in": _("An administrator has to look at the mailbox's settings."),
    "consent": _("An administrator has to give it again on the page of the mailbox."),
    "certificate": _("An administrator has to look at the mailbox's settings."),
    "address": _("Write to another address of theirs."),
}


def cause_of(code: int, said: str) -> str:
    """The machine word for a reply of a server; "other" where nothing is known about it."""
    words = said.lower()
    if code in {530, 534, 535}:
        return "sign_in"
    if re.search(r"gr[ea]y.?list", words):
        return "greylisted"
    status = ENHANCED.search(words)
    known = _BY_STATUS.get(f"{status[1]}.{status[2]}") if status else None
    if known is None or known == "policy":
        said_so = (cause for cause, pattern in _BY_WORDS if re.search(pattern, words))
        known = next(said_so, known)
    if known == "unknown" and code < 500:  # an address that is unknown is unknown for good
        known = "busy"
    return known or _BY_CODE.get(code) or ("busy" if code < 500 else "other")


def plainly(cause: str) -> str:
    """One sentence that says why, in the reader's language; "" where there is nothing to say."""
    return str(CAUSES.get(cause, CAUSES["other"])) if cause else ""


def advice(cause: str) -> str:
    """What can be done about it; "" where waiting is all."""
    return str(ADVICE.get(cause, ""))


def refusals_in_words(refusals: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Each address that was not reached, why, and the server's own words."""
    return [
        {
            "address": str(one.get("address", "")),
            "why": plainly(str(one.get("cause") or "other")),
            "advice": advice(str(one.get("cause", ""))),
            "said": f"{one.get('code', '')} {one.get('said', '')}".strip(),
        }
        for one in refusals
    ]

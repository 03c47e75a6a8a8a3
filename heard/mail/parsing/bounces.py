"""Reports that a mail did not arrive: DSN (RFC 3464), and the ones that servers write in prose."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flufl.bounce import all_failures

from heard.mail.parsing.parsed import ParsedMail

READ = 60_000  # bytes of a report that are looked at; the rest is the mail it is about
MESSAGE_ID = re.compile(
    r"^[> \t]*(?:x-)?(?:original-)?message-id[ \t]*:\s*(<[^>\s]{3,250}>)", re.I | re.M
)
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")  # no part of an IP address
ACTION = re.compile(r"^action[ \t]*:[ \t]*([a-z]+)", re.I | re.M)
REPLY = re.compile(r"(?:^|[\s<(:;#-])([45]\d\d)(?=[\s-]|$)", re.M)
CODED = re.compile(r"[245](?:\d\d|\.\d)")  # quicker, and true of all that have a code
FIELD = re.compile(r"^(?:diagnostic-code|status)[ \t]*:[ \t]*((?:.*)(?:\n[ \t]+.*)*)", re.I | re.M)
ADDRESS = r"<?\"?([a-z0-9][\w.+=/!#$%&'*-]{0,120}@[a-z0-9][a-z0-9.-]{0,250}[a-z0-9])"
# "To: <x@y>", "Final-Recipient: rfc822;x@y", "550 <x@y>", or an address alone on its line
NAMED = re.compile(
    r"^[> \t*-]*(?:(?:final|original|failed|x-failed|intended)?[- ]?recipients?|to|rcpt to|address)"
    rf"[^\n:]{{0,30}}:\s*(?:rfc822;\s*)?{ADDRESS}"
    rf"|^[> \t*-]*(?:[45]\d\d[ -]\S{{0,60}}\s*)?{ADDRESS}>?\"?(?:\s*[:.,;(-]|\s*$)"
    rf"|\b[45]\d\d\b[^\n]{{0,60}}?{ADDRESS}"
    rf"|(?:deliver|recipient|user|mailbox|address|konto|empfänger)[^\n@]{{0,60}}?\s{ADDRESS}",
    re.I | re.M,
)
FAILED = re.compile(
    r"(fail|undeliver|unable to|could ?n[o']t|can(?:no|')t|not (?:be )?(?:deliver|found|exist)"
    r"|unknown|reject|refus|denied|full|exceed|quota|error|bounce|nicht|unzustell|returned|disabled"
    r"|permanent|invalid|no such)"
)  # fmt: skip  # in lower case: without regard to case it takes seven times as long
LATE = re.compile(
    r"delay|will (?:keep|continue|be retr)|still (?:being )?retr|warning|verzögert", re.I
)


@dataclass(frozen=True)
class BounceReport:
    """`message_id` of the mail that bounced ("" when the report does not say)."""

    recipients: tuple[str, ...]
    permanent: bool
    message_id: str
    code: str  # "5.1.1" or "550", "" for none
    reason: str  # the servers' own words, one line


def bounce(raw: bytes, mail: ParsedMail) -> BounceReport | None:
    """The report in these bytes, or None when it is none: only a machine's mail can be one."""
    if not (mail.is_bounce or mail.is_automatic) or _is_complaint(mail):
        return None
    actions = _actions(mail)
    if actions and not actions & {"failed", "delayed"}:
        return None  # delivered, relayed, expanded: it did arrive
    temporary, permanent = _failures(raw)
    said = "\n".join(_said(mail))[: READ * 2]
    named = {one for one in (*temporary, *permanent) if "@" in one and len(one) < 320}
    if not named:
        if not mail.is_bounce or not _tells_of_failure(f"{mail.subject}\n{said}"):
            return None
        named = _named(said, mail)
    late = bool(temporary and not permanent) or (
        not permanent and bool(LATE.search(f"{mail.subject}\n{said[:2000]}"))
    )
    code, reason = _reason(said)
    return BounceReport(
        tuple(sorted(named)),
        # Servers give up on what was put off for days, and keep its code (RFC 3464, 2.3.3)
        permanent="failed" in actions if actions else not late and not code.startswith("4"),
        message_id=_original(said, mail),
        code=code,
        reason=reason[:500],
    )


def _is_complaint(mail: ParsedMail) -> bool:
    """Feedback of those who pressed "spam" (RFC 5965): the mail did arrive."""
    return any(part.content_type == "message/feedback-report" for part in mail.attachments)


def _actions(mail: ParsedMail) -> set[str]:
    """What the server says it did with the mail, of each recipient: failed, delayed, relayed."""
    parts = [one for one in mail.attachments if one.content_type == "message/delivery-status"]
    said = "\n".join(part.content[:READ].decode("utf-8", "replace") for part in parts)
    return {action.lower() for action in ACTION.findall(said.replace("\r\n", "\n"))}


def _failures(raw: bytes) -> tuple[set[str], set[str]]:
    try:
        temporary, permanent = all_failures(email.message_from_bytes(raw[:READ]))
    except Exception:  # noqa: BLE001  # what the library cannot read is read below
        return set(), set()
    return {_text(one) for one in temporary}, {_text(one) for one in permanent}


def _text(address: str | bytes) -> str:
    said = address.decode("utf-8", "replace") if isinstance(address, bytes) else address
    return said.strip().strip("<>").lower()


def _said(mail: ParsedMail) -> Iterator[str]:
    """The report's own words first, then its fields, then the mail that came back."""
    yield mail.text[:READ]
    order = {"message/delivery-status": 0}
    parts = sorted(mail.attachments, key=lambda part: order.get(part.content_type, 1))
    for part in parts[:10]:
        if part.content_type.startswith(("text/", "message/")):
            said = part.content[:READ].decode("utf-8", "replace").replace("\r\n", "\n")
            yield said.replace("\0", "")  # PostgreSQL keeps no NUL


def _named(said: str, mail: ParsedMail) -> set[str]:
    """Whom the report is about, from its prose: never whoever sent it or gets it."""
    not_meant = {mail.sender.address, *(one.address for one in mail.to)}
    for found in NAMED.finditer(said[: READ // 3]):
        address = next(one for one in found.groups() if one).lower().rstrip(".")
        local = address.partition("@")[0]
        if address not in not_meant and local not in {"postmaster", "mailer-daemon"}:
            return {address}
    return set()


def _original(said: str, mail: ParsedMail) -> str:
    """The Message-ID of the mail that came back: the last one named, else what it answers to."""
    found = [one for one in MESSAGE_ID.findall(said) if one != mail.message_id]
    if found:
        return str(found[-1])
    answered = [*mail.in_reply_to, *mail.references]
    return answered[0] if answered else ""


def _reason(said: str) -> tuple[str, str]:
    """(code, words): of the diagnosis where there is one, else of the line that says most."""
    fields = [" ".join(one.split()) for one in FIELD.findall(said)]
    # Each once, in their order: a mail that comes back repeats itself
    lines = dict.fromkeys(" ".join(line.split()) for line in said[:READ].splitlines())
    candidates = [*fields, *(line for line in lines if CODED.search(line) and _has_code(line))]
    candidates += [line for line in lines if len(line) > 20 and _tells_of_failure(line)]
    telling = [one for one in candidates if not one.startswith("2.") and one != "4.0.0"]
    if not telling:
        return "", ""
    best = min(telling, key=_worth)
    status = STATUS.search(best) or next(filter(None, map(STATUS.search, fields)), None)
    reply = REPLY.search(best)
    code = status[1] if status else (reply[1] if reply else "")
    return code, best


def _tells_of_failure(text: str) -> bool:
    return bool(FAILED.search(text.lower()))


def _has_code(line: str) -> bool:
    return bool(STATUS.search(line) or REPLY.search(line))


def _worth(line: str) -> int:
    """A diagnosis with a code and words before a bare code, before prose."""
    coded = _has_code(line)
    words = len(re.findall(r"[A-Za-zÄÖÜäöü]{3,}", line))
    return (0 if coded and words > 2 else 1 if words > 2 else 2) + (0 if words < 80 else 1)

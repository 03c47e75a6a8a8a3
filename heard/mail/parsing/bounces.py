"""Reports that a mail did not arrive: DSN (RFC 3464) and the ones in prose."""

import email
import re
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True)
class BounceReport:
    """`message_id` of the mail that bounced ("" when the report does not say)."""

    recipients: tuple[str, ...]
    permanent: bool
    message_id: str
    code: str
    reason: str


def bounce(raw: bytes) -> BounceReport | None:
    """The report in these bytes, or None when it is none."""
    message = email.message_from_bytes(raw)
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001  # a report that nobody can read is a plain mail
        return None
    if not temporary and not permanent:
        return None
    found = [one.decode("ascii", "replace") for one in MESSAGE_ID.findall(raw)]
    own = str(message.get("Message-ID", "")).strip()
    original = next((one for one in reversed(found) if one != own), "")
    said = _diagnosis(message)
    status = STATUS.search(said)
    everyone = {*temporary, *permanent}
    recipients = tuple(
        sorted(
            one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in everyone
        )
    )
    return BounceReport(
        recipients, bool(permanent), original, status[1] if status else "", said[:500]
    )


def _diagnosis(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        fields = part.get_payload()
        for block in fields if isinstance(fields, list) else []:
            if isinstance(block, Message):
                said = block.get("Diagnostic-Code") or block.get("Status")
                if said:
                    return " ".join(str(said).split())
    return ""

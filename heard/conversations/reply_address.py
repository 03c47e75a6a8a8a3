"""The address that answers come back to: signed, so that nobody guesses a way into another's talk.

`sales+r17-k3x…@firm.example` belongs to conversation 17. Letter case is lost on some ways, so the
signature is written in base 32 without it.
"""

import base64
import re
from collections.abc import Iterable

from django.utils.crypto import constant_time_compare, salted_hmac

TOKEN = re.compile(r"r(\d{1,18})-([a-z2-7]{16})")
LOCAL_LIMIT = 64  # RFC 5321, 4.5.3.1.1


def signed(address: str, conversation: int) -> str:
    """The mailbox's address with the conversation's token; as it is where that grows too long."""
    local, _at, domain = address.rpartition("@")
    token = f"{local}+r{conversation}-{_signature(conversation)}"
    return f"{token}@{domain}" if len(token) <= LOCAL_LIMIT else address


def conversation_of(addresses: Iterable[str]) -> int | None:
    """The conversation that the first rightly signed of these addresses belongs to."""
    for address in addresses:
        local = address.lower().rpartition("@")[0]
        found = TOKEN.fullmatch(local.rpartition("+")[2]) if "+" in local else None
        if found and constant_time_compare(found[2], _signature(int(found[1]))):
            return int(found[1])
    return None


def _signature(conversation: int) -> str:
    mac = salted_hmac("heard.conversations.reply", str(conversation), algorithm="sha256")
    return base64.b32encode(mac.digest()[:10]).decode().lower()


def loop_mark(message_id: str) -> str:
    """What our mails carry as X-Heard-Loop, so that one coming back is known as our own."""
    return salted_hmac("heard.conversations.loop", message_id, algorithm="sha256").hexdigest()[:32]


def is_ours(message_id: str, mark: str) -> bool:
    return bool(mark) and constant_time_compare(mark, loop_mark(message_id))

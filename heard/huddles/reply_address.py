"""The address and the Message-ID that answers to an invitation come back by: signed for one seat.

`service+h12-k3x…@firm.example`: nobody guesses a way to speak in another's name.
"""

import base64
import re
from collections.abc import Iterable

from django.utils.crypto import constant_time_compare, salted_hmac

from heard.huddles.models import Voice
from heard.mail.composing import in_ascii
from heard.mail.models import Mailbox

TOKEN = re.compile(r"h(\d{1,18})-([a-z2-7]{26})")
LOCAL_LIMIT = 64  # RFC 5321, 4.5.3.1.1


def token(voice: Voice) -> str:
    return f"h{voice.pk}-{_signature(voice)}"


def address_for(voice: Voice) -> str:
    """Where an answer goes: a mailbox of the conversation; "" where none has an address."""
    seen = Mailbox.objects.filter(filings__conversation=voice.huddle.situation.conversation_id)
    mailbox = seen.exclude(address="").order_by("pk").first()
    if mailbox is None:
        return ""
    local, _at, domain = mailbox.address.rpartition("@")
    signed = f"{local}+{token(voice)}"
    return f"{signed}@{domain}" if len(signed) <= LOCAL_LIMIT else mailbox.address


def message_id(voice: Voice, letter: str) -> str:
    """By which an answer is known where its address lost the token. `letter`: which mail it is."""
    domain = in_ascii(address_for(voice)).rpartition("@")[2] or "heard.invalid"
    return f"<{letter}.{token(voice)}@{domain}>"


def seat_of(addresses: Iterable[str], names: Iterable[str]) -> Voice | None:
    """The seat that one of these addresses or Message-IDs was rightly signed for."""
    said = [one.lower().rpartition("@")[0].rpartition("+")[2] for one in addresses]
    said += [one.lower().strip("<> ").rpartition("@")[0].rpartition(".")[2] for one in names]
    for one in said:
        found = TOKEN.fullmatch(one)
        voice = _seat(int(found[1])) if found else None
        if found and voice and constant_time_compare(found[2], _signature(voice)):
            return voice
    return None


def _seat(pk: int) -> Voice | None:
    seats = Voice.objects.select_related("huddle__situation__conversation", "colleague")
    return seats.filter(pk=pk).first()


def _signature(voice: Voice) -> str:
    bound = f"{voice.pk}:{voice.huddle_id}:{voice.colleague_id}"
    mac = salted_hmac("heard.huddles.reply", bound, algorithm="sha256")
    return base64.b32encode(mac.digest()[:16]).decode().lower().rstrip("=")

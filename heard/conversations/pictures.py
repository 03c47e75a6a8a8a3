"""The pictures that a letter brings along, put into it as it is shown.

Its frame belongs to no origin and is signed in nowhere, so it cannot fetch them itself.
"""

import re
from base64 import b64encode
from collections import Counter

from django.core.files.storage import default_storage
from django.urls import reverse

from heard.conversations.models import Attachment, Message

MOST = 10 * 1024 * 1024  # bytes in one letter; a picture counts as often as it stands there
SOURCE = re.compile(r'(?<= src=")/[^"]*(?=")')
# What a picture is, its bytes say, not the mail
KINDS = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}


def with_pictures(message: Message) -> tuple[str, int]:
    """Its HTML with its own pictures as data: addresses, and how many could not be shown so."""
    stands = Counter(SOURCE.findall(message.html))
    shown, room, left_out = {}, MOST, 0
    for attachment in message.attachments.order_by("pk") if stands else ():
        address = reverse("conversations:attachment", args=[attachment.pk])
        needed = attachment.size * stands[address]
        if not needed:
            continue
        shown[address] = _as_data(attachment) if needed <= room else ""
        if shown[address]:
            room -= needed
        else:
            left_out += 1
    return SOURCE.sub(lambda found: shown.get(found[0], found[0]), message.html), left_out


def _as_data(attachment: Attachment) -> str:
    """Its data: address; "" where it is no picture that every browser shows, or is gone."""
    if not default_storage.exists(attachment.file):
        return ""
    with default_storage.open(attachment.file) as file:
        content = file.read()
    kinds = [kind for kind, beginning in KINDS.items() if beginning.match(content)]
    return f"data:{kinds[0]};base64,{b64encode(content).decode()}" if kinds else ""

"""Secrets of mailboxes, encrypted at rest with a key from HEARD_SECRET_KEY."""

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


def _cipher() -> Fernet:
    key = hashlib.sha256(b"heard mailbox secrets " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SecretField(models.TextField[str, str]):
    """Text that the database holds only as a Fernet token; "" stays "".

    A token that the present key cannot open reads as "", so that a lost key asks for the
    secret again instead of stopping the mail room.
    """

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        if not value:
            return value
        try:
            return _cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            return ""

    def get_prep_value(self, value: Any) -> Any:
        return _cipher().encrypt(str(value).encode()).decode() if value else value

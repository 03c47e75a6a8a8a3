"""The single-use key of the page where they answer, and of "that was not me".

A token is an HMAC of what it belongs to, under the house's secret: it can be made again for the
outgoing bytes, while the database keeps only its SHA-256.
"""

import base64
import hashlib
import hmac

from django.conf import settings

LENGTH = 32


def _token(what: str) -> str:
    key = hashlib.sha256(b"heard listening " + settings.SECRET_KEY.encode()).digest()
    made = hmac.new(key, what.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode()[:LENGTH]


def of_draft(draft: int) -> str:
    return _token(f"restatement of draft {draft}")


def of_confirmation(confirmation: int) -> str:
    return _token(f"not me {confirmation}")


def of_question(draft: int) -> str:
    return _token(f"did you feel heard, draft {draft}")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

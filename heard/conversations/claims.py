"""Mails that are no letter of a conversation, because a room ahead knows what they answer."""

from collections.abc import Callable

from heard.conversations.reading import Letter
from heard.mail.models import RawMessage

Claim = Callable[[RawMessage, Letter], bool]

_claims: dict[str, Claim] = {}


def offer(name: str, claim: Claim) -> None:
    """`claim(raw, letter)`: True when the mail is theirs and taken; then it is shown nowhere else.
    Runs in the transaction of the filing, and may run again for the same mail."""
    _claims[name] = claim


def claimed(raw: RawMessage, letter: Letter) -> bool:
    return any(claim(raw, letter) for claim in _claims.values())

"""What a draft is for, where a room ahead needs a word in its sending.

A purpose may put something into the outgoing text that no inside view shows (a link of theirs):
`substitute(draft)` returns placeholder → text, applied to the mail's bytes only.
`refuse(draft)` returns one sentence when the draft cannot leave as it is; it is asked at Send and
once more when the letter leaves.
`go_on(draft, taken)` hands over what hangs on a draft to the one in which a colleague continues it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from heard.conversations.models import Draft


@dataclass(frozen=True)
class Purpose:
    name: str
    substitute: Callable[[Draft], Mapping[str, str]] | None = None
    refuse: Callable[[Draft], str] | None = None
    go_on: Callable[[Draft, Draft], None] | None = None


_purposes: dict[str, Purpose] = {}


def offer(purpose: Purpose) -> None:
    _purposes[purpose.name] = purpose


def of(draft: Draft) -> Purpose:
    return _purposes.get(draft.purpose, Purpose(draft.purpose))

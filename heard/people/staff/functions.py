"""The register of everything that touches what is known about colleagues.

Each room describes its functions beside their code and offers them here (`staff_data.py` of the
room, called from its `apps.ready`). What the company itself says to them (`RegisterEntry`) decides
whether one runs: in works-agreement mode a function is off until its entry exists, and off again
once its description has changed since.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from heard.journal.once import asked_once
from heard.journal.refusal import Refusal
from heard.people.staff.models import RegisterEntry, WorksAgreement


@dataclass(frozen=True)
class Function:
    """Something Heard does with what is known about colleagues, said so that anyone understands.

    tables: the models it keeps it in ("philosophy.Recognition"); () where nothing is kept.
    needed: why Heard cannot work without it; "" where it can be switched off.
    """

    name: str
    title: Any
    purpose: Any
    stored: Any
    seen_by: Any
    kept: Any
    tables: tuple[str, ...] = ()
    needed: Any = ""

    @property
    def described(self) -> str:
        """SHA-256 of the description in both languages: an entry is for exactly this."""
        said = []
        for language in ("en", "de"):
            with translation.override(language):
                parts = (self.title, self.purpose, self.stored, self.seen_by, self.kept)
                said.append([str(part) for part in parts])
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Listed:
    """A function as the register shows it: whether it runs, and what the company said to it."""

    function: Function
    entry: RegisterEntry | None
    on: bool
    agreement: bool

    @property
    def changed(self) -> bool:
        """It was entered once, and says something else by now."""
        return bool(
            self.entry and self.entry.described and self.entry.described != self.function.described
        )

    @property
    def entered(self) -> bool:
        return bool(self.entry and self.entry.described == self.function.described)


_functions: dict[str, Function] = {}


def offer(*functions: Function) -> None:
    for function in functions:
        _functions[function.name] = function


def functions() -> list[Function]:
    """What can be switched off first, then what Heard cannot work without; each by its title."""
    return sorted(_functions.values(), key=lambda one: (bool(one.needed), str(one.title)))


def function(name: str) -> Function | None:
    return _functions.get(name)


def listed() -> list[Listed]:
    agreement = WorksAgreement.is_in_force()
    entries = {entry.function: entry for entry in RegisterEntry.objects.select_related("by")}
    return [
        Listed(one, entries.get(one.name), _runs(one, entries.get(one.name), agreement), agreement)
        for one in functions()
    ]


@asked_once
def is_on(name: str) -> bool:
    """Whether the function may run now. KeyError for one that is in no register."""
    entry = RegisterEntry.objects.filter(function=name).first()
    return _runs(_functions[name], entry, WorksAgreement.is_in_force())


def _runs(function: Function, entry: RegisterEntry | None, agreement: bool) -> bool:
    if function.needed:
        return True
    if entry is not None and entry.off_at is not None:
        return False
    return not agreement or (entry is not None and entry.described == function.described)


def must_be_on(name: str) -> None:
    """Refusal while the function is switched off."""
    if not is_on(name):
        raise Refusal(
            _("“%(title)s” is switched off in this house. Nothing was written.")
            % {"title": _functions[name].title}
        )

"""Whether the journal still says what was written: altered, removed, reordered, cut off."""

from dataclasses import dataclass

from heard.journal.acts import link_of
from heard.journal.models import Entry


@dataclass(frozen=True)
class Verdict:
    """`sealed`: entries looked at; `unsealed`: too young to be protected; `faults`: sentences."""

    sealed: int
    unsealed: int
    head: str
    faults: list[str]


def head() -> str:
    """Position and link of the last sealed entry as "POSITION:LINK"; "0:" of an empty journal."""
    last = Entry.objects.exclude(position=None).order_by("-position").first()
    return f"{last.position}:{last.link}" if last else "0:"


def verify(expected_head: str = "") -> Verdict:
    """Walk the chain from its beginning. `expected_head` is one exported earlier."""
    link, position, faults, reached = "", 0, [], not expected_head or expected_head == "0:"
    for entry in Entry.objects.exclude(position=None).order_by("position").iterator(2000):
        if entry.position != position + 1:
            faults.append(f"Entries {position + 1} to {(entry.position or 0) - 1} are missing.")
        if link_of(entry, link) != entry.link:
            faults.append(f"Entry {entry.position} was altered, or stood elsewhere.")
        position, link = entry.position or 0, entry.link
        reached = reached or expected_head == f"{position}:{link}"
    if not reached:
        faults.append("The exported head is not in this journal: its end was cut off or rewritten.")
    unsealed = Entry.objects.filter(position=None).count()
    return Verdict(position, unsealed, head(), faults)

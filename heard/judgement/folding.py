"""Leaves only what the writer wrote: quotes, signatures, notices and markup are blanked.

The result has the length of the input, so positions in it are positions in the original.
"""

import re
from typing import Literal

from .footers import footers
from .markup import without_markup
from .quoting import (
    begins_history,
    is_forwarded,
    is_of_a_program,
    is_quoted,
    quote_follows,
    wrote,
)  # fmt: skip
from .signing import card, is_afterthought, is_closing, is_contact, is_dashes, is_postscript

LONGEST = 12_000
TAIL = 3_000

_APP = re.compile(
    r"\s*(?:Sent from (?:my|Outlook|Mail|Yahoo)\b|Sent (?:with|via) (?:Proton|Spark|Airmail)\b"
    r"|Get Outlook for\b|Von unterwegs gesendet|Gesendet (?:von|mit)\b"
    r"|(?:Diese Nachricht wurde )?Von meinem .{2,60} gesendet)(?!.*\byou\b)(?:\s+[^\s,]+){0,6}\W*$",
    re.I,
)

# own: read; line: this one is not; named: a name below a closing; firm: what follows it;
# history: what was said before, to the end.
State = Literal["own", "line", "named", "firm", "history"]


def own_words(text: str) -> str:
    """The text with everything that is not the writer's own blanked; same length, same positions.

    Never raises. Stray surrogates become U+FFFD. Time is linear in the length of the text.
    """
    text = "".join(mark if not "\ud800" <= mark <= "\udfff" else "\ufffd" for mark in text)
    if not is_clipped(text):
        return _folded(text)
    head = LONGEST - TAIL
    short = _folded(f"{text[:head]} {text[-TAIL:]}")
    return short[:head] + " " * (len(text) - LONGEST) + short[head + 1 :]


def _folded(text: str) -> str:
    return _without_lines(without_markup(text))


def is_clipped(text: str) -> bool:
    """Whether the text is so long that its middle is not read."""
    return len(text) > LONGEST


def _without_lines(text: str) -> str:
    lines = text.split("\n")
    nobodys = footers(lines)
    for number, line in enumerate(lines):
        if number in nobodys or _APP.match(line):
            lines[number] = " " * len(line)
    kept: list[str] = []
    state: State = "own"
    begun = False
    for number, line in enumerate(lines):
        state = _state(lines, number, state, begun=begun)
        begun = begun or (state == "own" and bool(line.strip()))
        keep = state == "own" or (state == "named" and is_afterthought(line))
        kept.append(line if keep else " " * len(line))
        if state == "line":
            state = "own"
    return "\n".join(kept)


def _state(lines: list[str], number: int, state: State, *, begun: bool) -> State:
    line = lines[number]
    if state == "history":
        return state
    if begins_history(lines, number):
        return "line" if is_forwarded(line) and not begun else "history"
    if is_quoted(line):
        return "line"
    if head := wrote(lines, number):
        if quote_follows(lines, number):
            return "line"
        if is_of_a_program(head):
            return "history"
    return _signed(lines, number, state, begun=begun)


def _signed(lines: list[str], number: int, state: State, *, begun: bool) -> State:
    """Where the letter ends, and where it goes on with a postscript."""
    if state == "own" and begun:
        if is_dashes(lines, number) or card(lines, number):
            return "firm"
        return "named" if is_closing(lines, number) else state
    if state in ("named", "firm") and is_postscript(lines[number]):
        return "own"
    return "firm" if state == "named" and is_contact(lines[number]) else state

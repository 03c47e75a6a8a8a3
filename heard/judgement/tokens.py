"""Words of a text with their positions, folded so that spellings meet."""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_](?:[^\W_\u00ad]|\u00ad|['’](?=[^\W_]))*")
_FOLD = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'", "é": "e", "è": "e", "\u00ad": ""}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word in folded spelling ("Prüfung" → "pruefung"), where it stands, and as it was typed."""

    word: str
    start: int
    end: int
    typed: str


def fold(text: str) -> str:
    """Lower case, umlauts and ß spelled out, so that "Grüße", "Gruesse" and "Grüsse" are one."""
    return text.lower().translate(_FOLD)


def tokens(text: str) -> list[Token]:
    """All words of the text, in order; punctuation and emoji are none."""
    found = _WORD.finditer(text)
    return [Token(fold(m.group()), m.start(), m.end(), m.group()) for m in found]

"""Where a letter ends: at the name of its writer, though no "Kind regards" stands above it."""

import re

LAST = 6  # lines at the end among which a name is looked for
SHORT = 60  # below the name: a position, a company, a telephone number
TITLES = {"dr", "prof", "dipl", "ing", "mag", "herr", "frau", "mr", "mrs", "ms", "ihr", "ihre"}
WORD = re.compile(r"[^\W\d_]+")


def above_the_name(text: str, name: str) -> str:
    """The beginning of `text` up to the line in which its writer signed; all of it without one."""
    known = {word.casefold() for word in WORD.findall(name)}
    lines = text.rstrip().split("\n")
    for number in range(max(1, len(lines) - LAST), len(lines)):
        below = lines[number + 1 :]
        if _is_name(lines[number], known) and all(len(line) < SHORT for line in below):
            return "\n".join(lines[:number])
    return text


def _is_name(line: str, known: set[str]) -> bool:
    """Whether nothing but the name stands in the line: whole, in part or with an initial."""
    words = [word.casefold() for word in WORD.findall(line.partition(",")[0])]
    initials = {word[0] for word in known}
    whole = any(len(word) > 1 and word in known for word in words)
    return whole and all(word in known or word in initials or word in TITLES for word in words)

"""Numbers, dates and weekdays of a text, normalised so that two spellings can be compared."""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from . import dates
from .dates import DAYS, MONTHS
from .fact import Fact
from .numbers import in_digits
from .quantities import UNITS, numbers, unit_of
from .tokens import Token, fold

# What `in_digits` leaves as words.
_COUNTS = {
    name: number
    for number, names in (
        (2, "two zwei twice zweimal second zweite zweiten zweiter zweites 2nd"),
        (3, "dreimal thrice dritt"),
        (4, "viermal viert"),
        (5, "fuenfmal fuenft"),
        (6, "sechsmal sechst"),
        (7, "siebenmal"),
        (12, "dozen dutzend"),
    )
    for name in names.split()
}
# "A-417", "4711-B": letters and at least two digits.
_CODE = re.compile(
    r"(?<![\w-])(?:[a-z]{1,4}-?\d{2,}(?:-?[a-z\d]+)*|\d{2,}-?[a-z]{1,3}(?:-?\d+)?)(?![\w-])"
)
_GLUED = re.compile(r"(?<=\d)(?=(?:h|std|min|eur|chf|usd|gbp)\b)")  # "48h"
# Whoever is called by name, as it is written: "Herrn Huber", "Ms O'Brien".
_CALLED = re.compile(
    r"\b(?:Herrn?|Frau|Hr\.|Fr\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Mag\.)\s+"
    r"(?:Dr\.?\s+|Mag\.\s+)?(?P<name>[A-ZÄÖÜ][\w'’-]+)"
)
# "two thirds", "zu neun Zehnteln", "a third less" count nothing.
_FRACTION = re.compile(
    r"\b(?:\d+|one|two|zwei|ein)[ -](?:\d+(?:th|rd)s?|thirds?|quarters?|"
    r"(?:drit|vier|fuenf|sechs|ach|zehn)t?eln?)\b"
    r"|\ba (?:\d+(?:rd|th)|third|quarter)(?= (?:of|less|more|lower|higher|off|up|down)\b)"
)
_WORD = re.compile(r"[a-z']+")
_FACT_WORDS = frozenset(
    (*MONTHS, *DAYS, *_COUNTS, "eur", "euro", "euros", "chf", "gbp", "usd", "pounds", "dollars")
)
_SIZES = frozenset(
    "st nd rd th er x k m g t l kg mm cm km qm ml kw kwh mb gb tb px ct mah v w a c p".split()
)


@lru_cache(maxsize=20_000)
def _is_number(typed: str) -> bool:
    return in_digits(typed) != typed


def is_fact_word(token: Token) -> bool:
    """Whether a word is a number, month, weekday or currency, which a fact says better."""
    return token.word[:1].isdigit() or token.word in _FACT_WORDS or _is_number(token.typed)


def facts(text: str) -> frozenset[Fact]:
    """All numbers, codes, dates, months, times, weekdays and called names of a text."""
    found = {Fact("name", fold(match["name"])) for match in _CALLED.finditer(text)}
    plain = fold(dates.with_days_in_digits(in_digits(text))).replace("per cent", "percent")
    plain = dates.take(_FRACTION.sub(" ", plain), found)
    plain = _CODE.sub(lambda match: _take_code(match, found), _GLUED.sub(" ", plain))
    return frozenset((*found, *numbers(plain), *_in_words(_WORD.findall(plain))))


def _in_words(words: Sequence[str]) -> Iterator[Fact]:
    """Weekdays, and the counts that are still words."""
    for word, following in itertools.zip_longest(words, words[1:], fillvalue=""):
        if day := DAYS.get(word, DAYS.get(word.removesuffix("s"))):
            yield Fact("weekday", day)
        elif word in _COUNTS:
            yield Fact(unit_of(following), str(_COUNTS[word]))


def _take_code(match: re.Match[str], found: set[Fact]) -> str:
    """Another word for a code; "20kg" and "12er" count something and stay."""
    tail = match[0].lstrip("0123456789-")
    if match[0][0].isdigit() and (tail in UNITS or tail in _SIZES):
        return match[0]
    found.add(Fact("code", match[0].replace("-", "")))
    return " "

"""A text with its numbers, dates and hours in one spelling, for what reads it word by word."""

import re

from . import dates
from .numbers import in_digits

# "1.250" and "1'250,00" with their groups of three; a sum without cents.
_GROUPED = re.compile(r"(?<![\w.,'’])[1-9]\d{0,2}(?:([.,'’])\d{3})(?:\1\d{3})*(?![\w'’]|[.,]\d{3})")
_ROUND = re.compile(r"(?<![\w.,:])(\d+)(?:[.,]00|,-{1,2}|,–)(?![\w:]|[.,]\d)")
_NUMBER = re.compile(r"\d+(?:[.,:'’]\d+)*")
_WORD = re.compile(r"\w+(?:[.,:'’]\w+)*")


def plainly(text: str) -> str:
    """The text with numbers, dates and times in one spelling: "May 3rd" and "3. Mai" become "3.5.",
    "23:04 Uhr" and "um 23.04" the same "23:04", "1.250,00" and "1,250" the same "1250"."""
    text = dates.in_digits(dates.with_days_in_digits(in_digits(text)))
    text = _GROUPED.sub(lambda m: re.sub(r"\D", "", m[0]), text)
    return _ROUND.sub(r"\1", text)


def is_spelt_otherwise(one: str, two: str) -> bool:
    """Whether both say a number, date or hour that only one spelling shows to be the same; what
    both write in the same words does not count."""
    if not _shows_more(one, two):
        return False
    words = _words(one) & _words(two)
    alike = {word for word in words if word[:1].isdigit() or plainly(word) != word}
    return _shows_more(_without(alike, one), _without(alike, two))


def _shows_more(one: str, two: str) -> bool:
    """Whether they share more numbers in one spelling than as they are written."""
    plain = _numbers(plainly(one)) & _numbers(plainly(two))
    return len(plain) > len(_numbers(one) & _numbers(two))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _without(words: set[str], text: str) -> str:
    return _WORD.sub(lambda match: "" if match[0].lower() in words else match[0], text)


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))

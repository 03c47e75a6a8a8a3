"""A text with its numbers, dates and hours in one spelling, for what reads it word by word."""

import re

from . import dates
from .numbers import in_digits

# "1.250" and "1'250,00" with their groups of three; a sum without cents.
_GROUPED = re.compile(r"(?<![\w.,'’])[1-9]\d{0,2}(?:([.,'’])\d{3})(?:\1\d{3})*(?![\w'’]|[.,]\d{3})")
_ROUND = re.compile(r"(?<![\w.,:])(\d+)(?:[.,]00|,-{1,2}|,–)(?![\w:]|[.,]\d)")


_NUMBER = re.compile(r"\d+(?:[.,:'’]\d+)*")


def is_spelt_otherwise(one: str, two: str) -> bool:
    """Whether both say a number, date or hour that only one spelling shows to be the same."""
    plain = _numbers(plainly(one)) & _numbers(plainly(two))
    return len(plain) > len(_numbers(one) & _numbers(two))


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


def plainly(text: str) -> str:
    """The text with numbers, dates and times in one spelling: "May 3rd" and "3. Mai" become "3.5.",
    "23:04 Uhr" and "um 23.04" the same "23:04", "1.250,00" and "1,250" the same "1250"."""
    text = dates.in_digits(dates.with_days_in_digits(in_digits(text)))
    text = _GROUPED.sub(lambda m: re.sub(r"\D", "", m[0]), text)
    return _ROUND.sub(r"\1", text)

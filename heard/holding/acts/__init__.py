"""Buying time with a date, and writing down what was said on the phone or at a table."""

from heard.holding.acts.extending import ask_for_time
from heard.holding.acts.promising import (
    REMINDER,
    RENEWAL,
    about,
    answered_with,
    ask_for,
    asked_with,
    buy_time,
    keep,
    notice_overdue,
    promise,
    promised_with,
    release,
    renew,
    renewed_with,
)
from heard.holding.acts.reminding import remind_before_due, say_it_waits
from heard.holding.acts.taking import take_over
from heard.holding.acts.talking import AFTER_TALK, Talk, confirm_in_writing, write_down

__all__ = [
    "AFTER_TALK",
    "REMINDER",
    "RENEWAL",
    "Talk",
    "about",
    "answered_with",
    "ask_for",
    "ask_for_time",
    "asked_with",
    "buy_time",
    "confirm_in_writing",
    "keep",
    "notice_overdue",
    "promise",
    "promised_with",
    "release",
    "remind_before_due",
    "renew",
    "renewed_with",
    "say_it_waits",
    "take_over",
    "write_down",
]

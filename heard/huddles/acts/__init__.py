"""Asking colleagues, giving one's view, talking it over, and saying what came of it."""

from heard.huddles.acts.gathering import (
    ask_further,
    follow_promise,
    gather,
    mark_mailed,
    remind_silent,
)
from heard.huddles.acts.replying import mark_told, take_reply
from heard.huddles.acts.speaking import conclude, end_with, mark_mentioned, remark, speak

__all__ = [
    "ask_further",
    "conclude",
    "end_with",
    "follow_promise",
    "gather",
    "mark_mailed",
    "mark_mentioned",
    "mark_told",
    "remark",
    "remind_silent",
    "speak",
    "take_reply",
]

"""Ending on a good note, going on otherwise, and asking whether they felt heard."""

from heard.closing.acts.asking import PURPOSE, Told, asked, asked_in, links, may_ask, tell, unfit
from heard.closing.acts.ending import (
    act_of,
    close,
    follow_up_due,
    forget,
    good_letter,
    look_in_again,
    reopen,
    write_good_note,
)
from heard.closing.acts.going_on import let_rest, raise_higher

__all__ = [
    "PURPOSE",
    "Told",
    "act_of",
    "asked",
    "asked_in",
    "close",
    "follow_up_due",
    "forget",
    "good_letter",
    "let_rest",
    "links",
    "look_in_again",
    "may_ask",
    "raise_higher",
    "reopen",
    "tell",
    "unfit",
    "write_good_note",
]

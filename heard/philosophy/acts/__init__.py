"""The gate, and everything colleagues do with the company's written word."""

from heard.philosophy.acts.approving import approve, void_approvals
from heard.philosophy.acts.signing import sign
from heard.philosophy.acts.thanking import recognise
from heard.philosophy.acts.weighing import resolve, unresolved, weigh
from heard.philosophy.acts.writing import (
    GENTLE_START,
    change_clause,
    close_to_all,
    draft_next,
    drop_clause,
    load_starter,
    may_edit,
    open_to_all,
    publish,
    put_draft_away,
    set_minor,
    take_in,
)

__all__ = [
    "GENTLE_START",
    "approve",
    "change_clause",
    "close_to_all",
    "draft_next",
    "drop_clause",
    "load_starter",
    "may_edit",
    "open_to_all",
    "publish",
    "put_draft_away",
    "recognise",
    "resolve",
    "set_minor",
    "sign",
    "take_in",
    "unresolved",
    "void_approvals",
    "weigh",
]

"""The gate, and everything colleagues do with the company's written word."""

from heard.philosophy.acts.approving import approve, void_approvals
from heard.philosophy.acts.signing import sign
from heard.philosophy.acts.thanking import recognise
from heard.philosophy.acts.weighing import resolve, unresolved, weigh
from heard.philosophy.acts.writing import (
    GENTLE_START,
    change_clause,
    draft_next,
    drop_clause,
    load_starter,
    may_edit,
    publish,
    put_draft_away,
    set_minor,
)

__all__ = [
    "GENTLE_START",
    "approve",
    "change_clause",
    "draft_next",
    "drop_clause",
    "load_starter",
    "may_edit",
    "publish",
    "put_draft_away",
    "recognise",
    "resolve",
    "set_minor",
    "sign",
    "unresolved",
    "void_approvals",
    "weigh",
]

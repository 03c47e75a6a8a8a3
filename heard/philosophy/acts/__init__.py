"""The gate, and everything colleagues do with the company's written word."""

from heard.philosophy.acts.approving import approve, void_approvals
from heard.philosophy.acts.signing import sign
from heard.philosophy.acts.thanking import (
    forget_thanks,
    note_sent,
    recognise,
    say_kind_word,
)
from heard.philosophy.acts.weighing import (
    MEANT,
    forget_resolutions,
    keep,
    let_go,
    resolve,
    unresolved,
    weigh,
)
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
    "MEANT",
    "approve",
    "change_clause",
    "close_to_all",
    "draft_next",
    "drop_clause",
    "forget_resolutions",
    "forget_thanks",
    "keep",
    "let_go",
    "load_starter",
    "may_edit",
    "note_sent",
    "open_to_all",
    "publish",
    "put_draft_away",
    "recognise",
    "resolve",
    "say_kind_word",
    "set_minor",
    "sign",
    "take_in",
    "unresolved",
    "void_approvals",
    "weigh",
]

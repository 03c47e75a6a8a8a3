"""Understanding them, saying so, and hearing whether it was right."""

from heard.listening.acts.answers import (
    answer_of,
    attempt_call,
    confirm,
    confirmed_by_message,
    correct,
    disown,
    mark_answer,
    report_heard,
    restatement_of,
    vouch,
)
from heard.listening.acts.complaining import say_ours
from heard.listening.acts.deadlines import drop_deadline, find_deadlines, set_deadline
from heard.listening.acts.moment import bring_moment_back, put_moment_away
from heard.listening.acts.points import extract, found_in, our_points, set_points
from heard.listening.acts.restating import (
    acknowledge,
    compose,
    restate,
    restated,
    retire_links,
    token_of,
)

__all__ = [
    "acknowledge",
    "answer_of",
    "attempt_call",
    "bring_moment_back",
    "compose",
    "confirm",
    "confirmed_by_message",
    "correct",
    "disown",
    "drop_deadline",
    "extract",
    "find_deadlines",
    "found_in",
    "mark_answer",
    "our_points",
    "put_moment_away",
    "report_heard",
    "restate",
    "restated",
    "restatement_of",
    "retire_links",
    "say_ours",
    "set_deadline",
    "set_points",
    "token_of",
    "vouch",
]

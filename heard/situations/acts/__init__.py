"""It gets difficult: someone takes it up, brings together what belongs together, and it ends."""

from heard.situations.acts.debriefing import say_lesson, sum_up_lessons
from heard.situations.acts.owning import (
    about,
    end,
    hand_over,
    join,
    let_the_team,
    offer_to_team,
    raise_,
    take_over,
    take_up,
)
from heard.situations.acts.together import bring_together, keep_apart, set_owner, take_out

__all__ = [
    "about",
    "bring_together",
    "end",
    "hand_over",
    "join",
    "keep_apart",
    "let_the_team",
    "offer_to_team",
    "raise_",
    "say_lesson",
    "set_owner",
    "sum_up_lessons",
    "take_out",
    "take_over",
    "take_up",
]

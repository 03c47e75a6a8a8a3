"""Deciding with others, saying it well, and the guard on what nobody does alone."""

from heard.decisions.acts.belonging import (
    add_contact,
    change_contact,
    change_organisation,
    merge,
)
from heard.decisions.acts.by_law import carry_out_erasure, propose_erasure, withdraw_erasure
from heard.decisions.acts.deciding import answer, compose_answer, decide, decide_now, void, withdraw
from heard.decisions.acts.lining import approve_together, decide_together
from heard.decisions.acts.proposing import approve, propose
from heard.decisions.acts.second_looks import (
    approve_draft,
    ask_the_team,
    ask_to_look,
    comment,
    mark_asked,
    send_for,
)
from heard.decisions.acts.severing import (
    carry_out,
    finish,
    keep_out,
    lift,
    look_again_due,
    look_once_more,
)
from heard.decisions.acts.suspending import lift_suspension, mark_told, renew_suspension, suspend

__all__ = [
    "add_contact",
    "answer",
    "approve",
    "approve_draft",
    "approve_together",
    "ask_the_team",
    "ask_to_look",
    "carry_out",
    "carry_out_erasure",
    "change_contact",
    "change_organisation",
    "comment",
    "compose_answer",
    "decide",
    "decide_now",
    "decide_together",
    "finish",
    "keep_out",
    "lift",
    "lift_suspension",
    "look_again_due",
    "look_once_more",
    "mark_asked",
    "mark_told",
    "merge",
    "propose",
    "propose_erasure",
    "renew_suspension",
    "send_for",
    "suspend",
    "void",
    "withdraw",
    "withdraw_erasure",
]

"""Meeting people outside, and looking after the people inside."""

from heard.people.acts.colleagues import add_colleague, change_colleague, forget_sign_ins
from heard.people.acts.counterparts import (
    KINDS,
    add_contact,
    add_organisation,
    change_contact,
    change_organisation,
    forget_organisation,
)
from heard.people.acts.house import add_team, change_team, set_calendar
from heard.people.acts.leaving import depart, welcome_back
from heard.people.acts.meeting import meet, normal
from heard.people.acts.merging import merge, note_moved, part

__all__ = [
    "KINDS",
    "add_colleague",
    "add_contact",
    "add_organisation",
    "add_team",
    "change_colleague",
    "change_contact",
    "change_organisation",
    "change_team",
    "depart",
    "forget_organisation",
    "forget_sign_ins",
    "meet",
    "merge",
    "normal",
    "note_moved",
    "part",
    "set_calendar",
    "welcome_back",
]

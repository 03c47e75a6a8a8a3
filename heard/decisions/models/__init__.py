"""What was decided, and the guard on what nobody does alone: a file for each noun."""

from heard.decisions.models.barrier import Barrier, BarrierQuerySet
from heard.decisions.models.decision import Decision, DecisionQuerySet
from heard.decisions.models.erasure import Erasure
from heard.decisions.models.line import Line
from heard.decisions.models.second_look import SecondLook
from heard.decisions.models.suspension import Suspension

__all__ = [
    "Barrier",
    "BarrierQuerySet",
    "Decision",
    "DecisionQuerySet",
    "Erasure",
    "Line",
    "SecondLook",
    "Suspension",
]

"""What follows from the end of a situation: the scene that fits it, for those who took part."""

from heard.closing.lesson import rule_of, took_part
from heard.journal.models import Entry
from heard.philosophy.acts import put_first
from heard.philosophy.questions import clause_bound_to
from heard.situations.models import Situation


def situation_ended(entry: Entry) -> None:
    """One card of the clause that mattered here comes first, to each of them alone."""
    situation = Situation.objects.filter(pk=entry.about["situation"]).first()
    if situation is None:
        return
    clause = clause_bound_to(rule_of(situation))
    if clause is not None:
        put_first(colleagues=took_part(situation), clause_number=clause)

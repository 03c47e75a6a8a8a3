"""What follows from a good note that left, and from the end of a situation."""

from heard.closing import acts
from heard.closing.lesson import rule_of, took_part
from heard.conversations.models import Message
from heard.journal.models import Entry
from heard.philosophy.acts import put_first
from heard.philosophy.questions import clause_bound_to
from heard.situations.models import Situation


def letter_left(entry: Entry) -> None:
    """A good note that asks whether they felt heard: its link works from now on."""
    message = Message.objects.filter(pk=entry.about["message"], purpose=acts.PURPOSE).first()
    if message is not None:
        acts.asked(message=message)


def situation_ended(entry: Entry) -> None:
    """One card of the clause that mattered here comes first, to each of them alone."""
    situation = Situation.objects.filter(pk=entry.about["situation"]).first()
    if situation is None:
        return
    clause = clause_bound_to(rule_of(situation))
    if clause is not None:
        put_first(colleagues=took_part(situation), clause_number=clause)

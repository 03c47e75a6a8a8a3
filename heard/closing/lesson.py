"""Which clause a situation was about, by what happened in it, and who took part."""

from django.db.models import Q

from heard.conversations.models import Message
from heard.decisions.models import Decision
from heard.holding.models import Promise
from heard.huddles.models import Voice
from heard.listening.questions import heard_state
from heard.people.models import Colleague
from heard.situations.models import Situation

REFUSALS = {Decision.NO, Decision.INSIST}


def rule_of(situation: Situation) -> str:
    """The name of the rule that mattered most; at the end of an easy one, the good note's.

    Severing before a broken or moved date before a "no" that was not heard, or not talked over.
    """
    decisions = Decision.objects.filter(
        Q(situation=situation)
        | Q(conversation=situation.conversation_id, at__gte=situation.raised_at)
    )
    if decisions.severing().exists():
        return "never_alone"
    if _a_date_moved(situation):
        return "promises_kept"
    if decisions.filter(kind__in=REFUSALS).exists():
        if heard_state(situation) not in {"confirmed", "reported"}:
            return "heard_before_no"
        if not Voice.objects.filter(huddle__situation=situation).exclude(at=None).exists():
            return "another_voice"
    return "good_note"


def _a_date_moved(situation: Situation) -> bool:
    ours = Promise.objects.ours().filter(
        conversation=situation.conversation_id, made_at__gte=situation.raised_at
    )
    return ours.exclude(renewed_as=None, noticed_at=None).exists()


def took_part(situation: Situation) -> list[Colleague]:
    """Whoever raised it, owned it, gave a view, decided or wrote to them in it."""
    since = {"conversation": situation.conversation_id, "at__gte": situation.raised_at}
    people: set[int | None] = {situation.opened_by_id, situation.owner_id}
    people |= set(Message.objects.filter(**since).values_list("colleague", flat=True))
    people |= set(Decision.objects.filter(**since).values_list("by", flat=True))
    people |= set(
        Voice.objects.filter(huddle__situation=situation)
        .exclude(at=None)
        .values_list("colleague", flat=True)
    )
    known = [pk for pk in people if pk is not None]
    return list(Colleague.objects.active().filter(pk__in=known))

"""The steps in which colleagues are asked, it is decided, and it ends well."""

from heard.closing import acts as closing
from heard.conversations import acts as conversations
from heard.decisions import acts as decisions
from heard.decisions.models import Decision
from heard.desk.sample.talk import leave
from heard.desk.sample.told import Step, Told, due
from heard.huddles import acts as huddles
from heard.huddles.models import Huddle
from heard.listening import acts as listening
from heard.listening.models import Point
from heard.philosophy import acts as philosophy


def huddle(told: Told, step: Step) -> None:
    huddles.gather(
        situation=told.situation,
        by=told.who(step["by"]),
        question=step["question"],
        invite=[told.who(key) for key in step["invite"]],
        due=due(told, step["due"]) if step.get("due") else None,
    )


def _huddle(told: Told) -> Huddle:
    return Huddle.objects.filter(situation=told.situation).latest("id")


def voice(told: Told, step: Step) -> None:
    huddles.speak(huddle=_huddle(told), by=told.who(step["by"]), view=step["view"], why=step["why"])


def remark(told: Told, step: Step) -> None:
    huddles.remark(huddle=_huddle(told), by=told.who(step["by"]), text=step["text"])


def conclude(told: Told, step: Step) -> None:
    huddles.conclude(huddle=_huddle(told), by=told.who(step["by"]), summary=step["summary"])


def decide(told: Told, step: Step) -> None:
    who = told.who(step["by"])
    if step["kind"] == Decision.SEVER:
        decisions.propose(
            kind=Decision.SEVER,
            by=who,
            situation=told.situation,
            reason=step["reason"],
            text=step["text"],
            look_again=due(told, step["look_again"]).date() if step.get("look_again") else None,
        )
        return
    decisions.decide(
        situation=told.situation,
        by=who,
        kind=step["kind"],
        reason=step["reason"],
        instead=step.get("instead", ""),
        next_step=step.get("next_step", ""),
        own_mistake=step.get("own_mistake", False),
        amount=step.get("amount"),
    )


def approve(told: Told, step: Step) -> None:
    decision = Decision.objects.filter(situation=told.situation).latest("id")
    decisions.approve(decision=decision, by=told.who(step["by"]))


def answer(told: Told, step: Step) -> None:
    who = told.who(step["by"])
    decision = Decision.objects.filter(situation=told.situation).latest("id")
    draft = decisions.answer(decision=decision, by=who)
    draft = conversations.save_draft(
        conversation=told.talk, by=who, text=step.get("text") or draft.text
    )
    leave(told, draft, who)


def close(told: Told, step: Step) -> None:
    """Whoever closes has seen that our points were answered, and says so."""
    who, last = told.who(step["by"]), told.last_of_theirs()
    ours = Point.objects.filter(
        situation__conversation=told.talk, side="us", dropped_at=None, answers=None
    )
    for point in ours:
        if last is not None:
            listening.mark_answer(point=point, message=last, state="answered", by=who)
    closing.close(
        conversation=told.talk,
        by=told.who(step["by"]),
        thanks=step.get("thanks", ""),
        agreed=step.get("agreed", ""),
        follow_up=due(told, step["follow_up"]) if step.get("follow_up") else None,
    )


def recognise(told: Told, step: Step) -> None:
    message = told.talk.last_message
    philosophy.recognise(
        clause_number=step["clause"],
        by=told.who(step["by"]),
        to=told.who(step["to"]),
        words=step["words"],
        about=message.reference if message else "",
    )

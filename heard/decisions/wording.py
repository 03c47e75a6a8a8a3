"""The answer's scaffold: one whole letter in the conversation's language."""

from django.template.loader import render_to_string
from django.utils import translation

from heard.decisions.models import Decision
from heard.huddles.questions import another_voice
from heard.people.models import Colleague


def answer_to(decision: Decision, writer: Colleague) -> str:
    """Thanks, what we understood, the decision and why, what we can do, what happens next."""
    conversation, situation = decision.conversation, decision.situation
    language = conversation.language if conversation else "en"
    language = language if language in {"en", "de"} else "en"
    points = (
        list(situation.points.filter(side="them", dropped_at=None).values_list("text", flat=True))
        if situation
        else []
    )
    with translation.override(language):
        text = render_to_string(
            f"decisions/mail/answer.{language}.txt",
            {
                "kind": decision.kind,
                "points": [point.strip().rstrip(".") for point in points],
                "together": bool(situation and another_voice(situation, writer)),
                "reason": decision.reason,
                "instead": decision.instead,
                "next_step": decision.next_step,
                "phone": writer.phone,
                "writer": writer.name,
            },
        )
    return f"{text.strip()}\n"

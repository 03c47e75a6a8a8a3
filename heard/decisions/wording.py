"""The answer's scaffold: one whole letter in the conversation's language, Sie or du."""

import re

from heard.conversations.models import Conversation
from heard.decisions.models import Decision
from heard.huddles.questions import another_voice
from heard.listening.questions import said_back
from heard.listening.wording import in_a_row, in_quotes, written
from heard.people.models import Colleague
from heard.situations.models import Situation


def answer_to(decision: Decision, conversation: Conversation, writer: Colleague) -> str:
    """Thanks, what we understood, the decision and why, what we can do, what happens next."""
    situation = decision.situation
    points = said_back(situation) if situation else []
    said = {
        "kind": decision.kind,
        "points": in_a_row([in_quotes(one, conversation.language) for one in points]),
        "mistake": decision.own_mistake and decision.kind in {Decision.YES, Decision.PARTLY},
        "together": bool(situation and another_voice(situation, writer)),
        "reason": decision.reason,
        "instead": decision.instead,
        "next_step": decision.next_step,
        "phone": writer.phone,
        "writer": writer.name,
    }
    return f"{written('decisions/mail/answer', conversation, said)}\n"


def ending_to(conversation: Conversation, writer: Colleague) -> str:
    """The dignified message an ending begins with; the reason is still to be written into it."""
    situation = Situation.of(conversation.pk)
    unwritten = Decision(
        kind=Decision.SEVER, conversation=conversation, situation=situation, by=writer
    )
    return re.sub(r"\n{3,}", "\n\n", answer_to(unwritten, conversation, writer))

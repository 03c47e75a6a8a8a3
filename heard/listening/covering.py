"""While one writes: which of their points the draft says again, and in which sentence of it.

Read when asked and kept nowhere; it stops nothing.
"""

from dataclasses import dataclass

from heard.conversations.models import Conversation, Message
from heard.heat.acts import turns_before
from heard.judgement import acts as judgement
from heard.listening.questions import said_back
from heard.people.models import Colleague
from heard.people.staff import functions
from heard.situations.models import Situation


@dataclass(frozen=True)
class Covered:
    """A point of theirs; `words` of the draft say it again, "" where none do yet."""

    point: str
    words: str


def covered(conversation: Conversation, colleague: Colleague) -> list[Covered]:
    """For one's own open draft in a situation with points of theirs; otherwise nothing."""
    situation = Situation.of(conversation.pk)
    if situation is None or not functions.is_on("draft_reading"):
        return []
    points = said_back(situation)
    draft = conversation.drafts.filter(by=colleague, sent_as=None, put_away_at=None)
    written = draft.exclude(purpose="acknowledgement").first()
    if not points or written is None or not written.text.strip():
        return []
    theirs = conversation.messages.filter(side=Message.THEM).order_by("-at", "-pk").first()
    turns = turns_before(theirs) if theirs else []
    read = judgement.review(turns, written.text, points=points).points
    return [
        Covered(
            point.text,
            " ".join(written.text[point.by[0] : point.by[1]].split()) if point.by else "",
        )
        for point in read
    ]

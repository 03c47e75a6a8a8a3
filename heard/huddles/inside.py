"""What was said at the table stays there: a letter that carries it asks for a deliberate click."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from heard.conversations.cautions import Caution
from heard.conversations.models import Draft
from heard.huddles.models import Huddle
from heard.huddles.questions import table

SHORTEST = 25  # characters; shorter sentences stand in many letters by chance
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def look(draft: Draft, addresses: list[str]) -> Iterable[Caution]:  # noqa: ARG001  # the registry's shape
    """Sentences of the huddles here, as far as the writer may read them: sealed ones give no hint
    of themselves."""
    letter = _folded(draft.text)
    for huddle in Huddle.objects.filter(situation__conversation=draft.conversation_id):
        seen = table(huddle, draft.by)
        said = [(voice.colleague.name, voice.why) for voice in seen.voices]
        said += [(remark.by.name, remark.text) for remark in seen.remarks]
        said += [(huddle.by.name, huddle.question), (huddle.by.name, huddle.summary)]
        for who, text in said:
            if any(sentence in letter for sentence in _sentences(text)):
                yield Caution(
                    f"huddle-{huddle.pk}",
                    _("The letter contains what %(who)s said in the huddle, among colleagues.")
                    % {"who": who},
                )
                break


def _sentences(text: str) -> list[str]:
    cut = (_folded(one).rstrip(".!? ") for one in SENTENCE.split(text))
    return [one for one in cut if len(one) >= SHORTEST]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()

"""What they say, in calm: what is so, what they ask, by when, and what is never calmed away."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from heard.conversations.models import Conversation, Message
from heard.judgement.folding import own_words
from heard.judgement.sentences import sentences
from heard.judgement.stems import STOP
from heard.listening.acts.points import found_in
from heard.listening.models import Deadline
from heard.listening.questions import deadlines_of, points_of
from heard.listening.set_dates import asks, dates_set
from heard.listening.weight import WORD, firm_words, is_grave
from heard.situations.models import Situation

ASKS = 3  # beyond the points, from their last message
SAME = 0.6  # so much of a sentence's own words in one point, and it is said there already


@dataclass(frozen=True)
class Calm:
    """Each sentence stands in one place only, in their words and their order.

    `says`: what is so, in their view; `asks`: what they ask for; `grave`: threats and safety
    matters, and dates that stand in no other sentence; `dates`: by when, legal dates among them.
    """

    says: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    grave: list[str] = field(default_factory=list)
    dates: list[Deadline] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.says or self.asks or self.grave or self.dates)

    @property
    def has_facts(self) -> bool:
        return bool(self.asks or self.grave or self.dates)


def in_calm(conversation: Conversation, situation: Situation | None) -> Calm:
    """Their points as they stand; before somebody takes it up, as they are found."""
    last = conversation.last_word
    gone_through = situation is not None and situation.points.filter(side="them").exists()
    if situation is None or not gone_through:
        points = [point.text for _message, point in found_in(conversation)]
        dates = deadlines_of(situation) if situation else _found(last)
    else:
        points = [point.text for point in points_of(situation)]
        dates = deadlines_of(situation)
    text = own_words(last.text) if last else ""
    grave = [point for point in points if is_grave(point)]
    asked = [point for point in points if point not in grave and asks(point)]
    asked += _asked_besides(text, points)
    return Calm(
        says=[point for point in points if point not in grave and point not in asked],
        asks=asked,
        grave=[*grave, *firm_words(text, beyond=[*points, *asked])],
        dates=dates,
    )


def _found(last: Message | None) -> list[Deadline]:
    """Dates of their last message that nobody has written down yet; not saved."""
    if last is None or last.automatic:
        return []
    return [
        Deadline(kind=Deadline.THEIRS, due=one.due, words=one.words)
        for one in dates_set(last.text, last.at)
    ]


def _asked_besides(text: str, points: Sequence[str]) -> list[str]:
    """Sentences of their own words that ask, and stand in none of the points."""
    known = [_words(point) for point in points]
    found = []
    for start, end in sentences(text):
        said = " ".join(text[start:end].split())
        words = _words(said)
        new = bool(words) and not any(len(words & one) >= SAME * len(words) for one in known)
        if new and asks(said) and not is_grave(said):
            found.append(said)
    return found[:ASKS]


def _words(text: str) -> set[str]:
    return {word for word in WORD.findall(text.lower()) if word not in STOP}

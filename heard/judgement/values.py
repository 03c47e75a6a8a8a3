"""What goes into the judgement and what comes out of it: plain values, no tables.

All positions (`start`, `end`) are character offsets into the text as it was given, end exclusive;
`turn` is an index into the sequence of turns as it was given.
"""

from dataclasses import dataclass
from typing import Literal

Side = Literal["them", "us"]
Word = Literal["calm", "displeased", "hot", "boiling"]

# The five grades of heat: 0 friendly, 1 businesslike, 2 displeased, 3 hot, 4 boiling.
WORDS: tuple[Word, ...] = ("calm", "calm", "displeased", "hot", "boiling")


@dataclass(frozen=True)
class Turn:
    """One message of a conversation, by them or by us, oldest first in a sequence.

    `hours` is when it was said, counted from any one moment; None where that is not known.
    """

    side: Side
    text: str
    hours: float | None = None


@dataclass(frozen=True)
class Span:
    """A stretch of one turn that carries a reading; the label says why ("threat", "deadline")."""

    turn: int
    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Judgement:
    """The reading of their last message and what may come next.

    `heat` is the expected grade divided by 4, `hot` the calibrated probability of grade 3 or more,
    `forecast` the calibrated probability that their next message is hot, `grades` the probability
    of each grade. All four are None together when there is no reading; `note` then says why.
    `language` is an ISO 639 code, None where it cannot be told. `confidence` is 0..1.
    `why` is filled only when asked for.
    """

    language: str | None
    heat: float | None
    hot: float | None
    forecast: float | None
    confidence: float
    note: str | None
    why: tuple[Span, ...] = ()
    grades: tuple[float, ...] | None = None

    @property
    def word(self) -> Word | None:
        """The word on the desk: the median grade in plain language, None without a reading."""
        if self.grades is None:
            return None
        below = 0.0
        for grade, probability in enumerate(self.grades):
            below += probability
            if below >= 0.5:
                return WORDS[grade]
        return WORDS[-1]


@dataclass(frozen=True)
class Point:
    """Something they want acknowledged, in their words without the insults.

    `turn`, `start`, `end` are None for points that were given rather than found. `by` is the
    stretch of the draft that restates the point, None where none does. `covered_by` (0..1) is how
    surely it is restated, `weight` how much it counts in the share.
    """

    text: str
    turn: int | None
    start: int | None
    end: int | None
    covered: bool = False
    by: tuple[int, int] | None = None
    covered_by: float = 0.0
    weight: float = 1.0


@dataclass(frozen=True)
class Tone:
    """Probabilities for the tone of a draft; None where there is no reading."""

    sarcasm: float | None
    attitude: float | None
    warmth: float | None


@dataclass(frozen=True)
class Answer:
    """Probabilities for what a draft does; None where there is no reading."""

    yes: float | None
    no: float | None
    promise: float | None
    severs: float | None


@dataclass(frozen=True)
class Mark:
    """A stretch of the draft worth a second look; label as in Tone and Answer."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Review:
    """What a draft does with their message.

    `heard` (0..1) is the weighted share restated, drawn down where the draft is about another one.
    """

    points: tuple[Point, ...]
    heard: float
    tone: Tone
    answer: Answer
    marks: tuple[Mark, ...] = ()

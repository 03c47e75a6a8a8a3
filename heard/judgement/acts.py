"""The verbs of the room: judge a conversation, review a draft, see what became of our points.

All are pure: nothing is stored, nothing is sent anywhere, the same text gives the same answer.
None raises on any text. A missing or broken model gives "no reading", never a stop.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from . import notes
from .answered import Answered, found_answers
from .coverage import REMEMBERED, restated
from .folding import is_clipped, own_words
from .forecast import forecast
from .heat import expected, grades, in_context, reasons, scores
from .languages import Language, identifier, language_of
from .points import asked_in, find_points, given_points
from .relevance import heard
from .tokens import tokens
from .tone import read_draft
from .values import Judgement, Review, Span, Turn
from .weights import Weights, weights

_SHORT = 3
_LATELY = 6


def load(file: Path | None = None) -> None:
    """What the first text would load: the weights, the encoder, the model of languages."""
    identifier()
    weights(file)


def judge(turns: Sequence[Turn], *, why: bool | str = False, file: Path | None = None) -> Judgement:
    """How hot their last message is, and how likely their next one is hot.

    `turns` is the conversation, oldest first; `text` as it was sent, quotes and signatures and
    markup included (they are ignored). Reasons are computed only when `why` is true and point
    into the last turn of theirs; a word ("calm", …) asks for the reasons for that word, where
    somebody or the workspace's own ear moved it. `file` names other weights than the ones in the
    package.

    Heat is an ordinal model (proportional odds) over the meaning of the text and its phrases, a
    little less calm after a displeased message;
    `docs/judgement.md` says what it was trained on and what it is bad at.
    """
    last = max((i for i, turn in enumerate(turns) if turn.side == "them"), default=None)
    if last is None:
        return _no_reading(notes.no_message())
    own = own_words(turns[last].text)
    note = _nothing_to_read(turns[last].text, own)
    if note is not None:
        return _no_reading(note)
    language = language_of(_squeezed(own))
    if language.code is not None and not language.is_read:
        return _no_reading(notes.other_language(language.code), language)
    trained = weights(file)
    if trained is None:
        return _no_reading(notes.no_weights(), language)
    return _reading(turns, last, own, language, trained, why=why)


def review(
    turns: Sequence[Turn],
    draft: str,
    *,
    points: Sequence[str] | None = None,
    file: Path | None = None,
) -> Review:
    """What a draft does with their message: points restated, tone, answer, and where.

    The points are those of their messages since our last one; `points` gives the list a person
    has edited, judged as given, in that order. `heard` is the weighted share of the points that
    the draft restates correctly (another amount, date, count or a turned negation weighs
    against it), drawn down where the draft speaks of another message than theirs; a message without
    a point can be spoken of as well. A yes and a no are read in view of what they asked, in the
    same language.
    Tone and answer are None where there are no weights or the draft is in a third language; the
    points need none.
    """
    trained = weights(file)
    found = find_points(turns, trained) if points is None else given_points(points)
    own = own_words(draft)
    asked = asked_in(turns)
    covered, share = restated(found, own, trained, _theirs(turns), asked)
    told = share if points is not None and not points else heard(share, asked, own, trained)
    language = language_of(_squeezed(own))
    is_read = language.code is None or language.is_read
    known = asked if _is_alike(language_of(_squeezed(asked)), language) else ""
    tone, answer, marks = read_draft(own, trained if is_read else None, known)
    return Review(points=covered, heard=told, tone=tone, answer=answer, marks=marks)


def answered(
    points: Sequence[str], reply: str, *, file: Path | None = None
) -> tuple[Answered, ...]:
    """What became of each point of ours in their reply: a suggestion, for a person to decide.

    `state` is "answered", "evaded" or "open", None where there are no weights; `by` is the
    stretch of the reply that takes the point up.
    """
    return found_answers(points, own_words(reply), weights(file))


def _nothing_to_read(text: str, own: str) -> str | None:
    if not text.strip():
        return notes.empty()
    if not own.strip():
        return notes.nothing_own()
    words = tokens(_squeezed(own)[:2000])
    if not any(mark.isalpha() for token in words for mark in token.word):
        return notes.no_words()
    return None


def _is_alike(theirs: Language, ours: Language) -> bool:
    """Whether both are in one language that is read, as far as that can be told."""
    is_read = theirs.code is None or theirs.is_read
    return is_read and (None in (theirs.code, ours.code) or theirs.code == ours.code)


def _squeezed(own: str) -> str:
    """Without the blanks that stand where quotes and signatures were."""
    return " ".join(own.split())


def _no_reading(note: str, language: Language | None = None) -> Judgement:
    code = language.code if language else None
    return Judgement(language=code, heat=None, hot=None, forecast=None, confidence=0.0, note=note)


def _reading(
    turns: Sequence[Turn],
    last: int,
    own: str,
    language: Language,
    trained: Weights,
    *,
    why: bool | str,
) -> Judgement:
    both, before = scores(own, trained), _before(turns[:last])
    if before:
        both = in_context(both, scores(before, trained), trained)
    each = grades(both, trained)
    heat, hot = expected(each), each[3] + each[4]
    words = len(tokens(_squeezed(own)[:5000]))
    found = Judgement(
        language=language.code,
        heat=round(heat, 4),
        hot=round(hot, 4),
        forecast=round(forecast(turns, trained), 4),
        confidence=round(_confidence(language, words, each), 4),
        note=_caution(turns[last].text, words),
        grades=each,
    )
    word = why if isinstance(why, str) else found.word
    if not why or word is None:
        return found
    spans = reasons(own, trained, word)
    return replace(found, why=tuple(Span(last, start, end, label) for start, end, label in spans))


def _theirs(turns: Sequence[Turn]) -> str:
    """All that they wrote, as far back as the coverage looks for what they said."""
    said: list[str] = []
    left = REMEMBERED
    for turn in reversed(turns):
        if turn.side == "them" and left > 0:
            said.append(_squeezed(own_words(turn.text)))
            left -= len(said[-1])
    return "\n".join(reversed(said))


def _before(turns: Sequence[Turn]) -> str:
    """Their own words in the latest of their messages that has any."""
    said = (own_words(turn.text) for turn in reversed(turns[-_LATELY:]) if turn.side == "them")
    return next((own for own in said if own.strip()), "")


def _confidence(language: Language, words: int, each: Sequence[float]) -> float:
    """How far to trust the reading: sure of the language, enough words, a clear grade."""
    length = min(1.0, 0.25 + words / 16)
    clear = max(each[0] + each[1], each[2], each[3], each[4], each[3] + each[4])
    return language.sure * length * (0.3 + 0.7 * clear)


def _caution(text: str, words: int) -> str | None:
    if is_clipped(text):
        return notes.clipped()
    return notes.short() if words < _SHORT else None

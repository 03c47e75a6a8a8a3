"""What contradicts a restatement: another value, the other side of a pair, a turned negation."""

from collections.abc import Sequence

from .cues import phrasebook
from .fact import LENGTHS, Fact
from .stems import Stem, stem
from .stretches import Stretch

_NEAR = 45
_SAME, _MOSTLY, _LITTLE_ELSE = 0.8, 0.5, 2.2


def their_facts(parts: Sequence[Stretch]) -> frozenset[Fact]:
    """The values in a stretch of the draft, less those of our own promises."""
    return frozenset(fact for part in parts if not _is_ours(part) for fact in part.facts)


def keeps(asked: frozenset[Fact], there: frozenset[Fact]) -> bool:
    """The point has values, and all of them stand there."""
    return bool(asked) and all(any(fact.meets(one) for one in there) for fact in asked)


def instead(asked: frozenset[Fact], there: frozenset[Fact]) -> frozenset[Fact]:
    """Where a value of the point is gone: those of its kind that stand there instead; weeks
    instead of days, if they are as many."""
    gone = [fact for fact in asked if not any(fact.meets(one) for one in there)]
    return frozenset(
        one
        for one in there
        if any(_in_place_of(one, fact) for fact in gone)
        and not any(one.meets(fact) for fact in asked)
    )


def _in_place_of(one: Fact, gone: Fact) -> bool:
    if {one.kind, gone.kind} <= _LENGTHS:
        return one.kind == gone.kind or one.value == gone.value
    return one.kind == gone.kind


def changes(asked: frozenset[Fact], there: frozenset[Fact], said: frozenset[Fact]) -> bool:
    """What stands there instead of a value of the point is nothing that they ever said."""
    return any(
        not any(one.kind == fact.kind and one.meets(fact) for fact in said)
        for one in instead(asked, there)
    )


_LENGTHS = frozenset(kind for scale in LENGTHS for kind in scale)


def opposes(asked: Stretch, parts: Sequence[Stretch]) -> bool:
    """Too late became too early, too much too little: only one side of a pair stands in each."""
    if any(part.negations for part in parts) != bool(asked.negations):
        return False
    wanted = _sides(asked)
    given = frozenset(side for part in parts for side in _sides(part))
    return any(
        _turned(side) in given and side not in given and _turned(side) not in wanted
        for side in wanted
    )


def _sides(part: Stretch) -> frozenset[str]:
    return frozenset(cue.label for cue in phrasebook("opposite").find(part.words))


def _turned(side: str) -> str:
    return side[:-1] + ("-" if side.endswith("+") else "+")


def _is_ours(part: Stretch) -> bool:
    """What we promise has dates of its own; they do not contradict theirs."""
    labels = {cue.label for cue in phrasebook("draft").find(part.words)}
    first = any(token.word in _FIRST_PERSON for token in part.words)
    second = any(token.word in _SECOND_PERSON for token in part.words)
    return "promise" in labels and first and not second


_FIRST_PERSON = frozenset("i we i'll we'll ich wir melde rufe".split())
_SECOND_PERSON = frozenset("your you've you'd schreiben berichten sagen erwarten".split())


def is_negated(
    asked: Stretch,
    parts: Sequence[Stretch],
    held: Sequence[Sequence[tuple[float, Stem | None]]],
) -> bool:
    """One says it is so, the other that it is not: a negation near the shared words in one only.

    Judged only where a sentence says nearly the same and little else; in a long sentence a
    negation may belong to another thing.
    """
    best = max(range(len(parts)), key=lambda i: sum(match[0] for match in held[i]))
    part = parts[best]
    near = [other for value, other in held[best] if value >= _SAME and other is not None]
    if len(near) < _MOSTLY * len(asked.stems) or len(part.stems) > _LITTLE_ELSE * len(asked.stems):
        return False
    if asked.negations and not part.negations:
        return "?" not in asked.text  # what is asked may be said again without its negation
    if asked.negations or not part.negations:
        return False
    return any(
        abs(place - other.start) < _NEAR for place in part.negations for other in near
    ) and all(stem(token.word) not in _CONSENT for token in part.words)


# "I understand that it is not acceptable that …" agrees; its negation is about the feeling.
_CONSENT = frozenset(
    stem(word)
    for word in (
        "accept acceptable akzeptabel akzeptieren hinnehmbar ordnung okay happen passieren"
        " vorkommen right gut good doubt zweifel frage schoen sorge worry"
    ).split()
)

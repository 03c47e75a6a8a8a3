"""What a calm view must never calm away: threats, dates and safety matters, in their words."""

import re
from collections.abc import Sequence
from functools import lru_cache

from heard.judgement.cues import phrasebook
from heard.judgement.tokens import tokens
from heard.listening.set_dates import asks

SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
STEPS = (
    r"anwalt|anwältin|rechtsanw\w+|gericht\w*|klage\w*|kündig\w+|anzeige|presse|"
    r"lawyer\w*|solicitor\w*|attorney\w*|court|sue|legal action|terminate\w*|cancel\w*"
)
STEP = re.compile(rf"\b({STEPS})\b", re.IGNORECASE)
MATTERS = re.compile(
    rf"\b({STEPS}|"
    r"verletz\w+|gefahr|gefährlich|unfall|brand|brände|brandgefahr|sicherheit\w*|"
    r"injur\w+|danger\w*|unsafe|accident|safety|recall|"
    r"brake\w*|brems\w*|fire|feuer|smoke|rauch\w*|explo\w+|toxic|giftig\w*|allerg\w+|"
    r"patients|patient(?:en|in|innen)|electric shock|stromschlag|evakuier\w*|evacuat\w*)\b",
    re.IGNORECASE,
)
DATES = re.compile(
    r"\b(frist\w*|bis (?:morgen|heute|spätestens|zum)|deadline|"
    r"by (?:today|tomorrow|monday|tuesday|wednesday|thursday|friday|noon|the end)|"
    r"\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\d{1,2}:\d{2})\b",
    re.IGNORECASE,
)
CONDITION = re.compile(  # up to its comma; "or else" and „sonst“ leave all before them
    r"^.*?\b(?:or else|otherwise|sonst|ansonsten|andernfalls|widrigenfalls)\b"
    r"|\b(?:wenn|falls|sofern|sollten?|if|unless|should|once)\b[^,;:–]*[,;:–]?",
    re.IGNORECASE | re.DOTALL,
)
ANNOUNCED = re.compile(  # what they will do, said without a condition
    r"\b(?:i|we)(?:['’]ll|\s+will|\s+shall|['’](?:m|re)\s+going|\s+(?:am|are)\s+going)\s+(?!not\b)"
    r"|\b(?:ich|wir)\s+(?:werden?|gehen?|schalten?|übergeben?|wenden?)\b(?!\s+nicht\b)"
    r"|\b(?:werden?|gehen?|schalten?|übergeben?|wenden?)\s+(?:ich|wir)\b(?!\s+nicht\b)"
    r"|\bknow\s+where\s+you|\bweiß,?\s+wo\s+(?:sie|du|ihr)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+")
LABELS = {"threat", "leaving", "public", "ultimatum", "deadline"}
THREATS = {"threat", "leaving", "public"}
HAPPENED = {"failure", "damage", "repetition", "blame", "displeasure"}
MOST = 5


def firm_words(text: str, beyond: Sequence[str] = ()) -> list[str]:
    """Sentences of theirs that carry a threat, a date or a safety matter, in their order.

    Those that already stand word for word in the points `beyond` are not said twice.
    """
    said = [_plain(point) for point in beyond]
    found = _firm_sentences(text[:20000])
    return [one for one in found if not any(_plain(one) in point for point in said)][:MOST]


@lru_cache(maxsize=256)
def _firm_sentences(text: str) -> tuple[str, ...]:
    """Found by these words and by the phrases of the judgement; no model is asked."""
    return tuple(
        " ".join(one.group().split())
        for one in SENTENCE.finditer(text)
        if MATTERS.search(one.group()) or DATES.search(one.group()) or _labels(one.group()) & LABELS
    )


def _labels(sentence: str) -> set[str]:
    return {cue.label for cue in phrasebook("heat").find(tokens(sentence))}


def is_grave(sentence: str) -> bool:
    """Whether a sentence of theirs carries a threat or a safety matter; a date alone is neither.

    What reads as a threat by its phrases alone and asks for something is taken for the asking.
    """
    if MATTERS.search(sentence):
        return True
    return bool(_labels(sentence) & THREATS) and not asks(sentence)


def only_threatens(sentence: str) -> bool:
    """Whether a sentence of theirs is nothing but a threat or an ultimatum.

    What they do under a condition that they set, or announce; it tells of nothing that happened
    and asks for nothing. Where in doubt it is a point like any other.
    """
    then = CONDITION.sub(" ", sentence).strip(" .,!–-")
    labels = _labels(then)
    if labels & HAPPENED or asks(sentence):
        return False
    if then == sentence.strip(" .,!–-"):
        return bool("threat" in labels and ANNOUNCED.search(sentence))
    announced = bool(STEP.search(then)) or bool(labels & {*THREATS, "ultimatum"})
    return announced or (not then and "ultimatum" in _labels(sentence))


def _plain(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))

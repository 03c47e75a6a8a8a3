"""What a calm view must never calm away: threats, dates and safety matters, in their words."""

import re
from collections.abc import Sequence

from heard.judgement import acts as judgement
from heard.judgement.values import Turn

SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
FIRM = re.compile(
    r"\b(anwalt|anwältin|rechtsanw\w+|gericht\w*|klage\w*|frist\w*|kündig\w+|anzeige|presse|"
    r"verletz\w+|gefahr|gefährlich|unfall|brand|brände|brandgefahr|sicherheit\w*|"
    r"bis (?:morgen|heute|spätestens|zum)|"
    r"lawyer\w*|solicitor\w*|attorney\w*|court|sue|legal action|deadline|terminate\w*|cancel\w*|"
    r"injur\w+|danger\w*|unsafe|accident|safety|recall|"
    r"by (?:today|tomorrow|monday|tuesday|wednesday|thursday|friday|noon|the end)|"
    r"\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\d{1,2}:\d{2})\b",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+")
MOST = 5


def firm_words(text: str, beyond: Sequence[str] = ()) -> list[str]:
    """Sentences of theirs that carry a threat, a date or a safety matter, in their order.

    Those that already stand word for word in the points `beyond` are not said twice.
    """
    found = [" ".join(s.split()) for s in SENTENCE.findall(text[:20000]) if FIRM.search(s)]
    if not found:
        judged = judgement.judge([Turn("them", text)], why=True)
        found = [
            text[span.start : span.end].strip()
            for span in judged.why
            if span.label in {"threat", "deadline", "safety"}
        ]
    said = [_plain(point) for point in beyond]
    return [one for one in found if not any(_plain(one) in point for point in said)][:MOST]


def _plain(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))

"""Words cut to what they share, in English and German, so that a restatement can be recognised."""

from collections.abc import Sequence
from dataclasses import dataclass

from .cues import phrasebook
from .tokens import Token, fold

STOP = frozenset(
    fold(
        "a an the and or but if then than that this these those is are was were be been being "
        "am do does did done have has had having will would shall should can could may might "
        "must of in on at by for from with to into as it its we our us you your i my me he "
        "she they them their his her there here so such very just only also too any some all "
        "more most much many now again please about because while when where which who whom "
        "what why how since until up out over under down off not no nor yes per via still yet "
        "even get got let it's i'm we're you're we've i've one know say said says tell want "
        "like understand understood see der die das den dem des ein eine einen einem einer "
        "eines und oder aber wenn dann als dass daß ist sind war waren sein bin bist seid "
        "werden wird wurde wurden worden habe hat haben hatte hatten hast habt wir uns unser "
        "unsere unserer unseren unserem ihr ihre ihrer ihren ihrem ihnen sie ich mein meine "
        "meiner meinen meinem mir mich er es du dein deine dir dich man sich in im ins an am "
        "auf aus bei beim bis durch für gegen mit nach seit um unter über von vom vor zu zum "
        "zur zwischen auch nur noch schon sehr so wie was wer wo warum wann weil da dort hier "
        "jetzt nun bitte nicht kein keine keinen keiner doch mal ja nein kann können könnte "
        "muss müssen soll sollen will wollen möchte darf dürfen diese dieser dieses diesem "
        "diesen jede jeder jedes alle alles etwas sowie sowohl sonst also daher damit deshalb "
        "denn ob schreiben verstehe verstanden verstehen sehen wissen sagen bereits immer "
        "bisher beträgt betragen entstanden worden gerade ebenfalls leider unfortunately already "
        "currently please kindly wirklich really einfach simply "
    ).split()
)
_ENDINGS = (
    "ungen", "ations", "ation", "ingen", "ments", "ment", "heit", "keit", "ing", "ung", "ern",
    "est", "ies", "ed", "en", "er", "es", "em", "et", "ly", "st", "te", "e", "n", "s", "t",
)  # fmt: skip
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Stem:
    """A content word: what it is cut to, the meaning it shares with others, where it stands."""

    text: str
    meaning: str | None
    start: int
    end: int


def stem(word: str) -> str:
    """A word (folded) without its ending; "ge-" participles lose their beginning as well."""
    if word.isdigit():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)]
            break
    if word.startswith("ge") and len(word) >= 7:
        word = word[2:]
    return word


def stems(words: Sequence[Token]) -> list[Stem]:
    """The content words of a text in order; words without meaning of their own are left out."""
    meanings = {cue.first: cue.label for cue in phrasebook("same").find(words)}
    return [
        Stem(stem(token.word), meanings.get(index), token.start, token.end)
        for index, token in enumerate(words)
        if index in meanings or (token.word not in STOP and len(token.word) > 1)
    ]


def alike(one: Stem, two: Stem) -> float:
    """How far two words say the same: 1 the same word, 0 nothing in common."""
    if one.text == two.text:
        return 1.0
    if one.meaning is not None and one.meaning == two.meaning:
        return 0.9
    short, long = sorted((one.text, two.text), key=len)
    if len(short) >= 5 and short in long:
        return 0.8
    shared = 0
    for left, right in zip(short, long, strict=False):
        if left != right:
            break
        shared += 1
    if shared >= 5 and shared >= 0.7 * len(short):
        return 0.7
    return 0.0

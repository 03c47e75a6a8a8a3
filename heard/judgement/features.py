"""A text as numbers: hashed character n-grams and words, and a short row one can read."""

import itertools
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cues import Cue, phrasebook
from .tokens import Token, fold, tokens

BUCKETS = 1 << 17
LENGTHS = (3, 4, 5)

Floats = NDArray[np.float32]

# What a cue label counts towards; the sums let a model see "much of it" and "several at once".
HEATED = ("threat", "leaving", "public", "ultimatum", "insult", "outrage", "blame", "damage")
# What only counts when it is their own: said in quotation marks it is somebody else's.
QUOTABLE = ("insult", "outrage", "threat", "leaving", "blame")
STIRRED = (*HEATED, "repetition", "failure", "demand", "displeasure", "deadline", "sarcasm")
COOLING = ("thanks", "praise", "easy", "banter")
SHAPES = (
    "capitals",
    "exclamations",
    "questions",
    "angry_faces",
    "happy_faces",
    "length",
    "short",
    "kinds_of_heat",
    "kinds_of_cooling",
    "threat_with_deadline",
    "repetition_with_failure",
    "cooling_without_heat",
    "heat_without_cooling",
    "quoted_insult",
    "unstirred",
    "kinds_stirred",
    "threat_behind_thanks",
    "sarcastic_thanks",
    "legal_matter_only",
    "friendly_swearing",
    "joyful_capitals",
)

_BLANKS = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")
_ANGRY = re.compile("[\U0001f620\U0001f621\U0001f624\U0001f92c\U0001f595\U0001f4a9\U0001f44e]")
_HAPPY = re.compile(
    "[\U0001f600-\U0001f60d\U0001f642\U0001f60a\U0001f44d\U0001f64f\U0001f389\U0001f37b\U0001f973"
    "\U0001f602\U0001f923\u2764\u263a]|[:;]-?[)D]"
)
_SPEECH = re.compile(r"[\"„“«»][^\"„“”«»\n]{3,300}[\"“”«»]|‚[^‚‘\n]{3,300}‘")


@dataclass(frozen=True)
class Features:
    """Hashed part (distinct buckets with strengths, unit length) and the readable row."""

    buckets: NDArray[np.int64]
    strengths: Floats
    row: Floats


def row_names(book: str) -> tuple[str, ...]:
    """The meaning of each column of `Features.row` for a phrasebook."""
    return (*phrasebook(book).labels, *SHAPES)


def features(text: str, book: str, keep: Callable[[Cue], bool] | None = None) -> Features:
    """Features of a text that is already folded to its own words; `book` names the phrase list.

    `keep` chooses among the phrases found, for learning how a text reads without some of them.
    """
    words = tokens(text)
    buckets, strengths = _hashed(text, words)
    found = phrasebook(book).find(words)
    if keep is not None:
        found = [cue for cue in found if keep(cue)]
    return Features(buckets, strengths, _row(text, words, found, book))


def _hashed(text: str, words: Sequence[Token]) -> tuple[NDArray[np.int64], Floats]:
    plain = _DIGITS.sub("0", _BLANKS.sub(" ", f" {fold(text)} "))
    codes = np.frombuffer(plain.encode("utf-32-le", "replace"), dtype=np.uint32)
    grams = [_grams(codes, length) for length in LENGTHS if len(codes) >= length]
    names = [_DIGITS.sub("0", token.word) for token in words]
    names += [f"{one} {two}" for one, two in itertools.pairwise(names)]
    crcs = [zlib.crc32(name.encode("utf-8", "replace")) for name in names]
    grams.append(_mixed(np.array(crcs, dtype=np.uint32)))
    buckets, counts = np.unique(np.concatenate(grams) % BUCKETS, return_counts=True)
    strengths = (1.0 + np.log(counts)).astype(np.float32)
    norm = float(np.sqrt((strengths**2).sum())) or 1.0
    return buckets.astype(np.int64), strengths / np.float32(norm)


def _grams(codes: NDArray[np.uint32], length: int) -> NDArray[np.uint32]:
    total = np.full(len(codes) - length + 1, length, dtype=np.uint32)
    for offset in range(length):
        total = total * np.uint32(16777619) ^ codes[offset : offset + len(total)]
    return _mixed(total)


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Spreads neighbouring hashes over all buckets (the finalizer of MurmurHash3)."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def _row(text: str, words: Sequence[Token], cues_found: Sequence[Cue], book: str) -> Floats:
    cues = phrasebook(book)
    found, quoted = own_and_quoted(text, words, cues_found)
    counts = dict.fromkeys(cues.labels, 0)
    for cue in found:
        counts[cue.label] += 1
    values = [float(np.sqrt(min(counts[label], 4))) for label in cues.labels]
    values += _shape(text, words, counts, quotes_insult=bool(quoted))
    return np.array(values, dtype=np.float32)


def _shape(
    text: str, words: Sequence[Token], counts: dict[str, int], *, quotes_insult: bool
) -> list[float]:
    shouted = sum(len(token.typed) > 3 and token.typed.isupper() for token in words)
    heat = sum(1 for label in HEATED if counts.get(label))
    cooling = sum(1 for label in COOLING if counts.get(label))
    hard = bool(counts.get("threat") or counts.get("leaving"))
    pressed = bool(counts.get("deadline") or counts.get("ultimatum"))
    merry = cooling > 0 or bool(_HAPPY.search(text))
    failed = bool(counts.get("failure") or counts.get("damage"))
    return [
        min(shouted, 8) / 4 if shouted >= 3 else 0.0,
        min(text.count("!"), 6) / 3,
        min(text.count("??") + text.count("?!") + text.count("!?"), 3) / 2,
        float(min(len(_ANGRY.findall(text)), 2)),
        float(min(len(_HAPPY.findall(text)), 2)),
        min(float(np.log1p(len(words))), 6.0) / 3,
        float(len(words) < 8),
        min(heat, 5) / 2,
        min(cooling, 3) / 2,
        float(hard and pressed),
        float(bool(counts.get("repetition")) and failed),
        float(cooling > 0 and heat == 0),
        float(heat > 1 and cooling == 0),
        float(quotes_insult),
        float(not any(counts.get(label) for label in STIRRED) and shouted < 3),
        min(sum(1 for label in STIRRED if counts.get(label)), 7) / 3,
        float(hard and cooling > 0),
        float(bool(counts.get("sarcasm") and counts.get("thanks"))),
        float(bool(counts.get("matter")) and heat <= 1),
        float(bool(counts.get("insult")) and merry and not hard),
        float(shouted >= 3 and merry and heat == 0),
    ]


def own_and_quoted(
    text: str, words: Sequence[Token], found: Sequence[Cue]
) -> tuple[list[Cue], list[Cue]]:
    """The phrases found, parted: their own ones, and heated ones inside quotation marks."""
    stretches = [match.span() for match in _SPEECH.finditer(text)]
    own: list[Cue] = []
    quoted: list[Cue] = []
    for cue in found:
        place = words[cue.first].start
        inside = any(start <= place < end for start, end in stretches)
        (quoted if inside and cue.label in QUOTABLE else own).append(cue)
    return own, quoted

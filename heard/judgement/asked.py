"""A draft behind what they had asked for: "A copy is enclosed" is a yes where a copy was asked for.

Both are read as one text: first of all those lines of their message that ask, then the draft.
"""

import re

from .markup import SOFT_HYPHEN
from .points import without_greeting
from .sentences import sentences
from .tokens import fold, tokens

MOST_WORDS, MOST_CHARACTERS = 60, 450
LONG = 100  # words of a draft that says by itself what it grants
# Ways to ask, in folded words (ä is ae).
_ASKS = re.compile(
    r"\?|\b(?:please|kindly|could|can\s+(?:you|we|i|some|any)\w*|would|(?:i|we)[’']d|want|wish|"
    r"needs?|expect|ask|asking|requests?|demand|insist|hope|appreciate|like\s+to|grateful|"
    r"may\s+(?:i|we)|let\s+(?:me|us)|must|should|hereby|cancel|send\s+(?:me|us)|give\s+(?:me|us)|"
    r"bitten?|moecht\w*|wuerd\w*|haett\w*|koennt\w*|koennen\s+(?:sie|wir)|kann\w*\s+(?:ich|du|man|"
    r"mir|uns|sie|er|wer)|darf\w*|duerf\w*|will|wollen|wollt\w*|braeucht\w*|brauch\w*|benoetig\w*|"
    r"wuensch\w*|verlange\w?|erwarte\w?|forder\w*|beantrag\w*|ersuch\w*|besteh\w*|kuendig\w*|"
    r"hoff\w*|waer\w*|moeglich|muss\w*|muess\w*|soll\w*)\b|(?:^|[,;:]\s*)\w+en\s+sie\b"
)


def as_one(message: str, draft: str) -> str:
    """Both as one line for the encoder, folded to their own words before."""
    return f"{request(message)} → {_line(draft)}"


def hangs(message: str, draft: str) -> bool:
    """Whether a draft is read in view of the message: one that says anything in words, and a draft
    that is no long letter, which says by itself what it grants."""
    return len(draft.split()) <= LONG and bool(tokens(request(message)))


def request(message: str) -> str:
    """At most MOST_WORDS words of their message: what asks first, then what stands right before
    it, then the end; in their order."""
    own = without_greeting(message)
    lines = [_line(own[start:end]) for start, end in sentences(own)]
    asks = {i for i, line in enumerate(lines) if _ASKS.search(fold(line))}
    order = sorted(range(len(lines)), key=lambda i: (i not in asks, i + 1 not in asks, -i))
    room, kept = MOST_WORDS, dict[int, str]()
    for i in order:
        words = lines[i].split()
        if room > 0 and (len(words) <= room or not kept):
            kept[i] = " ".join(words[:room])
            room -= len(words)
    return " ".join(kept[i] for i in sorted(kept))[:MOST_CHARACTERS].strip()


def _line(text: str) -> str:
    return " ".join(text.replace(SOFT_HYPHEN, "").split())

"""The view in a mail: one of four words on its first line, and below it why."""

import re

from heard.huddles.models import Voice

WORDS = {
    Voice.AGREE: ("agree", "i agree", "zustimmen", "ich stimme zu", "zustimmung"),
    Voice.PARTLY: ("partly", "in part", "teilweise", "zum teil"),
    Voice.DECLINE: ("decline", "i decline", "ablehnen", "ich lehne ab", "ablehnung"),
    Voice.OTHER: ("other", "something else", "anders", "etwas anderes"),
}
# The word stands alone on its line or is set apart: "I agree, but …" is nothing to guess about
FIRST = re.compile(r"\s*[*_>]*\s*([^\W\d_]+(?: [^\W\d_]+){0,2})[*_]*\s*(?:[:.–—-]+\s*|(?=\n)|$)")


def view_in(text: str) -> tuple[str, str]:
    """(one of Voice.VIEWS or "", why). Nothing is guessed: without such a word there is no view."""
    found = FIRST.match(text.strip())
    said = found[1].casefold() if found else ""
    for view, words in WORDS.items():
        if found and said in words:
            return view, text.strip()[found.end() :].strip()
    return "", text.strip()

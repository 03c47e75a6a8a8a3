"""What is new in a mail, apart from what it quotes and from its signature."""

import itertools
import re
from dataclasses import dataclass

from mailparser_reply import EmailReplyParser

# The library's patterns take quadratic time and more on runs of blanks and on long lines; and what
# is beyond the limit is kept, but not searched for quotes
LIMIT = 15_000
LONG_LINE = re.compile(r"^.{400,}$", re.M)  # no head of a quotation is that long
BLANKS = re.compile(r"[^\S\n]{40,}")
# "Am 12. Mai schrieb mir Ihre Kollegin:" is a sentence of theirs; a mail program names a time or an
# address, or what follows is marked as quoted
OWN_SENTENCE = re.compile(
    r"^(?:On|Am)\b(?=.*\b(?:you|your|me|us|mir|uns|mich|Sie|Ihre?\w*|du|ihr)\b)(?!.*(?:\d:\d\d|@))"
    r".{1,250}\b(?:wrote|schrieb\b.{0,120}):[^\S\n]*$(?!\s*\n[^\S\n]*>)",
    re.M,
)
FOOTER = re.compile(r"^(?:--|__)", re.M)  # a signature, or what a mailing list adds
GREETING = 8  # words at most
EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){3,}")
HELD = re.compile("\ue000(\\d+)\ue001")  # what stands for such a line meanwhile


@dataclass(frozen=True)
class Folded:
    new: str
    quoted: str
    signature: str

    @property
    def text(self) -> str:
        return self.new


def fold(text: str, languages: tuple[str, ...] = ("en", "de")) -> Folded:
    """Split the text; `new` is never empty while the text says anything."""
    lines: list[str] = []

    def hold(line: re.Match[str]) -> str:
        lines.append(line[0])
        return f"\ue000{len(lines) - 1}\ue001"

    def whole(part: str) -> str:
        return HELD.sub(lambda held: lines[int(held[1])], part).strip()

    short = BLANKS.sub(" ", re.sub("[\ue000\ue001]", "", text))
    short = OWN_SENTENCE.sub(hold, short)
    short = LONG_LINE.sub(hold, EMPTY_LINES.sub("\n\n\n", short))
    head, rest = short[:LIMIT], short[LIMIT:]
    try:
        parsed = EmailReplyParser(languages=list(languages)).read(text=head)
        latest = parsed.replies[0]
    except Exception:  # noqa: BLE001  # whatever the library meets, the text stays readable
        return Folded(text.strip(), "", "")
    new = latest.body.strip()
    signature = latest.signatures.strip() if isinstance(latest.signatures, str) else ""
    quoted = "\n".join(reply.content for reply in parsed.replies[1:]).strip()
    if not new or (quoted and _answered_below(new, head)):
        return Folded(text.strip(), "", "")
    if quoted:  # what follows a quotation beyond the limit belongs to it
        return Folded(whole(new), whole(quoted + rest), whole(signature))
    return Folded(whole(new + rest), "", whole(signature))


def _answered_below(new: str, text: str) -> bool:
    """Whether they answer below or between the lines they quote: under a mere greeting, or with
    paragraphs of their own that quoted lines follow."""
    lines = [line.strip() for line in FOOTER.split(text)[0].split("\n")]
    marked = [i for i, line in enumerate(lines) if line.startswith(">")]
    if not marked:
        return False
    own = [
        i
        for i, (before, line) in enumerate(itertools.pairwise(lines), start=1)
        if i > marked[0] and not before and not line.startswith(">") and len(line.split()) > 1
    ]
    return bool(own) and (len(new.split()) <= GREETING or own[0] < marked[-1])

"""What is new in a mail, apart from what it quotes and from its signature."""

import itertools
import re
from dataclasses import dataclass

from mailparser_reply import EmailReplyParser

from heard.mail.parsing.heads import FIELDS, OTHER_HEAD, is_head, is_no_head, only_forwards

# The library's patterns take quadratic time and more on runs of blanks and on long lines; and what
# is beyond the limit is kept, but not searched for quotes
LIMIT = 15_000
LONG_LINE = re.compile(r"^.{400,}$", re.M)  # no head of a quotation is that long
BLANKS = re.compile(r"[^\S\n]{40,}")
# "Am 12. Mai schrieb mir Ihre Kollegin:" is a sentence of theirs. A mail program says neither "mir"
# nor "you wrote", and it names a year, a time or an address.
OWN_SENTENCE = re.compile(
    r"^[^\S\n]*(?:on|am)\b(?:.{1,250}\b(?:schrieb (?:mir|uns|ich|wir|du)|(?:you|i|we) wrote)\b"
    r"|(?!.*[@<]).{1,250}\b(?:your|my|our|ihr(?:e|er)?|unser\w*|mein\w*)\b.{1,60}\b(?:wrote|schrieb)\b"
    r"|(?!.*(?:\d{4}|\d[./-]\d+[./-]\d|\d:\d\d|[@<])).{1,250}\b(?:wrote|schrieb)\b).{0,120}:"
    r"[^\S\n]*$(?!\s*\n[^\S\n]*>)",
    re.M | re.I,
)
KNOWN_HEAD = "Am 1.1.2000 um 0:00 schrieb {}:"  # what stands for one of them meanwhile
MARKED = re.compile(r"\s*(?:>|\|\s)")
FOOTER = re.compile(r"(?:--|_{5,})\s*$")  # a signature, or what a mailing list adds
# What stands above answers that come further down
OPENING = re.compile(
    r".*[,:;]|(?:hallo|hi|hey|moin|servus|gr[üu]\S+|guten|sehr|liebe\w*|dear|hello|good)\b(?:\s+\S+){0,5}"
    r"|.*\b(?:unten|darunter|zwischen den zeilen|im text|below|inline)\b.*",
    re.I | re.S,
)
SHORT = 160  # characters of an opening at most
WRAPPED = 50  # a quoted line at least so long that ends in no sentence may go on unmarked
POSTSCRIPT = re.compile(r"[\W_]*(?:(?:p\.?\s?){1,2}s\b|nachtrag\b|noch etwas\b|n\.?b\.?:)", re.I)
NOTICE = re.compile(r"confidential|intended|vertraulich|\bsent\b|gesendet|virus|scanned", re.I)
FEWEST, FEW = 4, 12  # words of a greeting, and of what is no letter yet
SENTENCE = 60  # characters of a line that is no signature's
EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){3,}")
HELD = re.compile("\ue000(\\d+)\ue001")  # what stands for a line meanwhile
HELD_HEAD = re.compile(KNOWN_HEAD.format(HELD.pattern))


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
        for mark in (HELD_HEAD, HELD):
            part = mark.sub(lambda held: lines[int(held[1])], part)
        return part.strip()

    short = BLANKS.sub(" ", re.sub("[\ue000\ue001]", "", text))
    short = LONG_LINE.sub(hold, EMPTY_LINES.sub("\n\n\n", short))
    short = FIELDS.sub(lambda block: hold(block) if is_no_head(block[0]) else block[0], short)
    short = OTHER_HEAD.sub(lambda head: KNOWN_HEAD.format(hold(head)), short)
    short = OWN_SENTENCE.sub(hold, short)
    head, rest = short[:LIMIT], short[LIMIT:]
    try:
        parsed = EmailReplyParser(languages=list(languages)).read(text=head)
        latest = parsed.replies[0]
    except Exception:  # noqa: BLE001  # whatever the library meets, the text stays readable
        return Folded(text.strip(), "", "")
    new = latest.body.strip()
    signature = latest.signatures.strip() if isinstance(latest.signatures, str) else ""
    quoted = "\n".join(reply.content for reply in parsed.replies[1:]).strip()
    if not new or only_forwards(whole(new)):
        return Folded(text.strip(), "", "")
    if not is_signature(new, signature):
        new, signature = f"{new}\n\n{signature}", ""
    if quoted and parsed.replies[1].headers:
        _, begins, after = head.partition(parsed.replies[1].headers)
        if _answered_below(whole(new), begins, whole(after)):
            return Folded(text.strip(), "", "")
    if quoted:  # what follows a quotation beyond the limit belongs to it
        return Folded(whole(new), whole(quoted + rest), whole(signature))
    return Folded(whole(new + rest), "", whole(signature))


def is_signature(new: str, signature: str) -> bool:
    """Not what goes on below a greeting in the second line or two dashes between a few words and
    the letter, and not what holds a postscript."""
    lines = [line for line in signature.split("\n")[1:] if line.strip()]
    if any(map(POSTSCRIPT.match, lines)):
        return False
    words, more = len(new.split()), sum(len(line.split()) for line in lines)
    if words < FEWEST and more > FEW and signature[0] not in "-—_":
        return False
    is_divider = signature.startswith(("--\n", "—\n")) and not NOTICE.search(signature)
    return not (is_divider and words < FEW and len(lines[0]) > SENTENCE) if lines else True


def _answered_below(new: str, head: str, quoted: str) -> bool:
    """Whether they answer below the lines they quote, under a mere opening, or between them; `head`
    is that of the quotation."""
    lines = list(itertools.takewhile(lambda line: not FOOTER.match(line), quoted.split("\n")))
    marked = [i for i, line in enumerate(lines) if MARKED.match(line)]
    if not marked or any(map(str.strip, lines[: marked[0]])) or not is_head(head.strip()):
        return False
    heads = {
        i + more
        for i in range(len(lines))
        for last in (1, 2, 3)
        if is_head(" ".join(lines[i : i + last]).strip())
        for more in range(last)
    }
    own = [i for i in range(len(lines)) if i not in heads and _is_own(lines, i)]
    opens = len(new) < SHORT and bool(OPENING.fullmatch(new))
    return bool(own) and (opens or own[0] < marked[-1])


def _is_own(lines: list[str], place: int) -> bool:
    """Says something, is not marked, and is not how a quoted line goes on that was too long."""
    line = lines[place].strip()
    if not any(map(str.isalpha, line)) or MARKED.match(line):
        return False
    before = next(one.strip() for one in reversed(lines[:place]) if one.strip())
    return not MARKED.match(before) or len(before) < WRAPPED or before[-1] in ".!?:,;"

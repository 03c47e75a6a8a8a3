"""How letters end: a closing, a name, a firm with its numbers; and what may still follow."""

import re
from collections.abc import Sequence

# "Mit freundlichem Gruß aus Graz": a greeting, a few words before it and after
_GREETS = re.compile(
    r"[\W_]*(?:m\.?f\.?g|g?lg|vg|bg)\b.{0,40}$|[\W_]*(?:[\w.,&/-]+\s+){0,6}"
    r"(?:[\w-]*gr(?:ü|ue|u|\?|\ufffd)(?:ß|ss|\?|\ufffd)(?:e|en)?|empfehlungen|regards|wishes)\b"
    r"(?:.{0,40}[^.?:]|[.*_]*)$",
    re.I,
)
# What else closes a letter, alone or with a name behind it
_CLOSES = re.compile(
    r"[\W_]*(?:(?:mit|beste|viele|liebe|vielen|herzlichen)\b.{0,30}(?:w(?:ü|ue)nschen?|dank)"
    r"|kr|rgds|thx|hochachtungsvoll|herzlich(?:st)?|servus|bis bald"
    r"|(?:all )?(?:the )?(?:very )?best|cheers(?: mate)?|take care|speak soon|love"
    r"|yours(?: (?:sincerely|faithfully|truly))?|(?:yours )?respectfully(?: yours)?"
    r"|sincerely(?: yours)?|(?:many )?thanks(?: so much| again| in advance)?"
    r"|thank(?:ing)? you(?: in advance)?|danke(?: sch(?:ö|oe)n)?)\b\.?"
    r"(?P<after>[\s,.!*_-].{0,50})?$",
    re.I,
)
_YOURS = re.compile(r"\s*(?:ihre?|euer|eure|deine?)\s\S", re.I)
_NAMED = re.compile(
    r"[\s,.!*_-]*(?:(?:[A-ZÄÖÜ][\w.'’-]*|aus|vo[nm]|from|in|de[rm]|i\.\s?[AV]\.|und)[\s,.*_]*){0,6}"
)
_LONGEST, _FEW = 70, 12  # characters of a closing; words that are no letter yet
_BELOW = 40  # lines in which a closing is looked for
_THANKS = re.compile(
    r"\s*(?:(?:many )?thanks?\b|thank you|(?:vielen |herzlichen )?dank|danke)\b", re.I
)
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s")
_DASHES = re.compile(r"\s*(?:--|—)\s*$")
# Below a name: whoever gives a firm or a number has ended the letter.
_CONTACT = re.compile(
    r"\b(?:tel|telefon|phone|mobil|mobile|fax|www|ust|hrb|vat|gmbh|ag|kg|ohg|ltd|llc|inc|plc)\b"
    r"|\b[tmpfe]:|\b(?:she/her|he/him|they/them)\b|registered (?:office|in)\b"
    r"|gesch(?:ä|ae)ftsf(?:ü|ue)hr"
    r"|\+\d{2}|\S\s{6,}$|(?:str(?:a(?:ß|ss)e|\.)|weg|platz|gasse|street|road)\s\d",
    re.I,
)
_POSTSCRIPT = re.compile(
    r"[\W_]*(?:(?:p\.?\s?){1,2}s\b|n\.?b\.?:|nachtrag\b|noch etwas\b|edit:|btw\b)", re.I
)


def is_closing(lines: Sequence[str], number: int) -> bool:
    """Whether the letter ends with this line: a greeting, and only a name and the like below."""
    line = lines[number]
    if len(line) >= _LONGEST:
        return False
    if _YOURS.match(line):  # "Ihre Pia": in the last lines alone, for it may begin a sentence
        below = sum(bool(other.strip()) for other in lines[number + 1 :])
        return below <= 2 and bool(_NAMED.fullmatch(line.strip().partition(" ")[2]))
    found = _CLOSES.match(line)
    closes = found is not None and _NAMED.fullmatch(found["after"] or "") is not None
    return (closes or bool(_GREETS.match(line))) and _ends_here(lines, number)


def _ends_here(lines: Sequence[str], number: int) -> bool:
    after = [line for line in lines[number + 1 :] if line.strip()][:4]
    if any(_goes_on(line) for line in after[: 4 if _THANKS.match(lines[number]) else 0]):
        return False
    if sum(_begins_small(line) for line in after) >= 2:
        return False
    return all(len(line) < 80 and not line.rstrip().endswith((".", "!", "?")) for line in after[:2])


def _goes_on(line: str) -> bool:
    """A line of a letter rather than of a signature."""
    words = line.split()
    return bool(_ITEM.match(line)) or len(words) > 6 or (words[0][0].islower() and len(words) > 2)


def _begins_small(line: str) -> bool:
    words = line.split()
    return words[0][0].islower() and len(words) > 3


def is_contact(line: str) -> bool:
    return len(line.strip()) < 80 and bool(_CONTACT.search(line)) and not is_afterthought(line)


def card(lines: Sequence[str], number: int) -> bool:
    """Whether a name with firm and numbers begins here without any closing above: a paragraph of
    short lines, two of which say how to reach them. With a closing below it is an address in a
    letter."""
    if number == 0 or lines[number - 1].strip() or not lines[number].strip():
        return False
    own: list[str] = []
    for line in lines[number:]:
        if not line.strip():
            break
        own.append(line)
    if len(own) < 3 or sum(map(is_contact, own[1:])) < 2:
        return False
    if any(len(line.strip()) >= 60 or line.rstrip().endswith(("!", "?")) for line in own):
        return False
    below = lines[number + len(own) :][:_BELOW]
    return not any(len(line) < _LONGEST and _GREETS.match(line) for line in below)


def is_dashes(lines: Sequence[str], number: int) -> bool:
    """The two dashes above a signature; not those between a few words and the letter itself."""
    if not _DASHES.match(lines[number]):
        return False
    before = sum(len(line.split()) for line in lines[:number])
    after = [line for line in lines[number + 1 :] if line.strip()][:3]
    return before >= _FEW or not any(map(is_afterthought, after))


def is_postscript(line: str) -> bool:
    return bool(_POSTSCRIPT.match(line))


def is_afterthought(line: str) -> bool:
    stripped = line.rstrip()
    return is_postscript(line) or (len(stripped) > 60 and stripped.endswith((".", "!", "?")))

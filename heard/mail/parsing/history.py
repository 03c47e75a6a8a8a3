"""The turns of a talk out of one mail that carries it: forwarded, attached or quoted.

What Outlook, Gmail, Apple Mail, Thunderbird and Zammad write above what they forward or quote, in
English and German. Pure; who is on our side is decided by whoever asks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from heard.mail.parsing.address import read_addresses
from heard.mail.parsing.enclosed import Enclosed
from heard.mail.parsing.heads import AROUND, SAID
from heard.mail.parsing.moments import read_moment
from heard.mail.parsing.parsed import Mailaddress, ParsedMail
from heard.mail.parsing.quotes import MARKED, fold

MOST = 40  # turns
LIMIT = 200_000  # characters
FIELDS = {
    "from": "from", "von": "from", "sent": "date", "gesendet": "date", "date": "date",
    "datum": "date", "gesendet am": "date", "to": "to", "an": "to", "cc": "cc", "kopie": "cc",
    "subject": "subject", "betreff": "subject", "reply-to": "", "antwort an": "", "bcc": "",
    "importance": "", "wichtigkeit": "", "priorität": "", "attachments": "", "anlagen": "",
}  # fmt: skip
FIELD = re.compile(
    rf"[\s*_]*({'|'.join(sorted(FIELDS, key=len, reverse=True))})[*_]*\s*:[*_]*\s*(.*)", re.I
)
MARK = re.compile(
    r"[\s>*]*(?:[-_]{2,}\s*(?:(?:original|forwarded|ursprüngliche|weitergeleitete|begin forwarded"
    r"|beginn der weitergeleiteten|anfang der weitergeleiteten)[^\n]{0,40})?[-_]*"
    r"|begin forwarded message:?|anfang der weitergeleiteten (?:nachricht|e-mail):?"
    r"|beginn der weitergeleiteten nachricht:?)\s*",
    re.I,
)


@dataclass(frozen=True)
class Turn:
    """One thing said earlier. `date` is naive where no zone was named, None where no date was."""

    sender: Mailaddress
    to: tuple[Mailaddress, ...]
    cc: tuple[Mailaddress, ...]
    date: datetime | None
    subject: str
    text: str
    message_id: str = ""  # known where the mail was attached whole


@dataclass(frozen=True)
class History:
    """`cover`: what whoever forwards it wrote above; turns oldest first, without the mail's own."""

    cover: str
    turns: tuple[Turn, ...]
    forwarded: bool  # rather than only quoted below an answer


def history_of(mail: ParsedMail, enclosed: Sequence[Enclosed]) -> History:
    """The talk that this mail carries; no turns where it carries none."""
    cover, blocks, forwarded = _split(mail.text[:LIMIT])
    turns = blocks
    for one in enclosed:
        inner, older, _forwarded = _split(one.text)
        turns = [
            Turn(one.sender, one.to, one.cc, one.date, one.subject, inner, one.message_id),
            *older,
            *turns,
        ]
    turns = _named(turns, mail)[:MOST]
    return History(cover, tuple(reversed(_each_once(turns))), forwarded or bool(enclosed))


def _split(text: str) -> tuple[str, list[Turn], bool]:
    """(what stands above, turns newest first, whether the first was forwarded)."""
    lines = text.split("\n")
    turns: list[Turn] = []
    above, forwarded = "", False
    head: Turn | None = None
    while len(turns) < MOST:
        cut = _next(lines)
        own = lines if cut is None else lines[: cut.begins]
        said = _tidy(own)
        if head is None:
            above = said
        else:
            turns.append(replace(head, text=said))
        if cut is None:
            break
        forwarded = forwarded or (head is None and cut.is_block)
        below = lines[cut.ends :]
        if head is None and not cut.is_block and _is_answered_below(lines, below):
            above, below = _tidy(lines), [line for line in below if MARKED.match(line)]
        head, lines = cut.head, _unquoted(below)
    return above, [turn for turn in turns if turn.text], forwarded


def _is_answered_below(lines: list[str], below: list[str]) -> bool:
    """Whether the writer answers between or below what is quoted, so that only marked lines are
    somebody else's."""
    return any(map(MARKED.match, below)) and not fold("\n".join(lines)).quoted


@dataclass(frozen=True)
class Cut:
    begins: int  # the first line that belongs to it
    ends: int  # the first line after it
    head: Turn
    is_block: bool


def _next(lines: list[str]) -> Cut | None:
    """The first place where somebody else's words begin."""
    for place, line in enumerate(lines):
        bare = line.lstrip("> \t")
        is_named = ">" in bare and "@" in bare  # "Anna <anna@firma.example> schrieb am …:"
        if not bare or (bare[0] not in "OAoaFfVvSsDdGgBb*_" and not is_named):
            continue
        if (bare[0] in "OA" or is_named) and (found := _said(lines, place)):
            return found
        if FIELD.match(bare) and (found := _block(lines, place)):
            return found
    return None


def _said(lines: list[str], place: int) -> Cut | None:
    """ "On …, … wrote:", broken over up to four lines."""
    joined = ""
    for more in range(4):
        if place + more >= len(lines):
            return None
        joined = f"{joined} {lines[place + more].lstrip('> ')}".strip()
        if len(joined) > 400:
            return None
        for pattern in SAID:
            found = pattern.fullmatch(joined)
            when = read_moment(found["when"]) if found else None
            if found and when:
                who = _people(AROUND.sub(r" <\1>", found["who"]))
                sender = who[0] if who else Mailaddress(found["who"].strip()[:200], None)
                head = Turn(sender, (), (), when, "", "")
                return Cut(_before(lines, place), place + more + 1, head, is_block=False)
    return None


def _block(lines: list[str], place: int) -> Cut | None:
    """ "From: … Sent: … To: … Subject: …", with lines that go on and empty ones between."""
    fields: dict[str, str] = {}
    position, last, empty = place, "", 0
    while position < len(lines) and position < place + 40:
        bare = lines[position].lstrip("> \t").rstrip()
        found = FIELD.fullmatch(bare)
        if found:
            name = FIELDS[found[1].lower()]
            if name and name in fields:
                break
            last, empty = name, 0
            if name:
                fields[name] = found[2].strip(" *")
        elif not bare:
            empty += 1
            following = lines[position + 1].lstrip("> \t") if position + 1 < len(lines) else ""
            if empty > 1 or not FIELD.fullmatch(following.rstrip()):
                break
        elif last in {"to", "cc"} and fields[last].endswith((",", ";")):
            fields[last] += f" {bare}"
        else:
            break
        position += 1
    if "from" not in fields or not {"date", "subject", "to"} & set(fields):
        return None
    who = _people(fields["from"])
    if not who:
        return None
    head = Turn(
        who[0],
        _people(fields.get("to", "")),
        _people(fields.get("cc", "")),
        read_moment(fields.get("date", "")),
        fields.get("subject", "")[:500],
        "",
    )
    return Cut(_before(lines, place), position, head, is_block=True)


def _before(lines: list[str], place: int) -> int:
    """Where the lines begin that only announce what follows."""
    while place > 0 and (not lines[place - 1].strip("> \t") or MARK.fullmatch(lines[place - 1])):
        place -= 1
    return place


def _people(text: str) -> tuple[Mailaddress, ...]:
    text = re.sub(r"\[mailto:([^\]]+)\]", r"<\1>", text)
    return read_addresses([text.encode()])


def _unquoted(lines: list[str]) -> list[str]:
    """Without one level of ">", where what follows is quoted."""
    first = next((line for line in lines if line.strip()), "")
    if not first.startswith(">"):
        return lines
    return [re.sub(r"^> ?", "", line) for line in lines]


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _named(turns: list[Turn], mail: ParsedMail) -> list[Turn]:
    """Names without an address get the one they have elsewhere in the same mail."""
    known = {
        person.name.lower(): person
        for turn in turns
        for person in (turn.sender, *turn.to, *turn.cc)
        if person.name and person.address
    }
    known.update({p.name.lower(): p for p in (mail.sender, *mail.to, *mail.cc) if p.address})
    return [
        replace(turn, sender=known.get(turn.sender.name.lower(), turn.sender))
        if not turn.sender.address
        else turn
        for turn in turns
    ]


def _each_once(turns: list[Turn]) -> list[Turn]:
    seen: set[tuple[str, str]] = set()
    kept = []
    for turn in turns:
        mark = (turn.sender.address or turn.sender.name, " ".join(turn.text.split())[:400])
        if mark not in seen:
            seen.add(mark)
            kept.append(turn)
    return kept

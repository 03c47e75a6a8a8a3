"""Cuts a text into sentences, keeping their positions."""

import re

LONGEST = 600
NARROWEST = 60  # no program breaks lines earlier than at so many characters

_ABBREVIATIONS = frozenset(
    (
        "z b d h u a s o ca bzw usw etc nr no mr mrs ms dr ing prof st str tel vgl inkl exkl "
        "zzgl evtl ggf abs art max min mio mrd inc ltd co bspw sog gem lt mag bzgl jan feb "
        "apr jun jul aug sep sept okt oct nov dez dec approx vs eur chf rg fa adr anl stk "
        "pkt pos tsd abt geb hd"
    ).split()
)
_TITLES = frozenset(("Hr", "Hrn", "Fr"))  # "HR." ends a sentence
_END = re.compile(
    r"(?<![.!?…])[.!?…]+[\"'”“«»)\]]*(?=\u00ad*(?:\s|$))|\n[ \t]*\n"
    r"|(?<=[a-zäöüß]{3})[.!?](?=[A-ZÄÖÜ][a-zäöüß]+[\s,])"
    r"|\n(?=[ \t]*(?:[-*•–+→✓·▪—]|\(?(?:\d{1,2}|[a-h])[.)]"
    r"|(?:Frage|Punkt|Question|Item) \d{1,2}:)\s)"
)
# "am 3.5. bezahlt", but "bis zum 3.5. Danach": what goes on is small, a number or a noun.
_DAY = re.compile(
    r"(?:\b(?:am|zum|vom|bis|ab|de[mnr]|seit|per|und|oder|auf|f[üu]r|auch|je)|[(–-])[ \n]?"
    r"(?:(?:mo|di|mi|do|fr|sa|so)\.?,? )?(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])$",
    re.I,
)
_GOES_ON = re.compile(
    r"\s+(?![\"„“»(]?(?:Ich|Wir|Bitte|Das|Die|Der|Es|Sie|Danach|Seitdem|Wenn|Leider|Nun|Jetzt|Ist|Wann"
    r"|Wo|Was|Wie|Wer|Warum|Können|Könnten|Haben|Dann|Auch|Aber|Und|Im|In|Am|Mit|Vielen|Danke)\b)\w"
)
_SOFT = re.compile(r"[;:]\s|\n|,\s")
# A line that ends without any sign, and one that may begin a sentence.
_LINE = re.compile(r"(?<![\s,;:(/–-])[ \t]*\n(?=[ \t]*[\"„“»(]?[A-ZÄÖÜ0-9])")
_LEADS_ON = frozenset(
    (
        "der die das den dem des ein eine einen einem einer kein keine keinen mein meine "
        "meinen meiner unser unsere unseren unserer ihr ihre ihren ihrem ihrer sein seine "
        "seinen dein deine deinen diese dieser dieses diesen diesem und oder aber dass weil "
        "wenn als wie ob sowie mit von vom zu zum zur im in ins am an auf für bei beim bis "
        "nach seit um über unter vor aus durch gegen ohne pro sehr nur herr herrn frau firma "
        "dr nr the a an and or but to of for with from at on in by my your our their his her "
        "its this these that as than is are was were has have had will would can could which "
        "who mr mrs ms per about into no"
    ).split()
)
_SIGNS = "[(<*_\"„“”'»«])>"


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence that holds anything but blanks, in order."""
    found: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text):
        _keep(text, start, end, found)
        start = end
    _keep(text, start, len(text), found)
    return found


def _ends(text: str) -> list[int]:
    ends = {match.end() for match in _END.finditer(text) if not _is_no_end(text, match)}
    if "\n" in text:
        width = max(NARROWEST, *(len(line.rstrip()) for line in text.split("\n")))
        ends |= {m.end() for m in _LINE.finditer(text) if _was_meant(text, m, width)}
    return sorted(ends)


def _was_meant(text: str, gap: re.Match[str], width: int) -> bool:
    """A line break that no full line made: the next word would have fitted on the line."""
    line = text[text.rfind("\n", 0, gap.start()) + 1 : gap.start()]
    following = text[gap.end() : gap.end() + NARROWEST].split(maxsplit=1)
    last = line.split()[-1].strip(_SIGNS).lower() if line.strip() else ""
    fits = bool(following) and len(line) + 1 + len(following[0]) <= width
    return fits and last not in _LEADS_ON


def _is_no_end(text: str, match: re.Match[str]) -> bool:
    if match.group()[:1] != "." or match.group().startswith(".."):
        return False
    before = text[max(0, match.start() - 16) : match.start()]
    if _DAY.search(before):
        return bool(_GOES_ON.match(text, match.end()))
    word = re.search(r"(\w+)$", before)
    if word is None or (before[: word.start()].endswith((",", ".")) and word.group(1).isdigit()):
        return False
    last = word.group(1).lower()
    if last.isdigit():  # "am 3. Mai", but "Rechnung 4711. Wir"
        return len(last) <= 2 and bool(re.match(r"\s+\w", text[match.end() : match.end() + 4]))
    return word.group(1) in _TITLES or last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha())


def _keep(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    while end - start > LONGEST:
        cut = _soft_cut(text, start)
        _strip(text, start, cut, found)
        start = cut
    _strip(text, start, end, found)


def _soft_cut(text: str, start: int) -> int:
    last = None
    for match in _SOFT.finditer(text, start + LONGEST // 3, start + LONGEST):
        last = match
    return last.end() if last else start + LONGEST


def _strip(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(mark.isalnum() or ord(mark) > 0x2000 for mark in text[start:end]):
        found.append((start, end))

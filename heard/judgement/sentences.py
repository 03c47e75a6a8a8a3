"""Cuts a text into sentences, keeping their positions."""

import re

LONGEST = 600

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


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence that holds anything but blanks, in order."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if _is_no_end(text, match):
            continue
        _keep(text, start, match.end(), found)
        start = match.end()
    _keep(text, start, len(text), found)
    return found


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

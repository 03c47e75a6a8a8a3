"""Numbers and hours in words, as digits: "zweihundertvierzig" is 240, "halb sechs" 5:30.

The words are read by text2num; what it leaves (half a dozen, "2.9 million", hours) is here.
"""

import re

from text_to_num import alpha2digit

_LANGUAGES = ("en", "de")
_SMALL = {
    word: number
    for number, words in enumerate(
        "a an one ein eine|two zwei|three drei|four vier|five fünf|six sechs".split("|"), start=1
    )
    for word in words.split()
}
_FEW = "|".join(_SMALL)
# Letters that count as s and i wherever capitals count as small ones.
_PLAIN = str.maketrans("ſıİ", "siI")
# "1 200" is one number, "Zimmer 12 hundert Euro" two.
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")
_SECONDS = re.compile(r"\b(\w+(?:ty|teen))[ -]second\b(?! (?:of|floor))", re.I)
_JOINED = re.compile(
    r"\b([a-zäöüß]+)-(?=(?:minut|hour|day|week|month|year|stund|tag|woche|monat|jahr|pound|euro))",
    re.I,
)
_HALF_MILLION = re.compile(r"\b(?:half a|(?:eine )?halbe) million\b", re.I)
_HALF_DOZEN = re.compile(r"\b(?:half a dozen|(?:ein )?halbes dutzend)\b", re.I)
_DOZENS = re.compile(rf"\b({_FEW}|\d{{1,9}}) (?:dozens?|dutzend)\b", re.I)
_AND_A_HALF = re.compile(
    rf"\b(?:(?P<en>{_FEW}|\d{{1,9}}) and a half|(?P<de>{_FEW})einhalb)(?=[a-z]?\b)", re.I
)
# These stand between two numbers, not within one.
_BETWEEN = re.compile(
    r"((?<!\s)\s+und\s+|(?<=hundred)\s+and\s+(?=[a-z-]+\s+hundred\b)"
    r"|(?<=thousand)\s+and\s+(?=[a-z-]+\s+thousand\b))",
    re.I,
)
_SCALED = re.compile(
    r"\b(\d+(?:[.,]\d+)?)\s?(tausend|tsd\.?|thousand|k|millionen|million|mio\.?|milliarden|mrd\.?|bn)"
    r"(?![\w])|(?<=[€$£])(\d+(?:[.,]\d+)?)(m)\b",
    re.I,
)
_TIMES = re.compile(r"\b(\d+\.\d+) (1000|1000000)\b")  # "five point two million", as it is read
_SCALES = {"k": 10**3, "milliarden": 10**9, "mrd": 10**9, "bn": 10**9}
_HOUR = (
    r"(?P<hour>1?\d|2[0-4]|one|two|eins|zwei)\b(?!\s*(?:[.,:]\d|%|[a-zäöü]*"
    r"(?:tag|woch|monat|jahr|stund|minut|mahnung|day|week|month|year|hour)))"
)
_QUARTERS = re.compile(
    rf"\b(?P<said>viertel nach|viertel vor|halb|quarter past|quarter to|half past) {_HOUR}", re.I
)
_MINUTES = re.compile(
    rf"(?<!von )(?<!from )\b(?P<minute>5|10|20|25) (?P<said>nach|vor|past) {_HOUR}", re.I
)
_PAST_THE_HOUR = re.compile(r"\b(\d{1,2}) uhr ([0-5]\d)\b(?!\s*(?:uhr|[€$£%]|[a-zäöü]))", re.I)


def in_digits(text: str) -> str:
    """The text with its numbers in digits; "one" and "two" that stand alone stay words."""
    text = text.encode("utf-8", "replace").decode().translate(_PLAIN)
    text = _GROUPS.sub(lambda match: match[0].replace(" ", ""), text)
    text = _SECONDS.sub(r"\1 seconds", text)
    text = _HALF_DOZEN.sub("6", _HALF_MILLION.sub("500000", text))
    text = _DOZENS.sub(lambda match: str(12 * _few(match[1])), text)
    text = _AND_A_HALF.sub(lambda match: f"{_few(match['en'] or match['de'])}.5", text)
    text = _JOINED.sub(_apart, text)
    text = _SCALED.sub(_scaled, text)
    for language in _LANGUAGES:
        text = _read(text, language)
    text = _TIMES.sub(lambda match: f"{float(match[1]) * int(match[2]):.15g}", text)
    text = _PAST_THE_HOUR.sub(r"\1:\2", text)
    return _MINUTES.sub(_clock, _QUARTERS.sub(_clock, text))


def _read(text: str, language: str) -> str:
    parts = _BETWEEN.split(text)
    return "".join(alpha2digit(part, language) if part.strip() else part for part in parts)


def _few(word: str) -> int:
    return _SMALL.get(word.lower()) or int(word)


def _apart(match: re.Match[str]) -> str:
    """ "A ten-day deadline" is one of ten days; "Rest-Tage" stay what they are."""
    word = match[1]
    is_number = word.lower() in _SMALL or any(_read(word, one) != word for one in _LANGUAGES)
    return f"{word} " if is_number else match[0]


def _scaled(match: re.Match[str]) -> str:
    number, scale = match[1] or match[3], (match[2] or match[4]).lower().rstrip(".")
    times = _SCALES.get(scale) or (10**3 if scale.startswith("t") else 10**6)
    plain = re.sub(r"[.,](?=\d{3}$)", "", number).replace(",", ".")
    return f"{round(float(plain) * times, 2):.15g}"


def _clock(match: re.Match[str]) -> str:
    parts, said = match.groupdict(), match["said"].lower()
    hour = {"eins": 1}.get(parts["hour"].lower()) or _few(parts["hour"])
    minute = int(parts["minute"]) if parts.get("minute") else 30 if "hal" in said else 15
    if said == "halb" or said.split()[-1] in ("vor", "to"):
        hour, minute = hour - 1, minute if said == "halb" else 60 - minute
    return f"{hour % 24}:{minute:02d}"

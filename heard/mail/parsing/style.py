"""Style attributes reduced to what only changes the look inside the frame."""

import re

PROPERTIES = frozenset(
    "color background-color background font font-family font-size font-style font-weight "
    "font-variant line-height letter-spacing word-spacing text-align text-decoration text-indent "
    "text-transform vertical-align white-space word-break word-wrap overflow-wrap direction "
    "width height max-width max-height min-width min-height margin margin-top margin-right "
    "margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left "
    "border border-top border-right border-bottom border-left border-color border-style "
    "border-width border-collapse border-spacing border-radius border-top-color "
    "border-right-color border-bottom-color border-left-color border-top-style "
    "border-right-style border-bottom-style border-left-style border-top-width "
    "border-right-width border-bottom-width border-left-width list-style list-style-type "
    "display float clear table-layout caption-side empty-cells".split()
)
# Words, numbers, colours; the only functions are those that make a colour
VALUE = re.compile(r"(?:[\w\s#%.,'\"!+-]|(?:rgb|rgba|hsl|hsla)\([\d\s.,%/]*\)){1,300}", re.I | re.A)
FETCHES = re.compile(r"url\s*\(|image(?:-set)?\s*\(|@import", re.IGNORECASE)
MAX_STYLE = 5_000


def safe_style(style: str) -> tuple[str, int]:
    """The harmless declarations, and how many others would have fetched something."""
    if len(style) > MAX_STYLE:
        return "", 0
    kept: list[str] = []
    fetched = 0
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if FETCHES.search(declaration):
            fetched += 1
        elif colon and name in PROPERTIES and VALUE.fullmatch(value) and _is_closed(value):
            kept.append(f"{name}:{value}")
    return ";".join(kept), fetched


def _is_closed(value: str) -> bool:
    """A quote left open would swallow the declarations behind it."""
    return value.count("'") % 2 == 0 and value.count('"') % 2 == 0

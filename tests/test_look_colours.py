"""What is read can be read: contrast in light and in dark, and the first visit stays light."""

import re
from itertools import product
from pathlib import Path

import pytest

pytestmark = pytest.mark.anywhere

STATIC = Path(__file__).parent.parent / "heard/look/static/look"
GROUNDS = ("paper", "sheet", "accent-soft", "warm-soft")
WORDS = ("ink", "ink-soft", "accent", "warm")


def themes() -> list[dict[str, str]]:
    """The colours of each block of tokens: light, dark by device, dark by choice."""
    blocks = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", (STATIC / "tokens.css").read_text())
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in blocks]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_all_words_stand_out_from_their_ground() -> None:
    light, *dark = themes()
    assert len(dark) == 2 and dark[0] == dark[1], "dark is one, however it was chosen"
    for theme in (light, dark[0]):
        for word, ground in product(WORDS, GROUNDS):
            assert contrast(theme[word], theme[ground]) >= 4.5, (word, ground)
        assert contrast(theme["accent-ink"], theme["accent"]) >= 4.5
        for ground in GROUNDS:
            assert contrast(theme["line-strong"], theme[ground]) >= 3, ground


def test_fonts_are_few_and_licensed() -> None:
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert sum(font.stat().st_size for font in fonts) <= 75_000
    for family in ("source-sans", "source-serif"):
        assert "SIL OPEN FONT LICENSE" in (STATIC / f"fonts/LICENSE-{family}.txt").read_text()

"""Countries whose public holidays are known, by their names and by the ending of a mail domain."""

from functools import lru_cache

import holidays
from babel import Locale

# Endings of countries that anybody buys because they look good
SOLD = frozenset("ac ag ai am cc co fm gg im io la ly me sh st tk to tv vc ws".split())


@lru_cache(maxsize=1)
def with_known_holidays() -> frozenset[str]:
    """Countries (ISO 3166, two letters) whose public holidays are known."""
    return frozenset(code_of(one) for one in holidays.list_supported_countries() if len(one) == 2)


def code_of(said: str) -> str:
    """As ISO 3166 writes it: the United Kingdom is GB there, whatever its mail ends in."""
    code = said.strip().upper()
    return "GB" if code == "UK" else code


def country_of(domain: str) -> str:
    """ "AT" for "firma.at"; "" where the ending tells nothing (.com, .eu, .io)."""
    ending = domain.lower().rstrip(".").rpartition(".")[2]
    country = code_of(ending)
    return country if ending not in SOLD and country in with_known_holidays() else ""


def country_name(code: str, language: str) -> str:
    """ "Österreich" for "AT" in German; the code itself where it names no country."""
    return str(Locale.parse(language).territories.get(code_of(code), code))

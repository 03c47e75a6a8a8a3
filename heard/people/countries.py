"""The country a mail domain stands in, where its ending says so; for the public holidays there."""

from functools import lru_cache

import holidays

# Endings of countries that anybody buys because they look good
SOLD = frozenset("ac ag ai am cc co fm gg im io la ly me sh st tk to tv vc ws".split())


@lru_cache(maxsize=1)
def with_known_holidays() -> frozenset[str]:
    """Countries (ISO 3166, two letters) whose public holidays are known."""
    return frozenset(one for one in holidays.list_supported_countries() if len(one) == 2)


def country_of(domain: str) -> str:
    """ "AT" for "firma.at"; "" where the ending tells nothing (.com, .eu, .io)."""
    ending = domain.lower().rstrip(".").rpartition(".")[2]
    if ending in SOLD:
        return ""
    country = "GB" if ending == "uk" else ending.upper()
    return country if country in with_known_holidays() else ""

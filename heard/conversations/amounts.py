"""What a letter grants, as a person types it: "1.250,50", "1,250.50", "200 €", "0"."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from heard.journal.refusal import Refusal

LARGEST = Decimal("9999999999.99")
# Thousands in threes with one mark, then up to two decimals behind the other one
_WRITTEN = re.compile(
    r"(\d{1,3}(?:[.’' ]\d{3})+|\d+)(?:,(\d{1,2}))?"
    r"|(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?",
    re.ASCII,
)


def amount_of(said: str) -> Decimal | None:
    """The amount, None where nothing is said; Refusal for what is none."""
    plain = re.sub(r"\s*(€|\$|£|EUR|USD|GBP|CHF)\s*", "", said.replace("\xa0", " ").strip())
    if not plain:
        return None
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        raise Refusal(_("This is not an amount. Nothing was sent; your draft is kept."))
    whole = re.sub(r"\D", "", found[1] or found[3])
    cents = found[2] or found[4]
    amount = Decimal(f"{whole}.{cents}" if cents else whole)
    if amount > LARGEST:
        raise Refusal(_("This is not an amount. Nothing was sent; your draft is kept."))
    return amount

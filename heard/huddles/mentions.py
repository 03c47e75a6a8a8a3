"""Who is meant by "@Name" in a remark."""

import re

from heard.huddles.models import Huddle
from heard.people.models import Colleague

MENTION = re.compile(r"(?<![\w@.])@([^\W\d_][\w.-]*(?:[ ][^\W\d_][\w-]*)?)")
MOST = 10


def mentioned(text: str, huddle: Huddle) -> list[Colleague]:
    """Colleagues named after an "@", by the whole name or by a first name that only one bears
    (one of those at the table before others); what fits nobody is just text."""
    found: dict[int, Colleague] = {}
    for said in MENTION.findall(text)[:MOST]:
        one = _named(said.rstrip(".-"), huddle)
        if one is not None:
            found.setdefault(one.pk, one)
    return list(found.values())


def _named(said: str, huddle: Huddle) -> Colleague | None:
    active = Colleague.objects.active()
    first = said.partition(" ")[0]
    for fits in (
        active.filter(name__iexact=said),
        active.filter(name__istartswith=f"{first} ") | active.filter(name__iexact=first),
    ):
        here = fits.filter(voices__huddle=huddle) | fits.filter(pk=huddle.by_id)
        for group in (here.distinct(), fits):
            if group.count() == 1:
                return group.first()
    return None

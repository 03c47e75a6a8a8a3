"""Whether the house is small enough for an adviser, who stands named, and whether they count."""

from datetime import datetime

from django.db.models import Q

from heard.journal import clock
from heard.people.advising.models import Adviser
from heard.people.hands import BEFOREHAND
from heard.people.models import Colleague
from heard.people.staff import functions

MOST = 3  # people of the house


def is_small() -> bool:
    """Whether at most three people work here; two accounts of one person are one."""
    return len({one.person for one in Colleague.objects.active()}) <= MOST


def named() -> Adviser | None:
    """The adviser of the house, whether somebody else has said yes already or not."""
    standing = Adviser.objects.filter(account__left_at=None)
    return standing.select_related("account", "named_by", "agreed_by").first()


def others(adviser: Adviser) -> list[Colleague]:
    """Who could say yes besides whoever named them: also who has left since, so that nobody
    becomes alone for it."""
    here = Colleague.objects.exclude(role=Colleague.ADVISER).filter(learning=False)
    since = here.filter(Q(left_at=None) | Q(left_at__gte=adviser.named_at))
    return [one for one in since if one.person != adviser.named_by.person]


def counts_from(adviser: Adviser) -> datetime | None:
    """From when on they count; None while somebody else still has to say yes.

    Whoever works alone has nobody to ask, so that week in which accounts are looked at goes by.
    """
    if adviser.agreed_at is not None:
        return adviser.agreed_at
    return None if others(adviser) else adviser.named_at + BEFOREHAND


def counts(account: Colleague) -> bool:
    """Whether this adviser's agreement counts now."""
    adviser = named()
    if adviser is None or adviser.account_id != account.pk or not functions.is_on("adviser"):
        return False
    since = counts_from(adviser)
    return since is not None and since <= clock.now() and is_small()

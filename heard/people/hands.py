"""Whether two accounts may be in one hand: who made or changed them lately, and who made those.

Whoever administrates accounts could lend themselves one, and one more through that one. So for a
week neither counts as the other's second pair of eyes, and neither do two accounts of one maker.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import Q

from heard.journal.models import Entry
from heard.people.models import Colleague, Contact

BEFOREHAND = timedelta(days=7)
JOINED, CHANGED = "people.colleague_joined", "people.colleague_changed"
RETURNED = "people.colleague_returned"
TAKEN = "address"  # noted where a change gives the account to whoever reads another address


def in_one_hand(one: Colleague, other: Colleague, at: datetime) -> bool:
    """Whether both are one human being, or one maker's, by what was done from a week before `at`
    on. What a machine did (the first account, an import) makes nobody anyone's."""
    if one.person == other.person:
        return True
    entries = Entry.objects.filter(verb__in=[JOINED, CHANGED, RETURNED], at__gte=at - BEFOREHAND)
    touched: set[tuple[int, int]] = set()  # (who, whom)
    makers: dict[int, set[int]] = defaultdict(set)  # whom → who made it, or holds it since
    linked = Colleague.objects.exclude(second_account_of=None)
    persons: dict[int, int] = dict(linked.values_list("pk", "second_account_of_id"))
    for verb, by, about in entries.values_list("verb", "by", "about"):
        room, _colon, number = by.partition(":")
        if room != "colleague" or "colleague" not in about:
            continue
        who = persons.get(int(number), int(number))
        whom = persons.get(about["colleague"], about["colleague"])
        touched.add((who, whom))
        if verb in {JOINED, RETURNED} or TAKEN in about:
            makers[whom].add(who)
    if {(one.person, other.person), (other.person, one.person)} & touched:
        return True
    return bool(_hands(one.person, makers) & _hands(other.person, makers))


def wrote_an_address_of(contact: Contact, colleague: Colleague) -> bool:
    """Whether an address of this contact came into the register by the colleague, written down
    or merged in, with any account of theirs."""
    theirs = Colleague.objects.filter(
        Q(pk=colleague.person) | Q(second_account_of=colleague.person)
    )
    written = Q(verb="people.contact_changed", about__has_key="address")
    return Entry.objects.filter(
        written | Q(verb="people.contacts_merged"),
        by__in=[f"colleague:{pk}" for pk in theirs.values_list("pk", flat=True)],
        about__contact=contact.pk,
    ).exists()


def _hands(person: int, makers: dict[int, set[int]]) -> set[int]:
    """The person, their maker, the maker's maker …"""
    found, open_ = {person}, [person]
    while open_:
        new = makers[open_.pop()] - found
        found |= new
        open_ += new
    return found

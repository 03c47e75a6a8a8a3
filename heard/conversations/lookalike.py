"""A stranger who looks like somebody we know: the same name, or an address one glance away."""

import contextlib
import unicodedata
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Upper

from heard.conversations.models import Message
from heard.journal.prepared import Lookup
from heard.mail.parsing import Mailaddress
from heard.people.freemail import domain_of, says_nothing
from heard.people.models import Address, Contact, Domain, Organisation

# Letters that look alike (Unicode TR 39 knows thousands; these are what is used against people)
ALIKE = str.maketrans(
    "0135$аеорсухіјѕԁһԛѡќгтмнвкαοερτνικυωß",
    "oleesaeopcyxijsdhqwkrtmhbkaoeptvikuwb",
)
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"), ("ii", "u"))
OURS = Lookup(
    lambda contact: Message.objects.filter(
        side=Message.US, conversation__contact=contact, state__in=[Message.SENT, Message.LEAVING]
    ).order_by("id")[:1],
    int,
)
SAME_NAME = Lookup(  # by the index of names in capitals
    lambda name, contact: (
        Contact.objects.alias(loud=Upper("name"))
        .filter(loud=Upper(Value(name)))
        .exclude(pk=contact)[:10]
    ),
    str,
    int,
)
EMPLOYER = Lookup(lambda pk: Organisation.objects.filter(pk=pk), int)
ALIKE_DOMAINS = Lookup(  # a glance rests on both ends
    lambda domain, first, seen, ending: (
        Domain.objects.filter(
            Q(name__startswith=first) | Q(name__startswith=seen) | Q(name__endswith=ending)
        )
        .exclude(name=domain)
        .only("pk", "name", "organisation")
    ),
    str,
    str,
    str,
    str,
)
MOST_DOMAINS = 20  # that look alike, looked into
SHORTEST = 5  # letters of a name below which one letter makes another firm


def lookalike_of(sender: Mailaddress, contact: Contact) -> dict[str, Any] | None:
    """{"contact", "address", "kind": "name" or "domain"} of whom the sender may be taken for.

    Only for those to whom nobody here ever wrote, and only against those we know: who was written
    to, or belongs to a customer, vendor or consultant.
    """
    address = sender.address or ""
    if wrote_to(contact):
        return None
    found = _same_name(sender, contact) or _near_domain(domain_of(address), contact)
    return None if found is None or found["address"] == address else found


def wrote_to(contact: Contact) -> bool:
    """Whether a letter of ours ever left for this contact."""
    return OURS.first(contact.pk) is not None


def _same_name(sender: Mailaddress, contact: Contact) -> dict[str, Any] | None:
    name = " ".join(sender.name.split())
    if len(name) < SHORTEST or " " not in name or "@" in name:
        return None
    for other in SAME_NAME.all(name, contact.pk):
        if _is_known(other) and other.address:
            return {"contact": other.pk, "address": other.address, "kind": "name"}
    return None


def _near_domain(domain: str, contact: Contact) -> dict[str, Any] | None:
    """A domain of an organisation we know that this one may be read as."""
    if says_nothing(domain) or len(domain.partition(".")[0]) < SHORTEST:
        return None
    near = len(domain) - 2, len(domain) + 2
    stem, _dot, ending = domain.rpartition(".")
    alike = ALIKE_DOMAINS.rows(domain, domain[0], skeleton(domain)[0], f"{stem[-3:]}.{ending}")
    names = {
        name
        for _key, organisation, name in alike
        if near[0] <= len(name) <= near[1]
        and organisation != contact.organisation_id
        and is_near(domain, name)
    }
    return _known_at(sorted(names)[:MOST_DOMAINS]) if names else None


def _known_at(domains: list[str]) -> dict[str, Any] | None:
    """Somebody we know with an address at one of these domains."""
    ours = Message.objects.filter(
        side=Message.US,
        conversation__contact=OuterRef("contact"),
        state__in=[Message.SENT, Message.LEAVING],
    )
    there, kinds = Q(), Q()
    for domain in domains:
        there |= Q(address__endswith=f"@{domain}")
    for kind in ("customer", "vendor", "consultant"):
        kinds |= Q(**{f"contact__organisation__is_{kind}": True})
    one = Address.objects.filter(there).filter(kinds | Exists(ours)).order_by("id").first()
    if one is None:
        return None
    return {"contact": one.contact_id, "address": one.address, "kind": "domain"}


def _is_known(contact: Contact) -> bool:
    employer = EMPLOYER.first(contact.organisation_id) if contact.organisation_id else None
    return bool(employer and employer.kinds) or wrote_to(contact)


def is_near(one: str, other: str) -> bool:
    """Read alike at a glance: the same letters to the eye, or one letter wrong, missing, swapped
    or too many; or the same name under another ending."""
    if skeleton(one) == skeleton(other):
        return True
    first, second = one.rpartition("."), other.rpartition(".")
    if first[0] == second[0] and len(first[0]) >= SHORTEST:
        return True
    if min(len(first[0]), len(second[0])) < SHORTEST:
        return False
    return first[2] == second[2] and _one_step(first[0], second[0])


@lru_cache(maxsize=20_000)
def skeleton(domain: str) -> str:
    """The domain as the eye takes it: accents off, look-alike letters as one."""
    if "xn--" in domain:
        with contextlib.suppress(UnicodeError):
            domain = domain.encode("ascii").decode("idna")
    text = unicodedata.normalize("NFKD", domain.lower())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = text.translate(ALIKE)
    for pair, letter in PAIRS:
        text = text.replace(pair, letter)
    return text.replace("-", "").replace("l", "i")


def _one_step(one: str, other: str) -> bool:
    """Damerau-Levenshtein distance of one."""
    if len(one) > len(other):
        one, other = other, one
    place = 0
    while place < len(one) and one[place] == other[place]:
        place += 1
    rest, longer = one[place:], other[place:]
    if len(one) == len(other):
        swapped = len(rest) > 1 and rest[:2] == longer[1::-1] and rest[2:] == longer[2:]
        return rest[1:] == longer[1:] or swapped
    return len(other) - len(one) == 1 and rest == longer[1:]

"""Emptying all that is known of somebody; who did what and when stays."""

from collections.abc import Callable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from heard.conversations.models import Conversation, Message
from heard.decisions.acts.emptying import empty_conversations
from heard.decisions.acts.emptying_elsewhere import empty_elsewhere
from heard.decisions.models import Decision, Erasure
from heard.journal.acts import Actor, destroy_key
from heard.people import acts as people
from heard.people.freemail import domain_of
from heard.people.models import Address, Contact, Domain, Merge, Organisation

_elsewhere: list[Callable[[QuerySet[Conversation]], None]] = []


def offer(forget: Callable[[QuerySet[Conversation]], None]) -> None:
    """A room further along the way empties what it holds of these conversations."""
    _elsewhere.append(forget)


def erase(contacts: Sequence[Contact], *, by: Actor | str) -> None:
    """Empty everything that was said with these contacts; who did what and when stays.

    With each goes whoever was joined to it, what they said in somebody else's conversation, and
    the organisation that was made from their address, once nobody else is in it.
    """
    for contact in contacts:
        _erase(contact.with_joined(), by)


def _erase(person: list[Contact], by: Actor | str) -> None:
    addresses = _addresses_of(person)
    made = list(_made_from(person, addresses))
    theirs = Conversation.objects.filter(contact__in=person)
    empty_elsewhere(person, addresses)
    empty_conversations(theirs, Decision.objects.filter(contact__in=person))
    for forget in _elsewhere:
        forget(theirs)
    Erasure.objects.filter(contact__in=person).update(reason="")
    _empty_contacts(person)
    for organisation in made:
        if not _holds_anything(organisation):
            people.forget_organisation(organisation=organisation, by=by)


def _addresses_of(person: list[Contact]) -> set[str]:
    """Theirs now and once, in lower case; not what is somebody else's by now."""
    found = set(Address.objects.filter(contact__in=person).values_list("address", flat=True))
    found |= set(
        Message.objects.filter(contact__in=person).values_list("sender", flat=True).distinct()
    )
    found = {address.lower() for address in found} - {""}
    others = Address.objects.filter(address__in=found).exclude(contact__in=person)
    return found - set(others.values_list("address", flat=True))


def _empty_contacts(person: list[Contact]) -> None:
    keys = [contact.pk for contact in person]
    for contact in person:
        destroy_key(subject=contact.journal_name)
        Merge.objects.of(contact.pk).update(merged_name="", addresses=[])
    Merge.objects.filter(kept__in=keys).update(merged_name="", addresses=[])
    Address.objects.filter(contact__in=keys).delete()
    Contact.objects.filter(pk__in=keys).update(name="", position="", phone="", organisation=None)


def _made_from(person: list[Contact], addresses: set[str]) -> QuerySet[Organisation]:
    """Organisations that bear the domain of such an address as their name: no person gave it."""
    domains = {domain_of(address) for address in addresses}
    near = Q(domains__name__in=domains) | Q(contacts__in=person)
    unnamed = Domain.objects.filter(organisation=OuterRef("pk"), name=OuterRef("name"))
    return Organisation.objects.filter(near).filter(Exists(unnamed)).distinct()


def _holds_anything(organisation: Organisation) -> bool:
    """Somebody is in it, or something was decided about it."""
    return (
        organisation.contacts.exists()
        or Decision.objects.filter(organisation=organisation).exists()
    )

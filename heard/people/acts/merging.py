"""Two contacts that are one person, and two again."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import (
    Colleague,
    Contact,
    Merge,
)


def merge(*, kept: Contact, merged: Contact, by: Colleague) -> Merge:
    """Both are one person: the addresses move. What else points to the contact is moved by the
    reactions of the rooms it lies in. `part` undoes it."""
    if kept.pk == merged.pk:
        raise Refusal(_("These two are one contact already."))
    with transaction.atomic():
        moved = list(merged.addresses.values_list("address", flat=True))
        merged.addresses.update(contact=kept)
        row = Merge.objects.create(
            kept=kept,
            merged_name=merged.shown_name,
            addresses=moved,
            moved={"contact": merged.pk},
            by=by,
            at=clock.now(),
        )
        record(verb="people.contacts_merged", by=by, about=_about_merge(row))
    return row


def note_moved(*, merge: Merge, **rows: list[int]) -> None:
    """Keep which rows of a room followed the merge, so that a parting takes just those back."""
    merge.moved = {**merge.moved, **rows}
    merge.save(update_fields=["moved"])


def part(*, merge: Merge, by: Colleague) -> Contact:
    """Undo a merge: the addresses go back to the contact they came from, the rest follows."""
    with transaction.atomic():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        contact = Contact.objects.get(pk=merge.moved["contact"])
        if merge.parted_at is None:
            merge.kept.addresses.filter(address__in=merge.addresses).update(contact=contact)
            merge.parted_at = clock.now()
            merge.save(update_fields=["parted_at"])
            record(verb="people.contacts_parted", by=by, about=_about_merge(merge))
    return contact


def _about_merge(merge: Merge) -> dict[str, int | str]:
    return {"contact": merge.kept_id, "merged": merge.moved["contact"], "merge": merge.pk}

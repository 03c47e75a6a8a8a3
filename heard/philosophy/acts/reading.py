"""Asking somebody to read the next version before it is published."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.philosophy import letters
from heard.philosophy.acts.writing import may_edit
from heard.philosophy.models import ReaderAsked, Version


def ask_reader(*, version: Version, asked: Colleague, by: Colleague) -> None:
    """A mail and a line on the desk of `asked`, once an hour at most."""
    if not may_edit(by):
        raise Refusal(
            _("Managers, partners and administrators edit the philosophy. Nothing was changed.")
        )
    if version.published_at is not None or not version.clauses.exists():
        raise Refusal(_("There is no draft to read. Nobody was asked."))
    if not may_edit(asked) or asked.person == by.person:
        raise Refusal(
            _("Another manager, partner or administrator reads it before it is published."
              " Nobody was asked yet; please choose one.")
        )  # fmt: skip
    moment = clock.now()
    with transaction.atomic():
        row, made = ReaderAsked.objects.get_or_create(
            version=version, asked=asked, defaults={"by": by, "at": moment}
        )
        if not made and moment - row.at < ReaderAsked.AGAIN:
            raise Refusal(
                _("%(name)s was asked only just now. Nothing was sent.") % {"name": asked.name}
            )
        row.by, row.at = by, moment
        row.save()
        about = {"version": version.pk, "colleague": asked.pk}
        record(verb="philosophy.reader_asked", by=by, about=about)
        letters.please_read(asked, asked_by=by)

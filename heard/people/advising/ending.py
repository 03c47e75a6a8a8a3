"""An adviser reads along no more: because somebody ends it, or because the house has grown."""

from django.db import transaction

from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.people.advising.models import Adviser
from heard.people.advising.questions import is_small, named


def end_adviser(*, adviser: Adviser, by: Actor | str) -> None:
    """They see and agree to nothing any more; what they said stays."""
    with transaction.atomic():
        account = adviser.account
        account.lock()
        if account.left_at is None:
            account.left_at = clock.now()
            account.set_unusable_password()
            account.save(update_fields=["left_at", "password"])
            record(verb="people.colleague_departed", by=by, about={"colleague": account.pk})


def end_where_grown(*, by: Actor | str) -> None:
    """From four people on, colleagues are the second pair of eyes."""
    adviser = named()
    if adviser is not None and not is_small():
        end_adviser(adviser=adviser, by=by)

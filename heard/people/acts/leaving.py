"""Colleagues leave, and come back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.people import hands
from heard.people.acts.colleagues import keep_an_administrator
from heard.people.advising.ending import end_where_grown
from heard.people.models import Colleague


def depart(*, colleague: Colleague, by: Actor | str) -> None:
    """Someone leaves: cannot sign in any more, is in no team; what they did stays theirs."""
    with transaction.atomic():
        colleague.lock()
        if colleague.left_at:
            return
        colleague.left_at = clock.now()
        colleague.set_unusable_password()
        colleague.save(update_fields=["left_at", "password"])
        colleague.teams.clear()
        keep_an_administrator()
        record(verb="people.colleague_departed", by=by, about={"colleague": colleague.pk})


def welcome_back(*, colleague: Colleague, by: Actor | str) -> None:
    """Whoever left works here again, in the same role and in no team yet. They set a new password
    through "Forgot your password?"."""
    with transaction.atomic():
        colleague.lock()
        if colleague.role == Colleague.ADVISER:
            raise Refusal(
                _("An adviser from outside is named on a page of its own. Nothing changed.")
            )
        if colleague.is_active:
            return
        colleague.left_at, colleague.joined_at = None, clock.now()
        colleague.set_unusable_password()
        colleague.save(update_fields=["left_at", "joined_at", "password"])
        record(verb=hands.RETURNED, by=by, about={"colleague": colleague.pk})
        end_where_grown(by=by)

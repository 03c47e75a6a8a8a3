"""A date as a form gives it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from heard.journal.refusal import Refusal
from heard.people.models import Calendar


def date_given(given: Mapping[str, str], name: str = "due") -> datetime:
    """The moment in the form's field, in the house's zone; Refusal when there is none."""
    try:
        moment = datetime.fromisoformat(given.get(f"other_{name}") or given.get(name, ""))
    except ValueError:
        raise Refusal(_("Please choose a date and an hour. Nothing was changed.")) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(Calendar.of_the_house().zone))
    return moment

"""What tells that something happened since."""

from django.db.models import Max

from heard.journal.models import Entry
from heard.journal.once import asked_once


@asked_once
def stamp() -> str:
    """Changes whenever something happened: what open pages ask for every second."""
    return str(Entry.objects.aggregate(latest=Max("id"))["latest"] or 0)

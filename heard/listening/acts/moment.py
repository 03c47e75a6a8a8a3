"""The quiet line before one answers something hot; each person can put it away for good."""

from heard.journal import clock
from heard.listening.models import MomentPutAway
from heard.people.models import Colleague


def put_moment_away(*, colleague: Colleague) -> None:
    """Nobody else sees this, and nobody counts it, so it is not in the journal either."""
    MomentPutAway.objects.get_or_create(colleague=colleague, defaults={"at": clock.now()})


def bring_moment_back(*, colleague: Colleague) -> None:
    MomentPutAway.objects.filter(colleague=colleague).delete()

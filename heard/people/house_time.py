"""Pages and letters tell the time by one clock: that of the working-time page."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from heard.people.models import Calendar


def here(moment: datetime) -> datetime:
    """The moment as the clocks of the house show it, on a page or away from any."""
    return moment.astimezone(ZoneInfo(Calendar.of_the_house().zone))


class HouseTime:
    """Middleware: what a page shows, and what is typed there without a zone, is meant here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(Calendar.of_the_house().zone):
            return self.get_response(request)

"""On a person's own page: when the week's scenes come, or that they do not."""

from collections.abc import Mapping
from typing import Any

from heard.people.about_you import Part
from heard.people.forms import WEEKDAYS
from heard.people.models import Calendar, Colleague
from heard.philosophy.hand import rhythm_of


def rhythm(colleague: Colleague) -> Mapping[str, Any]:
    chosen, calendar = rhythm_of(colleague), Calendar.of_the_house()
    how = "off" if chosen.off else "mail" if chosen.by_mail else "desk"
    hours = {*range(calendar.opens.hour, calendar.closes.hour + 1), chosen.hour}
    return {
        "how": how,
        "weekday": chosen.weekday,
        "hour": chosen.hour,
        "weekdays": [
            (number, name)
            for number, name in WEEKDAYS
            if number in calendar.weekdays or number == chosen.weekday
        ],
        "hours": sorted(hours),
    }


RHYTHM = Part("scenes", "philosophy/_rhythm.html", rhythm)

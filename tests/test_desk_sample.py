"""The sample firm is told at any hour."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from heard.desk.sample.play import moment_of, scripts
from heard.people.models import Calendar
from tests.firm import Firm

pytestmark = pytest.mark.anywhere


def test_at_any_minute_of_a_day_the_steps_keep_their_order_and_none_lies_ahead(firm: Firm) -> None:
    calendar, midnight = (
        Calendar.of_the_house(),
        datetime(2026, 11, 29, tzinfo=ZoneInfo("Europe/Berlin")),
    )
    told = [[step["at"] for step in script["steps"]] for script in scripts()]
    hours = {at for steps in told for at in steps}
    for minute in range(0, 24 * 60, 7):
        now = midnight + timedelta(minutes=minute)
        moments = {at: moment_of(at, calendar, now) for at in hours}
        assert max(moments.values()) < now
        for steps in told:
            assert [moments[at] for at in steps] == sorted(moments[at] for at in steps)

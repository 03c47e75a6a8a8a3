"""What needs a person is heard of: `heard doctor` says so, and exits non-zero for a monitoring."""

import json
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from heard.journal import acts, clock
from heard.journal.models import Entry, Errand
from heard.journal.worker import run_errands
from heard.mail.acts import receive
from tests.conftest import As, At
from tests.firm import FRIENDLY, Firm, letter


def doctor() -> dict[str, str]:
    """What it asks to look at, and what it says about it."""
    out = StringIO()
    with suppress(CommandError):
        call_command("doctor", json=True, stdout=out)
    return {one["what"]: one["said"] for one in json.loads(out.getvalue()) if one["well"] is False}


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")]
)
def test_an_outage_that_lasts_is_heard_of(firm: Firm, at: At, as_: As, error: OSError) -> None:
    at("2027-01-01 09:00")
    run_errands()
    receive(mailbox=firm.service, raw=letter(FRIENDLY, "Angebot", firm.customer), door="smtp")
    with patch("heard.conversations.acts.filing.keep_letter", side_effect=error):
        for minute in range(0, 60, 3):
            at(f"2027-01-01 09:{minute:02}")
            run_errands()
        assert "outages" not in doctor(), "what lasts a while is waited out"
        assert "Alles ist getan." in as_(firm.eva).get("/journal/errands/").content.decode()
        at("2027-01-01 10:01")
        run_errands()
    assert doctor()["outages"].startswith("1 errands") and "worker" not in doctor()
    page = as_(firm.eva).get("/journal/errands/").content.decode()
    assert "Aufgehalten" in page and type(error).__name__ in page and "Angebot" not in page
    at("2027-01-01 10:20")
    run_errands()
    assert "outages" not in doctor() and not Errand.objects.open().exists()


def test_an_import_may_take_its_time_but_mail_may_not(firm: Firm, at: At) -> None:
    at("2027-01-01 09:00")
    run_errands()
    acts.record(verb="mail.received", by="machine:test", about={"raw": 0}, lane=Errand.IMPORT)
    at("2027-01-01 09:30")
    assert "worker" not in doctor()
    acts.record(verb="mail.received", by="machine:test", about={"raw": 0})
    at("2027-01-01 09:40")
    assert doctor()["worker"].startswith("1 errands")


def test_a_schedule_that_looks_no_more_is_noticed(firm: Firm, at: At) -> None:
    begun = Entry.objects.order_by("pk")[0].at
    with clock.set_to(begun + timedelta(minutes=5)):
        assert "schedule" not in doctor(), "the house was opened a moment ago"
    at("2027-01-01 08:00")
    assert doctor()["schedule"].endswith("last of all: never")
    at("2027-01-01 09:00")
    call_command("schedule", once=True)
    assert "schedule" not in doctor()
    at("2027-01-01 09:15")
    said = doctor()["schedule"]
    assert "heard.holding.acts.notice_overdue" in said and "heard.config.retention" not in said
    assert said.endswith("last of all: 2027-01-01 08:00 UTC")
    with patch("heard.holding.acts.notice_overdue", side_effect=ValueError):
        call_command("schedule", once=True)
    said = doctor()["schedule"]
    assert said.startswith("not looked at in time: heard.holding.acts.notice_overdue; last")

"""`heard list`: as scripts and people at a terminal read it, in a house of any size."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.desk import overview
from heard.holding.acts import promise
from heard.journal import clock
from heard.situations.acts import raise_
from tests.conftest import At, Work
from tests.firm import ANGRY, FRIENDLY, Firm

A_DAY = timedelta(days=1)


def listed(*words: str) -> tuple[str, int]:
    """What is printed, and how many questions the database was asked for it."""
    out = StringIO()
    with CaptureQueriesContext(connection) as asked:
        call_command("list", *words, stdout=out)
    return out.getvalue(), len(asked)


def test_as_many_questions_for_many_conversations_as_for_few(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    for number in range(3):
        firm.mail(FRIENDLY, subject=f"Frage {number}")
    few, few_full = listed(), listed("--json")
    for number in range(3, 12):
        firm.mail(FRIENDLY, subject=f"Frage {number}")
    many, many_full = listed(), listed("--json")
    assert (len(few[0].splitlines()), len(many[0].splitlines())) == (3, 12)
    assert (len(json.loads(few_full[0])), len(json.loads(many_full[0]))) == (3, 12)
    assert few[1] == many[1] == 2 and few_full[1] == many_full[1] < 10


def test_every_field_piece_by_piece(
    firm: Firm, at: At, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    at("2026-11-03 09:00")
    hot = firm.mail(ANGRY, subject="Dritte Lieferung").conversation
    raise_(conversation=hot, by=firm.anna, raised_by="them")
    promise(conversation=hot, by=firm.anna, side="us", text="Zeugnis", due=clock.now() + A_DAY)
    at("2026-11-03 09:05")
    firm.mail(FRIENDLY, subject="Angebot")
    work()
    whole, _asked = listed("--json")
    monkeypatch.setattr(overview, "TOGETHER", 1)
    assert listed("--json")[0] == whole
    first, second = json.loads(whole)
    assert (first["subject"], second["subject"]) == ("Dritte Lieferung", "Angebot")
    assert first["mailboxes"] == ["Service"] and first["contact"]["kind"] == ["customer"]
    assert [one["by"] for one in first["promises"]] == ["us"] and first["raised_by"] == "them"
    assert first["messages"][0]["word"] == "boiling" and second["step"] is None
    line = "  since 2026-11-03T08:00   Peter Quandt                    Dritte Lieferung\n"
    assert listed("--as", firm.anna.email)[0].startswith(f"{hot.pk:>6}{line}")
    assert listed("--as", firm.eva.email)[0] == "", "who reads no mailbox sees nothing"

"""No address, subject or text reaches a log or a traceback."""

import io
import logging
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from heard.journal.discretion import Discretion
from heard.journal.worker import run_errands
from tests.conftest import As
from tests.firm import FRIENDLY, Firm, letter

SECRET = "Quittengelee"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(Discretion())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(before)


def test_what_a_filter_lets_through(log: io.StringIO) -> None:
    try:
        raise ValueError(f"could not parse {SECRET}")
    except ValueError:
        logging.getLogger("heard").exception("a mail of petra@quandt.example failed")
    assert "petra" not in log.getvalue() and SECRET not in log.getvalue()
    assert "ValueError" in log.getvalue() and "test_house_discretion.py" in log.getvalue()


def test_a_reaction_that_breaks_says_nothing_of_the_mail(firm: Firm, log: io.StringIO) -> None:
    from heard.mail.acts import receive

    raw = letter(f"{SECRET}! {FRIENDLY}", SECRET, firm.customer)
    with patch("heard.conversations.acts.filing.meet", side_effect=RuntimeError(SECRET)):
        receive(mailbox=firm.service, raw=raw, door="smtp")
        run_errands(most=3)
    from heard.journal.models import Entry, Errand

    assert Errand.objects.exclude(error="").exists()
    said = log.getvalue() + str(list(Errand.objects.values("error")))
    said += str(list(Entry.objects.values("verb", "by", "about", "digest")))
    assert SECRET not in said and "quandt.example" not in said and "Angebot" not in said


@pytest.mark.anywhere
def test_a_page_that_breaks_says_nothing_of_the_conversation(
    firm: Firm, as_: As, log: io.StringIO
) -> None:
    conversation = firm.conversation(FRIENDLY, subject=SECRET)
    client = as_(firm.anna)
    client.raise_request_exception = False
    with patch("heard.desk.views.timeline", side_effect=RuntimeError(f"{SECRET} broke")):
        answer = client.get(conversation.get_absolute_url())
    assert answer.status_code == 500 and SECRET.encode() not in answer.content
    assert SECRET not in log.getvalue() and "RuntimeError" in log.getvalue()

"""What many parts of a page ask is asked of the database once, and an act asks anew."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.journal.once import one_page
from heard.situations.acts import raise_
from heard.situations.models import Situation
from tests.conftest import As
from tests.firm import Firm


def test_a_page_asks_for_the_situation_once(firm: Firm, as_: As) -> None:
    talk = firm.conversation()
    raise_(conversation=talk, by=firm.anna, raised_by="them")
    with CaptureQueriesContext(connection) as asked:
        as_(firm.anna).get(f"/conversation/{talk.pk}/")
    open_one = [
        one["sql"] for one in asked.captured_queries
        if 'FROM "situations_situation"' in one["sql"] and '"ended_at" IS NULL' in one["sql"]
        and f'"conversation_id" = {talk.pk}' in one["sql"] and "LIMIT 1" in one["sql"]
    ]  # fmt: skip
    assert len(open_one) == len(set(open_one))


def test_outside_of_a_page_every_question_is_asked_anew(firm: Firm) -> None:
    talk = firm.conversation()
    with one_page():
        assert Situation.of(talk.pk) is None
        situation = raise_(conversation=talk, by=firm.anna, raised_by="them")
        assert Situation.of(talk.pk) is None, "a page is one moment"
    assert Situation.of(talk.pk) == situation

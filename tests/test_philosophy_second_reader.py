"""The draft goes to a second reader: asked by name, read as a whole, agreed to as it stands."""

import re

import pytest
from django.core import mail

from heard.journal.refusal import Refusal
from heard.people.acts import add_colleague
from heard.philosophy import acts
from heard.philosophy.models import ReaderAsked, Version
from tests.conftest import As, At
from tests.firm import Firm

pytestmark = pytest.mark.anywhere


@pytest.fixture
def draft(house: Firm) -> Version:
    draft = acts.draft_next(by=house.clara)
    said = {"title_en": "Call back", "title_de": "Zurückrufen", "text_en": "We call back.",
            "text_de": "Wir rufen **zurück**.", "rule": "", "level": "note"}  # fmt: skip
    acts.change_clause(version=draft, number=10, by=house.clara, new=True, **said)
    mail.outbox.clear()
    return draft


def test_asked_by_name_it_stands_on_their_desk_until_read(
    house: Firm, draft: Version, as_: As
) -> None:
    clara, david = as_(house.clara), as_(house.david)
    asked = clara.post("/philosophy/draft/ask/", {"colleague": house.david.pk}, follow=True)
    assert "David ist gebeten, es zu lesen." in asked.content.decode()
    assert [one.to for one in mail.outbox] == [[house.david.email]]
    assert "Clara asks you to read the next version" in mail.outbox[0].body
    assert "/philosophy/draft/" in mail.outbox[0].body

    assert "Clara asks you to read the next version" in david.get("/").content.decode()
    page = david.get("/philosophy/draft/whole/").content.decode()
    assert "We call back." in page
    german = david.get("/philosophy/draft/whole/?language=de").content.decode()
    assert "Wir rufen <strong>zurück</strong>." in german
    digest = re.search(r'name="digest" value="(\w+)"', page)
    assert digest
    david.post("/philosophy/draft/change/", {"approve": "1", "digest": digest[1]})
    assert "asks you to read the next version" not in david.get("/").content.decode()
    assert "David has read it" in david.get("/philosophy/draft/").content.decode()

    acts.change_clause(version=draft, number=10, by=house.clara, text_de="Wir rufen immer zurück.")
    assert "asks you to read the next version" in david.get("/").content.decode()


def test_only_those_who_may_edit_are_asked_and_not_twice_in_an_hour(
    house: Firm, draft: Version, as_: As, at: At
) -> None:
    clara = as_(house.clara)
    for number in (house.anna.pk, house.clara.pk, "nobody", "9999999"):
        clara.post("/philosophy/draft/ask/", {"colleague": number})
    assert not ReaderAsked.objects.exists()
    assert not mail.outbox
    acts.ask_reader(version=draft, asked=house.david, by=house.clara)
    with pytest.raises(Refusal, match="only just now"):
        acts.ask_reader(version=draft, asked=house.david, by=house.eva)
    at("2026-11-02 10:01")
    acts.ask_reader(version=draft, asked=house.david, by=house.eva)
    assert len(mail.outbox) == 2
    assert as_(house.anna).get("/philosophy/draft/whole/").status_code == 302


def test_another_account_of_the_writer_is_not_asked(house: Firm, draft: Version) -> None:
    twin = add_colleague(
        email="clara2@firma.example", name="Clara", by=house.eva, role="partner",
        second_account_of=house.clara,
    )  # fmt: skip
    with pytest.raises(Refusal, match="Another manager"):
        acts.ask_reader(version=draft, asked=twin, by=house.clara)

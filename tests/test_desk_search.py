"""Searching: each word somewhere, however it is written, in conversations and in the register."""

import pytest

from heard.conversations.models import Message
from heard.journal import clock
from heard.people import acts as people
from tests.conftest import As
from tests.firm import FRIENDLY, Firm


@pytest.mark.parametrize(
    "said",
    ["änderung", "ÄNDERUNG", "Änderungen nach", "österreich", "ÖSTER", "überfällige", "lieferung",
     "LIEFERUNG", "größe", "100 %", "überfällige quandt jürgen"],
)  # fmt: skip
def test_german_words_are_found_however_they_are_written(firm: Firm, as_: As, said: str) -> None:
    firm.conversation(
        "Guten Tag,\n\nÄnderungen nach ÖSTERREICH, 100 % Lieferung, Größe M.\n\nJürgen",
        subject="Überfällige Rechnung",
    )
    firm.conversation(FRIENDLY, subject="Angebot", sender=firm.vendor)
    page = as_(firm.anna).get("/search/", {"q": said}).content.decode()
    assert page.count('class="inbox-row__subject"') == 1
    assert "Angebot" not in page


def test_a_word_that_is_nowhere_and_one_of_signs_alone(firm: Firm, as_: As) -> None:
    firm.conversation(FRIENDLY)
    for said in ("übermorgen", "ÄÖÜ", "100_%", "Привет", "angebot übermorgen"):
        page = as_(firm.anna).get("/search/", {"q": said}).content.decode()
        assert 'class="inbox-row__subject"' not in page, said


def test_eight_words_in_a_long_conversation_are_found_once(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(
        FRIENDLY, subject="Dritte Lieferung ohne Prüfzeugnis heute in Ulm angekommen"
    )
    Message.objects.bulk_create(
        Message(conversation=conversation, side="them", text=f"Zur Sache {n}", at=clock.now())
        for n in range(60)
    )
    page = as_(firm.anna).get("/search/", {"q": conversation.subject}).content.decode()
    assert page.count('class="inbox-row__subject"') == 1


def test_the_register_finds_names_with_umlauts(firm: Firm, as_: As) -> None:
    people.add_contact(
        name="Özlem Ärmel", by=firm.anna, addresses=["oe@aermel.example", "zwei@aermel.example"]
    )
    for said in ("özlem", "ÄRMEL", "Özlem aermel.example", "ö z l"):
        page = as_(firm.anna).get("/register/", {"q": said}).content.decode()
        assert page.count("Özlem Ärmel") == 1, said
        assert "Priya" not in page

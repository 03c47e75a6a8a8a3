"""On the phone, at a table: one sheet before it, one minute after it."""

from datetime import timedelta

import pytest

from heard.conversations.models import Draft, Message
from heard.holding import acts
from heard.holding.models import Promise
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening.models import Confirmation, Point
from heard.listening.questions import is_heard
from heard.situations.acts import raise_
from tests.conftest import As, At
from tests.firm import ANGRY, ANGRY_ENGLISH, FRIENDLY, Firm


def test_the_sheet_holds_what_one_needs_at_the_telephone(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    raise_(conversation=conversation, by=firm.anna, raised_by="them")
    acts.promise(
        conversation=conversation, by=firm.anna, side="them", text="die Rückgabe der Palette",
        due=clock.now() + timedelta(days=2),
    )  # fmt: skip
    page = as_(firm.anna).get(f"/holding/conversation/{conversation.pk}/prepare/").content.decode()
    for said in ("Zum dritten Mal", "Anwalt", "die Rückgabe der Palette", "Bis zu 200 EUR",
                 "zwischen Tür und Angel", "Mittwoch, 4. November, 12:00 Uhr"):  # fmt: skip
        assert said in page, said
    english = firm.conversation(ANGRY_ENGLISH, sender=firm.vendor)
    page = as_(firm.anna).get(f"/holding/conversation/{english.pk}/prepare/").content.decode()
    assert "off the cuff" in page, "the sentence is in their language"


def test_a_minute_after_it_all_is_where_it_belongs(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    at("2026-11-03 10:00")
    answer = as_(firm.anna).post(
        f"/holding/conversation/{conversation.pk}/afterwards/",
        {
            "medium": "call",
            "theirs": "Die Linie steht, und niemand ruft zurück.",
            "repeated": "Dass die Linie steht und Sie seit gestern auf einen Rückruf warten.",
            "answer": "yes",
            "answer_words": "Ja, genau.",
            "we_promise": "Das Zeugnis liegt bei Ihnen.",
            "other_we_due": "2026-11-04T12:00",
            "they_promise": "Sie schicken die Chargennummer.",
            "other_they_due": "2026-11-03T16:00",
            "letter": "1",
        },
    )
    assert answer.status_code == 302
    said = list(conversation.messages.filter(medium="call").values_list("side", flat=True))
    assert said == ["them", "us"]
    reported = Confirmation.objects.get()
    assert reported.kind == "reported" and not reported.counts and not is_heard(situation)
    assert sorted(Promise.objects.values_list("by", flat=True)) == ["them", "us"]
    draft = Draft.objects.get()
    for words in ("unser Telefonat", "seit gestern auf einen Rückruf", "4. November, 12:00 Uhr",
                  "Chargennummer"):  # fmt: skip
        assert words in draft.text, words
    assert draft.declared == ["promise"] and draft.sent_as is None, "a person sends it"
    conversation.refresh_from_db()
    assert conversation.waiting_since is None, "they have a date now"


def test_what_was_missing_becomes_a_point_of_theirs(firm: Firm) -> None:
    conversation = firm.conversation(ANGRY)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    acts.write_down(
        conversation=conversation,
        by=firm.anna,
        talk=acts.Talk(theirs="So geht das nicht.", repeated="Sie warten auf das Zeugnis.",
                       answer="more", answer_words="Und auf die Gutschrift."),
    )  # fmt: skip
    conversation.refresh_from_db()
    assert conversation.waiting_since, "neither answer nor date: they wait on"
    points = Point.objects.filter(situation=situation, dropped_at=None)
    assert "Und auf die Gutschrift." in points.values_list("text", flat=True)
    assert not Confirmation.objects.exists()


def test_an_answer_given_by_phone_keeps_the_promise(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    due = clock.now() + timedelta(days=1)
    acts.promise(
        conversation=conversation, by=firm.anna, side="us", text="Angebot", due=due, is_answer=True
    )
    at("2026-11-03 11:00")
    acts.write_down(
        conversation=conversation,
        by=firm.anna,
        talk=acts.Talk(theirs="Gern.", repeated="40 Halter, 2.100 Euro.", answered=True,
                       we_promise="Die Bestätigung kommt schriftlich.", we_due=due),
    )  # fmt: skip
    first, second = Promise.objects.order_by("pk")
    assert first.kept_at and first.kept_with and first.kept_with.side == Message.US
    assert second.is_open, "what was promised in this very talk is not kept by it"
    conversation.refresh_from_db()
    assert conversation.waiting_since is None


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "talk",
    [
        acts.Talk(theirs=" "),
        acts.Talk(theirs="x", medium="fax"),
        acts.Talk(theirs="x", answer="more"),
        acts.Talk(theirs="x", we_promise="Zeugnis"),
    ],
)
def test_half_a_talk_is_refused_in_one_sentence(firm: Firm, talk: acts.Talk) -> None:
    conversation = firm.conversation(FRIENDLY)
    with pytest.raises(Refusal):
        acts.write_down(conversation=conversation, by=firm.anna, talk=talk)
    assert conversation.messages.count() == 1 and not Promise.objects.exists()


def test_a_date_that_has_passed_keeps_what_was_typed(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    page = as_(firm.anna).post(
        f"/holding/conversation/{conversation.pk}/afterwards/",
        {"theirs": "Sie rufen morgen an.", "we_promise": "Rückruf",
         "other_we_due": "2026-11-01T12:00"},
    )  # fmt: skip
    assert "Sie rufen morgen an." in page.content.decode()
    assert conversation.messages.count() == 1, "all of it, or nothing"

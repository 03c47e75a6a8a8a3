"""Every message is read, can be doubted, and never moves a place in the inbox."""

import re
from html import unescape
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client

from heard.config.retention import forget
from heard.conversations.models import Conversation, Message
from heard.heat.acts import disagree, turns_before
from heard.heat.calibration import current
from heard.heat.models import Reading
from heard.heat.questions import any_hot, is_hot, watch_list
from heard.journal import clock
from heard.mail.acts import receive
from heard.people.acts import change_colleague
from heard.people.models import Colleague
from tests.conftest import As, At, Work
from tests.firm import ANGRY, ANGRY_ENGLISH, FRIENDLY, Firm, letter


@pytest.mark.anywhere
@pytest.mark.parametrize("text", [ANGRY, ANGRY_ENGLISH])
def test_an_angry_letter_reads_hot_in_both_languages(firm: Firm, text: str) -> None:
    reading = firm.mail(text).reading
    assert reading.word in {"hot", "boiling"} and (reading.hot or 0) >= 0.5


def test_a_friendly_letter_is_calm_and_shows_no_word(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY, subject="Angebot")
    assert Reading.objects.get().word == "calm" and not is_hot(conversation.pk)
    assert b"mark--heat" not in as_(firm.anna).get("/").content


def test_reasons_come_on_request_in_their_words(firm: Firm, as_: As) -> None:
    reading = firm.mail(ANGRY).reading
    page = as_(firm.anna).get(f"/heat/{reading.pk}/why/").content.decode()
    assert "Anwalt" in page and "Niemand wird bewertet" in page
    fragment = as_(firm.anna).get(f"/heat/{reading.pk}/why/", headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()


@pytest.mark.parametrize(
    "text, whole, scrap",
    [
        ("Seit drei Wochen warten wir auf die Ersatzteile, und niemand meldet sich. Seit drei "
         "Tagen steht unsere Linie still!",
         ["Seit drei Wochen", "niemand meldet sich", "Seit drei Tagen"], ["Seit drei"]),
        ("For three weeks nobody calls back. Again and again the wrong parts, this is "
         "completely unacceptable! You never answer any of my mails, I will go to my lawyer.",
         ["nobody calls back", "You never answer"], ["nobody", "You never"]),
    ],
)  # fmt: skip
def test_a_reason_is_shown_to_the_end_of_its_phrase(
    firm: Firm, as_: As, text: str, whole: list[str], scrap: list[str]
) -> None:
    reading = firm.mail(text).reading
    Reading.objects.update(word="displeased")  # it stands between calm and displeased
    page = as_(firm.anna).get(f"/heat/{reading.pk}/why/").content.decode()
    shown = re.findall(r"<q>(.*?)</q>", page)
    assert set(whole) <= set(shown) and not set(scrap) & set(shown)
    assert all(unescape(one) in text for one in shown), "in their words, as they stand there"


def test_one_click_moves_the_word_one_step(firm: Firm, as_: As) -> None:
    reading = firm.mail(ANGRY).reading
    before = ["calm", "displeased", "hot", "boiling"].index(reading.word)
    as_(firm.anna).post(f"/heat/{reading.pk}/disagree/", {"direction": "cooler"})
    reading.refresh_from_db()
    assert ["calm", "displeased", "hot", "boiling"].index(reading.word) == before - 1
    disagree(reading=reading, by=firm.anna, direction="cooler")
    reading.refresh_from_db()
    assert ["calm", "displeased", "hot", "boiling"].index(reading.word) == before - 1


@pytest.mark.anywhere
def test_without_a_model_there_is_no_reading_and_no_stop(firm: Firm, as_: As) -> None:
    with patch("heard.judgement.acts.judge", side_effect=RuntimeError("broken")):
        conversation = firm.conversation(ANGRY)
    reading = Reading.objects.get()
    assert reading.word == "" and reading.heat is None and reading.note
    assert as_(firm.anna).get(conversation.get_absolute_url()).status_code == 200


def test_the_forecast_is_told_when_each_message_came(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY)
    at("2026-11-04 12:00")
    again = firm.mail(ANGRY, answers=first.message_id)
    assert again.conversation == first.conversation
    before, now = turns_before(again)
    assert before.hours is not None and now.hours is not None
    assert now.hours - before.hours == 27


@pytest.mark.anywhere
def test_shouting_does_not_pay(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    firm.conversation(FRIENDLY, subject="Leise Frage", sender=firm.consultant)
    at("2026-11-03 10:00")
    firm.conversation(ANGRY, subject="Laute Klage")
    page = as_(firm.anna).get("/").content.decode()
    assert page.index("Leise Frage") < page.index("Laute Klage")


@pytest.mark.anywhere
def test_the_watch_list_is_short_and_only_of_what_one_may_see(firm: Firm) -> None:
    for number in range(8):
        firm.conversation(
            "Das ist schon ärgerlich: Wir warten seit zwei Wochen auf Antwort.",
            subject=f"Sache {number}",
            sender=firm.vendor,
        )
    Reading.objects.update(word="displeased", forecast=0.6)
    assert len(watch_list(firm.anna)) == 5
    assert watch_list(firm.david) == []


def rising(firm: Firm, at: At, name: str, *forecasts: float) -> Conversation:
    """A conversation of theirs with these forecasts, one a letter and a minute."""
    at("2026-11-03 09:00")
    first = firm.mail("Das ist schon ärgerlich, wir warten noch.", subject=name)
    for number, forecast in enumerate(forecasts):
        at(f"2026-11-03 09:0{number}")
        message = first if not number else firm.mail("Und?", answers=first.message_id)
        Reading.objects.filter(message=message).update(word="displeased", forecast=forecast)
    return first.conversation


def test_the_watch_is_ranked_by_forecast_and_trend_and_shows_that_order(
    firm: Firm, at: At, as_: As
) -> None:
    steady = rising(firm, at, "Gleichmut", 0.5)
    falling = rising(firm, at, "Beruhigung", 0.9, 0.55)
    growing = rising(firm, at, "Anstieg", 0.1, 0.5)
    assert watch_list(firm.anna) == [growing, steady, falling]
    page = as_(firm.anna).get("/list/watch/").content.decode()
    places = [page.index(name) for name in ("Anstieg", "Gleichmut", "Beruhigung")]
    assert places == sorted(places)


def test_what_was_closed_today_has_had_its_place(firm: Firm, at: At) -> None:
    found = [rising(firm, at, f"Sache {n}", 0.9 - n / 10) for n in range(7)]
    assert watch_list(firm.anna) == found[:5]
    Conversation.objects.filter(pk=found[0].pk).update(closed_at=clock.now())
    at("2026-11-03 09:01")
    assert watch_list(firm.anna) == found[1:5]
    at("2026-11-04 09:00")
    assert watch_list(firm.anna) == found[1:6]


def test_whoever_was_heard_is_off_the_watch_until_they_write_again(
    firm: Firm, at: At, as_: As
) -> None:
    conversation = rising(firm, at, "Sache", 0.8)
    message = conversation.messages.get()
    as_(firm.ben).post(f"/heat/{message.reading.pk}/disagree/", {"direction": "heard"})
    message.reading.refresh_from_db()
    assert message.reading.word == "displeased" and current().shifts == {}
    at("2026-11-03 09:05")
    assert watch_list(firm.anna) == []
    page = as_(firm.ben).get(f"/heat/{message.reading.pk}/why/").content.decode()
    assert "You said: they were heard." in page
    again = firm.mail("Und?", answers=message.message_id)
    Reading.objects.filter(message=again).update(word="displeased", forecast=0.8)
    at("2026-11-03 09:10")
    assert watch_list(firm.anna) == [conversation]


def test_an_absence_note_leaves_it_on_the_watch(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation("Das ist schon ärgerlich, wir warten noch.")
    Reading.objects.update(word="displeased", forecast=0.8)
    at("2026-11-03 10:00")
    seen = conversation.last_incoming
    assert seen is not None
    note = letter("Ich bin im Urlaub.", "Abwesend", firm.customer, seen.message_id)
    receive(mailbox=firm.service, raw=b"Auto-Submitted: auto-replied\n" + note, door="receive")
    work()
    assert conversation.messages.filter(automatic=True).exists()
    assert watch_list(firm.anna) == [conversation]


def test_nobody_cools_it_for_themselves_with_another_account(firm: Firm) -> None:
    conversation = firm.conversation(ANGRY)
    Reading.objects.update(word="hot")
    reading = Reading.objects.get()
    change_colleague(colleague=firm.ben, by=firm.eva, second_account_of=firm.anna)
    disagree(reading=reading, by=firm.ben, direction="cooler")
    assert not is_hot(conversation.pk, firm.clara)
    for account in (firm.anna, firm.ben):
        account.refresh_from_db()
        assert is_hot(conversation.pk, account)
        assert any_hot(conversation.messages.all(), account)


def test_readings_are_forgotten_90_days_after_closing(firm: Firm, at: At, work: Work) -> None:
    at("2026-01-07 09:00")
    conversation = firm.conversation(ANGRY)
    Conversation.objects.filter(pk=conversation.pk).update(closed_at=clock.now())
    at("2026-03-01 09:00")
    forget()
    assert Reading.objects.count() == 1
    at("2026-05-01 09:00")
    forget()
    assert Reading.objects.count() == 0


def test_the_reasons_are_those_of_the_word_that_stands_there(firm: Firm, as_: As) -> None:
    text = (
        "Herzlichen Dank für die schnelle Hilfe am Montag! "
        "Die Lieferung kommt nun zum dritten Mal zu spät."
    )
    reading = firm.mail(text).reading
    shown = {}
    for word in ("calm", "hot"):
        Reading.objects.update(word=word)
        page = as_(firm.anna).get(f"/heat/{reading.pk}/why/").content.decode()
        shown[word] = set(re.findall(r"<q>(.*?)</q>", page))
    assert any("Dank" in one for one in shown["calm"])
    assert any("dritten Mal" in one for one in shown["hot"])
    assert not shown["calm"] & shown["hot"]


def test_only_colleagues_with_access_see_the_reasons(firm: Firm, as_: As) -> None:
    reading = firm.mail(ANGRY).reading
    assert as_(firm.david).get(f"/heat/{reading.pk}/why/").status_code == 404
    assert Client().get(f"/heat/{reading.pk}/why/").status_code == 302
    assert Colleague.objects.count() == 5


def inside(firm: Firm, text: str, **fields: str) -> bytes:
    """A mail under Anna's address."""
    made = letter(text, "Lage", firm.customer)
    made = made.replace(b"Peter Quandt <peter@quandt.example>", b"Anna <anna@firma.example>")
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items())
    return head.encode() + made


def test_what_one_of_us_writes_is_never_read(firm: Firm, work: Work, tmp_path: Path) -> None:
    for door in ("smtp", "imap", "receive"):
        mailbox = firm.service if door == "smtp" else firm.purchasing
        raw = inside(firm, f"{ANGRY} {door}")
        receive(mailbox=mailbox, raw=raw, door=door, envelope_sender="anna@firma.example")
    (tmp_path / "1.eml").write_bytes(inside(firm, ANGRY, Cc="peter@quandt.example"))
    (tmp_path / "2.eml").write_bytes(inside(firm, f"{ANGRY} 2"))
    call_command("import", tmp_path, mailbox="Service")
    work()
    assert Message.objects.count() == 5 and not Reading.objects.exists()


def test_nor_does_it_count_as_theirs_in_what_was_said_before(firm: Firm, work: Work) -> None:
    first = firm.mail(FRIENDLY)
    raw = inside(firm, ANGRY, In_Reply_To=first.message_id)
    receive(mailbox=firm.service, raw=raw, door="smtp", envelope_sender="anna@firma.example")
    work()
    again = firm.mail("Und?", answers=first.message_id)
    assert [turn.side for turn in turns_before(again)] == ["them", "us", "them"]


def test_what_a_form_on_our_page_sends_is_theirs(firm: Firm, work: Work) -> None:
    raw = inside(firm, ANGRY, Reply_To="peter@quandt.example")
    receive(mailbox=firm.service, raw=raw, door="smtp", envelope_sender="anna@firma.example")
    work()
    assert Reading.objects.get().word in {"hot", "boiling"}

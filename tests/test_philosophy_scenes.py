"""The week's scenes: dealt at the hour one picked, answered here or by mail."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from heard.journal import clock
from heard.journal.models import Entry
from heard.journal.refusal import Refusal
from heard.people.acts import depart
from heard.people.models import Colleague
from heard.philosophy import acts, memory
from heard.philosophy.deck import scene_of, starter_cards
from heard.philosophy.models import CardState, Dealt, Rhythm
from tests.conftest import As, At
from tests.firm import Firm
from tests.scenes import letter_to

pytestmark = pytest.mark.anywhere

# --- what the project wrote -------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de"])
def test_fifteen_scenes_each_with_one_best_answer_and_a_reason_for_every_one(language: str) -> None:
    cards = list(starter_cards(language).values())
    assert len(cards) == 15
    clauses = [card.clause for card in cards]
    assert set(clauses) == set(range(1, 10))
    assert all(clauses.count(number) > 1 for number in (3, 5, 7))
    for card in cards:
        assert 3 <= len(card.answers) <= 4 and sum(one.best for one in card.answers) == 1
        assert all(one.text and one.why for one in card.answers)
        assert len(card.text.split()) < 75, f"{card.key} is longer than a glance"
    places = [[one.best for one in card.answers].index(True) for card in cards]
    assert max(places.count(place) for place in range(4)) <= 6, "the best one has no usual place"


# --- when they come ---------------------------------------------------------------------------


def test_the_scene_comes_at_the_hour_one_picked_in_the_page_and_by_mail(
    house: Firm, as_: As, at: At
) -> None:
    anna, ben = as_(house.anna), as_(house.ben)
    anna.post("/philosophy/rhythm/", {"how": "mail", "weekday": "3", "hour": "14"})
    ben.post("/philosophy/rhythm/", {"how": "desk", "weekday": "0", "hour": "9"})
    as_(house.clara).post("/philosophy/rhythm/", {"how": "off", "weekday": "0", "hour": "9"})
    at("2026-11-02 09:05")
    assert acts.deal_to_everyone() == 1, "Ben alone"
    assert "What would you do first?" in ben.get("/").content.decode() and not mail.outbox
    at("2026-11-03 10:00")
    assert acts.deal_to_everyone() == 2, "those who picked nothing: Tuesdays at ten"
    assert acts.deal_to_everyone() == 0
    at("2026-11-05 13:59")
    assert acts.deal_to_everyone() == 0 and "liegt für Sie bereit" not in str(anna.get("/").content)
    at("2026-11-05 14:00")
    mail.outbox.clear()
    assert acts.deal_to_everyone() == 1
    body, links = letter_to(house.anna)
    assert "Was würden Sie zuerst tun?" in body and len(links) in (3, 4)
    page = anna.get("/").content.decode()
    assert "Die Szene dieser Woche liegt für Sie bereit" in page
    assert not Dealt.objects.filter(colleague=house.clara).exists()


@pytest.mark.slow
def test_a_holiday_moves_the_scene_to_the_next_opening(house: Firm, at: At) -> None:
    at("2026-12-21 09:00")
    acts.set_rhythm(colleague=house.anna, weekday=4, hour=10, by_mail=False, off=False)
    at("2026-12-25 11:00")  # Christmas Day, a Friday; the next opening is another week
    acts.deal_to_everyone()
    assert not Dealt.objects.filter(colleague=house.anna).exists()
    acts.set_rhythm(colleague=house.anna, weekday=3, hour=10, by_mail=False, off=False)
    at("2027-01-01 11:00")
    acts.deal_to_everyone()
    assert Dealt.objects.get(colleague=house.anna).week == "2026-W53"


def test_who_has_just_joined_reads_and_signs_first(firm: Firm, at: At) -> None:
    at("2026-11-02 09:00")
    acts.load_starter(by=firm.eva)
    Colleague.objects.update(joined_at=clock.now())
    at("2026-11-03 11:00")
    assert acts.deal_to_everyone() == 0
    at("2026-11-10 11:00")
    assert acts.deal_to_everyone() == len(firm.everyone)


@pytest.mark.parametrize(
    "given", [{}, {"weekday": "7", "hour": "9"}, {"weekday": "1", "hour": "²"}]
)
def test_an_hour_that_is_none_is_a_sentence(house: Firm, as_: As, given: dict[str, str]) -> None:
    page = as_(house.ben).post("/philosophy/rhythm/", {"how": "mail", **given}, follow=True)
    assert "Please choose a weekday and an hour" in page.content.decode()
    assert not Rhythm.objects.filter(colleague=house.ben).exists()


def test_the_page_about_oneself_says_when_they_come(house: Firm, as_: As) -> None:
    client = as_(house.anna)
    assert "Die Szenen der Woche" in client.get("/people/me/").content.decode()
    client.post("/philosophy/rhythm/", {"how": "off", "weekday": "2", "hour": "8"})
    page = client.get("/people/me/").content.decode()
    assert re.search(r'value="off" checked', page)
    assert re.search(r'<option value="2" selected>Mittwoch', page)
    assert "abgeschaltet" in client.get("/philosophy/scene/").content.decode()


# --- answering --------------------------------------------------------------------------------


@pytest.mark.slow
def test_three_in_the_page_and_then_it_is_enough(house: Firm, as_: As, at: At) -> None:
    at("2026-11-03 10:00")
    acts.deal_to_everyone()
    ben = as_(house.ben)
    for count in (1, 2, 3):
        page = ben.get("/philosophy/scene/").content.decode()
        dealt = Dealt.objects.get(colleague=house.ben, answered_at=None)
        assert dealt.place == count and f"/philosophy/scene/{dealt.pk}/answer/" in page
        told = ben.post(f"/philosophy/scene/{dealt.pk}/answer/", {"choice": "0"}).content.decode()
        assert "explained__one--best" in told and ("One more" in told) == (count < 3)
        again = ben.post(f"/philosophy/scene/{dealt.pk}/answer/", {"choice": "1"}, follow=True)
        assert "You have answered this scene already" in again.content.decode()
        ben.post("/philosophy/scene/more/")
    assert Dealt.objects.filter(colleague=house.ben).count() == 3
    assert len({dealt.card for dealt in Dealt.objects.filter(colleague=house.ben)}) == 3
    assert "That was all for this week" in ben.get("/philosophy/scene/").content.decode()
    assert "This week:" in ben.get("/").content.decode(), "the clause takes the line"
    said = Entry.objects.filter(verb="philosophy.card_answered")
    assert {(one.by, str(one.about), one.digest) for one in said} == {
        ("machine:philosophy", "{}", "")
    }


@pytest.mark.parametrize("who", ["anna", "ben"])
def test_one_click_in_the_mail_shows_and_one_button_answers_once(
    house: Firm, at: At, who: str
) -> None:
    colleague = getattr(house, who)
    at("2026-11-03 10:00")
    acts.deal_to_everyone()
    dealt = Dealt.objects.get(colleague=colleague)
    scene = scene_of(dealt.card)
    assert scene is not None
    body, links = letter_to(colleague)
    assert scene.text in body and len(links) == len(scene.answers)
    assert [answer.best for answer in scene.answers].count(True) == 1
    client, wrong = Client(), [one.best for one in scene.answers].index(False)
    for _look in range(2):  # a program that follows links in mails changes nothing
        shown = client.get(links[wrong]).content.decode()
        assert scene.answers[wrong].text.replace("'", "&#x27;") in shown
        assert ("Das ist meine Antwort" if who == "anna" else "That is my answer") in shown
        assert shown.count("<button") == 1 and Dealt.objects.get(pk=dealt.pk).answered_at is None
    told = client.post(links[wrong])
    assert "Verständlich" in told.content.decode() or "Understandable" in told.content.decode()
    assert told["Cache-Control"] == "no-store" and not told.cookies
    state = CardState.objects.get(colleague=colleague)
    assert state.due - clock.now() == memory.SOON
    for link in links:
        for again in (client.get(link), client.post(link)):
            assert again.status_code == 410
            page = again.content.decode()
            assert "schon beantwortet" in page or "answered this scene already" in page
    assert CardState.objects.get(colleague=colleague).memory == state.memory


def test_what_a_link_stands_for_cannot_be_read_or_forged(house: Firm, as_: As, at: At) -> None:
    at("2026-11-03 10:00")
    acts.deal_to_everyone()
    _body, links = letter_to(house.ben)
    dealt = Dealt.objects.get(colleague=house.ben)
    other = Dealt.objects.get(colleague=house.anna)
    seal = links[0].rstrip("/").rpartition("-")[2]
    for token in (
        f"{other.pk}-{seal}",
        f"{dealt.pk}-{'0' * 40}",
        "x",
        f"{dealt.pk}",
        f"9{'9' * 30}-x",
    ):
        assert Client().get(f"/philosophy/scene/by-mail/{token}/").status_code == 404
    page = as_(house.anna).get(links[0])
    assert page.status_code == 403 and "für jemand anderen" in page.content.decode()
    assert as_(house.anna).post(links[0]).status_code == 403
    assert as_(house.anna).post(f"/philosophy/scene/{dealt.pk}/answer/").status_code == 404
    assert not CardState.objects.exists()


def test_a_link_of_last_week_and_one_of_who_left_lead_to_a_sentence(house: Firm, at: At) -> None:
    at("2026-11-03 10:00")
    acts.deal_to_everyone()
    _body, links = letter_to(house.ben)
    depart(colleague=house.anna, by=house.eva)
    _german, gone = letter_to(house.anna)
    assert Client().post(gone[0]).status_code == 410
    at("2026-11-09 10:00")
    for answer in (Client().get(links[0]), Client().post(links[0])):
        assert answer.status_code == 410 and "earlier week" in answer.content.decode()
    assert not CardState.objects.exists()


def test_a_choice_that_is_none_keeps_the_scene_open(house: Firm, as_: As, at: At) -> None:
    at("2026-11-03 10:00")
    acts.deal_to_everyone()
    dealt = Dealt.objects.get(colleague=house.ben)
    for choice in ("", "4", "-1", "½"):
        page = as_(house.ben).post(
            f"/philosophy/scene/{dealt.pk}/answer/", {"choice": choice}, follow=True
        )
        assert "Please choose one of the answers" in page.content.decode()
    assert not CardState.objects.exists()


# --- the clause of the week -------------------------------------------------------------------


@pytest.mark.slow
def test_the_clause_of_the_week_takes_turns_and_can_be_closed(house: Firm, as_: As, at: At) -> None:
    client, seen = as_(house.anna), []
    for week in range(9):
        start = datetime(2026, 11, 2, 8, 30, tzinfo=UTC) + timedelta(weeks=week)
        with clock.set_to(start):
            page = client.get("/").content.decode()
            (number,) = re.findall(r"#clause-(\d)", page)
            seen.append(int(number))
            client.post("/philosophy/clause-of-the-week/close/")
            assert "#clause-" not in client.get("/").content.decode()
            assert "#clause-" in as_(house.clara).get("/").content.decode()
    assert sorted(seen) == list(range(1, 10))
    assert "quiet-line" not in client.get("/list/mine/").content.decode()


def test_a_scene_of_the_project_keeps_its_language(house: Firm) -> None:
    """In the other one it would be in neither deck, and could not be switched off."""
    key, scene = next(iter(starter_cards("de").items()))
    said = [(answer.text, answer.why) for answer in scene.answers]
    with pytest.raises(Refusal, match="keeps its language"):
        acts.write_card(
            by=house.eva, clause_number=scene.clause, language="en", scene="New.", answers=said,
            best=0, key=key,
        )  # fmt: skip
    assert scene_of(key) == scene
    acts.switch_card(key=key, on=False, by=house.eva)
    assert scene_of(key) is None

"""The company's own scenes: written, previewed, changed, switched off."""

import pytest

from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.philosophy import acts
from heard.philosophy.deck import deck, scene_of
from heard.philosophy.hand import of_the_week
from heard.philosophy.models import Card, Dealt, Version
from tests.conftest import As, At
from tests.firm import Firm

pytestmark = pytest.mark.anywhere

# --- the company's own ------------------------------------------------------------------------

WRITTEN = {
    "clause_number": "3",
    "language": "de",
    "scene": "Der Kranführer ruft an.",
    "best": "2",
    **{f"text_{place}": f"Dies {place}" for place in (1, 2, 3)},
    **{f"why_{place}": f"Weil {place}" for place in (1, 2, 3)},
}


def test_a_scene_is_previewed_written_changed_and_switched_off(house: Firm, as_: As) -> None:
    clara = as_(house.clara)
    page = clara.post("/philosophy/cards/new/", {**WRITTEN, "preview": "1"}).content.decode()
    assert "explained__one--best" in page and not Card.objects.exists()
    clara.post("/philosophy/cards/new/", {**WRITTEN, "keep": "1"})
    card = Card.objects.get()
    assert card.best == 1 and [one["text"] for one in card.answers] == [
        "Dies 1",
        "Dies 2",
        "Dies 3",
    ]
    assert card.key in {scene.key for scene in deck("de")}
    assert card.key not in {scene.key for scene in deck("en")}
    clara.post(f"/philosophy/cards/{card.key}/", {**WRITTEN, "scene": "Er ruft noch mal an."})
    assert Card.objects.get().scene == "Er ruft noch mal an."
    clara.post(f"/philosophy/cards/{card.key}/switch/", {"on": "no", "language": "de"})
    assert card.key not in {scene.key for scene in deck("de")}
    assert "abgeschaltet" in clara.get("/philosophy/cards/?language=de").content.decode()
    clara.post(f"/philosophy/cards/{card.key}/switch/", {"on": "yes", "language": "de"})
    assert card.key in {scene.key for scene in deck("de")}


def test_a_scene_that_came_with_heard_can_be_changed_and_switched_off(house: Firm, as_: As) -> None:
    eva = as_(house.eva)
    eva.post("/philosophy/cards/de:duebel/", {**WRITTEN, "clause_number": "7"})
    (changed,) = [scene for scene in deck("de") if scene.key == "de:duebel"]
    assert changed.text == WRITTEN["scene"] and len(deck("de")) == 15
    eva.post("/philosophy/cards/de:drei-klicks/switch/", {"on": "no"})
    assert scene_of("de:drei-klicks") is None and len(deck("de")) == 14


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scene": "  "}, "Die Szene ist noch leer"),
        ({"text_3": ""}, "drei oder vier Antworten"),
        ({"why_2": ""}, "warum sie gut ist"),
        ({"best": ""}, "welche Antwort die beste ist"),
        ({"best": "4"}, "welche Antwort die beste ist"),
    ],
)
def test_a_scene_with_something_missing_says_what_and_keeps_the_words(
    house: Firm, as_: As, change: dict[str, str], said: str
) -> None:
    answer = as_(house.clara).post("/philosophy/cards/new/", {**WRITTEN, **change})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert "Dies 1" in answer.content.decode() and not Card.objects.exists()


def test_scenes_are_written_by_those_who_edit_the_philosophy(house: Firm, as_: As) -> None:
    member = as_(house.anna)
    for address in ("", "new/", "de:duebel/"):
        assert member.get(f"/philosophy/cards/{address}").status_code == 403
    assert member.post("/philosophy/cards/new/", WRITTEN).status_code == 403
    assert member.post("/philosophy/cards/de:duebel/switch/").status_code == 403
    with pytest.raises(Refusal):
        acts.switch_card(key="de:duebel", on=False, by=house.anna)
    assert not Card.objects.exists()
    assert as_(house.clara).get("/philosophy/cards/de:nie-geschrieben/").status_code == 404


def test_a_scene_switched_off_while_it_lay_open_gives_way(house: Firm, as_: As, at: At) -> None:
    at("2026-11-03 10:00")
    acts.deal_to_everyone()
    dealt = Dealt.objects.get(colleague=house.ben)
    acts.switch_card(key=dealt.card, on=False, by=house.clara)
    page = as_(house.ben).post(
        f"/philosophy/scene/{dealt.pk}/answer/", {"choice": "0"}, follow=True
    )
    assert "no longer asked" in page.content.decode()
    acts.deal_another(colleague=house.ben)
    assert len(of_the_week(house.ben, clock.now())) == 2


def test_a_clause_dropped_or_bound_to_something_else_asks_nothing_more(house: Firm) -> None:
    Version.objects.get().clauses.filter(number=2).delete()
    Version.objects.get().clauses.filter(number=8).update(rule="tone")
    assert {scene.clause for scene in deck("en")} == {1, 3, 4, 5, 6, 7, 9}

"""What one remembers of the scenes is one's own: no address tells anybody else anything of it."""

import re
from collections.abc import Iterable
from http import HTTPStatus

import pytest
from django.apps import apps
from django.db.models import CASCADE
from django.test import Client

from heard.journal import clock
from heard.journal.models import Entry
from heard.people.models import Colleague
from heard.philosophy import acts
from heard.philosophy.deck import scene_of
from heard.philosophy.models import CardState, Dealt, PutFirst, Rhythm
from tests.conftest import As, At
from tests.firm import Firm
from tests.scenes import letter_to
from tests.test_house_visibility import addresses

# What every page carries anew, or what counts everything that ever happened in the house
CHANGES = re.compile(
    rb'(name="csrfmiddlewaretoken" value|data-live-stamp|data-stamp)="[^"]*"'
    rb'|stamp=\d+|/[^/"]+/promises\.ics'
)
PRIVATE = (CardState, Dealt, PutFirst, Rhythm)


def everything(client: Client, where: Iterable[str] | None = None) -> dict[str, bytes]:
    """What somebody sees at every address that can be read, without tokens and stamps."""
    seen = {}
    for address in addresses([1]) if where is None else where:
        answer = client.get(address)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            continue  # nothing is ever shown there
        seen[address] = CHANGES.sub(b"", answer.getvalue()) + str(answer.status_code).encode()
    return seen


def remembers(colleague: Colleague, *, well: bool) -> None:
    """Three scenes of this week answered, all well or all not."""
    for _count in range(3):
        dealt = acts.deal_another(colleague=colleague)
        scene = scene_of(dealt.card)
        assert scene is not None
        places = [place for place, answer in enumerate(scene.answers) if answer.best == well]
        acts.answer_card(dealt=dealt, choice=places[0], by=colleague)


@pytest.mark.slow
@pytest.mark.anywhere
@pytest.mark.parametrize("who", ["ben", "clara", "eva"])
def test_no_address_tells_anybody_whether_or_how_somebody_answered(
    house: Firm, as_: As, who: str
) -> None:
    client = as_(getattr(house, who))
    before = everything(client)
    remembers(house.anna, well=False)
    acts.set_rhythm(colleague=house.anna, weekday=4, hour=16, by_mail=False, off=True)
    acts.put_first(colleagues=[house.anna], clause_number=9)
    wrong = everything(client, before)
    CardState.objects.filter(colleague=house.anna).delete()
    Dealt.objects.filter(colleague=house.anna).delete()
    remembers(house.anna, well=True)
    right = everything(client, before)
    assert [address for address in before if before[address] != wrong[address]] == []
    assert [address for address in before if before[address] != right[address]] == []


@pytest.mark.anywhere
@pytest.mark.slow
def test_the_test_above_would_see_it(house: Firm, as_: As) -> None:
    client = as_(house.anna)
    where = ["/", "/philosophy/scene/", "/register/"]
    before = everything(client, where)
    acts.deal_another(colleague=house.anna)
    after = everything(client, where)
    changed = {address for address in before if before[address] != after[address]}
    assert changed == {"/", "/philosophy/scene/"}


def test_the_journal_says_that_a_card_was_answered_and_no_more(house: Firm) -> None:
    said = Entry.objects.count()
    remembers(house.anna, well=False)
    fresh = list(Entry.objects.order_by("id")[said:].values("verb", "by", "about", "digest"))
    one = {
        "verb": "philosophy.card_answered",
        "by": "machine:philosophy",
        "about": {},
        "digest": "",
    }
    assert fresh == [one] * 3


def test_a_link_shows_its_scene_and_nothing_that_was_answered_before(house: Firm, at: At) -> None:
    at("2026-11-03 10:00")
    acts.deal_to_everyone()
    _body, links = letter_to(house.anna)
    shown = Client().get(links[0]).getvalue()
    dealt = Dealt.objects.get(colleague=house.anna)
    CardState.objects.create(
        colleague=house.anna, card=dealt.card, memory={"stability": 77.5}, due=clock.now()
    )
    assert Client().get(links[0]).getvalue() == shown and b"77.5" not in shown


def test_nothing_points_to_what_a_person_remembers_and_it_goes_with_the_person() -> None:
    for model in PRIVATE:
        colleague = model._meta.get_field("colleague")
        assert colleague.remote_field.on_delete is CASCADE
        assert colleague.remote_field.related_name == "+", "no way back from a colleague"
    pointing = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "concrete", False) and field.related_model in PRIVATE
    ]
    assert pointing == []

"""What comes back when, and after what; what is forgotten, and what must always hold."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heard.closing.acts import close
from heard.conversations.models import Conversation
from heard.decisions.acts import propose, withdraw
from heard.decisions.models import Decision
from heard.holding.acts import keep, notice_overdue, promise
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.people.acts import depart
from heard.people.models import Colleague
from heard.philosophy import acts, memory
from heard.philosophy.deck import scene_of
from heard.philosophy.hand import of_the_week
from heard.philosophy.models import CardState, Dealt, PutFirst, Rhythm
from heard.philosophy.week import week_of
from heard.situations.acts import raise_
from tests.conftest import At, Work
from tests.firm import Firm, open_the_firm
from tests.scenes import all_signed

# --- after a situation ------------------------------------------------------------------------


def ended(firm: Firm, conversation: Conversation, work: Work) -> None:
    close(conversation=conversation, by=firm.anna, thanks="Danke", agreed="Ersatz")
    work()


def next_clause(colleague: Colleague) -> int:
    scene = scene_of(acts.deal_another(colleague=colleague).card)
    assert scene is not None
    return scene.clause


def test_after_a_date_that_moved_the_scene_about_dates_comes_first(
    house: Firm, work: Work, at: At
) -> None:
    conversation = house.conversation()
    raise_(conversation=conversation, by=house.anna, raised_by="them")
    due = clock.now() + timedelta(hours=4)
    given = promise(conversation=conversation, by=house.anna, side="us", text="Wert", due=due)
    at("2026-11-02 14:00")
    notice_overdue()
    keep(promise=given, by=house.anna)
    ended(house, conversation, work)
    assert [one.colleague_id for one in PutFirst.objects.all()] == [house.anna.pk]
    assert next_clause(house.anna) == 7 and not PutFirst.objects.exists()


@pytest.mark.anywhere
@pytest.mark.slow
def test_after_a_severing_was_proposed_the_scene_about_severing_comes_first(
    house: Firm, work: Work
) -> None:
    conversation = house.conversation()
    situation = raise_(conversation=conversation, by=house.anna, raised_by="them")
    propose(situation=situation, by=house.ben, kind="block", reason="Es reicht.")
    withdraw(decision=Decision.objects.get(), by=house.ben)
    ended(house, conversation, work)
    assert next_clause(house.anna) == 9 and next_clause(house.ben) == 9
    assert not PutFirst.objects.filter(colleague=house.clara).exists(), "she took no part"


# --- leaving and forgetting -------------------------------------------------------------------


def test_it_goes_with_the_person_and_in_time(house: Firm, work: Work, at: At) -> None:
    at("2026-11-03 10:00")
    acts.deal_to_everyone()
    for one in (house.anna, house.ben):
        acts.answer_card(dealt=Dealt.objects.get(colleague=one), choice=0, by=one)
    depart(colleague=house.anna, by=house.eva)
    work()
    for kept in (CardState, Dealt, Rhythm, PutFirst):
        assert not kept.objects.filter(colleague=house.anna).exists()
    assert CardState.objects.filter(colleague=house.ben).exists()
    at("2027-01-10 10:00")
    acts.forget_dealt(days=60)
    assert not Dealt.objects.exists() and CardState.objects.exists()


@pytest.mark.anywhere
@override_settings(EMAIL_BACKEND="heard.mail.colleagues.ColleagueMail")
def test_the_mail_goes_through_the_door_for_colleagues(house: Firm, at: At) -> None:
    from heard.mail.models import ColleagueLetter

    at("2026-11-03 10:00")
    acts.deal_to_everyone()
    assert sorted(letter.recipients[0] for letter in ColleagueLetter.objects.all()) == sorted(
        one.email for one in house.everyone
    )


# --- what must hold whatever happens ----------------------------------------------------------

HISTORY = st.lists(st.tuples(st.booleans(), st.integers(0, 400)), max_size=12)


@pytest.mark.anywhere
@settings(max_examples=200, deadline=None)
@given(history=HISTORY)
def test_a_wrong_answer_comes_back_sooner_whatever_came_before(
    history: Sequence[tuple[bool, int]],
) -> None:
    moment, known = datetime(2026, 1, 5, 10, tzinfo=UTC), None
    for well, days in history:
        known = memory.after(known, well=well, moment=moment)
        moment += timedelta(days=days)
    right = memory.due(memory.after(known, well=True, moment=moment))
    wrong = memory.due(memory.after(known, well=False, moment=moment))
    assert wrong == moment + memory.SOON, "in time for the same hour of the next week"
    assert moment + timedelta(weeks=1) < right <= moment + timedelta(days=183)


class NeverMoreThanThreeAWeek(TestCase):
    """Random people, weeks, answers and wishes; the clock goes forward by hours and days."""

    firm: Firm

    @classmethod
    def setUpTestData(cls) -> None:
        with clock.set_to(datetime(2026, 11, 2, 8, tzinfo=UTC)):
            cls.firm = open_the_firm()
            all_signed(cls.firm)

    @pytest.mark.slow
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        steps=st.lists(
            st.tuples(
                st.sampled_from(["deal", "more", "answer", "wish", "mail"]),
                st.integers(0, 3),
                st.integers(1, 60),
            ),
            min_size=5,
            max_size=25,
        )
    )
    def test_never_more(self, steps: list[tuple[str, int, int]]) -> None:
        moment, anna = datetime(2026, 11, 2, 8, tzinfo=UTC), self.firm.anna
        answered: dict[str, int] = {}
        for what, number, hours in steps:
            moment += timedelta(hours=hours)
            with clock.set_to(moment):
                if what == "deal":
                    acts.deal_to_everyone()
                elif what == "wish":
                    acts.put_first(colleagues=[anna], clause_number=1 + number)
                try:
                    if what == "more":
                        acts.deal_another(colleague=anna)
                    for dealt in Dealt.objects.filter(colleague=anna) if what == "answer" else []:
                        acts.answer_card(dealt=dealt, choice=number, by=anna)
                        answered[week_of(moment)] = answered.get(week_of(moment), 0) + 1
                except Refusal:
                    pass
                assert len(of_the_week(anna, moment)) <= 3
        assert all(count <= 3 for count in answered.values())
        assert sum(answered.values()) == Dealt.objects.exclude(answered_at=None).count()

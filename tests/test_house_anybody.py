"""Random people, random acts, on one conversation: what must never break does not.

`HEARD_ANYBODY` sets how many stories are tried (a few in the suite).
"""

import os
import random
import threading
from contextvars import copy_context
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError, connection
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heard.conversations.models import Message
from heard.decisions.models import Barrier, Decision, Erasure, Suspension
from heard.holding.acts import notice_overdue
from heard.holding.models import Promise
from heard.journal import clock
from heard.journal.acts import seal
from heard.journal.chain import verify
from heard.journal.models import Entry
from heard.journal.worker import run_errands
from heard.listening.models import Confirmation
from heard.people.models import Colleague
from heard.philosophy.acts import load_starter
from heard.philosophy.models import Approval
from heard.situations.acts import raise_
from tests.anybody import Anybody
from tests.firm import ANGRY, Firm, open_the_firm

STORIES = int(os.environ.get("HEARD_ANYBODY", "6"))
BEGINNING = datetime(2026, 10, 1, 9, tzinfo=ZoneInfo("Europe/Berlin"))  # gentle till 31 October
MOMENT = datetime(2026, 11, 3, 9, tzinfo=ZoneInfo("Europe/Berlin"))
ACTS = sorted(name.removeprefix("do_") for name in dir(Anybody) if name.startswith("do_"))
# What may come of it when one thing follows another, whoever does each of them
BEATS = [
    "propose approve approve approve later later carry_out carry_out work",
    "propose approve they_write later carry_out",
    "propose_erasure they_write erase",
    "restate work they_confirm write work",
    "restate work report vouch write work",
    "gather speak speak speak conclude decide approve answer work",
    "write agree_to_draft send_again work",
    "decide approve answer work close",
    "promise renew work later keep",
    "suspend renew_suspension later",
]
QUIET = {"keep", "release", "leave", "agree_to_draft", "approve", "lift", "vouch"}  # as done before
Step = tuple[str, int, int]


def story(seed: int) -> list[Step]:
    """Beats and single acts; who does each and with what is left to chance."""
    chance = random.Random(seed)
    said: list[Step] = []
    for _ in range(chance.randint(2, 6)):
        words = chance.choice(BEATS).split() if chance.random() < 0.7 else [chance.choice(ACTS)]
        people = chance.sample(range(5), 3)
        said += [
            (word, chance.choice(people) if number else people[0], chance.randrange(100))
            for number, word in enumerate(words)
        ]
    return said


def begin() -> Firm:
    with clock.set_to(BEGINNING):
        firm = open_the_firm()
        load_starter(by=firm.eva)
    with clock.set_to(MOMENT):
        raise_(conversation=firm.conversation(ANGRY), by=firm.anna, raised_by="them")
    return firm


def nothing_is_broken(known: set[int]) -> None:
    """`known`: the promises that there were at any time."""
    nobody_alone()
    for said in Confirmation.objects.filter(kind=Confirmation.CONFIRMED):
        assert said.reported_by_id is None and said.vouched_by_id is None
        by_link = said.restatement_id is not None
        assert by_link or (said.message is not None and said.message.side == Message.THEM)
    assert known <= set(Promise.objects.values_list("pk", flat=True)), "a promise vanished"
    notice_overdue()
    for promise in Promise.objects.all():
        ends = [promise.kept_at, promise.renewed_as_id, promise.released_at]
        assert sum(end is not None for end in ends) <= 1
        assert promise.by == Promise.THEM or promise.released_at is None
        if promise.is_overdue(clock.now()) and promise.by == Promise.US:
            promise.conversation.refresh_from_db()
            assert promise.noticed_at and promise.conversation.closed_at is None
    for pause in Suspension.objects.all():
        assert pause.until - pause.at <= timedelta(hours=144)
        assert pause.renewed_by_id or pause.until - pause.at <= timedelta(hours=72)
    while seal():
        pass
    assert verify().faults == [] and verify().unsealed == 0


def nobody_alone() -> None:
    for done in Decision.objects.severing().exclude(carried_out_at=None):
        agreed = Approval.objects.filter(act=done.act_name, digest=done.digest, voided_at=None)
        others = agreed.exclude(by=done.by).select_related("by")
        assert any(approval.by.leads for approval in others), "nobody who leads agreed"
        assert done.carried_out_at and done.carried_out_at - done.at >= timedelta(hours=24)
        assert Entry.objects.filter(verb="decisions.carried_out", about__decision=done.pk).exists()
    assert not Barrier.objects.filter(decision__carried_out_at=None).exists()
    for ending in Message.objects.filter(side=Message.US, state=Message.SENT):
        if "severs" in ending.declared:
            assert Decision.objects.filter(kind="sever", message=ending).exists()
    alone = Erasure.objects.exclude(carried_out_at=None)
    assert not alone.filter(carried_out_by=F("by")).exists()
    assert not Approval.objects.filter(by=F("proposed_by")).exists()


@pytest.mark.slow
class AnybodyDoesAnything(TestCase):
    firm: Firm

    @classmethod
    def setUpTestData(cls) -> None:
        cls.firm = begin()

    @settings(max_examples=STORIES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**32))
    def test_nothing_breaks_whatever_they_do(self, seed: int) -> None:
        anybody, moment, known = Anybody(self.firm), MOMENT, set[int]()
        for act, who, number in story(seed):
            moment += timedelta(minutes=1, hours=6 + number % 40 if act == "later" else 0)
            with clock.set_to(moment):
                if act not in {"later", "work"}:
                    before = Entry.objects.count()
                    happened = anybody.do(act, self.firm.everyone[who], number)
                    if happened and act not in QUIET:
                        assert Entry.objects.count() > before, f"{act} left no entry"
                if act == "work" or number % 3 == 0:
                    run_errands()
                known |= set(Promise.objects.values_list("pk", flat=True))
            nobody_alone()
        with clock.set_to(moment + timedelta(minutes=1)):
            run_errands()
            nothing_is_broken(known)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_breaks_when_everybody_acts_at_once(seed: int) -> None:
    firm = begin()
    troubles: list[BaseException] = []

    def act(colleague: Colleague, chance: random.Random) -> None:
        anybody = Anybody(firm)
        try:
            for _ in range(8):
                beat = chance.choice(BEATS).split()
                name = chance.choice([chance.choice(beat), chance.choice(ACTS)])
                if name not in {"leave", "they_write", "later", "work"}:
                    anybody.do(name, colleague, chance.randrange(100))
        except OperationalError as trouble:
            if "locked" not in str(trouble) and "deadlock" not in str(trouble):
                troubles.append(trouble)
        except BaseException as trouble:  # what a thread meets is told below
            troubles.append(trouble)
        finally:
            connection.close()

    known = set[int]()
    for hours in (0, 30):
        with clock.set_to(MOMENT + timedelta(hours=hours, minutes=1)):
            together = [
                threading.Thread(
                    target=copy_context().run, args=[act, one, random.Random(seed * 100 + n)]
                )
                for n, one in enumerate(firm.everyone)
            ]
            for thread in together:
                thread.start()
            for thread in together:
                thread.join()
            run_errands()
            known |= set(Promise.objects.values_list("pk", flat=True))
    assert troubles == []
    with clock.set_to(MOMENT + timedelta(hours=40)):
        nothing_is_broken(known)

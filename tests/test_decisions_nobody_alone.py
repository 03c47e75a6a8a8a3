"""Nobody severs alone, whatever they do and in whatever order: tried with random acts."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heard.conversations.acts import Held, reply, save_draft
from heard.conversations.models import Conversation
from heard.decisions import acts
from heard.decisions.models import Barrier, Decision
from heard.journal import clock
from heard.journal.models import Entry
from heard.journal.refusal import Refusal
from heard.journal.worker import run_errands
from heard.people.models import Colleague
from heard.philosophy.acts import load_starter
from heard.situations.acts import raise_
from tests.firm import ANGRY, Firm, open_the_firm
from tests.test_decisions_guard import ENDING, proposed


class NobodyAlone(TestCase):
    """Whatever one person does, in whatever order, nothing that severs is carried out."""

    firm: Firm
    hot: Conversation

    @classmethod
    def setUpTestData(cls) -> None:
        cls.firm = open_the_firm()
        load_starter(by=cls.firm.eva)
        cls.hot = cls.firm.conversation(ANGRY)
        raise_(conversation=cls.hot, by=cls.firm.anna, raised_by="them")

    @pytest.mark.slow
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        who=st.sampled_from(["anna", "clara", "david", "eva"]),
        steps=st.lists(
            st.sampled_from(["propose", "approve", "carry out", "wait", "letter", "withdraw"]),
            min_size=3,
            max_size=9,
        ),
        kind=st.sampled_from(sorted(Decision.SEVERING)),
    )
    def test_no_sequence_of_one_persons_acts_severs(
        self, who: str, steps: list[str], kind: str
    ) -> None:
        me: Colleague = getattr(self.firm, who)
        moment = clock.now()
        for step in steps:
            if step == "wait":
                moment += timedelta(hours=30)
            with clock.set_to(moment):
                try:
                    self.do(step, me, kind)
                except (Refusal, Held):
                    continue
                finally:
                    run_errands()
        assert not Decision.objects.severing().exclude(carried_out_at=None).exists()
        assert not Barrier.objects.exists()
        assert not Entry.objects.filter(verb="decisions.carried_out").exists()
        assert Conversation.objects.get(pk=self.hot.pk).subject

    def do(self, step: str, me: Colleague, kind: str) -> None:
        latest = Decision.objects.order_by("-pk").first()
        if step == "propose":
            proposed(self.hot, me, kind)
        elif step == "letter":
            draft = save_draft(conversation=self.hot, by=me, text=ENDING, declared=["severs"])
            reply(draft=draft, by=me, seen=self.hot.last_incoming.pk)  # type: ignore[union-attr]  # likewise
        elif latest and step == "approve":
            acts.approve(decision=latest, by=me)
        elif latest and step == "carry out":
            acts.carry_out(decision=latest, by=me)
        elif latest and step == "withdraw":
            acts.withdraw(decision=latest, by=me)

"""Whatever one person does, in whatever order, what takes a colleague never leaves alone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heard.conversations import acts
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions.models import Decision
from heard.journal import clock
from heard.journal.worker import run_errands
from heard.people.models import Colleague
from heard.philosophy.acts import load_starter
from heard.philosophy.models import Approval
from heard.situations.acts import raise_
from tests.firm import ANGRY, Firm, open_the_firm

BEGAN = datetime(2026, 10, 1, 9, tzinfo=ZoneInfo("Europe/Berlin"))
NO = "Nein, das geht nicht."
STEPS = [
    "write", "send", "send later", "agree", "ask the team", "take over", "report", "vouch",
    "decide", "agree to the decision", "answer", "gather", "begin to learn", "lead", "wait",
]  # fmt: skip


class NobodyAlone(TestCase):
    """An unheard "no" in a situation takes a colleague (clauses 3 and 6), through every door."""

    firm: Firm
    hot: Conversation

    @classmethod
    def setUpTestData(cls) -> None:
        with clock.set_to(BEGAN):
            cls.firm = open_the_firm()
            load_starter(by=cls.firm.eva)
        with clock.set_to(BEGAN + timedelta(days=40)):  # the gentle start is over
            cls.hot = cls.firm.conversation(ANGRY)
            raise_(conversation=cls.hot, by=cls.firm.anna, raised_by="them")

    @pytest.mark.slow
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        who=st.sampled_from(["anna", "clara", "eva"]),
        steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=12),
    )
    def test_no_sequence_of_one_persons_acts_sends_an_unheard_no(
        self, who: str, steps: list[str]
    ) -> None:
        me = Colleague.objects.get(pk=getattr(self.firm, who).pk)
        browser = Client()
        browser.force_login(me)
        moment = BEGAN + timedelta(days=40, hours=3)
        for step in [*steps, "send", "wait"]:
            moment += timedelta(hours=30 if step == "wait" else 0, minutes=1)
            with clock.set_to(moment):
                self.do(step, me, browser)
                run_errands()
        leaving = Message.objects.filter(side="us", state__in=[Message.LEAVING, Message.SENT])
        assert not [one for one in leaving if "no" in one.declared], steps
        assert not Approval.objects.filter(by=me, proposed_by=me).exists()
        assert not Decision.objects.exclude(carried_out_at=None).exists()

    def test_the_same_letter_leaves_once_somebody_else_agreed(self) -> None:
        """So that the property above cannot hold because the form was wrong."""
        anna, clara = Client(), Client()
        anna.force_login(self.firm.anna)
        clara.force_login(self.firm.clara)
        with clock.set_to(BEGAN + timedelta(days=40, hours=3)):
            self.do("write", self.firm.anna, anna)
            draft = Draft.objects.get()
            digest = acts.act_of(draft).digest
            clara.post(f"/decisions/draft/{draft.pk}/second-look/", {"digest": digest})
            self.do("send", self.firm.anna, anna)
        assert Message.objects.get(side="us").declared == ["no"]

    def do(self, step: str, me: Colleague, browser: Client) -> None:
        draft = Draft.objects.filter(by=me, sent_as=None, put_away_at=None).first()
        decision = Decision.objects.order_by("-pk").first()
        situation = self.hot.situations.get()
        last = self.hot.last_incoming
        letter = {
            "text": NO, "declaring": "1", "declared": "no", "seen": last.pk if last else "",
            "reason": "Es eilt.", "ends": "no", "meant": ["3", "4", "6"], "heeded": "any",
        }  # fmt: skip
        if step == "write":
            browser.post(f"/conversations/{self.hot.pk}/draft/", letter)
        elif step == "send":
            browser.post(f"/conversations/{self.hot.pk}/send/", letter)
        elif step == "send later":
            later = (clock.now() + timedelta(hours=2)).isoformat()
            browser.post(f"/conversations/{self.hot.pk}/send/", {**letter, "leave_at": later})
        elif step == "agree" and draft:
            digest = acts.act_of(draft).digest
            browser.post(f"/decisions/draft/{draft.pk}/second-look/", {"digest": digest})
        elif step == "ask the team" and draft:
            browser.post(f"/decisions/draft/{draft.pk}/ask/", {"colleague": "team"})
        elif step == "take over" and draft:
            browser.post(f"/conversations/draft/{draft.pk}/take/")
        elif step == "report":
            said = {"text": "Ja, verstanden."}
            browser.post(f"/listening/situation/{situation.pk}/report/", said)
        elif step == "vouch":
            for one in situation.confirmations.all():
                browser.post(f"/listening/confirmation/{one.pk}/vouch/")
        elif step == "decide":
            said = {"kind": "no", "reason": "Nicht unser Fehler.", "why_now": "Es eilt."}
            browser.post(f"/decisions/situation/{situation.pk}/decide/", said)
        elif step == "agree to the decision" and decision:
            browser.post(f"/decisions/{decision.pk}/approve/", {"digest": decision.digest})
        elif step == "answer" and decision:
            browser.post(f"/decisions/{decision.pk}/answer/")
        elif step == "gather":
            given = {"question": "Wie seht ihr das?", "invite": str(me.pk)}
            browser.post(f"/huddles/situation/{situation.pk}/gather/", given)
        elif step in {"begin to learn", "lead"}:
            self.change_oneself(step, me, browser)

    def change_oneself(self, step: str, me: Colleague, browser: Client) -> None:
        """An administrator changes their own account; for others the page is closed."""
        given = {
            "name": me.name, "email": me.email, "language": me.language, "phone": me.phone,
            "may_grant": "99999", "role": "administrator",
        }  # fmt: skip
        if step == "begin to learn":
            given["learning"] = "on"
        browser.post(f"/people/colleague/{me.pk}/", given)

"""Whatever one person does, in whatever order, through whichever accounts are theirs: what takes a
colleague never leaves alone."""

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
from heard.huddles.models import Huddle
from heard.journal import clock
from heard.journal.worker import run_errands
from heard.people.acts import add_colleague, change_team, depart
from heard.people.advising.questions import named
from heard.people.models import Colleague, Team
from heard.philosophy.acts import load_starter
from heard.philosophy.models import Approval
from heard.situations.acts import raise_
from tests.firm import ANGRY, Firm, open_the_firm

BEGAN = datetime(2026, 10, 1, 9, tzinfo=ZoneInfo("Europe/Berlin"))
AFTER = BEGAN + timedelta(days=40)  # the gentle start is over
NO = "Nein, das geht nicht."
STEPS = [
    "write", "send", "send later", "agree", "ask the team", "take over", "report", "vouch",
    "decide", "agree to the decision", "answer", "gather", "speak", "begin to learn", "lead",
    "make an account", "take an account", "wait",
]  # fmt: skip


class OnePerson:
    """Somebody with every account that is theirs: their own, a second one that says so, and what
    they make or take over meanwhile. `do(step, hand)` does one thing with one of them."""

    def __init__(self, firm: Firm, who: Colleague, hot: Conversation) -> None:
        self.firm, self.hot = firm, hot
        twin = Colleague.objects.get(second_account_of=who)
        self.hands = [Colleague.objects.get(pk=who.pk), twin]

    def browser(self, account: Colleague) -> Client:
        browser = Client()
        browser.force_login(account)
        return browser

    def do(self, step: str, hand: int) -> None:
        me = self.hands[hand % len(self.hands)]
        other = self.hands[(hand + 1) % len(self.hands)]
        browser = self.browser(me)
        if step in {"write", "send", "send later"}:
            self.with_a_letter(step, browser)
        elif step in {"agree", "ask the team", "take over"}:
            self.with_a_draft(step, browser)
        elif step in {"decide", "agree to the decision", "answer"}:
            self.with_a_decision(step, browser)
        elif step in {"report", "vouch", "gather", "speak"}:
            self.with_a_situation(step, browser, other)
        elif step != "wait":
            self.with_accounts(step, browser, me)

    def with_a_letter(self, step: str, browser: Client) -> None:
        last = self.hot.last_incoming
        letter = {
            "text": NO, "declaring": "1", "declared": "no", "seen": last.pk if last else "",
            "reason": "Es eilt.", "ends": "no", "meant": ["3", "4", "6"], "heeded": "any",
        }  # fmt: skip
        if step == "send later":
            letter["leave_at"] = (clock.now() + timedelta(hours=2)).isoformat()
        where = "draft" if step == "write" else "send"
        browser.post(f"/conversations/{self.hot.pk}/{where}/", letter)

    def with_a_draft(self, step: str, browser: Client) -> None:
        for draft in Draft.objects.filter(sent_as=None, put_away_at=None):
            if step == "agree":
                digest = acts.act_of(draft).digest
                browser.post(f"/decisions/draft/{draft.pk}/second-look/", {"digest": digest})
            elif step == "ask the team":
                browser.post(f"/decisions/draft/{draft.pk}/ask/", {"colleague": "team"})
            else:
                browser.post(f"/conversations/draft/{draft.pk}/take/")

    def with_a_decision(self, step: str, browser: Client) -> None:
        decision = Decision.objects.order_by("-pk").first()
        if step == "decide":
            said = {"kind": "no", "reason": "Nicht unser Fehler.", "why_now": "Es eilt."}
            situation = self.hot.situations.get()
            browser.post(f"/decisions/situation/{situation.pk}/decide/", said)
        elif decision and step == "answer":
            browser.post(f"/decisions/{decision.pk}/answer/")
        elif decision:
            browser.post(f"/decisions/{decision.pk}/approve/", {"digest": decision.digest})

    def with_a_situation(self, step: str, browser: Client, other: Colleague) -> None:
        situation = self.hot.situations.get()
        if step == "report":
            said = {"text": "Ja, verstanden."}
            browser.post(f"/listening/situation/{situation.pk}/report/", said)
        elif step == "vouch":
            for one in situation.confirmations.all():
                browser.post(f"/listening/confirmation/{one.pk}/vouch/")
        elif step == "gather":
            given = {"question": "Wie seht ihr das?", "invite": str(other.pk)}
            browser.post(f"/huddles/situation/{situation.pk}/gather/", given)
        else:
            for huddle in Huddle.objects.all():
                browser.post(f"/huddles/{huddle.pk}/speak/", {"view": "agree", "why": "Darum."})

    def with_accounts(self, step: str, browser: Client, me: Colleague) -> None:
        """An administrator changes, makes and takes accounts; for others the pages are closed."""
        known = Colleague.objects.count()
        given = {
            "name": me.name, "email": me.email, "language": me.language, "phone": me.phone,
            "may_grant": "99999", "role": "administrator",
        }  # fmt: skip
        address = f"/people/colleague/{me.pk}/"
        if step == "begin to learn":
            given["learning"] = "on"
        elif step == "make an account":
            team = str(Team.objects.get(name="Service").pk)
            given.update(name="Neu", email=f"neu{known}@firma.example", teams=team)
            address = "/people/colleague/"
        elif step == "take an account":
            ben = self.firm.ben
            given.update(name="Ben", email=f"ben{known}@firma.example", role="partner")
            address = f"/people/colleague/{ben.pk}/"
        browser.post(address, given)
        made = Colleague.objects.filter(email__regex=r"^(neu|ben)\d+@")
        self.hands += [one for one in made if one not in self.hands]


WITH_AN_ADVISER = [
    *STEPS, "name an adviser", "say yes to the adviser", "ask the adviser", "the adviser agrees",
    "send the others away",
]  # fmt: skip


class OnePersonAndTheirAdviser(OnePerson):
    """… who also reads the mail of the adviser they name."""

    def do(self, step: str, hand: int) -> None:
        if step not in WITH_AN_ADVISER[len(STEPS) :]:
            return super().do(step, hand)
        browser, adviser = self.browser(self.hands[hand % len(self.hands)]), named()
        if step == "name an adviser":
            said = {"name": "Wanda", "email": f"w{clock.now():%d%H%M}@roth.example"}
            browser.post("/people/adviser/", {**said, "language": "de"})
        elif step == "say yes to the adviser":
            shown = adviser.pk if adviser else ""
            browser.post("/people/adviser/", {"agree": "1", "adviser": shown})
        elif step == "send the others away":
            for one in Colleague.objects.active().exclude(pk__in=[hand.pk for hand in self.hands]):
                browser.post(f"/people/colleague/{one.pk}/depart/")
        elif adviser is not None:
            self.with_the_adviser(step, browser, adviser.account)
        return None

    def with_the_adviser(self, step: str, browser: Client, account: Colleague) -> None:
        for draft in Draft.objects.filter(sent_as=None, put_away_at=None):
            if step == "ask the adviser":
                browser.post(f"/decisions/draft/{draft.pk}/ask/", {"colleague": account.pk})
            else:
                said = {"digest": acts.act_of(draft).digest}
                self.browser(account).post(f"/decisions/advising/{draft.pk}/", said)


class NobodyAlone(TestCase):
    """An unheard "no" in a situation takes a colleague (clauses 3 and 6), through every door."""

    firm: Firm
    hot: Conversation

    @classmethod
    def setUpTestData(cls) -> None:
        with clock.set_to(BEGAN):
            cls.firm = open_the_firm()
            load_starter(by=cls.firm.eva)
            twins = [
                add_colleague(
                    email=f"{one.name.lower()}.zwei@firma.example", name=one.name,
                    by="machine:test",
                    role="partner", second_account_of=one,
                )
                for one in (cls.firm.anna, cls.firm.clara, cls.firm.eva)
            ]  # fmt: skip
            team = Team.objects.get(name="Service")
            change_team(team=team, by=cls.firm.eva, members={*team.members.all(), *twins})
        with clock.set_to(AFTER):
            cls.hot = cls.firm.conversation(ANGRY)
            raise_(conversation=cls.hot, by=cls.firm.anna, raised_by="them")

    @pytest.mark.anywhere
    @pytest.mark.slow
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        who=st.sampled_from(["clara", "eva"]),
        steps=st.lists(
            st.tuples(st.sampled_from(WITH_AN_ADVISER), st.integers(0, 3)), min_size=5, max_size=16
        ),
    )
    def test_nor_with_an_adviser_in_a_house_of_three(
        self, who: str, steps: list[tuple[str, int]]
    ) -> None:
        with clock.set_to(AFTER):
            for gone in (self.firm.ben, self.firm.david):
                depart(colleague=gone, by="machine:test")
        me = getattr(self.firm, who)
        one = OnePersonAndTheirAdviser(self.firm, me, self.hot)
        before = [("write", 0), ("name an adviser", 0), ("say yes to the adviser", 1)]
        self.lives(one, [*before, *steps, ("ask the adviser", 0), ("the adviser agrees", 0)])

    @pytest.mark.slow
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        who=st.sampled_from(["anna", "clara", "eva"]),
        steps=st.lists(
            st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), min_size=3, max_size=14
        ),
    )
    def test_no_sequence_of_one_persons_acts_sends_an_unheard_no(
        self, who: str, steps: list[tuple[str, int]]
    ) -> None:
        self.lives(OnePerson(self.firm, getattr(self.firm, who), self.hot), steps)

    def lives(self, one: OnePerson, steps: list[tuple[str, int]]) -> None:
        """All of it, in its order and with its hours; then nothing has left or was agreed to."""
        moment, waited = AFTER + timedelta(hours=3), 0
        for step, hand in [*steps, ("send", 0), ("wait", 0)]:
            waited += (
                step == "wait" and waited < 4
            )  # within the week in which accounts are looked at
            moment += timedelta(hours=30 if step == "wait" and waited < 4 else 0, minutes=1)
            with clock.set_to(moment):
                one.do(step, hand)
                run_errands()
        leaving = Message.objects.filter(side="us", state__in=[Message.LEAVING, Message.SENT])
        assert not [letter for letter in leaving if "no" in letter.declared], steps
        assert not Approval.objects.filter(proposed_by__in=one.hands).exists(), steps
        assert not Decision.objects.exclude(carried_out_at=None).exists()

    def test_an_administrator_lends_themselves_no_eyes_not_even_through_another(self) -> None:
        one = OnePerson(self.firm, self.firm.eva, self.hot)
        with clock.set_to(AFTER + timedelta(hours=3)):
            one.do("make an account", 0)
            one.do("make an account", 2)  # the made one makes another
            one.do("take an account", 3)
            assert len(one.hands) == 5
            for hand in range(5):
                one.do("write", hand)
            for step in ("gather", "report", "vouch", "speak", "agree", "send"):
                for hand in range(5):
                    one.do(step, hand)
            run_errands()
        assert Draft.objects.count() > 2
        assert not Approval.objects.exists()
        assert not Message.objects.filter(side="us").exists()

    @pytest.mark.anywhere
    def test_the_same_letter_leaves_once_somebody_else_agreed(self) -> None:
        """So that the property above cannot hold because the form was wrong."""
        anna, clara = (
            OnePerson(self.firm, who, self.hot) for who in (self.firm.anna, self.firm.clara)
        )
        with clock.set_to(AFTER + timedelta(hours=3)):
            anna.do("write", 0)
            clara.do("agree", 0)
            anna.do("send", 0)
        assert Message.objects.get(side="us").declared == ["no"]

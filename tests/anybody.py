"""Anybody of the firm does anything they like, in any order: what property tests drive.

`Anybody.do(act, who, number)` does one thing; True when it happened, False when the house refused.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from heard.closing import acts as closing
from heard.conversations import acts as conversations
from heard.conversations.acts import Cautioned, Held
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions import acts as decisions
from heard.decisions.models import Barrier, Decision, Erasure, Suspension
from heard.holding import acts as holding
from heard.holding.models import Promise
from heard.huddles import acts as huddles
from heard.huddles.models import Huddle
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening import acts as listening
from heard.listening.models import Confirmation, Restatement
from heard.people.acts import depart
from heard.people.models import Colleague
from heard.philosophy.models import Approval
from heard.situations import acts as situations
from heard.situations.models import Situation
from tests.firm import ANGRY, Firm

WORDS = [
    "Guten Tag, wir prüfen das.",
    "Nein, das können wir nicht tun.",
    "Ja, gern, wir schicken Ihnen das Zeugnis heute.",
    "Unsere Zusammenarbeit endet zum Jahresende. Danke für alles.",
]
THEIRS = [ANGRY, "Danke, genau so ist es.", "Das stimmt so nicht! Wir warten seit Wochen."]
DECLARED = [["none"], ["no"], ["yes"], ["promise"], ["severs"], ["no", "promise"], []]
KINDS = [*sorted(Decision.ANSWERS), *sorted(Decision.SEVERING)]


class Unheard(AssertionError):
    """A "no" left in a situation although the other side was not heard and nobody agreed."""


class Anybody:
    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.acts: dict[str, Callable[[Colleague, int], Any]] = {
            name.removeprefix("do_"): getattr(self, name)
            for name in dir(self)
            if name.startswith("do_")
        }

    def do(self, act: str, who: Colleague, number: int) -> bool:
        """One act; it leaves an entry in the journal whenever it changed anything."""
        try:
            self.acts[act](Colleague.objects.get(pk=who.pk), number)
        except (Refusal, Held, Cautioned):
            return False
        return True

    def talk(self) -> Conversation:
        return Conversation.objects.earliest("pk")

    def situation(self) -> Situation:
        found = Situation.of(self.talk().pk)
        if found is None:
            raise Refusal("no situation")
        return found

    @staticmethod
    def one(found: Any, number: int) -> Any:
        rows = list(found.order_by("pk"))
        if not rows:
            raise Refusal("nothing there")
        return rows[number % len(rows)]

    # their side
    def do_they_write(self, who: Colleague, number: int) -> None:
        last = self.talk().last_incoming
        self.firm.mail(
            f"{THEIRS[number % 3]} {number}", answers=last.message_id if last and number % 2 else ""
        )

    def do_they_confirm(self, who: Colleague, number: int) -> None:
        listening.confirm(token=self._token(number))

    def do_they_correct(self, who: Colleague, number: int) -> None:
        listening.correct(token=self._token(number), text="Es fehlt die Menge.")

    def _token(self, number: int) -> str:
        return listening.token_of(self.one(Restatement.objects.all(), number).message)

    # hearing
    def do_raise(self, who: Colleague, number: int) -> None:
        situations.raise_(conversation=self.talk(), by=who, raised_by=["them", "us"][number % 2])

    def do_offer(self, who: Colleague, number: int) -> None:
        situations.offer_to_team(situation=self.situation(), by=who)

    def do_take_up(self, who: Colleague, number: int) -> None:
        situations.take_up(situation=self.situation(), by=who)

    def do_restate(self, who: Colleague, number: int) -> None:
        due = clock.now() + timedelta(hours=number % 50 + 1)
        draft = holding.buy_time(
            situation=self.situation(), by=who, who_looks=who, promised_for=due
        )
        self._send(draft, who)

    def do_report(self, who: Colleague, number: int) -> None:
        listening.report_heard(situation=self.situation(), by=who, text="Ja, genau.")

    def do_vouch(self, who: Colleague, number: int) -> None:
        said = self.one(Confirmation.objects.all(), number)
        listening.vouch(confirmation=said, by=who)

    def do_mark_confirmed(self, who: Colleague, number: int) -> None:
        message = self.one(Message.objects.all(), number)
        listening.confirmed_by_message(
            situation=self.situation(), by=who, message=message, text=message.text[:12]
        )

    # writing
    def do_write(self, who: Colleague, number: int) -> None:
        draft = conversations.save_draft(
            conversation=self.talk(), by=who, text=WORDS[number % 4],
            declared=DECLARED[number % len(DECLARED)], reason="Es eilt." if number % 3 else "",
            answers={"ends": "no", "meant": [4]} if number % 2 else {},
        )  # fmt: skip
        self._send(draft, who)

    def do_send_again(self, who: Colleague, number: int) -> None:
        mine = Draft.objects.filter(by=who, sent_as=None, put_away_at=None)
        self._send(self.one(mine.exclude(text=""), number), who)

    def _send(self, draft: Draft, who: Colleague) -> None:
        talk, at = self.talk(), clock.now()
        heeded = [caution.code for caution in conversations.cautions_of(draft)]
        in_situation = Situation.of(talk.pk) is not None
        may = not in_situation or heard_or_agreed(draft)
        last = talk.last_come
        conversations.reply(draft=draft, by=who, seen=last.pk if last else None, heeded=heeded)
        if in_situation and "no" in draft.declared and not may:
            raise Unheard(at)

    def do_agree_to_draft(self, who: Colleague, number: int) -> None:
        draft = self.one(Draft.objects.filter(sent_as=None, put_away_at=None), number)
        digest = conversations.digest_of(draft)
        decisions.approve_draft(draft=draft, by=who, digest=digest)

    # holding
    def do_promise(self, who: Colleague, number: int) -> None:
        due = clock.now() + timedelta(hours=number % 40 + 1)
        side = ["us", "them"][number % 2]
        holding.promise(conversation=self.talk(), by=who, side=side, text="Zeugnis", due=due)

    def do_keep(self, who: Colleague, number: int) -> None:
        holding.keep(promise=self.one(Promise.objects.all(), number), by=who)

    def do_renew(self, who: Colleague, number: int) -> None:
        promise = self.one(Promise.objects.all(), number)
        due = clock.now() + timedelta(hours=number % 60 + 1)
        draft = holding.renew(promise=promise, by=who, due=due, reason="Das Labor ist zu.")
        self._send(draft, who)

    def do_release(self, who: Colleague, number: int) -> None:
        holding.release(promise=self.one(Promise.objects.all(), number), by=who)

    # huddles
    def do_gather(self, who: Colleague, number: int) -> None:
        others = [one for one in self.firm.everyone if one.pk != who.pk]
        huddles.gather(
            situation=self.situation(), by=who, question="Und nun?",
            invite=others[: number % 3 + 1],
        )  # fmt: skip

    def do_speak(self, who: Colleague, number: int) -> None:
        view = ["agree", "partly", "decline", "other"][number % 4]
        huddles.speak(huddle=self.one(Huddle.objects, number), by=who, view=view, why="weil")

    def do_remark(self, who: Colleague, number: int) -> None:
        huddles.remark(huddle=self.one(Huddle.objects, number), by=who, text="@Clara und @David?")

    def do_conclude(self, who: Colleague, number: int) -> None:
        huddles.conclude(huddle=self.one(Huddle.objects, number), by=who, summary="So.")

    # deciding
    def do_decide(self, who: Colleague, number: int) -> None:
        kind = KINDS[number % len(KINDS)]
        if kind in Decision.ANSWERS:
            decisions.decide(
                situation=self.situation(), by=who, kind=kind, reason="Darum.", amount=number % 900
            )
            return
        decisions.propose(
            kind=kind, by=who, reason="Es geht nicht mehr.", conversation=self.talk(),
            text=WORDS[3] if kind == "sever" else "",
        )  # fmt: skip

    def do_propose(self, who: Colleague, number: int) -> None:
        """As deciding, for endings only and for a whole organisation at times."""
        kinds = sorted(Decision.SEVERING)
        contact = self.talk().contact
        there = contact.organisation if contact and number % 2 else None
        decisions.propose(
            kind=kinds[number % len(kinds)], by=who, reason="Es geht nicht mehr.",
            conversation=self.talk(), organisation=there, text=WORDS[3],
        )  # fmt: skip

    def do_answer(self, who: Colleague, number: int) -> None:
        decision = self.one(Decision.objects.open(), number)
        self._send(decisions.answer(decision=decision, by=who), who)

    def do_approve(self, who: Colleague, number: int) -> None:
        decisions.approve(decision=self.one(Decision.objects.open(), number), by=who)

    def do_carry_out(self, who: Colleague, number: int) -> None:
        decisions.carry_out(decision=self.one(Decision.objects.open(), number), by=who)

    def do_withdraw(self, who: Colleague, number: int) -> None:
        decisions.withdraw(decision=self.one(Decision.objects.open(), number), by=who)

    def do_lift(self, who: Colleague, number: int) -> None:
        decisions.lift(barrier=self.one(Barrier.objects.standing(), number), by=who)

    def do_suspend(self, who: Colleague, number: int) -> None:
        decisions.suspend(conversation=self.talk(), by=who, reason="Drohung.")

    def do_renew_suspension(self, who: Colleague, number: int) -> None:
        found = self.one(Suspension.objects.all(), number)
        decisions.renew_suspension(suspension=found, by=who)

    def do_propose_erasure(self, who: Colleague, number: int) -> None:
        contact = self.talk().contact
        if contact is None:
            raise Refusal("nobody")
        decisions.propose_erasure(contact=contact, by=who, ground="wish", reason="Brief.")

    def do_erase(self, who: Colleague, number: int) -> None:
        decisions.carry_out_erasure(erasure=self.one(Erasure.objects.all(), number), by=who)

    # ending, and what else one might try
    def do_close(self, who: Colleague, number: int) -> None:
        closing.close(conversation=self.talk(), by=who, thanks="Danke", agreed="Zeugnis")

    def do_reopen(self, who: Colleague, number: int) -> None:
        closing.reopen(conversation=self.talk(), by=who)

    def do_put_aside(self, who: Colleague, number: int) -> None:
        conversations.put_aside(conversation=self.talk(), by=who)

    def do_leave(self, who: Colleague, number: int) -> None:
        depart(colleague=who, by=self.firm.eva)


def heard_or_agreed(draft: Draft) -> bool:
    """Said apart from the house's own rule: they said so, it was reported and vouched for, it was
    restated with a date that has passed; or another person agreed to exactly this letter."""
    theirs = Confirmation.objects.filter(situation__conversation=draft.conversation_id)
    theirs = theirs.filter(disowned_at=None).exclude(kind=Confirmation.CORRECTED)
    said = [one for one in theirs if one.kind == Confirmation.CONFIRMED or one.vouched_by_id]
    restated = Restatement.objects.filter(
        situation__conversation=draft.conversation_id, promised_for__lte=clock.now()
    )
    digest = conversations.digest_of(draft)
    agreed = Approval.objects.filter(act=draft.reference, digest=digest, voided_at=None)
    return bool(said) or restated.exists() or agreed.exclude(by=draft.by).exists()

"""A decision and the letter that tells it belong together, whatever happens in between."""

from datetime import timedelta
from typing import Any

import pytest

from heard.closing import acts as closing
from heard.conversations import acts as conversations
from heard.conversations.models import Draft, Message
from heard.decisions import acts
from heard.decisions.models import Barrier, Decision
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.mail.acts import settle
from heard.philosophy.acts import approve, weigh
from heard.philosophy.models import Version
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import Firm
from tests.scenes import taken_up

ENDING = "Sehr geehrter Herr Quandt, unsere Zusammenarbeit endet zum Jahresende. Danke für alles."


@pytest.fixture
def ending(house: Firm, at: At) -> Decision:
    """Its letter is on its way, two days after it was proposed."""
    talk = taken_up(house).conversation
    decision = acts.propose(
        kind="sever", by=house.anna, reason="Es geht nicht.", conversation=talk, text=ENDING
    )
    acts.approve(decision=decision, by=house.clara)
    at("2026-11-04 09:00")
    return acts.carry_out(decision=decision, by=house.anna)


@pytest.mark.parametrize("arrived", [True, False])
def test_their_answer_to_an_ending_that_left_takes_it_not_back(
    house: Firm, ending: Decision, at: At, work: Work, arrived: bool
) -> None:
    """Their server broke off: nobody knows whether it arrived, and they write."""
    letter = Message.objects.get(side=Message.US)
    assert letter.outgoing is not None
    letter.outgoing.attempted_at = letter.outgoing.asked_at = clock.now()
    letter.outgoing.tries = 1
    letter.outgoing.save()
    at("2026-11-04 10:00")
    house.mail("Das können Sie nicht machen!", answers=letter.message_id)
    with pytest.raises(Refusal, match="leaving"):
        acts.withdraw(decision=ending, by=house.anna)
    settle(outgoing=letter.outgoing, arrived=arrived, by=house.anna)
    work()
    ending.refresh_from_db()
    assert ending.voided_at is None and bool(ending.carried_out_at) == arrived
    assert Barrier.objects.exists() == arrived
    if not arrived:
        with pytest.raises(Refusal, match="changed"):
            acts.carry_out(decision=ending, by=house.anna)


def test_an_ending_that_has_not_been_tried_stops_at_their_word(
    house: Firm, ending: Decision, work: Work
) -> None:
    house.mail("Es tut mir leid.", subject="Neu")
    work()
    ending.refresh_from_db()
    assert ending.voided_at and not Message.objects.filter(state=Message.SENT).exists()


def send(draft: Draft, **said: Any) -> Message:
    last = draft.conversation.last_come
    codes = [one.code for one in conversations.cautions_of(draft)]
    return conversations.reply(
        draft=draft, by=draft.by, seen=last.pk if last else None, heeded=codes, **said
    )


@pytest.fixture
def matter(house: Firm, at: At) -> Situation:
    """Taken up on Monday morning; it is the afternoon."""
    situation = taken_up(house)
    at("2026-11-02 14:00")
    return situation


def test_nothing_is_withdrawn_while_its_letter_waits_for_its_hour(
    house: Firm, matter: Situation, at: At, as_: As, work: Work
) -> None:
    decision = acts.decide(situation=matter, by=house.anna, kind="yes", reason="Ja.", amount=150)
    draft = acts.answer(decision=decision, by=house.anna)
    letter = send(draft, leave_at=clock.now() + timedelta(hours=20))
    page = as_(house.anna).post(f"/decisions/{decision.pk}/withdraw/", follow=True)
    assert "holen Sie sie zuerst zurück" in page.content.decode()
    conversations.cancel(message=letter, by=house.anna)
    acts.withdraw(decision=decision, by=house.anna)
    draft.refresh_from_db()
    assert draft.put_away_at and draft.text, "kept, and out of the way"
    at("2026-11-03 12:00")
    work()
    assert not Message.objects.filter(state=Message.SENT).exists()


def test_each_letter_carries_out_the_decision_it_tells(
    house: Firm, matter: Situation, at: At, work: Work
) -> None:
    first = acts.decide(situation=matter, by=house.anna, kind="yes", reason="Alles.", amount=150)
    old = acts.answer(decision=first, by=house.anna)
    acts.withdraw(decision=first, by=house.anna)
    second = acts.decide(
        situation=matter, by=house.anna, kind="partly", reason="Nur die Fracht.", amount=20
    )
    draft = acts.answer(decision=second, by=house.anna)
    assert (
        draft.pk != old.pk and "Nur die Fracht." in draft.text and draft.answers["amount"] == "20"
    )
    taken = conversations.take_over(draft=draft, by=house.ben)
    conversations.save_draft(
        conversation=matter.conversation, by=house.ben, text=f"{taken.text} B."
    )
    taken.refresh_from_db()
    send(taken)
    at("2026-11-02 14:10")
    work()
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.carried_out_at and first.carried_out_at is None


@pytest.mark.parametrize("way", ["close", "rest"])
def test_nothing_ends_over_a_decision_that_nobody_was_told(
    house: Firm, matter: Situation, as_: As, way: str
) -> None:
    decision = acts.decide(situation=matter, by=house.anna, kind="no", reason="Nein.")
    anna, talk = as_(house.anna), matter.conversation
    if way == "close":
        page = anna.post(f"/closing/conversation/{talk.pk}/close/", {"agreed": "Nichts."})
    else:
        page = anna.post(f"/closing/situation/{matter.pk}/ways-on/", {"rest": "1"})
    assert "sie wissen es noch nicht" in page.content.decode()
    matter.refresh_from_db()
    talk.refresh_from_db()
    assert matter.ended_at is None and talk.closed_at is None
    acts.withdraw(decision=decision, by=house.anna)
    closing.close(conversation=talk, by=house.anna, agreed="Nichts.")


def test_what_is_decided_beside_another_draft_is_decided(
    house: Firm, matter: Situation, as_: As
) -> None:
    conversations.save_draft(conversation=matter.conversation, by=house.anna, text="Begonnen.")
    form = {"kind": "partly", "reason": "Ein Teil."}
    decide = f"/decisions/situation/{matter.pk}/decide/"
    page = as_(house.anna).post(decide, form, follow=True).content.decode()
    assert Decision.objects.get().taken_at and "Es ist entschieden." in page
    assert "nichts geändert" not in page and "Begonnen." in page


def asked_for(firm: Firm, matter: Situation, amount: str) -> list[str]:
    """What clause 6 still misses in a letter of Anna's that grants this."""
    draft = conversations.save_draft(
        conversation=matter.conversation, by=firm.anna, text="Wir kommen Ihnen entgegen.",
        declared=["yes"], answers={"amount": amount},
    )  # fmt: skip
    found = weigh(conversations.act_of(draft))
    return [one.missing.code for one in found if one.clause.number == 6]


def test_a_colleague_agreed_to_so_much_and_no_more(house: Firm, matter: Situation) -> None:
    Version.objects.update(gentle_until=clock.now())

    def held(amount: int) -> Decision:
        with pytest.raises(conversations.Held):
            acts.decide(
                situation=matter, by=house.anna, kind="yes", reason="Kulanz.", amount=amount
            )
        return Decision.objects.get()

    assert asked_for(house, matter, "250") == ["no_other_voice"]
    acts.approve(decision=held(250), by=house.ben)
    assert asked_for(house, matter, "250") == asked_for(house, matter, "240") == []
    assert asked_for(house, matter, "90000") == ["no_other_voice"]
    assert asked_for(house, matter, "") == ["amount"]


def test_what_was_agreed_to_is_not_what_was_edited_since(house: Firm, matter: Situation) -> None:
    Version.objects.update(gentle_until=clock.now())
    for amount in (250, 90000):
        with pytest.raises(conversations.Held):
            acts.decide(
                situation=matter, by=house.anna, kind="yes", reason="Kulanz.", amount=amount
            )
        if amount == 250:
            decision = Decision.objects.get()
            approve(
                act_name=decision.act_name, digest=decision.digest, proposed_by=house.anna,
                by=house.ben,
            )  # fmt: skip
    assert asked_for(house, matter, "90000") == ["no_other_voice"]
    assert asked_for(house, matter, "250") == ["no_other_voice"]

"""What else amounts to an ending, who counts as a person, and what is no ending at all."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from heard.conversations.acts import cautions_of, put_aside, reply, save_draft
from heard.conversations.models import Conversation, Message
from heard.decisions import acts, guard
from heard.decisions.models import Barrier, Decision, Erasure
from heard.holding.acts import promise
from heard.huddles.acts import gather, speak
from heard.huddles.questions import another_voice
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.people.acts import add_colleague, change_colleague, meet
from heard.people.models import Contact, Organisation
from heard.philosophy.acts import load_starter, weigh
from heard.philosophy.models import Version
from heard.situations.acts import raise_
from tests.conftest import As, At, Work
from tests.firm import ANGRY, FRIENDLY, Firm


@pytest.fixture
def hot(firm: Firm, at: At) -> Conversation:
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    conversation = firm.conversation(ANGRY)
    raise_(conversation=conversation, by=firm.anna, raised_by="them")
    return conversation


def proposed(firm: Firm, conversation: Conversation, kind: str, **said: Any) -> Decision:
    return acts.propose(
        kind=kind, by=firm.anna, reason="Es geht nicht mehr.", conversation=conversation,
        text="Unsere Zusammenarbeit endet." if kind == "sever" else "", **said,
    )  # fmt: skip


def test_an_organisation_is_closed_off_by_several_or_not_at_all(
    firm: Firm, hot: Conversation, at: At, as_: As, work: Work
) -> None:
    house = hot.contact.organisation  # type: ignore[union-attr]  # known by its domain
    assert isinstance(house, Organisation)
    anna, clara = as_(firm.anna), as_(firm.clara)
    assert "So kann es nicht weitergehen" in anna.get(f"/organisation/{house.pk}/").content.decode()
    page = f"/decisions/organisation/{house.pk}/propose/"
    assert "sever" not in anna.get(page).content.decode()
    anna.post(page, {"kind": "sever", "reason": "x", "text": "Schluss."})
    assert not Decision.objects.exists()
    assert as_(firm.david).get(page).status_code == 404
    anna.post(page, {"kind": "block", "reason": "Drohungen."})
    decision = Decision.objects.get()
    clara.post(f"/decisions/{decision.pk}/approve/", {"digest": guard.digest_of(decision)})
    at("2026-11-04 09:01")
    colleague_there = Contact.objects.get(addresses__address="peter@quandt.example")
    firm.mail("Ich bin neu hier.", subject="Hallo", sender=firm.customer)  # a word from there
    decision.refresh_from_db()
    assert decision.voided_at and colleague_there
    anna.post(page, {"kind": "block", "reason": "Drohungen."})
    decision = Decision.objects.latest("pk")
    acts.approve(decision=decision, by=firm.clara)
    at("2026-11-05 09:02")
    anna.post(f"/decisions/{decision.pk}/carry-out/")
    later = meet(address="neu@quandt.example", name="Nora Neu")
    message = firm.mail("Guten Tag.", subject="Neu", sender=later)
    assert message.conversation.put_away_at and message.conversation.waiting_since is None
    with pytest.raises(Refusal):
        acts.change_contact(
            contact=firm.vendor, by=firm.anna, addresses=["priya@nair.example"], organisation=house
        )
    anna.post(f"/decisions/barrier/{Barrier.objects.get().pk}/lift/")
    message.conversation.refresh_from_db()
    assert message.conversation.put_away_at is None


def test_deleting_an_organisation_is_the_same_act_for_everyone_in_it(
    firm: Firm, hot: Conversation, at: At
) -> None:
    house = hot.contact.organisation  # type: ignore[union-attr]  # known by its domain
    decision = proposed(firm, hot, "delete", organisation=house)
    at("2026-11-05 09:00")
    with pytest.raises(Refusal):
        acts.carry_out(decision=decision, by=firm.anna)
    acts.approve(decision=decision, by=firm.clara)
    acts.carry_out(decision=decision, by=firm.clara)
    hot.refresh_from_db()
    assert hot.subject == "" and not Organisation.objects.filter(name__startswith="Quandt").exists()


@pytest.mark.anywhere
def test_closing_by_itself_is_an_ending_too_and_never_breaks_a_promise(
    firm: Firm, hot: Conversation, at: At
) -> None:
    decision = proposed(firm, hot, "autoclose")
    at("2026-11-05 09:00")
    with pytest.raises(Refusal):
        acts.carry_out(decision=decision, by=firm.anna)
    acts.approve(decision=decision, by=firm.clara)
    acts.carry_out(decision=decision, by=firm.anna)
    fresh = firm.mail("Noch etwas.", subject="Neu").conversation
    assert fresh.closed_at and fresh.waiting_since is None
    due = at("2026-11-05 10:00").replace(hour=15)
    promise(conversation=fresh, by=firm.anna, side="us", text="Antwort", due=due)
    again = firm.mail("Und?", answers=fresh.last_incoming.message_id).conversation  # type: ignore[union-attr]  # they wrote
    assert again.pk == fresh.pk and again.waiting_since and again.closed_at is None


def test_two_accounts_of_one_person_are_one_person(firm: Firm, hot: Conversation, at: At) -> None:
    twin = add_colleague(
        email="anna.chefin@firma.example", name="Anna C.", by="machine:test", role="manager"
    )
    change_colleague(colleague=twin, by=firm.eva, second_account_of=firm.anna)
    decision = proposed(firm, hot, "sever")
    with pytest.raises(Refusal):
        acts.approve(decision=decision, by=twin)
    with pytest.raises(Refusal):
        change_colleague(colleague=twin, by=firm.anna, second_account_of=None)
    huddle = gather(situation=hot.situations.get(), by=firm.anna, question="?", invite=[twin])
    speak(huddle=huddle, by=twin, view="agree", why="weil")
    assert not another_voice(huddle.situation, firm.anna)
    pause = acts.suspend(conversation=hot, by=firm.anna, reason="Drohung.")
    with pytest.raises(Refusal, match="began this yourself"):
        acts.renew_suspension(suspension=pause, by=twin)
    with pytest.raises(Refusal):
        change_colleague(colleague=firm.ben, by=firm.eva, second_account_of=twin)
    for gone in (firm.clara, firm.david):
        change_colleague(colleague=gone, by=firm.eva, role="member")
    with pytest.raises(Refusal, match="cannot happen"):
        proposed(firm, hot, "block")
    assert guard.missing(decision, guard.parameters()).code == "nobody"  # type: ignore[union-attr]  # it lacks


def test_who_administrates_accounts_lends_themselves_none(
    firm: Firm, hot: Conversation, at: At
) -> None:
    """The account was changed the day before: its holder may be the same hand."""
    change_colleague(colleague=firm.clara, by=firm.eva, email="clara2@firma.example")
    at("2026-11-04 09:00")
    decision = acts.propose(kind="block", by=firm.eva, reason="x", conversation=hot)
    with pytest.raises(Refusal, match="Within the last week"):
        acts.approve(decision=decision, by=firm.clara)
    at("2026-11-11 09:00")  # a week later her account is hers again, for what is proposed then
    acts.approve(decision=decision, by=firm.clara)
    with pytest.raises(Refusal):
        acts.carry_out(decision=decision, by=firm.eva)
    acts.approve(decision=decision, by=firm.david)
    acts.carry_out(decision=decision, by=firm.eva)


def test_after_an_ending_there_is_a_day_to_look_again(
    firm: Firm, hot: Conversation, at: At, as_: As
) -> None:
    decision = proposed(firm, hot, "archive")
    acts.approve(decision=decision, by=firm.clara)
    at("2026-11-05 09:00")
    acts.carry_out(decision=decision, by=firm.anna)
    assert acts.look_again_due() == 0
    at("2027-05-03 09:00")
    assert acts.look_again_due() == 1 and acts.look_again_due() == 0
    anna = as_(firm.anna)
    assert "Heute sehen wir dieses Ende" in anna.get(hot.get_absolute_url()).content.decode()
    anna.post(f"/decisions/{decision.pk}/look-again/", {"look_again": "2027-01-01"})
    decision.refresh_from_db()
    assert decision.look_due_at, "not into the past"
    anna.post(f"/decisions/{decision.pk}/look-again/", {"look_again": "2027-11-03"})
    decision.refresh_from_db()
    hot.refresh_from_db()
    assert decision.look_due_at is None and hot.waiting_since is None
    at("2027-11-03 09:00")
    assert acts.look_again_due() == 1
    anna.post(f"/decisions/barrier/{Barrier.objects.get().pk}/lift/")
    assert acts.look_again_due() == 0


def test_erasing_by_law_takes_two_and_new_mail_does_not_stop_it(
    firm: Firm, hot: Conversation, as_: As, at: At
) -> None:
    anna, ben, clara = as_(firm.anna), as_(firm.ben), as_(firm.clara)
    page = f"/decisions/contact/{hot.contact_id}/erase/"
    anna.post(page, {"ground": "wish", "reason": ""})
    assert not Erasure.objects.exists()
    anna.post(page, {"ground": "wish", "reason": "Brief vom 2. November."})
    erasure = Erasure.objects.get()
    firm.mail("Bitte jetzt löschen!", answers=hot.last_incoming.message_id)  # type: ignore[union-attr]  # they wrote
    do = f"/decisions/erasure/{erasure.pk}/"
    for alone in (anna, ben):  # not the same person; and one of the two leads
        alone.post(do)
        assert Conversation.objects.get(pk=hot.pk).subject
    assert as_(firm.david).post(do).status_code == 404
    assert "Jetzt löschen" in clara.get(page).content.decode()
    clara.post(do)
    assert Conversation.objects.get(pk=hot.pk).subject == ""
    erasure.refresh_from_db()
    assert erasure.carried_out_by == firm.clara and erasure.reason == ""
    assert firm.mail("Neu", subject="Neu").conversation.waiting_since, "it ended no relationship"
    with pytest.raises(CommandError):
        call_command("erase", "peter@quandt.example", "--as", "x@y.example", "--ground", "law",
                     "--reason", "x")  # fmt: skip
    call_command("erase", "peter@quandt.example", "--as", firm.clara.email, "--ground", "law",
                 "--reason", "DSGVO Art. 17")  # fmt: skip
    assert Erasure.objects.latest("pk").is_open


def test_spam_is_put_aside_by_one_and_a_situation_is_not(firm: Firm, hot: Conversation) -> None:
    with pytest.raises(Refusal):
        put_aside(conversation=hot, by=firm.anna)
    spam = firm.mail("Kaufen Sie!", subject="Werbung", sender=firm.consultant).conversation
    put_aside(conversation=spam, by=firm.anna)


def test_a_proposal_beside_an_open_decision_is_no_collision(
    firm: Firm, hot: Conversation, as_: As
) -> None:
    situation = hot.situations.get()
    acts.decide(situation=situation, by=firm.anna, kind="partly", reason="Ein Teil.")
    anna = as_(firm.anna)
    page = f"/decisions/conversation/{hot.pk}/propose/"
    assert "Guten Tag Peter Quandt" in anna.get(page).content.decode(), "the dignified message"
    answer = anna.post(page, {"kind": "block", "reason": "x"})
    assert answer.status_code == 302 and Decision.objects.filter(kind="block").exists()
    said = anna.post(page, {"kind": "sever", "reason": "x", "text": "Schluss."}, follow=True)
    assert "offen" in said.content.decode()


@pytest.mark.anywhere
def test_the_review_sees_whether_the_letter_says_what_was_decided(
    firm: Firm, hot: Conversation, at: At, work: Work
) -> None:
    situation = hot.situations.get()
    decision = acts.decide(
        situation=situation, by=firm.anna, kind="no", reason="Das Zeugnis lag der Lieferung bei.",
        instead="Wir schicken eine beglaubigte Kopie per Kurier.",
    )  # fmt: skip
    draft = acts.answer(decision=decision, by=firm.anna)
    assert cautions_of(draft) == []
    text = "Guten Tag Herr Quandt,\n\nja, gern, wir erstatten Ihnen den vollen Betrag.\n\nAnna"
    draft = save_draft(conversation=hot, by=firm.anna, text=text, declared=["yes"])
    codes = {one.code for one in cautions_of(draft)}
    assert {"decided_otherwise", "left_out"} <= codes
    last = hot.last_come
    said = reply(draft=draft, by=firm.anna, seen=last.pk if last else None, heeded=list(codes))
    assert said.state == Message.LEAVING, "one click goes on"
    at("2026-11-03 09:01")
    work()
    decision.refresh_from_db()
    assert decision.is_open, "the no has not been told yet"


def test_what_a_held_decision_waits_for_is_said_once(
    firm: Firm, hot: Conversation, as_: As
) -> None:
    Version.objects.update(gentle_until=clock.now())
    (situation,) = hot.situations.all()
    page = as_(firm.anna).post(
        f"/decisions/situation/{situation.pk}/decide/",
        {"kind": "partly", "reason": "Der Ofen war falsch."},
        follow=True,
    ).content.decode()  # fmt: skip
    with translation.override("de"):
        held = [one for one in weigh(guard.act_of(Decision.objects.get())) if one.blocks]
    assert held and 'class="toast' not in page
    assert all(page.count(one.missing.what) == 1 for one in held)


def test_whoever_proposed_an_ending_sees_whom_to_ask_as_the_next_step(
    firm: Firm, hot: Conversation, as_: As
) -> None:
    decision, anna = proposed(firm, hot, "sever"), as_(firm.anna)
    step, address = '<details class="disclosure" open>', f"/decisions/{decision.pk}/"
    assert step in anna.get(address).content.decode()
    assert step not in as_(firm.clara).get(address).content.decode(), "who can agree agrees"
    anna.post(f"{address}ask/", {"colleague": firm.clara.pk})
    assert step not in anna.get(address).content.decode(), "somebody is asked"


def test_only_in_the_heat_is_one_asked_why_it_cannot_wait(
    firm: Firm, hot: Conversation, as_: As
) -> None:
    calm = firm.conversation(FRIENDLY, subject="Angebot", sender=firm.consultant)
    cool = raise_(conversation=calm, by=firm.anna, raised_by="us")
    (heated,) = hot.situations.all()
    anna, field = as_(firm.anna), 'name="why_now"'
    assert field in anna.get(f"/decisions/situation/{heated.pk}/decide/").content.decode()
    assert field not in anna.get(f"/decisions/situation/{cool.pk}/decide/").content.decode()


@pytest.mark.parametrize("everyone", [True, False])
def test_their_last_word_is_found_by_an_index(
    firm: Firm, hot: Conversation, everyone: bool
) -> None:
    """Asked for each proposal with every mail that comes in: one place at a time."""
    house = hot.contact.organisation if everyone and hot.contact else None
    decision = proposed(firm, hot, "block", organisation=house)
    elsewhere = firm.mail("Noch etwas.", subject="Anderes")
    with CaptureQueriesContext(connection) as questions:
        assert guard.last_incoming(decision) == elsewhere
    assert not any(" OR " in one["sql"] or "OUTER JOIN" in one["sql"] for one in questions)


@pytest.mark.parametrize("end", ["withdrawn", "void"])
def test_nobody_is_asked_to_read_what_is_off_the_table(
    firm: Firm, hot: Conversation, as_: As, end: str
) -> None:
    decision, ben = proposed(firm, hot, "block"), as_(firm.ben)
    acts.ask_to_look(asked=firm.ben, by=firm.anna, decision=decision)
    link = f"/decisions/{decision.pk}/"
    assert link in ben.get("/decisions/waiting/").content.decode()
    if end == "withdrawn":
        acts.withdraw(decision=decision, by=firm.anna)
    else:
        acts.void(decision=decision, why="edited", by=firm.anna)
    assert link not in ben.get("/decisions/waiting/").content.decode()

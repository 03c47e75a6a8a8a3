"""Nobody severs a relationship alone: other people, one who leads, a night, and the exact text."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from heard.closing.acts import close
from heard.closing.models import GoodNote
from heard.conversations.acts import Held, note, reply, save_draft
from heard.conversations.models import Conversation, Enclosure, Message
from heard.decisions import acts, guard
from heard.decisions.models import Barrier, Decision
from heard.journal import clock
from heard.journal.models import Entry, Key
from heard.journal.refusal import Refusal
from heard.journal.worker import run_errands
from heard.mail.models import RawMessage
from heard.people.acts import add_colleague, change_colleague, depart
from heard.people.models import Address, Colleague
from heard.philosophy.acts import load_starter
from heard.philosophy.models import Approval
from heard.situations.acts import raise_
from tests.conftest import As, At, Work
from tests.firm import ANGRY, Firm

ENDING = "Sehr geehrter Herr Quandt, unsere Zusammenarbeit endet zum Jahresende. Danke für alles."


@pytest.fixture
def hot(firm: Firm, at: At) -> Conversation:
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    conversation = firm.conversation(ANGRY)
    raise_(conversation=conversation, by=firm.anna, raised_by="them")
    return conversation


def proposed(conversation: Conversation, by: Colleague, kind: str = "sever") -> Decision:
    return acts.propose(
        kind=kind, by=by, reason="Es geht nicht mehr.", conversation=conversation, text=ENDING
    )


@pytest.mark.anywhere
def test_an_ending_takes_two_people_one_who_leads_and_a_night(
    firm: Firm, hot: Conversation, at: At, as_: As, work: Work
) -> None:
    anna, clara = as_(firm.anna), as_(firm.clara)
    anna.post(
        f"/decisions/conversation/{hot.pk}/propose/",
        {"kind": "sever", "reason": "Es geht nicht mehr.", "text": ENDING},
    )
    decision = Decision.objects.get()
    address = f"/decisions/{decision.pk}/"
    alone = anna.post(f"{address}carry-out/", follow=True).content.decode()
    assert "niemand" in alone.lower() and not Message.objects.filter(side="us").exists()
    page = clara.get(address).content.decode()
    assert ENDING in page
    clara.post(f"{address}approve/", {"digest": guard.digest_of(decision)})
    early = anna.post(f"{address}carry-out/", follow=True).content.decode()
    assert "schlafen" in early and not Message.objects.filter(side="us").exists()
    at("2026-11-04 09:01")
    anna.post(f"{address}carry-out/")
    at("2026-11-04 09:02")
    work()
    decision.refresh_from_db()
    sent = Message.objects.get(side="us")
    assert decision.carried_out_at and ENDING in sent.text and sent.state == Message.SENT
    assert Barrier.objects.get().kind == "sever" and decision.look_again


@pytest.mark.anywhere
def test_a_member_who_agrees_does_not_lead(firm: Firm, hot: Conversation, at: At) -> None:
    decision = proposed(hot, firm.anna)
    acts.approve(decision=decision, by=firm.ben)
    at("2026-11-05 09:00")
    with pytest.raises(Refusal, match="manager"):
        acts.carry_out(decision=decision, by=firm.anna)
    acts.approve(decision=decision, by=firm.david)
    acts.carry_out(decision=decision, by=firm.anna)


@pytest.mark.anywhere
@pytest.mark.parametrize("who", ["david", "eva", "clara"])
def test_rank_and_administration_help_nobody_to_do_it_alone(
    firm: Firm, hot: Conversation, at: At, who: str
) -> None:
    decision = proposed(hot, getattr(firm, who))
    with pytest.raises(Refusal):
        acts.approve(decision=decision, by=getattr(firm, who))
    at("2026-11-08 09:00")
    with pytest.raises(Refusal):
        acts.carry_out(decision=decision, by=getattr(firm, who))
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            act=decision.act_name, digest=decision.digest, at=clock.now(),
            proposed_by=decision.by, by=decision.by,
        )  # fmt: skip


@pytest.mark.parametrize("what", ["they write", "edit", "someone leaves"])
def test_what_changes_voids_it(firm: Firm, hot: Conversation, at: At, what: str) -> None:
    decision = proposed(hot, firm.anna)
    acts.approve(decision=decision, by=firm.clara)
    at("2026-11-04 10:00")
    if what == "they write":
        firm.mail("Ich entschuldige mich für den Ton.", answers=hot.last_incoming.message_id)  # type: ignore[union-attr]  # they did write
    elif what == "edit":
        acts.propose(
            kind="sever", by=firm.anna, reason="Anders.", conversation=hot, text=ENDING + " Ende."
        )
    else:
        depart(colleague=firm.clara, by=firm.eva)
        run_errands()
    decision.refresh_from_db()
    assert decision.voided_at and not Approval.objects.filter(voided_at=None).exists()
    with pytest.raises(Refusal):
        acts.carry_out(decision=decision, by=firm.anna)
    assert not Message.objects.filter(side="us").exists()


def test_with_nobody_to_agree_it_cannot_happen_and_says_so(firm: Firm, hot: Conversation) -> None:
    for gone in (firm.clara, firm.david):
        depart(colleague=gone, by=firm.eva)
    with pytest.raises(Refusal, match="cannot happen"):
        proposed(hot, firm.anna)
    assert not Decision.objects.exists()


@pytest.mark.anywhere
@pytest.mark.parametrize("kind", ["block", "mute", "archive", "delete"])
def test_declared_acts_that_amount_to_it_are_guarded_alike(
    firm: Firm, hot: Conversation, at: At, kind: str
) -> None:
    decision = proposed(hot, firm.anna, kind)
    at("2026-11-05 09:00")
    with pytest.raises(Refusal):
        acts.carry_out(decision=decision, by=firm.anna)
    hot.refresh_from_db()
    assert hot.waiting_since and hot.put_away_at is None and hot.subject
    acts.approve(decision=decision, by=firm.clara)
    acts.carry_out(decision=decision, by=firm.clara)
    hot.refresh_from_db()
    assert hot.waiting_since is None
    assert (hot.subject == "") == (kind == "delete")
    if kind != "delete":
        acts.lift(barrier=Barrier.objects.get(), by=firm.ben)
        hot.refresh_from_db()
        assert hot.put_away_at is None, "the way back is open to each of us"


@pytest.mark.anywhere
def test_who_is_blocked_is_still_kept_and_read(firm: Firm, hot: Conversation, at: At) -> None:
    decision = proposed(hot, firm.anna, "block")
    acts.approve(decision=decision, by=firm.clara)
    at("2026-11-05 09:00")
    acts.carry_out(decision=decision, by=firm.anna)
    message = firm.mail("Noch etwas.", subject="Neu")
    assert message.conversation.put_away_at and message.conversation.waiting_since is None


def test_a_letter_that_ends_it_does_not_leave_by_another_way(firm: Firm, hot: Conversation) -> None:
    draft = save_draft(conversation=hot, by=firm.david, text=ENDING, declared=["severs"])
    with pytest.raises(Held) as held:
        reply(draft=draft, by=firm.david, seen=hot.last_incoming.pk)  # type: ignore[union-attr]  # they did write
    assert 9 in [finding.clause.number for finding in held.value.findings]
    assert not Message.objects.filter(side="us").exists()


def test_a_decision_said_no_alone_waits_for_another_voice(
    firm: Firm, hot: Conversation, at: At
) -> None:
    at("2026-12-10 09:00")  # the gentle start is over
    situation = hot.situations.get()
    with pytest.raises(Held) as held:
        acts.decide(situation=situation, by=firm.anna, kind="no", reason="Nicht unser Fehler.")
    assert {3, 6} & {finding.clause.number for finding in held.value.findings}
    decision = Decision.objects.get()
    assert decision.taken_at is None, "it is kept, and waits"
    with pytest.raises(Refusal):
        acts.answer(decision=decision, by=firm.anna)


def test_mending_our_own_mistake_never_waits(firm: Firm, hot: Conversation, at: At) -> None:
    at("2026-12-10 09:00")
    situation = hot.situations.get()
    decision = acts.decide(
        situation=situation, by=firm.anna, kind="yes", reason="Unser Fehler.", own_mistake=True
    )
    assert decision.taken_at


def test_one_person_protects_colleagues_at_once_and_it_ends_by_itself(
    firm: Firm, hot: Conversation, at: At, as_: As, work: Work
) -> None:
    as_(firm.anna).post(f"/decisions/conversation/{hot.pk}/suspend/", {"reason": "Drohung."})
    work()
    pause = hot.suspensions.get()
    assert pause.told_at and pause.until - pause.at == timedelta(hours=72)
    assert hot.situations.get().huddles.get().voices.filter(colleague=firm.clara).exists()
    assert "Dritte Lieferung" not in as_(firm.ben).get("/").content.decode()
    with pytest.raises(Refusal):
        acts.renew_suspension(suspension=pause, by=firm.anna)
    acts.renew_suspension(suspension=pause, by=firm.clara)
    at("2026-11-09 09:01")
    assert "Dritte Lieferung" in as_(firm.ben).get("/").content.decode()
    with pytest.raises(Refusal):
        acts.suspend(conversation=hot, by=firm.anna, reason="x", hours=73)


def test_no_address_is_slipped_under_what_others_agreed_to(
    firm: Firm, hot: Conversation, at: At
) -> None:
    spammer = firm.mail("Kaufen Sie!", subject="Werbung", sender=firm.consultant).conversation
    decision = acts.propose(kind="block", by=firm.david, reason="Werbung", conversation=spammer)
    acts.approve(decision=decision, by=firm.clara)
    at("2026-11-05 09:00")
    with pytest.raises(Refusal):
        acts.change_contact(
            contact=firm.consultant, by=firm.david,
            addresses=[firm.consultant.address, "neu@quandt.example"],
        )  # fmt: skip
    with pytest.raises(Refusal):
        acts.merge(kept=firm.consultant, merged=firm.customer, by=firm.david)
    Address.objects.create(contact=firm.consultant, address="neu@quandt.example")
    with pytest.raises(Refusal):
        acts.carry_out(decision=decision, by=firm.david)
    assert not Barrier.objects.exists()


@pytest.mark.anywhere
def test_whoever_was_let_in_or_promoted_for_it_is_no_second_person(
    firm: Firm, hot: Conversation, at: At
) -> None:
    decision = proposed(hot, firm.eva, "block")
    at("2026-11-05 09:00")
    second = add_colleague(email="e2@firma.example", name="E2", by=firm.eva, role="partner")
    change_colleague(colleague=firm.ben, by=firm.eva, role="manager")
    for lent in (second, firm.ben):
        with pytest.raises(Refusal, match="Within the last week"):
            acts.approve(decision=decision, by=lent)
    assert not Approval.objects.exists()
    with pytest.raises(Refusal):
        acts.carry_out(decision=decision, by=firm.eva)
    acts.approve(decision=decision, by=firm.clara)
    acts.carry_out(decision=decision, by=firm.eva)


def test_nobody_gives_themselves_a_role_or_a_limit(firm: Firm) -> None:
    for fields in ({"role": "partner"}, {"may_grant": 99999}):
        with pytest.raises(Refusal):
            change_colleague(colleague=firm.clara, by=firm.clara, **fields)
    change_colleague(colleague=firm.clara, by=firm.clara, phone="+49 30 1")


def test_an_ending_leaves_once_and_without_files(
    firm: Firm, hot: Conversation, at: At, work: Work
) -> None:
    decision = proposed(hot, firm.anna)
    acts.approve(decision=decision, by=firm.clara)
    at("2026-11-04 10:00")
    draft = save_draft(conversation=hot, by=firm.anna, text="")
    Enclosure.objects.create(
        draft=draft, name="evil.pdf", content_type="application/pdf", size=1, file="x",
        at=clock.now(),
    )  # fmt: skip
    with pytest.raises(Refusal, match="nobody agreed"):
        acts.carry_out(decision=decision, by=firm.anna)
    draft.enclosures.all().delete()
    acts.carry_out(decision=decision, by=firm.anna)
    with pytest.raises(Refusal, match="twice"):
        acts.carry_out(decision=Decision.objects.get(pk=decision.pk), by=firm.anna)
    at("2026-11-04 10:01")
    work()
    assert Message.objects.filter(side="us").count() == 1


@pytest.mark.anywhere
def test_a_word_of_theirs_anywhere_makes_everyone_think_again(
    firm: Firm, hot: Conversation, at: At
) -> None:
    decision = proposed(hot, firm.anna)
    acts.approve(decision=decision, by=firm.clara)
    at("2026-11-04 10:00")
    firm.mail("Es tut mir leid, das war zu viel.", subject="Etwas anderes")
    decision.refresh_from_db()
    assert decision.voided_at


@pytest.mark.anywhere
@pytest.mark.parametrize("kind", ["archive", "delete"])
def test_who_writes_after_it_is_seen(firm: Firm, hot: Conversation, at: At, kind: str) -> None:
    before = hot.last_incoming
    decision = proposed(hot, firm.anna, kind)
    acts.approve(decision=decision, by=firm.clara)
    at("2026-11-05 09:00")
    acts.carry_out(decision=decision, by=firm.anna)
    answer = firm.mail("Ist noch jemand da?", answers=before.message_id if before else "")
    assert answer.conversation.put_away_at is None and answer.conversation.waiting_since


def test_nobody_suspends_without_end(firm: Firm, hot: Conversation, at: At) -> None:
    acts.suspend(conversation=hot, by=firm.anna, reason="Drohung.")
    at("2026-11-06 09:01")
    with pytest.raises(Refusal, match="together"):
        acts.suspend(conversation=hot, by=firm.anna, reason="Drohung.")
    acts.suspend(conversation=hot, by=firm.ben, reason="Drohung.")


def test_erasing_leaves_no_word_and_no_key(firm: Firm, hot: Conversation, at: At) -> None:
    note(conversation=hot, by=firm.ben, text="Vorsicht.")
    close(conversation=firm.conversation("Danke!", subject="Anderes"), by=firm.anna, thanks="x")
    GoodNote.objects.update(thanks="Danke, Herr Quandt", agreed="Rabatt")
    decision = proposed(hot, firm.anna, "delete")
    acts.approve(decision=decision, by=firm.clara)
    at("2026-11-05 09:00")
    acts.carry_out(decision=decision, by=firm.anna)
    assert not Key.objects.filter(subject__in=[decision.act_name, "contact:1"]).exists()
    assert set(GoodNote.objects.values_list("thanks", "agreed")) == {("", "")}
    raw = RawMessage.objects.filter(mailbox=firm.service).first()
    assert raw and raw.envelope_sender == "" and raw.envelope_recipients == []
    decision.refresh_from_db()
    assert decision.reason == ""


def test_the_journal_keeps_no_digest_that_could_be_guessed(firm: Firm, hot: Conversation) -> None:
    decision = proposed(hot, firm.anna)
    acts.approve(decision=decision, by=firm.clara)
    kept = set(Entry.objects.exclude(digest="").values_list("digest", flat=True))
    assert decision.digest not in kept and len(kept) >= 2


def test_before_a_house_has_written_a_word_nobody_severs_alone(firm: Firm) -> None:
    conversation = firm.conversation(ANGRY)
    last = conversation.last_incoming
    draft = save_draft(conversation=conversation, by=firm.david, text=ENDING, declared=["severs"])
    with pytest.raises(Held) as held:
        reply(draft=draft, by=firm.david, seen=last.pk if last else None)
    assert [finding.clause.number for finding in held.value.findings if finding.blocks] == [9]

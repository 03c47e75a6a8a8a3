"""What a hostile or careless colleague could try alone, and what comes of it: nothing."""

from datetime import timedelta

import pytest
from django.test import Client

from heard.closing.acts import close
from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.heat.acts import disagree
from heard.heat.questions import is_hot, latest_reading
from heard.holding import acts as holding
from heard.holding.models import Promise
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening import acts as listening
from heard.listening.acts.restating import token_of
from heard.listening.models import Confirmation
from heard.listening.questions import is_heard
from heard.mail.acts import receive
from heard.philosophy.acts import load_starter
from heard.situations.acts import raise_
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, FRIENDLY, Firm, letter


@pytest.fixture
def situation(firm: Firm, at: At) -> Situation:
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    conversation = firm.conversation(ANGRY)
    made = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    listening.extract(situation=made, by="machine:test")
    return made


def restated(firm: Firm, situation: Situation, at: At, work: Work) -> Message:
    """Anna's restatement has left; the clock stands at 09:01 on the third."""
    draft = holding.buy_time(
        situation=situation, by=firm.anna, who_looks=firm.anna,
        promised_for=clock.now() + timedelta(days=1),
    )  # fmt: skip
    last = situation.conversation.last_incoming
    message = conversations.reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    at("2026-11-03 09:01")
    work()
    message.refresh_from_db()
    assert message.state == Message.SENT
    return message


@pytest.mark.parametrize("field", ["to", "cc", "bcc"])
def test_the_link_of_theirs_goes_to_nobody_else(
    firm: Firm, situation: Situation, field: str
) -> None:
    draft = holding.buy_time(
        situation=situation, by=firm.anna, who_looks=firm.anna,
        promised_for=clock.now() + timedelta(days=1),
    )  # fmt: skip
    Draft.objects.filter(pk=draft.pk).update(**{field: ["anna.privat@anderswo.example"]})
    draft.refresh_from_db()
    last = situation.conversation.last_incoming
    with pytest.raises(Refusal, match="them alone"):
        conversations.reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    assert not Message.objects.filter(side="us").exists()


@pytest.mark.anywhere
def test_a_key_quoted_back_is_seen_by_nobody_and_opens_nothing(
    firm: Firm, situation: Situation, at: At, work: Work, as_: As
) -> None:
    ours = restated(firm, situation, at, work)
    token = token_of(ours)
    answer = firm.mail(
        f"Nein.\n\n> Guten Tag,\n> http://127.0.0.1:8000/heard/{token}/\n> Anna",
        answers=ours.message_id,
    )
    page = as_(firm.ben).get(answer.conversation.get_absolute_url()).content.decode()
    assert token not in page and token not in answer.quoted + answer.text + answer.html
    work()
    Client().post(f"/heard/{token}/", {"confirm": "1"})
    assert not Confirmation.objects.exists(), "whoever reads the original cannot speak as them"


@pytest.mark.anywhere
def test_an_objection_by_mail_is_no_silence(
    firm: Firm, situation: Situation, at: At, work: Work
) -> None:
    ours = restated(firm, situation, at, work)
    listening.attempt_call(restatement=situation.restatements.get(), by=firm.anna)
    at("2026-11-06 09:00")
    assert is_heard(situation), "silence, a call, and the date has passed"
    at("2026-11-03 11:00")
    firm.mail("Nein, so stimmt das gar nicht!", answers=ours.message_id)
    at("2026-11-06 09:00")
    assert not is_heard(situation)


def test_a_date_minutes_ahead_makes_nobody_heard(
    firm: Firm, situation: Situation, at: At, work: Work
) -> None:
    draft = holding.buy_time(
        situation=situation, by=firm.anna, who_looks=firm.anna,
        promised_for=clock.now() + timedelta(minutes=10),
    )  # fmt: skip
    last = situation.conversation.last_incoming
    seen = last.pk if last else None
    conversations.reply(draft=draft, by=firm.anna, seen=seen)
    at("2026-11-03 09:01")
    work()
    listening.attempt_call(restatement=situation.restatements.get(), by=firm.anna)
    at("2026-11-03 09:30")
    assert not is_heard(situation)
    at("2026-11-04 09:02")
    assert is_heard(situation)


@pytest.mark.anywhere
def test_a_restatement_leaves_neither_late_nor_without_its_link(
    firm: Firm, situation: Situation, at: At
) -> None:
    draft = holding.buy_time(
        situation=situation, by=firm.anna, who_looks=firm.anna,
        promised_for=clock.now() + timedelta(minutes=30),
    )  # fmt: skip
    last = situation.conversation.last_incoming
    seen = last.pk if last else None
    with pytest.raises(Refusal, match="will have passed"):
        conversations.reply(
            draft=draft, by=firm.anna, seen=seen, leave_at=clock.now() + timedelta(hours=1)
        )
    conversations.save_draft(conversation=draft.conversation, by=firm.anna, text="Nein.")
    with pytest.raises(Refusal, match="gone from this letter"):
        conversations.reply(draft=draft, by=firm.anna, seen=seen)
    assert not Message.objects.filter(side="us").exists()


@pytest.mark.anywhere
def test_their_correction_outweighs_an_earlier_report(
    firm: Firm, situation: Situation, at: At, work: Work
) -> None:
    ours = restated(firm, situation, at, work)
    said = listening.report_heard(situation=situation, by=firm.anna, text="Ja, genau.")
    listening.vouch(confirmation=said, by=firm.ben)
    assert is_heard(situation)
    at("2026-11-03 12:00")
    listening.correct(token=token_of(ours), text="Die Gutschrift fehlt.")
    assert not is_heard(situation)


@pytest.mark.anywhere
def test_an_absence_note_cools_nobody(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-03 09:00")
    hot = firm.conversation(ANGRY)
    assert is_hot(hot.pk)
    last = hot.last_incoming
    raw = letter("Ich bin bis Montag nicht im Haus.", "Abwesend", firm.customer,
                 last.message_id if last else "")  # fmt: skip
    receive(mailbox=firm.service, raw=b"Auto-Submitted: auto-replied\r\n" + raw, door="receive")
    work()
    assert hot.messages.count() == 2 and is_hot(hot.pk)


def test_nobodys_own_click_cools_the_gate_for_them(firm: Firm) -> None:
    hot = firm.conversation(ANGRY)
    reading = latest_reading(hot.pk)
    assert reading
    for _step in range(2):
        disagree(reading=reading, by=firm.anna, direction="cooler")
    Message.objects.filter(pk=reading.message_id).update(automatic=False)
    reading.refresh_from_db()
    reading.word = "displeased"
    reading.save()
    assert not is_hot(hot.pk) and is_hot(hot.pk, besides=firm.anna)
    assert not is_hot(hot.pk, besides=firm.ben)


@pytest.mark.anywhere
def test_renewing_one_promise_leaves_the_other_as_it_is(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)

    def promised(text: str, days: int) -> Promise:
        due = clock.now() + timedelta(days=days)
        return holding.promise(
            conversation=conversation, by=firm.anna, side="us", text=text, due=due
        )

    credit, visit = promised("Gutschrift", 1), promised("Besuch", 5)
    draft = holding.renew(
        promise=visit, by=firm.anna, due=clock.now() + timedelta(days=9), reason="Messe"
    )
    last = conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    at("2026-11-03 09:01")
    work()
    credit.refresh_from_db()
    visit.refresh_from_db()
    assert credit.is_open and visit.renewed_as and visit.renewed_as.text == "Besuch"


@pytest.mark.anywhere
def test_a_letter_that_only_promises_keeps_nothing(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    due = clock.now() + timedelta(days=1)
    made = holding.promise(conversation=conversation, by=firm.anna, side="us", text="", due=due)
    at("2026-11-03 09:05")
    draft = conversations.save_draft(
        conversation=conversation, by=firm.anna, text="Sie hören von uns.", declared=["promise"]
    )
    last = conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    at("2026-11-03 09:06")
    work()
    made.refresh_from_db()
    assert made.is_open


@pytest.mark.anywhere
def test_a_second_restatement_makes_no_overdue_promise_kept(
    firm: Firm, situation: Situation, at: At, work: Work
) -> None:
    restated(firm, situation, at, work)
    at("2026-11-05 09:00")
    first = Promise.objects.get()
    ours = situation.conversation.messages.get(side="us")
    firm.mail("Und das Lager ist auch leer!", answers=ours.message_id)
    draft = holding.buy_time(
        situation=situation, by=firm.anna, who_looks=firm.anna,
        promised_for=clock.now() + timedelta(days=1),
    )  # fmt: skip
    last = situation.conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    at("2026-11-05 09:01")
    work()
    first.refresh_from_db()
    assert first.is_overdue(clock.now()) and Promise.objects.count() == 2


def test_nothing_closes_while_a_letter_is_on_its_way(firm: Firm) -> None:
    conversation = firm.conversation(FRIENDLY)
    draft = conversations.save_draft(
        conversation=conversation, by=firm.anna, text="Gern.", declared=["none"]
    )
    last = conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    with pytest.raises(Refusal, match="on its way"):
        close(conversation=conversation, by=firm.anna, thanks="x", agreed="y")


def test_who_only_spoke_elsewhere_is_in_nobody_elses_register(
    firm: Firm, as_: As, work: Work
) -> None:
    inner = firm.mail(FRIENDLY, subject="Vertraulich", mailbox=firm.purchasing)
    raw = letter("Ich antworte für ihn.", "Re: Vertraulich", firm.consultant, inner.message_id)
    receive(mailbox=firm.purchasing, raw=raw, door="receive")
    work()
    assert Conversation.objects.count() == 1
    assert firm.consultant.name not in as_(firm.anna).get("/register/").content.decode()
    assert as_(firm.anna).get(f"/contact/{firm.consultant.pk}/").status_code == 404
    assert firm.consultant.name in as_(firm.david).get("/register/").content.decode()

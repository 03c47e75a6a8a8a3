"""Before a promise passes, while something waits for a calm hour, and when theirs is overdue."""

from datetime import timedelta

import pytest
from django.core import mail

from heard.conversations import acts as conversations
from heard.conversations.models import Draft, Message
from heard.holding import acts
from heard.holding.clocks import answer_clock
from heard.holding.models import Promise
from heard.journal import clock
from heard.mail.models import OutgoingMessage
from heard.people.acts import change_colleague, set_calendar
from heard.situations.acts import offer_to_team, raise_
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, ANGRY_ENGLISH, FRIENDLY, Firm


def test_one_mail_before_it_is_due_names_no_one(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    due = clock.now() + timedelta(hours=5)
    acts.promise(conversation=conversation, by=firm.anna, side="us", text="Angebot", due=due)
    assert acts.remind_before_due() == 0
    at("2026-11-03 12:30")
    assert acts.remind_before_due() == 1 and acts.remind_before_due() == 0
    (letter,) = mail.outbox
    assert letter.to == [firm.anna.email] and "heute 14:00" in str(letter.body)
    assert "Angebot" not in str(letter.body) and "Quandt" not in str(letter.body)
    at("2026-11-03 16:00")
    assert acts.remind_before_due() == 0, "what has passed is overdue, and no longer near"


def test_the_mail_before_it_is_due_goes_to_whoever_is_expected_to_keep_it(
    firm: Firm, at: At
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    raise_(conversation=conversation, by=firm.clara, raised_by="them")
    conversations.assign(conversation=conversation, to=firm.anna, by=firm.clara)
    due = clock.now() + timedelta(hours=5)
    acts.promise(conversation=conversation, by=firm.clara, side="us", text="Antwort", due=due)
    at("2026-11-03 12:30")
    assert acts.remind_before_due() == 1
    assert [letter.to for letter in mail.outbox] == [[firm.clara.email]]


def test_what_waits_for_a_calm_hour_gets_one_honest_line(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-03 09:00")
    offered = [firm.conversation(ANGRY), firm.conversation(ANGRY_ENGLISH, sender=firm.vendor)]
    for conversation in offered:
        situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
        offer_to_team(situation=situation, by=firm.anna)
    at("2026-11-03 10:30")
    assert acts.say_it_waits() == 0
    at("2026-11-03 11:30")
    assert acts.say_it_waits() == 2 and acts.say_it_waits() == 0, "once for each"
    work()
    texts = list(Message.objects.filter(side="us").values_list("text", flat=True).order_by("pk"))
    assert "die Ruhe dafür" in texts[0] and "calm that it deserves" in texts[1]
    assert all("Anna" not in text for text in texts), "not in the name of whoever let it go"
    assert not Draft.objects.filter(by=firm.anna).exists()
    for outgoing in OutgoingMessage.objects.all():
        assert bytes(outgoing.mime).startswith(b"From: Firma <service@firma.example>\r\n")
    for conversation in offered:
        conversation.refresh_from_db()
        assert conversation.waiting_since is not None, "a line is no answer: they wait on"


@pytest.mark.parametrize("who_is_learning", ["clara", "clara, anna", "clara, anna, ben"])
def test_the_line_leaves_though_some_are_learning(
    firm: Firm, at: At, work: Work, who_is_learning: str
) -> None:
    at("2026-11-03 09:00")
    situation = raise_(conversation=firm.conversation(ANGRY), by=firm.anna, raised_by="them")
    offer_to_team(situation=situation, by=firm.anna)
    for name in who_is_learning.split(", "):
        change_colleague(colleague=getattr(firm, name), by=firm.eva, learning=True)
    at("2026-11-03 11:30")
    if "ben" in who_is_learning:
        assert acts.say_it_waits() == 0, "nobody here sends letters"
        change_colleague(colleague=firm.ben, by=firm.eva, learning=False)
    assert acts.say_it_waits() == 1
    work()
    assert Message.objects.get(side="us").state == Message.SENT


def test_no_line_at_night_nor_once_somebody_has_it(firm: Firm, at: At) -> None:
    at("2026-11-03 16:00")
    situation = raise_(conversation=firm.conversation(ANGRY), by=firm.anna, raised_by="them")
    offer_to_team(situation=situation, by=firm.anna)
    at("2026-11-03 22:00")
    assert acts.say_it_waits() == 0
    at("2026-11-04 10:00")
    Situation.objects.update(owner=firm.ben)
    assert acts.say_it_waits() == 0
    Situation.objects.update(owner=None)
    assert acts.say_it_waits() == 1


def test_the_time_to_answer_stands_still_while_a_promise_holds(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    assert answer_clock(conversation) is None, "the house measures none"
    set_calendar(by=firm.eva, answer_hours=8)
    at("2026-11-03 11:00")
    for side in range(2):  # two promises at once take an hour off only once
        due = clock.now() + timedelta(hours=2 + side)
        acts.promise(conversation=conversation, by=firm.anna, side="us", text="Angebot", due=due)
    at("2026-11-03 13:30")
    stood = answer_clock(conversation)
    assert stood and stood.used == 2 and stood.paused_until == Promise.objects.last().due  # type: ignore[union-attr]  # it is there
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert (
        "2 von 8 Arbeitsstunden" in page
        and "Die Uhr steht still, solange unsere Zusage gilt" in page
    )
    at("2026-11-03 15:00")
    running = answer_clock(conversation)
    assert running and running.used == 3 and running.paused_until is None
    draft = conversations.save_draft(
        conversation=conversation, by=firm.anna, text="2.100 Euro.", declared=["none"]
    )
    seen = conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 15:05")
    work()
    conversation.refresh_from_db()
    assert answer_clock(conversation) is None, "answered"


@pytest.mark.anywhere
def test_a_reminder_in_vain_asks_colleagues(firm: Firm, at: At, as_: As, work: Work) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY, sender=firm.vendor)
    conversations.mark_answered(conversation=conversation, by=firm.anna)
    theirs = acts.promise(
        conversation=conversation, by=firm.anna, side="them", text="Der Termin",
        due=clock.now() + timedelta(hours=2),
    )  # fmt: skip
    at("2026-11-03 12:00")
    asked = acts.ask_for(promise=theirs, by=firm.anna)
    seen = conversation.last_come
    conversations.reply(draft=asked, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 12:05")
    work()
    at("2026-11-06 12:05")
    anna = as_(firm.anna)
    assert "Wir sind unzufrieden" in anna.get(conversation.get_absolute_url()).content.decode()
    anna.post(f"/situations/conversation/{conversation.pk}/raise/?raised_by=us")
    assert Situation.objects.get().raised_by == "us"
    page = anna.get(conversation.get_absolute_url()).content.decode()
    assert "es kam nichts" in page and "/gather/" in page

"""What other servers answer, in the words of the one who wrote the letter."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from heard.conversations import acts
from heard.conversations.models import Conversation, Draft, Message
from heard.holding import acts as holding
from heard.journal import clock
from heard.journal.models import Errand
from heard.mail import server
from heard.mail.acts import settle
from heard.mail.answers import ADVICE, CAUSES, cause_of
from heard.mail.models import OutgoingMessage
from heard.people.models import Colleague
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm
from tests.sink import Sink, sink_for

pytestmark = pytest.mark.anywhere

# Replies as these servers give them
REPLIES = [
    (550, "5.1.1 <x@y.example>: Recipient rejected: User unknown in virtual table", "unknown"),
    (550, "5.1.1 The email account that you tried to reach does not exist.", "unknown"),
    (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", "unknown"),
    (550, "Requested action not taken: mailbox unavailable", "unknown"),
    (550, "no such user", "unknown"),
    (550, "5.2.1 The email account that you tried to reach is inactive.", "disabled"),
    (552, "5.2.2 The email account that you tried to reach is over quota", "full"),
    (452, "4.2.2 The email account that you tried to reach is over quota.", "full"),
    (554, "5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException", "full"),
    (552, "5.3.4 Message size exceeds fixed limit", "too_large"),
    (552, "5.3.4 Error: message file too big", "too_large"),
    (552, "size limit exceeded", "too_large"),
    (554, "5.7.1 Service unavailable; Client host blocked using zen.example", "policy"),
    (550, "5.7.26 This mail is unauthenticated, SPF and DKIM did not pass", "policy"),
    (550, "5.7.1 Message rejected as spam by Content Filtering.", "policy"),
    (554, "5.7.1 <x@y.example>: Relay access denied", "relay"),
    (450, "4.2.0 <x@y.example>: Recipient address rejected: Greylisted", "greylisted"),
    (451, "4.7.1 Greylisting in action, please come back later", "greylisted"),
    (421, "4.7.0 Try again later, closing connection", "busy"),
    (450, "4.1.1 mailbox temporarily unavailable", "busy"),
    (452, "Too many recipients received this hour", "busy"),
    (451, "try later", "busy"),
    (535, "5.7.8 Username and Password not accepted", "sign_in"),
    (530, "5.7.0 Must issue a STARTTLS command first", "sign_in"),
    (550, "5.4.4 Unable to route: no mail hosts for domain", "domain"),
    (599, "strange", "other"),
]  # fmt: skip


@pytest.mark.parametrize("code, said, cause", REPLIES)
def test_what_servers_say_is_understood(code: int, said: str, cause: str) -> None:
    assert cause_of(code, said) == cause


def test_every_cause_has_words_in_both_languages() -> None:
    from django.utils.translation import override

    assert set(ADVICE) <= set(CAUSES)
    for words in (CAUSES, ADVICE):
        for cause, sentence in words.items():
            with override("de"):
                german = str(sentence)
            with override("en"):
                assert str(sentence) != german, cause


@pytest.fixture
def sink(firm: Firm) -> Iterator[Sink]:
    with sink_for(firm.service) as kept:
        yield kept


def send(conversation: Conversation, by: Colleague, cc: str = "") -> Message:
    draft = acts.save_draft(
        conversation=conversation, by=by, text="Gern.", cc=[cc] if cc else None, declared=["none"]
    )
    seen = conversation.last_incoming
    return acts.reply(draft=draft, by=by, seen=seen.pk if seen else None)


def page(as_: As, who: Colleague, conversation: Conversation) -> str:
    return as_(who).get(conversation.get_absolute_url()).content.decode()


def test_an_unknown_recipient_is_explained_at_the_letter(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    sink.refuses[firm.customer.address] = "550 5.1.1 User unknown"
    send(conversation, firm.anna)
    at("2026-11-03 09:01")
    work()
    german, english = page(as_, firm.anna, conversation), page(as_, firm.ben, conversation)
    assert "Der Server dort kennt diese Adresse nicht." in german
    assert "Their server does not know this address." in english
    assert "User unknown" in german, "the server's own words, for whoever wants them"
    assert Draft.objects.get().handed_back == "refused"


@pytest.mark.slow
def test_greylisting_is_waited_for_longer_each_time_and_said(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    sink.answer = "451 4.7.1 Greylisted, try again"
    send(conversation, firm.anna)
    tried = []
    for minute in range(1, 120):
        at(f"2026-11-03 {9 + minute // 60:02}:{minute % 60:02}:00")
        before = OutgoingMessage.objects.get().tries
        work()
        if OutgoingMessage.objects.get().tries > before:
            tried.append(minute)
    assert tried == [1, 2, 7, 22, 52, 112]
    german = page(as_, firm.anna, conversation)
    assert "lässt Unbekannte warten" in german and "Nächster Versuch: heute 11:52." in german
    sink.answer = "250 OK"
    at("2026-11-03 11:52")
    work()
    work()
    assert len(sink.letters) == 1 and not Errand.objects.open().exists()


@pytest.mark.slow
def test_after_a_day_of_later_the_writer_has_it_back(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    sink.answer = "452 4.2.2 mailbox full"
    send(conversation, firm.anna)
    for day, hours in ((3, range(10, 24)), (4, range(12))):
        for hour in hours:
            at(f"2026-11-{day:02} {hour:02}:05")
            work()
    outgoing = OutgoingMessage.objects.get()
    assert outgoing.failed_at and outgoing.sent_at is None
    assert Draft.objects.get().handed_back == "refused"
    assert "Das Postfach dort ist voll." in page(as_, firm.anna, conversation)


def test_between_two_tries_it_can_be_taken_back(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    sink.answer = "451 later"
    message = send(conversation, firm.anna)
    at("2026-11-03 09:01")
    work()
    as_(firm.anna).post(f"/conversations/message/{message.pk}/cancel/")
    sink.answer = "250 OK"
    at("2026-11-03 12:00")
    work()
    assert sink.letters == [] and Draft.objects.get().text == "Gern."


def test_those_it_did_not_reach_are_named(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    sink.refuses["weg@quandt.example"] = "550 5.1.1 no such user"
    send(conversation, firm.anna, cc="weg@quandt.example")
    at("2026-11-03 09:01")
    work()
    assert sink.envelopes == [[firm.customer.address]]
    assert "weg@quandt.example hat er nicht erreicht." in page(as_, firm.anna, conversation)
    assert (
        "weg@quandt.example hat er nicht erreicht."
        in as_(firm.anna).get("/outbox/").content.decode()
    )


def test_a_letter_that_reached_only_a_copy_is_no_answer(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    promise = holding.promise(
        conversation=conversation, by=firm.anna, side="us", text="",
        due=clock.now() + timedelta(days=1),
    )  # fmt: skip
    sink.refuses[firm.customer.address] = "550 5.1.1 User unknown"
    send(conversation, firm.anna, cc="lager@quandt.example")
    at("2026-11-03 09:01")
    work()
    assert sink.envelopes == [["lager@quandt.example"]]
    conversation.refresh_from_db()
    promise.refresh_from_db()
    assert conversation.waiting_since and promise.kept_at is None


def test_for_whom_it_is_written_the_others_wait(firm: Firm, at: At, work: Work, sink: Sink) -> None:
    """However often their box is full: with a copy gone out, nobody would try again for them."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    sink.refuses[firm.customer.address] = "452 4.2.2 mailbox full"
    send(conversation, firm.anna, cc="lager@quandt.example")
    for hour in range(9, 20):
        at(f"2026-11-03 {hour:02}:59")
        work()
    assert sink.letters == [] and OutgoingMessage.objects.get().tries > 5
    del sink.refuses[firm.customer.address]
    at("2026-11-03 22:00")
    work()
    assert sink.envelopes == [[firm.customer.address, "lager@quandt.example"]]


def test_a_server_that_is_away_loses_nothing(firm: Firm, at: At, work: Work, as_: As) -> None:
    at("2026-11-03 09:00")
    firm.service.smtp_host, firm.service.smtp_port = "127.0.0.1", 9
    firm.service.smtp_security = "none"
    firm.service.save()
    conversation = firm.conversation(FRIENDLY)
    send(conversation, firm.anna)
    at("2026-11-03 09:01")
    work()
    assert "Unser Mailserver war nicht zu erreichen." in page(as_, firm.anna, conversation)
    with sink_for(firm.service) as back:
        at("2026-11-03 09:10")
        work()
        assert len(back.letters) == 1


@pytest.mark.parametrize("arrived, letters", [("yes", 1), ("no", 2)])
def test_a_connection_that_breaks_at_the_last_moment_asks_a_person(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As, arrived: str, letters: int
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    sink.breaks = True
    send(conversation, firm.anna)
    at("2026-11-03 09:01")
    work()
    at("2026-11-03 10:00")
    work()
    assert len(sink.letters) == 1, "it arrived, and nobody knows"
    client = as_(firm.anna)
    shown = page(as_, firm.anna, conversation)
    assert "kann nicht wissen, ob der Brief ankam" in shown
    assert "Ging unser Brief hinaus?" in client.get("/").content.decode()
    sink.breaks = False
    outgoing = OutgoingMessage.objects.get()
    answer = client.post(
        f"/conversations/message/{outgoing.message.pk}/settle/",
        {"arrived": arrived, "back": conversation.get_absolute_url()},
    )
    assert answer.headers["Location"] == conversation.get_absolute_url()
    work()
    assert len(sink.letters) == letters
    assert Message.objects.get(side=Message.US).state == Message.SENT
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    with pytest.raises(ValueError):
        settle(outgoing=outgoing, arrived=False, by=firm.anna)


@pytest.mark.parametrize("answer, fate", [("251 Will forward", "sent"), ("OK", "asked")])
def test_whatever_is_said_after_the_final_dot_it_is_not_sent_again(
    firm: Firm, at: At, work: Work, sink: Sink, answer: str, fate: str
) -> None:
    """Any 2xx is a yes (RFC 5321, 4.2.1); what is no answer at all leaves it open."""
    at("2026-11-03 09:00")
    sink.answer = answer
    send(firm.conversation(FRIENDLY), firm.anna)
    at("2026-11-03 09:01")
    work()
    at("2026-11-03 12:00")
    work()
    outgoing = OutgoingMessage.objects.get()
    assert len(sink.letters) == 1
    assert bool(outgoing.sent_at) == (fate == "sent")
    assert bool(outgoing.asked_at) == (fate == "asked")


def test_two_errands_for_one_letter_ask_nobody(
    firm: Firm, at: At, work: Work, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moved letter has an errand of its sending and one of its moving, both due at once."""
    at("2026-11-03 09:00")
    message = send(firm.conversation(FRIENDLY), firm.anna)
    acts.move(message=message, leave_at=clock.now() + timedelta(hours=1), by=firm.anna)
    assert Errand.objects.open().filter(reaction__endswith="send_out").update(due_at=clock.now())
    at("2026-11-03 10:00")
    sink.answer = "451 later"
    real, tried = server.deliver, []

    def meanwhile(*given: Any, **more: Any) -> server.Answer:
        tried.append(1)
        if len(tried) == 1:
            work()  # another worker, while this one still waits for the answer
        return real(*given, **more)

    monkeypatch.setattr(server, "deliver", meanwhile)
    work()
    outgoing = OutgoingMessage.objects.get()
    assert outgoing.asked_at is None and outgoing.next_try_at and len(tried) == 1
    sink.answer = "250 OK"
    at("2026-11-03 10:10")
    work()
    assert len(sink.letters) == 1 and not Errand.objects.open().exists()


def test_settling_leads_back_into_this_house_only(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    sink.breaks = True
    send(firm.conversation(FRIENDLY), firm.anna)
    at("2026-11-03 09:01")
    work()
    answer = as_(firm.anna).post(
        f"/conversations/message/{OutgoingMessage.objects.get().message.pk}/settle/",
        {"arrived": "yes", "back": "https://elsewhere.example/"},
    )
    assert answer.headers["Location"] == Conversation.objects.get().get_absolute_url()


def test_whoever_was_let_in_says_whether_it_arrived_and_says_it_in_so_many_words(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    sink.breaks = True
    conversation = firm.conversation(FRIENDLY)
    acts.invite(conversation=conversation, colleague=firm.david, by=firm.anna)
    send(conversation, firm.david)
    at("2026-11-03 09:01")
    work()
    shown = page(as_, firm.david, conversation)
    (address,) = re.findall(r'action="([^"]+/settle/)"', shown)
    david, outgoing = as_(firm.david), OutgoingMessage.objects.get()
    for unclear in ({}, {"arrived": "perhaps"}):
        said = david.post(address, unclear, follow=True).content.decode()
        outgoing.refresh_from_db()
        assert outgoing.asked_at is not None and "whether it arrived. Nothing was" in said
    assert as_(firm.eva).post(address, {"arrived": "no"}).status_code == 404
    david.post(address, {"arrived": "yes"})
    outgoing.refresh_from_db()
    assert outgoing.asked_at is None and outgoing.sent_at is not None

"""A letter of ours: never stale, never twice, never lost, and taken back with its latest text."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.conversations import acts
from heard.conversations.models import Conversation, Draft, Message
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.journal.worker import run_errands
from heard.mail.acts import NoPermit, issue_permit, post, put_out, settle
from heard.mail.models import OutgoingMessage
from heard.mail.server import Answer, deliver
from heard.mail.storage import sync_file
from heard.people.models import Colleague
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm
from tests.sink import Sink, sink_for


@pytest.fixture
def sink(firm: Firm) -> Iterator[Sink]:
    with sink_for(firm.service) as kept:
        yield kept


def draft(conversation: Conversation, by: Colleague, text: str = "Gern, bis Freitag.") -> Draft:
    return acts.save_draft(conversation=conversation, by=by, text=text, declared=["none"])


def send(conversation: Conversation, by: Colleague, text: str = "Gern, bis Freitag.") -> Message:
    seen = conversation.last_incoming
    return acts.reply(draft=draft(conversation, by, text), by=by, seen=seen.pk if seen else None)


@pytest.mark.anywhere
def test_it_leaves_after_the_countdown_with_all_that_belongs(
    firm: Firm, at: At, work: Work, sink: Sink
) -> None:
    at("2026-11-03 09:00")
    firm.service.signature_de = "Firma · Service"
    firm.service.save()
    message = firm.mail(FRIENDLY, subject="Angebot")
    send(message.conversation, firm.anna)
    work()
    assert sink.letters == [], "it still counts down"
    at("2026-11-03 09:00:11")
    work()
    letter = message_from_bytes(sink.letters[0], policy=default)
    assert letter["In-Reply-To"] == message.message_id
    assert letter["Subject"] == "Re: Angebot" and "+r" in letter["Reply-To"]
    body = letter.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Gern, bis Freitag." in text and "Firma · Service" in text and "> Guten Tag" in text
    message.conversation.refresh_from_db()
    assert message.conversation.waiting_since is None
    work()
    assert len(sink.letters) == 1


@pytest.mark.anywhere
def test_what_was_taken_back_answers_nothing(firm: Firm, at: At, work: Work, sink: Sink) -> None:
    at("2026-11-03 09:00")
    conversation = acts.begin(
        mailbox=firm.service, contact=firm.customer, subject="Angebot", by=firm.anna, language="de"
    )
    acts.cancel(message=send(conversation, firm.anna), by=firm.anna)
    at("2026-11-03 09:01")
    send(conversation, firm.anna, "Unser Angebot, berichtigt.")
    at("2026-11-03 09:02")
    work()
    assert sink.read()["Subject"] == "Angebot", "it is still the first letter"
    send(conversation, firm.anna, "Ein Nachtrag.")
    at("2026-11-03 09:03")
    work()
    assert message_from_bytes(sink.letters[1], policy=default)["Subject"] == "Re: Angebot"


@pytest.mark.anywhere
def test_their_answer_finds_its_way_back(firm: Firm, at: At, work: Work, sink: Sink) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY, subject="Angebot")
    ours = send(conversation, firm.anna)
    at("2026-11-03 09:01")
    work()
    answer = firm.mail("Danke!", subject="AW: ganz anders", answers=ours.message_id)
    assert answer.conversation == conversation


@pytest.mark.anywhere
def test_a_stale_reply_is_stopped_at_send_and_while_it_counts_down(
    firm: Firm, at: At, work: Work, sink: Sink
) -> None:
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY, subject="Angebot")
    conversation = first.conversation
    firm.mail("Es eilt doch!", answers=first.message_id)
    with pytest.raises(Refusal):
        acts.reply(draft=draft(conversation, firm.anna), by=firm.anna, seen=first.pk)
    send(conversation, firm.anna)
    firm.mail("Noch etwas.", answers=first.message_id)
    at("2026-11-03 09:01")
    work()
    back = Draft.objects.get(by=firm.anna)
    assert sink.letters == [] and back.sent_as is None and back.handed_back == "they_wrote"
    assert back.text == "Gern, bis Freitag."


@pytest.mark.anywhere
def test_cancel_gives_back_the_latest_text(firm: Firm, at: At, work: Work, sink: Sink) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    draft(conversation, firm.anna, "Erster, wütender Entwurf")
    message = send(conversation, firm.anna, "Zweiter, ruhiger Entwurf")
    back = acts.cancel(message=message, by=firm.anna)
    assert back.text == "Zweiter, ruhiger Entwurf"
    at("2026-11-03 10:00")
    work()
    assert sink.letters == []
    with pytest.raises(Refusal):
        acts.cancel(message=message, by=firm.anna)


@pytest.mark.django_db(transaction=True)
def test_two_people_sending_the_same_draft_at_once(firm: Firm, at: At) -> None:
    conversation = firm.conversation(FRIENDLY)
    written = draft(conversation, firm.anna)
    seen = conversation.last_incoming
    results: list[str] = []

    def press() -> None:
        try:
            acts.reply(draft=written, by=firm.anna, seen=seen.pk if seen else None)
            results.append("sent")
        except Refusal:
            results.append("refused")
        finally:
            connection.close()

    both = [threading.Thread(target=press) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(results) == ["refused", "sent"]
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_a_power_cut_must_not_undo_is_synced(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    """That it is tried, taken back or sent is on the disk before anything follows from it."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite commits without a sync")
    unsynced, spoken_to = list[str](), list[list[str]]()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("UPDATE", "INSERT")) and "mail_outgoingmessage" in sql.split("SET")[0]:
            unsynced.append(sql)
        return execute(sql, params, many, context)

    def sync(path: str) -> None:
        sync_file(path)
        if path.endswith("-wal") and not connection.in_atomic_block:
            unsynced.clear()

    def speak(*given: Any, **named: Any) -> Answer:
        spoken_to.append(list(unsynced))
        return deliver(*given, **named)

    at("2026-11-03 09:00")
    message = firm.mail(FRIENDLY, subject="Angebot")
    with (
        connection.execute_wrapper(watch),
        patch("heard.mail.durability.sync_file", sync),
        patch("heard.mail.server.deliver", speak),
    ):
        acts.cancel(message=send(message.conversation, firm.anna), by=firm.anna)
        send(message.conversation, firm.anna, "Lieber so.")
        at("2026-11-03 09:00:11")
        work()
    assert len(sink.letters) == 1 and unsynced == [] and spoken_to == [[]]


def test_a_colleagues_draft_is_continued_not_sent(firm: Firm) -> None:
    conversation = firm.conversation(FRIENDLY)
    written = draft(conversation, firm.anna, "Von Anna begonnen")
    with pytest.raises(Refusal):
        acts.reply(draft=written, by=firm.ben, seen=None)
    taken = acts.take_over(draft=written, by=firm.ben)
    assert taken.text == "Von Anna begonnen" and taken.by == firm.ben
    written.refresh_from_db()
    assert written.put_away_at and written.text == "Von Anna begonnen"


def test_whoever_continues_a_draft_waits_in_the_order_of_whoever_sends_it(firm: Firm) -> None:
    """The conversation before the draft: in another order the two would wait for each other."""
    conversation = firm.conversation(FRIENDLY)
    written = draft(conversation, firm.anna)
    with CaptureQueriesContext(connection) as queries:
        acts.take_over(draft=written, by=firm.ben)
    asked = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
    first = next(sql for sql in asked if "conversations_draft" in sql or "FOR UPDATE" in sql)
    assert any(
        'FROM "conversations_conversation"' in sql for sql in asked[: asked.index(first) + 1]
    )


def test_two_windows_never_overwrite_each_other(firm: Firm) -> None:
    conversation = firm.conversation(FRIENDLY)
    first = acts.save_draft(conversation=conversation, by=firm.anna, text="eins", revision=0)
    acts.save_draft(
        conversation=conversation, by=firm.anna, text="eins zwei", revision=first.revision
    )
    with pytest.raises(Refusal):
        acts.save_draft(
            conversation=conversation, by=firm.anna, text="anderes", revision=first.revision
        )
    assert Draft.objects.get().text == "eins zwei"


def test_refused_for_good_is_shown_and_handed_back(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    sink.answer = "550 no such user"
    conversation = firm.conversation(FRIENDLY)
    send(conversation, firm.anna)
    at("2026-11-03 09:01")
    work()
    back = Draft.objects.get(by=firm.anna)
    assert back.handed_back == "refused" and back.text == "Gern, bis Freitag."
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "nicht angenommen" in page


def test_later_is_tried_again_and_arrives_once(firm: Firm, at: At, work: Work, sink: Sink) -> None:
    at("2026-11-03 09:00")
    sink.answer = "451 try later"
    send(firm.conversation(FRIENDLY), firm.anna)
    at("2026-11-03 09:01")
    work()
    sink.answer = "250 OK"
    at("2026-11-03 10:00")
    work()
    work()
    assert len(sink.letters) == 1


def test_what_may_have_left_is_asked_about_never_sent_blindly(
    firm: Firm, at: At, work: Work, sink: Sink
) -> None:
    """A worker died between the server's yes and our writing it down."""
    at("2026-11-03 09:00")
    message = send(firm.conversation(FRIENDLY), firm.anna)
    OutgoingMessage.objects.update(attempted_at=clock.now())
    at("2026-11-03 09:01")
    work()
    outgoing = OutgoingMessage.objects.get()
    assert sink.letters == [] and outgoing.asked_at
    settle(outgoing=outgoing, arrived=False, by=firm.anna)
    work()
    message.refresh_from_db()
    assert len(sink.letters) == 1 and message.state == Message.SENT


def test_nothing_leaves_without_its_permit(firm: Firm) -> None:
    permit = issue_permit(by=firm.anna, digest="a" * 64, last_incoming="")
    given = {
        "mailbox": firm.service, "permit": permit, "message_id": "<1@x>", "sender": "a@b.example",
        "recipients": ["c@d.example"], "mime": b"x", "leaves_at": clock.now(),
    }  # fmt: skip
    with pytest.raises(NoPermit):
        put_out(digest="b" * 64, **given)  # type: ignore[arg-type]  # spelled out above
    outgoing = put_out(digest="a" * 64, **given)  # type: ignore[arg-type]  # spelled out above
    OutgoingMessage.objects.update(digest="c" * 64)
    with pytest.raises(NoPermit):
        post(outgoing=outgoing)


def test_a_malformed_address_keeps_the_draft(firm: Firm) -> None:
    conversation = firm.conversation(FRIENDLY)
    written = acts.save_draft(
        conversation=conversation, by=firm.anna, text="Hallo", to=["kein-address"]
    )
    seen = conversation.last_incoming
    with pytest.raises(Refusal):
        acts.reply(draft=written, by=firm.anna, seen=seen.pk if seen else None)
    assert Draft.objects.get().text == "Hallo"


def test_a_mail_to_a_closed_conversation_opens_it_with_its_history(firm: Firm) -> None:
    first = firm.mail(FRIENDLY)
    acts.close_quietly(conversation=first.conversation, by=firm.anna)
    again = firm.mail("Doch noch eine Frage", answers=first.message_id)
    assert again.conversation == first.conversation
    again.conversation.refresh_from_db()
    assert again.conversation.closed_at is None and again.conversation.waiting_since


WRITING = st.lists(
    st.tuples(st.sampled_from(["save", "send", "cancel", "tick", "they"]), st.integers(0, 99)),
    max_size=14,
)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=WRITING)
def test_nothing_is_sent_twice_and_no_latest_text_is_lost(
    firm: Firm, steps: list[tuple[str, int]]
) -> None:
    moment = clock.now()
    conversation = firm.conversation(FRIENDLY)
    latest = ""
    for step, number in steps:
        moment += timedelta(seconds=4)
        with clock.set_to(moment):
            try:
                if step == "save":
                    latest = draft(conversation, firm.anna, f"Text {number}").text
                elif step == "send":
                    latest = draft(conversation, firm.anna, f"Brief {number}").text
                    send(conversation, firm.anna, latest)  # refused or not, it is kept
                elif step == "cancel":
                    leaving = conversation.messages.filter(state=Message.LEAVING).last()
                    if leaving:
                        acts.cancel(message=leaving, by=firm.anna)
                elif step == "they":
                    firm.mail("Noch eine Frage", answers=conversation.messages.first().message_id)  # type: ignore[union-attr]  # the first mail
                else:
                    run_errands()
            except Refusal:
                pass
        sent = conversation.messages.filter(side=Message.US, state=Message.SENT)
        assert (
            OutgoingMessage.objects.exclude(sent_at=None)
            .filter(message__conversation=conversation)
            .count()
            == sent.count()
        )
        texts = [*Draft.objects.filter(conversation=conversation).values_list("text", flat=True)]
        assert not latest or any(latest in text for text in texts)


def test_what_is_begun_meanwhile_keeps_those_it_goes_to(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    message = send(firm.mail(FRIENDLY).conversation, firm.anna, "Die erste")
    newer = acts.save_draft(
        conversation=message.conversation, by=firm.anna, text="Die zweite",
        to=["lager@quandt.example"], bcc=["akte@firma.example"],
    )  # fmt: skip
    first = Draft.objects.get(sent_as=message)
    as_(firm.anna).post(f"/conversations/draft/{first.pk}/put-away/")
    first.refresh_from_db()
    assert first.put_away_at is None, "what leaves is no draft to put away"
    Draft.objects.filter(pk=first.pk).update(put_away_at=clock.now())
    acts.cancel(message=message, by=firm.anna)
    first.refresh_from_db()
    newer.refresh_from_db()
    assert first.put_away_at is None and newer.put_away_at
    assert first.text == "Die zweite\n\nDie erste"
    assert (first.to, first.bcc) == (["lager@quandt.example"], ["akte@firma.example"])


def test_what_comes_back_joins_what_buys_time_meanwhile(firm: Firm, at: At, work: Work) -> None:
    """A date and a link hang on the newer one: it stays what it is, and the text stands below."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    message = send(conversation, firm.anna, "Die erste")
    newer = acts.save_draft(
        conversation=conversation, by=firm.anna, text="Bis Freitag sehen wir nach.",
        purpose="restatement", promised_for=clock.now() + timedelta(days=3), declared=["promise"],
    )  # fmt: skip
    kept = acts.cancel(message=message, by=firm.anna)
    assert kept == newer and kept.purpose == "restatement" and kept.promised_for
    assert kept.text == "Bis Freitag sehen wir nach.\n\nDie erste" and kept.declared == []
    assert Draft.objects.filter(put_away_at=None, sent_as=None).count() == 1


def test_a_receipt_that_comes_back_locks_nobody_out(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    acts.acknowledge(
        conversation=conversation, by=firm.anna, text="Danke.", name="confirmation:1", substitute={}
    )
    sink.refuses[firm.customer.address] = "550 5.1.1 User unknown"
    work()
    assert Message.objects.get(purpose="acknowledgement").state == Message.FAILED
    client = as_(firm.anna)
    where, seen = f"/conversations/{conversation.pk}", conversation.last_incoming
    shown = client.get(conversation.get_absolute_url()).content.decode()
    assert "Danke.</textarea>" not in shown
    client.post(f"{where}/draft/", {"text": "Meine Antwort", "revision": "0"})
    shown = client.get(conversation.get_absolute_url()).content.decode()
    assert "Meine Antwort</textarea>" in shown and "Entwurf weglegen" in shown
    assert seen is not None and Draft.objects.filter(put_away_at=None).count() == 1

"""Send later: it leaves at its hour, and never over something they said meanwhile."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localtime

from heard.conversations import acts
from heard.conversations.hours import proposed_hours
from heard.conversations.models import Conversation, Draft, Message
from heard.journal import clock
from heard.journal.models import Errand
from heard.journal.refusal import Refusal
from heard.mail.acts import receive
from heard.mail.models import OutgoingMessage
from heard.people.acts import depart, set_calendar
from heard.people.models import Colleague
from heard.philosophy import gate
from heard.philosophy.acts import writing
from heard.philosophy.gate import Missing, Rule
from heard.philosophy.models import Clause, Version
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm
from tests.sink import Sink, sink_for

pytestmark = pytest.mark.anywhere

MONDAY = datetime(2026, 11, 9, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def sink(firm: Firm) -> Iterator[Sink]:
    with sink_for(firm.service) as kept:
        yield kept


def later(
    conversation: Conversation, by: Colleague, text: str = "Gern, am Montag mehr."
) -> Message:
    draft = acts.save_draft(conversation=conversation, by=by, text=text, declared=["none"])
    seen = conversation.last_incoming
    return acts.reply(draft=draft, by=by, seen=seen.pk if seen else None, leave_at=MONDAY)


def test_it_leaves_at_its_hour_and_not_before(firm: Firm, at: At, work: Work, sink: Sink) -> None:
    at("2026-11-06 16:00")
    later(firm.conversation(FRIENDLY), firm.anna)
    at("2026-11-09 08:59")
    work()
    assert sink.letters == []
    at("2026-11-09 09:00")
    work()
    work()
    assert len(sink.letters) == 1
    assert parsedate_to_datetime(sink.read()["Date"]) == MONDAY, "not the hour of pressing Send"


def test_the_page_sends_later_with_one_click_and_shows_it(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-06 16:00")
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    page = client.get(conversation.get_absolute_url()).content.decode()
    assert 'value="2026-11-09T08:00:00+01:00"' in page or "2026-11-09T" in page
    seen = conversation.last_incoming
    assert seen is not None
    form = {"text": "Bis Montag.", "seen": seen.pk, "leave_at": "2026-11-09T09:00:00+01:00"}
    client.post(f"/conversations/{conversation.pk}/send/", form)
    message = Message.objects.get(side=Message.US)
    assert message.outgoing is not None and message.outgoing.leaves_at == MONDAY
    page = client.get(conversation.get_absolute_url()).content.decode()
    assert "geht hinaus Montag 09:00" in page and "data-countdown-until" not in page
    assert "Montag 09:00" in client.get("/outbox/").content.decode()
    client.post(f"/conversations/message/{message.pk}/cancel/")
    work()
    assert Draft.objects.get().text == "Bis Montag." and sink.letters == []


def test_a_time_of_ones_own_and_one_that_has_passed(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-06 16:00")
    conversation = firm.conversation(FRIENDLY)
    seen = conversation.last_incoming
    assert seen is not None
    client, where = as_(firm.anna), f"/conversations/{conversation.pk}/send/"
    form = {"text": "Hallo", "seen": seen.pk, "leave_at": "chosen"}
    for wrong in ("", "2026-11-31T10:00", "2026-11-05T10:00"):
        client.post(where, {**form, "leave_on": wrong})
        assert not Message.objects.filter(side=Message.US).exists()
        assert Draft.objects.get().text == "Hallo"
    client.post(where, {**form, "leave_on": "2026-11-10T10:30"})
    outgoing = Message.objects.get(side=Message.US).outgoing
    assert outgoing is not None
    assert localtime(outgoing.leaves_at).isoformat() == "2026-11-10T10:30:00+01:00"


@pytest.mark.parametrize("name", ["anna", "ben"])
def test_what_is_asked_first_does_not_forget_the_hour(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As, name: str
) -> None:
    at("2026-11-06 16:00")
    conversation, colleague = firm.conversation(FRIENDLY), getattr(firm, name)
    client, where = as_(colleague), f"/conversations/{conversation.pk}/send/"
    seen = conversation.last_come
    assert seen is not None
    form = {"text": "Das Angebot finden Sie im Anhang.", "seen": seen.pk, "knew": "0"}
    hour = {"leave_at": "chosen", "leave_on": "2026-11-09T09:00"}
    held = client.post(where, {**form, **hour}, follow=True).content.decode()
    assert not Message.objects.filter(side=Message.US).exists(), "there is no attachment"
    assert {"anna": "Montag 09:00 senden", "ben": "Send it Monday 09:00"}[name] in held
    assert {"anna": "Jetzt senden", "ben": "Send it now"}[name] in held
    kept = re.findall(r'type="hidden" name="leave_at" value="(.*?)"', held)
    client.post(where, {**form, "heeded": "nothing_attached", "leave_at": kept})
    message = Message.objects.get(side=Message.US)
    assert message.outgoing is not None and message.outgoing.leaves_at == MONDAY
    client.post(f"/conversations/message/{message.pk}/cancel/")
    at("2026-11-06 16:05")
    form["knew"] = str(message.pk)
    client.post(where, {**form, "heeded": "nothing_attached", "leave_at": [*kept, "now"]})
    at("2026-11-06 16:06")
    work()
    assert len(sink.letters) == 1 and Draft.objects.get().leave_at is None


def test_a_time_is_meant_by_the_clock_of_the_house(
    firm: Firm, at: At, as_: As, work: Work, sink: Sink
) -> None:
    set_calendar(by="machine:test", firm="Firma", zone="America/New_York", country="US")
    at("2026-11-06 16:00")
    conversation = firm.conversation(FRIENDLY)
    seen = conversation.last_incoming
    assert seen is not None
    form = {"text": "Hallo", "seen": seen.pk, "leave_at": "chosen", "leave_on": "2026-11-09T10:30"}
    as_(firm.anna).post(f"/conversations/{conversation.pk}/send/", form)
    leaves = OutgoingMessage.objects.get().leaves_at.astimezone(ZoneInfo("America/New_York"))
    assert leaves.isoformat() == "2026-11-09T10:30:00-05:00"


def test_another_time_earlier_or_later(firm: Firm, at: At, work: Work, sink: Sink, as_: As) -> None:
    at("2026-11-06 16:00")
    message = later(firm.conversation(FRIENDLY), firm.anna)
    client, where = as_(firm.ben), f"/conversations/message/{message.pk}/move/"
    client.post(where, {"leave_at": "2026-11-09T11:00:00+01:00"})
    at("2026-11-09 09:00")
    work()
    assert sink.letters == [], "the old hour means nothing any more"
    client.post(where, {"leave_at": "chosen", "leave_on": "2026-11-09T10:00"})
    at("2026-11-09 10:00")
    work()
    assert len(sink.letters) == 1
    assert parsedate_to_datetime(sink.read()["Date"]) == MONDAY.replace(hour=10)
    at("2026-11-09 11:00")
    work()
    assert len(sink.letters) == 1
    with pytest.raises(Refusal):
        acts.move(message=message, leave_at=MONDAY.replace(day=20), by=firm.anna)
    assert not Errand.objects.open().exists()


def test_what_they_write_brings_it_back_at_once_and_is_seen(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    """FreeScout #4061: a scheduled answer leaves over a question that it does not know."""
    at("2026-11-06 16:00")
    first = firm.mail(FRIENDLY)
    later(first.conversation, firm.anna, "Der letzte Stand")
    at("2026-11-07 10:00")
    firm.mail("Hat sich erledigt!", answers=first.message_id)
    back = Draft.objects.get(by=firm.anna)
    assert back.sent_as is None and back.text == "Der letzte Stand"
    page = as_(firm.anna).get(first.conversation.get_absolute_url()).content.decode()
    assert "Ihr Brief kam zurück" in page and "Der letzte Stand" in page
    inbox = as_(firm.anna).get("/").content.decode()
    assert "Ihr Brief kam zurück" in inbox
    assert "kam zurück" not in as_(firm.clara).get("/").content.decode()
    at("2026-11-09 09:01")
    work()
    assert sink.letters == []


def test_a_machine_of_theirs_stops_nothing_but_a_call_does(
    firm: Firm, at: At, work: Work, sink: Sink
) -> None:
    at("2026-11-06 16:00")
    first = firm.mail(FRIENDLY)
    later(first.conversation, firm.anna)
    away = (
        f"From: {firm.customer.address}\r\nTo: service@firma.example\r\nSubject: Abwesend\r\n"
        f"Message-ID: <away@quandt.example>\r\nIn-Reply-To: {first.message_id}\r\n"
        "Auto-Submitted: auto-replied\r\n\r\nIch bin bis Montag nicht im Haus.\r\n"
    )
    receive(mailbox=firm.service, raw=away.encode(), door="receive")
    work()
    assert first.conversation.messages.filter(automatic=True).exists()
    assert Draft.objects.get().sent_as is not None, "an out-of-office note is no word of theirs"
    acts.log_call(
        conversation=first.conversation, by=firm.ben, text="Sie sagten ab.",
        side=Message.THEM, medium=Message.CALL,
    )  # fmt: skip
    assert Draft.objects.get().handed_back == "they_wrote"
    at("2026-11-09 09:01")
    work()
    assert sink.letters == []


def test_a_colleague_who_answers_first_brings_it_back(
    firm: Firm, at: At, work: Work, sink: Sink
) -> None:
    """osTicket #5533: nobody is locked out by an answer that waits; only one of them leaves."""
    at("2026-11-06 16:00")
    conversation = firm.conversation(FRIENDLY)
    later(conversation, firm.anna, "Am Montag")
    draft = acts.save_draft(
        conversation=conversation, by=firm.ben, text="Schon jetzt", declared=["none"]
    )
    seen = conversation.last_incoming
    acts.reply(draft=draft, by=firm.ben, seen=seen.pk if seen else None)
    at("2026-11-06 16:01")
    work()
    assert len(sink.letters) == 1
    assert Draft.objects.get(by=firm.anna).handed_back == "colleague_wrote"
    conversation.refresh_from_db()
    assert conversation.waiting_since is None, "they have their answer"
    at("2026-11-09 09:01")
    work()
    assert len(sink.letters) == 1


def test_what_its_writer_left_behind_comes_back_to_the_desk(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-06 16:00")
    conversation = firm.conversation(FRIENDLY)
    later(conversation, firm.anna, "Ich gehe, und das war es.")
    depart(colleague=firm.anna, by=firm.eva)
    work()
    page = as_(firm.ben).get(conversation.get_absolute_url()).content.decode()
    assert "Anna has begun an answer" in page
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None
    at("2026-11-09 09:01")
    work()
    assert sink.letters == []
    taken = acts.take_over(draft=Draft.objects.get(), by=firm.ben)
    assert taken.text == "Ich gehe, und das war es."


def test_the_gate_is_asked_again_when_it_leaves(
    firm: Firm, at: At, work: Work, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Missing] = []
    at("2026-11-06 15:00")
    monkeypatch.setattr(gate, "_rules", dict(gate._rules))
    gate.offer(
        Rule("later", frozenset({"send"}), lambda _a, _p: said[0] if said else None, gentle=False)
    )
    version = Version.objects.create(number=1, created_at=clock.now(), gentle_until=clock.now())
    words = dict.fromkeys(("title_en", "title_de", "text_en", "text_de"), "t")
    Clause.objects.create(version=version, number=1, rule="later", level="stop", **words)
    writing._put_in_force(version, firm.eva)
    at("2026-11-06 16:00")
    later(firm.conversation(FRIENDLY), firm.anna)
    said.append(Missing("a promise was broken meanwhile"))
    at("2026-11-09 09:00")
    work()
    assert sink.letters == [] and Draft.objects.get(by=firm.anna).handed_back == "gate"


def test_good_hours_are_hours_of_work(firm: Firm, at: At) -> None:
    def said(moment: str) -> list[str]:
        at(moment)
        return [f"{hour:%a %H:%M}" for hour in proposed_hours()]

    assert said("2026-11-06 10:07")[0] == "Fri 12:15"
    assert len(said("2026-11-06 10:07")) == 3
    friday_evening = said("2026-11-06 19:00")
    assert [one[:3] for one in friday_evening] == ["Mon", "Tue"]
    early = said("2026-11-04 05:00")
    assert [one[:3] for one in early] == ["Wed", "Thu"]

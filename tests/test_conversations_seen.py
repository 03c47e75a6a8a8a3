"""What a person has seen when they answer: nothing unseen is swallowed, nothing seen is refused."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client

from heard.conversations.acts import cautions_of, default_recipients, reply, save_draft
from heard.conversations.models import Conversation, Message
from heard.mail.acts import receive
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm, letter
from tests.sink import Sink, sink_for

pytestmark = pytest.mark.anywhere


@pytest.fixture
def sink(firm: Firm) -> Iterator[Sink]:
    with sink_for(firm.service) as kept:
        yield kept


def comes_late(
    firm: Firm, work: Work, text: str, answers: Message, arrived: datetime, door: str = "imap"
) -> Message:
    """A mail that their server took long before we had it, as after an outage."""
    raw = letter(text, "AW: Angebot", firm.customer, answers.message_id)
    receipt = receive(mailbox=firm.service, raw=raw, door=door, received_at=arrived)
    work()
    return Message.objects.get(raw=receipt.raw)


def seen_on(page: bytes) -> str:
    """What the page's forms say that it has shown."""
    found = set(re.findall(r'name="seen" value="(\d+)"', page.decode()))
    assert len(found) == 1
    return str(found.pop())


def answer(firm: Firm, conversation: Conversation, seen: Message) -> None:
    draft = save_draft(conversation=conversation, by=firm.anna, text="Gern.", declared=["none"])
    reply(draft=draft, by=firm.anna, seen=seen.pk)


def test_a_mail_that_comes_late_waits_though_we_wrote_after_it(
    firm: Firm, at: At, work: Work, sink: Sink
) -> None:
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY, subject="Angebot")
    conversation = first.conversation
    arrived = at("2026-11-03 09:10")
    at("2026-11-03 09:20")
    answer(firm, conversation, first)
    at("2026-11-03 09:21")
    work()
    assert len(sink.letters) == 1
    comes_late(firm, work, "Bitte doch 60 Halter, und dringend!", first, arrived)
    conversation.refresh_from_db()
    assert conversation.waiting_since == arrived


def test_a_mail_that_comes_late_while_the_answer_counts_down_waits_on(
    firm: Firm, at: At, work: Work, sink: Sink
) -> None:
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY, subject="Angebot")
    arrived = at("2026-11-03 08:50")
    at("2026-11-03 09:20")
    answer(firm, first.conversation, first)
    comes_late(firm, work, "Noch eine Frage dazu.", first, arrived)
    at("2026-11-03 09:21")
    work()
    first.conversation.refresh_from_db()
    assert len(sink.letters) == 1 and first.conversation.waiting_since == arrived


@pytest.mark.parametrize("door", ["imap", "import"])
def test_an_older_mail_that_was_filed_later_keeps_no_answer_back(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As, door: str
) -> None:
    arrived = at("2026-11-03 08:30")
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY, subject="Angebot")
    conversation, client = first.conversation, as_(firm.anna)
    before = seen_on(client.get(conversation.get_absolute_url()).content)
    comes_late(firm, work, "Eine Frage von vorhin.", first, arrived, door)
    form = {"text": "Gern, bis Freitag.", "declaring": "1", "declared": "none"}
    where = f"/conversations/{conversation.pk}/send/"
    client.post(where, {**form, "seen": before})
    assert not Message.objects.filter(side=Message.US).exists(), "they have not read it yet"
    now = seen_on(client.get(conversation.get_absolute_url()).content)
    client.post(where, {**form, "seen": now})
    at("2026-11-03 09:01")
    work()
    conversation.refresh_from_db()
    assert len(sink.letters) == 1 and conversation.waiting_since is None


def test_nobody_waits_any_more_spares_what_was_not_seen(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-03 09:00")
    first = firm.mail("Danke, alles bestens!", subject="Angebot")
    conversation, client = first.conversation, as_(firm.anna)
    seen = seen_on(client.get(conversation.get_absolute_url()).content)
    moment = at("2026-11-03 09:05")
    firm.mail("Halt, die Linie steht schon wieder!", answers=first.message_id)
    where = f"/conversations/{conversation.pk}/answered/"
    said = client.post(where, {"seen": seen}, follow=True).content.decode()
    assert "die auf Antwort wartet" in said
    conversation.refresh_from_db()
    assert conversation.waiting_since == moment
    client.post(where, {"seen": seen_on(client.get(conversation.get_absolute_url()).content)})
    conversation.refresh_from_db()
    assert conversation.waiting_since is None


def test_an_answer_goes_to_the_person_not_to_their_machine(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY, subject="Angebot")
    at("2026-11-03 09:05")
    away = letter("Zurzeit nicht im Haus.", "Abwesend", firm.vendor, first.message_id)
    away = b"Auto-Submitted: auto-replied\r\n" + away
    receive(mailbox=firm.service, raw=away, door="smtp", envelope_sender="x@nair.example")
    work()
    conversation = first.conversation
    assert conversation.messages.count() == 2
    assert default_recipients(conversation) == ([firm.customer.address], [])
    draft = save_draft(conversation=conversation, by=firm.anna, text="Gern.", declared=["none"])
    assert [one.code for one in cautions_of(draft)] == []


def test_signing_in_leads_to_the_desk_without_a_word(firm: Firm) -> None:
    """Its library's greeting came in the browser's language, not in the colleague's."""
    said = {"login": firm.anna.email, "password": "quiet-room-2026"}
    page = Client().post("/account/login/", said, follow=True)
    assert page.redirect_chain and "Wartet" in page.content.decode()
    assert "signed in" not in page.content.decode().lower()


@pytest.mark.parametrize(
    "until, said", [("2026-11-03 12:05", "seit 3 h"), ("2026-11-07 09:05", "seit 4 Tagen")]
)
def test_how_long_they_wait_is_said_in_good_german(
    firm: Firm, as_: As, at: At, until: str, said: str
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    at(until)
    page = as_(firm.anna).get(f"/conversation/{conversation.pk}/").content.decode()
    assert f"Die andere Seite wartet {said} auf Antwort." in page

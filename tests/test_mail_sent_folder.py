"""The server's folder of sent mail: a copy once, and the answer to "did it leave?"."""

from collections.abc import Iterator
from email import message_from_bytes
from typing import Any

import pytest

from heard.conversations import acts
from heard.conversations.models import Conversation, Message
from heard.journal import clock
from heard.journal.models import Errand
from heard.mail.acts import change_mailbox
from heard.mail.models import OutgoingMessage
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm
from tests.servers import Dovecot, free_port
from tests.sink import Sink, sink_for

pytestmark = [pytest.mark.anywhere, pytest.mark.slow]  # Dovecot


class WithSpecialUse(Dovecot):
    """It says itself which folder is for what was sent (RFC 6154); its name tells nothing."""

    def _common(self) -> str:
        marked = "mailbox Hinaus {\n special_use = \\Sent\n auto = create\n }"
        return f"{super()._common()}\nnamespace inbox {{\n inbox = yes\n {marked}\n}}\n"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot()
    yield server
    server.stop()


@pytest.fixture
def user(firm: Firm, dovecot: Dovecot, request: pytest.FixtureRequest) -> str:
    """The firm's "Service" mailbox on the server, under a user of this test alone."""
    name = f"{abs(hash(request.node.name))}@firma.example"
    change_mailbox(
        mailbox=firm.service, by=firm.eva, imap_host="127.0.0.1", imap_port=dovecot.port,
        imap_security="none", imap_user=name, imap_password=dovecot.PASSWORD,
    )  # fmt: skip
    firm.service.refresh_from_db()
    return name


@pytest.fixture
def sink(firm: Firm, user: str) -> Iterator[Sink]:
    with sink_for(firm.service) as kept:
        yield kept


def send(conversation: Conversation, firm: Firm) -> Message:
    draft = acts.save_draft(
        conversation=conversation, by=firm.anna, text="Gern.", declared=["none"]
    )
    seen = conversation.last_incoming
    return acts.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)


def lying_in(dovecot: Dovecot, user: str, folder: str) -> list[bytes]:
    client = dovecot.client(user)
    kind, _ = client.select(f'"{folder}"', readonly=True)
    if kind != "OK":
        return []
    _, found = client.search(None, "ALL")
    mails = []
    for number in found[0].split():
        _, said = client.fetch(number, "(FLAGS BODY.PEEK[])")
        mails += [part[0] + part[1] for part in said if isinstance(part, tuple)]
    client.logout()
    return mails


def change(firm: Firm, **fields: Any) -> None:
    change_mailbox(mailbox=firm.service, by=firm.eva, **fields)


def test_a_copy_lies_there_once_and_read(
    firm: Firm, at: At, work: Work, sink: Sink, dovecot: Dovecot, user: str
) -> None:
    at("2026-11-03 09:00")
    send(firm.conversation(FRIENDLY), firm)
    at("2026-11-03 09:01")
    work()
    (copy,) = lying_in(dovecot, user, "Sent")
    assert b"\\Seen" in copy and OutgoingMessage.objects.get().message_id.encode() in copy
    outgoing = OutgoingMessage.objects.get()
    assert outgoing.copied_at
    # The worker died after the copy was put and before that was written down
    OutgoingMessage.objects.update(copied_at=None)
    Errand.objects.filter(reaction__endswith="keep_copy").update(done_at=None)
    work()
    assert len(lying_in(dovecot, user, "Sent")) == 1
    assert OutgoingMessage.objects.get().copied_at


@pytest.mark.parametrize("name", ["Gesendete Objekte", "Sent Items"])
def test_the_folder_that_other_programs_use_is_used(
    firm: Firm, at: At, work: Work, sink: Sink, dovecot: Dovecot, user: str, name: str
) -> None:
    client = dovecot.client(user)
    client.create(f'"{name}"')
    client.logout()
    at("2026-11-03 09:00")
    send(firm.conversation(FRIENDLY), firm)
    at("2026-11-03 09:01")
    work()
    assert len(lying_in(dovecot, user, name)) == 1
    assert lying_in(dovecot, user, "Sent") == []


def test_the_folder_that_the_server_marks_is_used(firm: Firm, at: At, work: Work) -> None:
    server = WithSpecialUse()
    try:
        change(
            firm, imap_host="127.0.0.1", imap_port=server.port, imap_security="none",
            imap_user="marked@firma.example", imap_password=server.PASSWORD,
        )  # fmt: skip
        firm.service.refresh_from_db()
        with sink_for(firm.service):
            at("2026-11-03 09:00")
            send(firm.conversation(FRIENDLY), firm)
            at("2026-11-03 09:01")
            work()
        assert len(lying_in(server, "marked@firma.example", "Hinaus")) == 1
    finally:
        server.stop()


@pytest.mark.parametrize(
    "fields", [{"sent_copy": "server"}, {"sent_copy": "none"}, {"imap_read_only": True}]
)
def test_no_copy_where_none_is_wanted(
    firm: Firm, at: At, work: Work, sink: Sink, dovecot: Dovecot, user: str,
    fields: dict[str, Any],
) -> None:  # fmt: skip
    change(firm, **fields)
    at("2026-11-03 09:00")
    send(firm.conversation(FRIENDLY), firm)
    at("2026-11-03 09:01")
    work()
    assert len(sink.letters) == 1 and lying_in(dovecot, user, "Sent") == []
    assert not Errand.objects.open().exists()


def test_a_server_that_is_away_gets_its_copy_later(
    firm: Firm, at: At, work: Work, sink: Sink, dovecot: Dovecot, user: str
) -> None:
    change(firm, imap_port=free_port())
    at("2026-11-03 09:00")
    message = send(firm.conversation(FRIENDLY), firm)
    at("2026-11-03 09:01")
    work()
    message.refresh_from_db()
    assert message.state == Message.SENT, "the letter has left, copy or not"
    change(firm, imap_port=dovecot.port)
    at("2026-11-03 09:12")
    work()
    assert len(lying_in(dovecot, user, "Sent")) == 1 and len(sink.letters) == 1


def test_found_there_after_a_crash_it_is_known_to_have_left(
    firm: Firm, at: At, work: Work, sink: Sink, dovecot: Dovecot, user: str
) -> None:
    """A worker died between the server's yes and our writing it down; the server files by itself,
    a moment after."""
    change(firm, sent_copy="server")
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    message = send(conversation, firm)
    OutgoingMessage.objects.update(attempted_at=clock.now())
    at("2026-11-03 09:01")
    work()
    outgoing = OutgoingMessage.objects.get()
    assert outgoing.asked_at is None and outgoing.sent_at is None, "it looks once more first"
    dovecot.put(user, bytes(outgoing.mime), folder="Sent")
    at("2026-11-03 09:03")
    work()
    message.refresh_from_db()
    conversation.refresh_from_db()
    assert message.state == Message.SENT and conversation.waiting_since is None
    assert sink.letters == [] and not Errand.objects.open().exists()
    assert len(lying_in(dovecot, user, "Sent")) == 1


def test_a_broken_connection_is_looked_into_then_a_person_is_asked(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    sink.breaks = True
    send(conversation, firm)
    at("2026-11-03 09:01")
    work()
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "sieht im Ordner für Gesendetes" in page
    for minute in range(2, 8):
        at(f"2026-11-03 09:0{minute}")
        work()
    assert OutgoingMessage.objects.get().asked_at and len(sink.letters) == 1
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "kann nicht wissen, ob der Brief ankam" in page


def test_a_letter_of_another_name_proves_nothing(
    firm: Firm, at: At, work: Work, sink: Sink, dovecot: Dovecot, user: str
) -> None:
    at("2026-11-03 09:00")
    send(firm.conversation(FRIENDLY), firm)
    outgoing = OutgoingMessage.objects.get()
    other = message_from_bytes(bytes(outgoing.mime))
    del other["Message-ID"]
    other["Message-ID"] = "<another@firma.example>"
    dovecot.put(user, other.as_bytes(), folder="Sent")
    OutgoingMessage.objects.update(attempted_at=clock.now())
    for minute in range(1, 8):
        at(f"2026-11-03 09:0{minute}")
        work()
    assert OutgoingMessage.objects.get().asked_at


def test_the_setting_stands_on_the_mailbox_page(firm: Firm, user: str, as_: As) -> None:
    page = as_(firm.eva).get(f"/mail/mailbox/{firm.service.pk}/").content.decode()
    assert "Kopie im Ordner für Gesendetes" in page and "Heard legt eine hinein" in page

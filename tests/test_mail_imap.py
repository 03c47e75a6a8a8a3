"""Mailboxes on a real IMAP server: nothing is lost, nothing is marked, no outage is too long."""

import contextlib
import imaplib
import json
import os
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from heard.conversations.models import Conversation, Message
from heard.mail.acts import change_mailbox, look, signed_in, try_fetching_again
from heard.mail.fetching import House
from heard.mail.imap import Folder, Refused, Trouble
from heard.mail.models import Connection, Fetched, RawMessage
from tests.conftest import As, Work
from tests.firm import FRIENDLY, Firm, letter
from tests.house import until
from tests.servers import Dovecot, free_port

pytestmark = pytest.mark.slow  # Dovecot

USER = "service@firma.example"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot()
    yield server
    server.stop()


@pytest.fixture
def fetched(firm: Firm, dovecot: Dovecot, request: pytest.FixtureRequest) -> str:
    """The firm's "Service" mailbox on the server, under a user of this test alone."""
    user = f"{abs(hash(request.node.name))}@firma.example"
    connect(firm, dovecot, imap_user=user)
    return user


def connect(firm: Firm, dovecot: Dovecot, **fields: Any) -> None:
    settled: dict[str, Any] = {
        "imap_host": "127.0.0.1",
        "imap_port": dovecot.port,
        "imap_security": "none",
        "imap_user": USER,
        "imap_password": dovecot.PASSWORD,
    }
    change_mailbox(mailbox=firm.service, by=firm.eva, **{**settled, **fields})
    firm.service.refresh_from_db()


def mails(firm: Firm, count: int, begin: str = "Frage") -> list[bytes]:
    return [letter(FRIENDLY, f"{begin} {n}", firm.customer) for n in range(count)]


def once() -> list[dict[str, object]]:
    out = StringIO()
    call_command("fetch", once=True, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_all_that_is_there_comes_in_and_nothing_is_marked(
    firm: Firm, dovecot: Dovecot, fetched: str, work: Work
) -> None:
    dovecot.put(fetched, *mails(firm, 3))
    assert once() == [{"mailbox": "Service", "on_server": 3, "stored": 3}]
    work()
    assert Conversation.objects.count() == 3
    assert RawMessage.objects.filter(door="imap").count() == 3
    assert not [line for line in dovecot.flags(fetched) if b"Seen" in line]
    assert once()[0]["stored"] == 3 and RawMessage.objects.count() == 3
    row = Connection.objects.get()
    assert row.trouble == "" and row.succeeded_at and row.missing == 0


def test_mail_read_elsewhere_is_fetched_all_the_same(
    firm: Firm, dovecot: Dovecot, fetched: str
) -> None:
    """freescout #3406: what a person had opened in another program was never fetched."""
    dovecot.put(fetched, *mails(firm, 2), flags="\\Seen")
    once()
    assert RawMessage.objects.count() == 2


@pytest.mark.anywhere
def test_an_outage_of_any_length_is_caught_up(
    firm: Firm, dovecot: Dovecot, fetched: str, work: Work
) -> None:
    """chatwoot #10429: an outage longer than a day was never caught up."""
    dovecot.put(fetched, mails(firm, 1)[0])
    once()
    client = dovecot.client(fetched)
    for days, raw in enumerate(mails(firm, 3, "Nach dem Ausfall"), 2):
        client.append("INBOX", "", time.time() - days * 86_400, raw)
    once()
    work()
    assert RawMessage.objects.count() == 4
    waits = Conversation.objects.get(subject="Nach dem Ausfall 2")
    assert waits.waiting_since is not None
    asked = time.time() - waits.waiting_since.timestamp()
    assert round(asked / 86_400) == 4, "since it came to the server"


@pytest.mark.anywhere
def test_one_mail_that_cannot_be_had_stops_no_other(
    firm: Firm, dovecot: Dovecot, fetched: str, as_: As
) -> None:
    """freescout #3654, #186, osTicket #6690: one bad mail stopped the whole mailbox."""
    dovecot.put(fetched, *mails(firm, 3))
    whole = Folder.content

    def but_one(self: Folder, uid: int) -> bytes | None:
        if uid == 2:
            raise Refused
        return whole(self, uid)

    with patch.object(Folder, "content", but_one):
        assert once()[0] == {"mailbox": "Service", "on_server": 3, "stored": 2}
    assert Connection.objects.get().missing == 1
    page = as_(firm.eva).get(f"/mail/mailbox/{firm.service.pk}/").content.decode()
    assert "1 Nachricht" in page
    once()
    assert RawMessage.objects.count() == 2, "not again at once"
    as_(firm.eva).post(f"/mail/mailbox/{firm.service.pk}/again/")
    once()
    assert RawMessage.objects.count() == 3 and Connection.objects.get().missing == 0


@pytest.mark.anywhere
@pytest.mark.parametrize("ends", [imaplib.IMAP4.error, imaplib.IMAP4.abort, TimeoutError])
def test_a_mail_the_server_chokes_on_is_passed(
    firm: Firm, dovecot: Dovecot, fetched: str, ends: type[Exception]
) -> None:
    """Tagged BAD, or a connection that ends at it each time: it was the last mail fetched."""
    dovecot.put(fetched, *mails(firm, 3))
    ask = imaplib.IMAP4.uid

    def chokes(client: imaplib.IMAP4, command: str, *given: str) -> Any:
        if given[0] == "2" and "BODY" in given[1]:
            raise ends("UID command error: BAD [b'internal error']")
        return ask(client, command, *given)

    with patch.object(imaplib.IMAP4, "uid", chokes):
        for _ in range(3):
            with contextlib.suppress(CommandError):
                once()
    assert RawMessage.objects.count() == 2 and Connection.objects.get().missing == 1
    Fetched.objects.update(next_try_at=None)
    once()
    assert RawMessage.objects.count() == 3


def test_a_wire_that_is_cut_once_delays_no_mail(firm: Firm, dovecot: Dovecot, fetched: str) -> None:
    dovecot.put(fetched, *mails(firm, 2))
    cut = Trouble("unreachable")
    with patch.object(Folder, "content", side_effect=cut), pytest.raises(CommandError):
        once()
    assert once()[0] == {"mailbox": "Service", "on_server": 2, "stored": 2}


def test_a_number_counts_as_done_only_when_its_mail_is_stored(
    firm: Firm, dovecot: Dovecot, fetched: str
) -> None:
    """Odoo #58500, uvdesk #488: marked as read though it failed."""
    dovecot.put(fetched, *mails(firm, 2))
    full = OSError(28, "No space left on device")
    with patch("heard.mail.storage.os.fsync", side_effect=full), pytest.raises(CommandError):
        once()
    assert Fetched.objects.count() == 0 and Connection.objects.get().trouble == "disk"
    once()
    assert Fetched.objects.done().count() == RawMessage.objects.count() == 2


@pytest.mark.anywhere
def test_another_numbering_doubles_nothing(firm: Firm, dovecot: Dovecot, fetched: str) -> None:
    dovecot.put(fetched, *mails(firm, 4))
    once()
    before = Connection.objects.get().uid_validity
    dovecot.renumber(fetched)
    dovecot.put(fetched, mails(firm, 1, "Danach")[0])
    assert once()[0]["stored"] == 5
    assert Connection.objects.get().uid_validity != before
    assert RawMessage.objects.count() == 5


def test_what_is_too_large_is_shown_by_its_header(
    firm: Firm, dovecot: Dovecot, fetched: str, work: Work, as_: As
) -> None:
    large = letter("x" * 9000, "Sehr groß", firm.customer)
    dovecot.put(fetched, large, mails(firm, 1)[0])
    with override_settings(HEARD_MESSAGE_LIMIT=5000):
        assert once()[0]["stored"] == 2
    work()
    message = Message.objects.get(subject="Sehr groß")
    assert message.raw and message.raw.header_only and message.contact == firm.customer
    page = as_(firm.anna).get(message.conversation.get_absolute_url()).content.decode()
    assert "zu groß" in page
    assert Conversation.objects.get(subject="Sehr groß").waiting_since


def test_what_was_there_long_before_makes_nobody_wait(
    firm: Firm, dovecot: Dovecot, fetched: str, work: Work
) -> None:
    client = dovecot.client(fetched)
    old, answered, fresh = mails(firm, 3)
    client.append("INBOX", "", time.time() - 90 * 86_400, old)
    client.append("INBOX", "\\Answered", time.time() - 3600, answered)
    client.append("INBOX", "", time.time() - 3600, fresh)
    once()
    work()
    waiting = Conversation.objects.exclude(waiting_since=None)
    assert Conversation.objects.count() == 3
    assert [one.subject for one in waiting] == ["Frage 2"]


def test_another_folder_and_its_name_in_german(firm: Firm, dovecot: Dovecot, fetched: str) -> None:
    client = dovecot.client(fetched)
    client.create('"Auftr&AOQ-ge"')
    client.append('"Auftr&AOQ-ge"', "", None, mails(firm, 1)[0])
    connect(firm, dovecot, imap_user=fetched, imap_folder="Aufträge")
    assert once()[0]["stored"] == 1
    connect(firm, dovecot, imap_user=fetched, imap_folder="Gibtsnicht")
    with pytest.raises(CommandError, match="folder"):
        once()


def test_two_mailboxes_each_with_a_server(firm: Firm, dovecot: Dovecot, work: Work) -> None:
    """frappe #34409: a mail to two own mailboxes was called a duplicate."""
    connect(firm, dovecot, imap_user="zwei-a@firma.example")
    change_mailbox(
        mailbox=firm.purchasing, by=firm.eva, imap_host="127.0.0.1", imap_port=dovecot.port,
        imap_security="none", imap_user="zwei-b@firma.example", imap_password=dovecot.PASSWORD,
    )  # fmt: skip
    raw = mails(firm, 1)[0]
    for user in ("zwei-a@firma.example", "zwei-b@firma.example"):
        dovecot.put(user, raw)
    assert len(once()) == 2
    work()
    assert RawMessage.objects.count() == 2
    assert Conversation.objects.get().filings.count() == 2


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"imap_password": "falsch"}, "Benutzernamen oder das Passwort"),
        ({"imap_port": "1"}, "antwortet nicht"),
        ({"imap_folder": "Nirgends"}, "keinen Ordner"),
        ({"imap_security": "tls", "imap_port": "plain"}, "Verschlüsselung"),
        ({"imap_security": "tls", "imap_port": "tls"}, "Zertifikat"),
        ({"imap_security": "starttls"}, "Zertifikat"),
        ({}, "Es klappt: 2 Nachrichten"),
    ],
)
def test_trying_the_connection_answers_in_plain_words(
    firm: Firm, dovecot: Dovecot, as_: As, wrong: dict[str, str], words: str
) -> None:
    user = "versuch@firma.example"
    client = dovecot.client(user)
    client.select("INBOX")
    while int(client.select("INBOX")[1][0] or 0) < 2:
        client.append("INBOX", "", None, b"Subject: x\r\n\r\nx")
    ports = {"plain": str(dovecot.port), "tls": str(dovecot.tls_port), "1": str(free_port())}
    given = {
        "name": "Service", "address": USER, "smtp_port": "587", "smtp_security": "starttls",
        "imap_host": "127.0.0.1", "imap_port": "plain", "imap_security": "none",
        "imap_user": user, "imap_password": dovecot.PASSWORD, "imap_folder": "INBOX",
        "sign_in": "password", "sent_copy": "heard", "try": "1", **wrong,
    }  # fmt: skip
    given["imap_port"] = ports[given["imap_port"]]
    page = as_(firm.eva).post(f"/mail/mailbox/{firm.service.pk}/", given).content.decode()
    assert words in page
    firm.service.refresh_from_db()
    assert firm.service.imap_host == "", "trying changes nothing"


@pytest.mark.anywhere
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_encrypted_connections_hold_a_trusted_certificate(
    firm: Firm, dovecot: Dovecot, fetched: str, security: str
) -> None:
    port = dovecot.tls_port if security == "tls" else dovecot.port
    connect(firm, dovecot, imap_user=fetched, imap_security=security, imap_port=port)
    dovecot.put(fetched, mails(firm, 1)[0])
    with patch.dict(os.environ, {"SSL_CERT_FILE": str(dovecot.certificate)}):
        assert once()[0]["stored"] == 1
    with pytest.raises(Trouble) as refused:
        look(mailbox=firm.service)
    assert refused.value.kind == "certificate"


@pytest.mark.anywhere
def test_trouble_waits_longer_each_time_and_says_since_when(
    firm: Firm, dovecot: Dovecot, fetched: str, as_: As
) -> None:
    connect(firm, dovecot, imap_user=fetched, imap_port=free_port())
    pauses = []
    for _ in range(3):
        with pytest.raises(Trouble):
            look(mailbox=firm.service)
        row = Connection.objects.get()
        assert row.next_try_at and row.troubled_at
        pauses.append((row.next_try_at - row.troubled_at).total_seconds())
    assert pauses == sorted(pauses) and row.failures == 3
    page = as_(firm.eva).get("/mail/mailboxes/").content.decode()
    assert "antwortet nicht" in page
    connect(firm, dovecot, imap_user=fetched)
    look(mailbox=firm.service)
    assert Connection.objects.get().trouble == ""
    try_fetching_again(mailbox=firm.service)


def test_a_mail_that_came_while_the_others_were_fetched_is_not_slept_over(
    firm: Firm, dovecot: Dovecot, fetched: str
) -> None:
    """The server speaks of it once, beside another answer; waiting for news would be too late."""
    dovecot.put(fetched, *mails(firm, 2))
    with signed_in(firm.service) as folder:
        assert folder.uids() == [1, 2]
        dovecot.put(fetched, *mails(firm, 1, "Inzwischen"))
        assert len(list(folder.listed([1, 2]))) == 2
        began = time.monotonic()
        assert folder.wait(10, lambda: False)
        assert time.monotonic() - began < 5
        assert folder.uids() == [1, 2, 3]
        assert not folder.wait(0.5, lambda: False)


def test_a_mail_the_server_speaks_of_in_one_breath_with_its_yes_is_not_slept_over(
    firm: Firm, dovecot: Dovecot, fetched: str
) -> None:
    dovecot.put(fetched, *mails(firm, 1))
    with signed_in(firm.service) as folder:
        command = folder.box.client._command

        def late(name: str, *arguments: Any) -> Any:
            tag = command(name, *arguments)
            if name == "IDLE":  # what the server says to it is read when a mail has come
                dovecot.put(fetched, *mails(firm, 1, "Gleich danach"))
                time.sleep(2.5)
            return tag

        with patch.object(folder.box.client, "_command", late):
            began = time.monotonic()
            assert folder.wait(20, lambda: False)
            assert time.monotonic() - began < 10
        assert folder.uids() == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_new_mail_comes_within_moments_and_after_an_outage_by_itself(
    firm: Firm, dovecot: Dovecot
) -> None:
    user = "sofort@firma.example"
    connect(firm, dovecot, imap_user=user)
    dovecot.put(user)  # the folder is there before anybody looks into it
    house = House()
    house.look()
    try:
        dovecot.put(user, *mails(firm, 1))
        until(lambda: RawMessage.objects.count() == 1)
        dovecot.put(user, *mails(firm, 1, "Gleich danach"))
        until(lambda: RawMessage.objects.count() == 2, 20)
        dovecot.halt()
        until(lambda: Connection.objects.exclude(trouble="").exists(), 60)
        dovecot.start()
        dovecot.put(user, *mails(firm, 1, "Nach dem Ausfall"))
        until(lambda: RawMessage.objects.count() == 3, 60)
        assert Connection.objects.get().trouble == ""
    finally:
        house.end()


def test_a_password_that_was_tried_is_there_to_be_saved(firm: Firm, as_: As) -> None:
    """What is stored is in no form; what was typed just now stands there again after a try."""
    client, where = as_(firm.eva), f"/mail/mailbox/{firm.service.pk}/"
    form = {
        "name": "Service", "address": "service@firma.example", "sign_in": "password",
        "imap_host": "127.0.0.1", "imap_port": "9", "imap_security": "tls", "imap_user": "service",
        "imap_password": "Quittengelee", "smtp_port": "587", "smtp_security": "starttls",
        "sent_copy": "heard",
    }  # fmt: skip
    page = client.post(where, {**form, "try": "imap"}).content.decode()
    assert "Quittengelee" in page
    client.post(where, form)
    firm.service.refresh_from_db()
    assert firm.service.imap_password == "Quittengelee"
    assert "Quittengelee" not in client.get(where).content.decode()

"""The doors mail comes in through: the bytes are safe first, everything else follows."""

import smtplib
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import Future
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.test import override_settings

from heard.conversations.models import Conversation, Message
from heard.journal.refusal import Refusal
from heard.mail.acts import Delivery, Intake, Receipt, add_mailbox, receive
from heard.mail.collecting import Collector
from heard.mail.management.commands.smtp import open_door
from heard.mail.models import Mailbox, RawMessage
from tests.conftest import As, Work
from tests.firm import FRIENDLY, Firm, letter
from tests.house import until
from tests.servers import certificate, free_port


@pytest.fixture
def door(transactional_db: None, firm: Firm) -> Iterator[Controller]:
    controller = open_door("127.0.0.1", free_port())
    yield controller
    controller.stop()


def hand_in(door: Controller, raw: bytes, to: str = "service@firma.example") -> None:
    with smtplib.SMTP("127.0.0.1", door.port, timeout=10) as client:
        client.sendmail("petra@quandt.example", [to], raw)


@pytest.mark.anywhere
def test_the_smtp_door_stores_before_it_says_yes(firm: Firm, door: Controller, work: Work) -> None:
    raw = letter(FRIENDLY, "Angebot", firm.customer)
    hand_in(door, raw)
    assert RawMessage.objects.get().door == "smtp"
    work()
    assert Message.objects.get().text.startswith("Guten Tag")
    hand_in(door, raw)
    assert RawMessage.objects.count() == 1, "the same mail again is one"


def test_unknown_recipients_and_large_mails_are_refused_in_words(
    firm: Firm, door: Controller
) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        hand_in(door, b"Subject: x\r\n\r\nx", to="niemand@firma.example")
    assert refused.value.recipients["niemand@firma.example"][0] == 550
    with override_settings(HEARD_MESSAGE_LIMIT=2000):
        small = open_door("127.0.0.1", free_port())
        try:
            with pytest.raises(smtplib.SMTPResponseException) as large:
                hand_in(small, b"Subject: x\r\n\r\n" + b"x" * 5000)
        finally:
            small.stop()
    assert large.value.smtp_code == 552
    assert RawMessage.objects.count() == 0


def test_a_full_disk_says_later_and_loses_nothing(firm: Firm, door: Controller) -> None:
    full = OSError(28, "No space left on device")
    with (
        patch("heard.mail.storage.os.fsync", side_effect=full),
        pytest.raises(smtplib.SMTPDataError) as later,
    ):
        hand_in(door, letter(FRIENDLY, "Angebot", firm.customer))
    assert later.value.smtp_code == 451 and RawMessage.objects.count() == 0


@pytest.mark.anywhere
@pytest.mark.slow
def test_a_sender_who_hangs_up_stops_nobody_behind(firm: Firm, door: Controller) -> None:
    handed_on, go_on = threading.Semaphore(0), threading.Event()
    keep, keep_files = Collector.keep, Intake.keep_files

    def handed(self: Collector, deliveries: list[Delivery]) -> Future[list[Receipt]]:
        try:
            return keep(self, deliveries)
        finally:
            handed_on.release()

    def slow(self: Intake) -> None:
        go_on.wait(10)
        keep_files(self)

    first, second, third = [letter(FRIENDLY, f"Frage {n}", firm.customer) for n in range(3)]
    with patch.object(Intake, "keep_files", slow), patch.object(Collector, "keep", handed):
        for raw in (first, second):  # one leaves while it is stored, one while it waits
            client = smtplib.SMTP("127.0.0.1", door.port, timeout=10)
            client.ehlo()
            client.mail("petra@quandt.example")
            client.rcpt("service@firma.example")
            client.putcmd("data")
            assert client.getreply()[0] == 354
            client.send(raw.replace(b"\n", b"\r\n") + b".\r\n")
            assert handed_on.acquire(timeout=10)
            client.close()
        time.sleep(0.3)  # so that the door notices
        go_on.set()
        hand_in(door, third)
        until(lambda: RawMessage.objects.count() == 3)  # two write: the third may overtake


def pipe(mailbox: str, raw: bytes) -> None:
    with patch("sys.stdin", TextIOWrapper(BytesIO(raw))):
        call_command("receive", mailbox=mailbox)


def test_the_pipe_takes_a_mail_and_shows_it_at_once(firm: Firm) -> None:
    pipe("Service", letter(FRIENDLY, "Angebot", firm.customer))
    assert Conversation.objects.get().subject == "Angebot"


def test_the_pipe_refuses_in_one_sentence(firm: Firm) -> None:
    for mailbox, raw in [("Unbekannt", b"Subject: x\n\nx"), ("Service", b"  \n")]:
        with pytest.raises(CommandError) as refused:
            pipe(mailbox, raw)
        assert str(refused.value).count("\n") == 0
    with override_settings(HEARD_MESSAGE_LIMIT=100), pytest.raises(CommandError, match="larger"):
        pipe("Service", b"Subject: x\n\n" + b"x" * 200)
    assert RawMessage.objects.count() == 0


def test_what_cannot_be_read_is_a_visible_conversation(firm: Firm, as_: As, work: Work) -> None:
    receive(mailbox=firm.service, raw=b"\x00\x01\x02 nothing like a mail \xff", door="smtp")
    work()
    conversation = Conversation.objects.get()
    assert conversation.trouble
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "ließ sich nicht lesen" in page and "/original/" in page
    message = conversation.messages.get()
    original = as_(firm.anna).get(f"/conversations/message/{message.pk}/original/")
    assert b"nothing like a mail" in original.getvalue()


@pytest.mark.anywhere
def test_the_same_mail_to_two_mailboxes_is_one_conversation_seen_in_both(
    firm: Firm, work: Work
) -> None:
    raw = letter(FRIENDLY, "An beide", firm.customer)
    receive(mailbox=firm.service, raw=raw, door="smtp")
    receive(mailbox=firm.purchasing, raw=raw, door="smtp")
    work()
    conversation = Conversation.objects.get()
    assert conversation.filings.count() == 2 and conversation.messages.count() == 1


@pytest.mark.anywhere
def test_html_is_cleaned_and_fetches_nothing(firm: Firm, as_: As, work: Work) -> None:
    raw = (
        b"From: x <x@weit.example>\r\nSubject: bunt\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n\r\n"
        b"<p onclick=alert(1)>Hallo<script>alert(2)</script>"
        b'<img src="https://spy.example/pixel.gif"></p>'
    )
    receive(mailbox=firm.service, raw=raw, door="smtp")
    work()
    message = Message.objects.get()
    frame = as_(firm.anna).get(f"/conversations/message/{message.pk}/letter/")
    body = frame.content.decode()
    assert "Hallo" in body and "script" not in body and "spy.example" not in body
    assert "onclick" not in body and "sandbox" in frame["Content-Security-Policy"]
    assert message.blocked == 1


def test_mailboxes_have_one_name_and_their_secrets_are_encrypted(firm: Firm) -> None:
    with pytest.raises(Refusal):
        add_mailbox(name="Service", by="machine:test")
    with pytest.raises(Refusal):
        add_mailbox(name="Anders", by="machine:test", address="keine adresse")
    box = add_mailbox(name="Geheim", by="machine:test", smtp_password="Quittengelee")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT smtp_password FROM mail_mailbox WHERE id = %s", [box.pk])
        assert "Quittengelee" not in cursor.fetchone()[0]
    assert Mailbox.objects.get(pk=box.pk).smtp_password == "Quittengelee"


@pytest.fixture
def lmtp(transactional_db: None, firm: Firm) -> Iterator[Controller]:
    controller = open_door("127.0.0.1", free_port(), lmtp=True)
    yield controller
    controller.stop()


def test_over_lmtp_each_recipient_has_an_answer(firm: Firm, lmtp: Controller) -> None:
    client = smtplib.LMTP("127.0.0.1", lmtp.port)
    client.ehlo("mx.firma.example")
    assert client.mail("petra@quandt.example")[0] == 250
    local = ("service", "niemand", "einkauf")
    codes = [client.rcpt(f"{one}@firma.example")[0] for one in local]
    assert codes == [250, 550, 250]
    really = Intake.keep_files

    def not_for_service(self: Intake) -> None:
        if any(one.mailbox == firm.service for one in self.deliveries):
            raise OSError(28, "No space left on device")
        really(self)

    with patch.object(Intake, "keep_files", not_for_service):
        client.putcmd("data")
        assert client.getreply()[0] == 354
        client.send(letter(FRIENDLY, "An beide", firm.customer).replace(b"\n", b"\r\n") + b".\r\n")
        answers = [client.getreply()[0] for _ in range(2)]
    assert answers == [451, 250]
    assert [one.mailbox for one in RawMessage.objects.all()] == [firm.purchasing]
    assert client.docmd("HELO x")[0] == 500
    client.quit()


def test_over_lmtp_each_recipient_hears_that_a_mail_is_too_large(
    transactional_db: None, firm: Firm
) -> None:
    with override_settings(HEARD_MESSAGE_LIMIT=2000):
        controller = open_door("127.0.0.1", free_port(), lmtp=True)
        try:
            client = smtplib.LMTP("127.0.0.1", controller.port, timeout=10)
            client.ehlo("mx.firma.example")
            client.mail("petra@quandt.example")
            for one in ("service", "einkauf"):
                client.rcpt(f"{one}@firma.example")
            client.putcmd("data")
            assert client.getreply()[0] == 354
            client.send(b"Subject: x\r\n\r\n" + b"x" * 5000 + b"\r\n.\r\n")
            assert [client.getreply()[0] for _ in range(2)] == [552, 552]
            client.quit()
        finally:
            controller.stop()


def test_many_names_of_one_mailbox_are_one_mail(firm: Firm, door: Controller) -> None:
    """Each recipient has its answer, and nothing is begun that nobody waits for."""
    raw = letter(FRIENDLY, "Oft", firm.customer)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        with smtplib.SMTP("127.0.0.1", door.port, timeout=10) as client:
            client.sendmail("petra@quandt.example", ["service@firma.example"] * 50, raw)
    assert RawMessage.objects.count() == 1
    assert not [one for one in said if "never awaited" in str(one.message)]


def test_the_door_says_the_size_before_and_after(firm: Firm) -> None:
    with override_settings(HEARD_MESSAGE_LIMIT=2000):
        small = open_door("127.0.0.1", free_port())
    try:
        with smtplib.SMTP("127.0.0.1", small.port) as client:
            client.ehlo()
            assert client.esmtp_features["size"] == "2000"
            assert client.mail("petra@quandt.example", ["SIZE=5000"])[0] == 552
    finally:
        small.stop()


def test_a_report_without_sender_and_a_very_long_line_come_in(
    firm: Firm, door: Controller, work: Work
) -> None:
    raw = letter(FRIENDLY, "Lange Zeile", firm.customer).replace(b"Viele", b"x" * 30_000 + b"Viele")
    with smtplib.SMTP("127.0.0.1", door.port) as client:
        client.ehlo()
        assert client.docmd("MAIL FROM:<>")[0] == 250
        assert client.rcpt("service@firma.example")[0] == 250
        assert client.data(raw)[0] == 250
    stored = RawMessage.objects.get()
    assert stored.envelope_sender == ""
    work()
    message = Message.objects.get()
    assert message.automatic and message.conversation.waiting_since is None


@pytest.mark.anywhere
@pytest.mark.parametrize("security", ["starttls", "required", "tls"])
def test_the_door_speaks_tls_with_the_certificate_of_the_house(
    firm: Firm, transactional_db: None, tmp_path: Path, security: str
) -> None:
    certified, key = certificate(tmp_path)
    with override_settings(
        HEARD_SMTP_DOOR_TLS=security,
        HEARD_SMTP_DOOR_CERTIFICATE=str(certified),
        HEARD_SMTP_DOOR_KEY=str(key),
    ):
        controller = open_door("127.0.0.1", free_port())
    trust = ssl.create_default_context(cafile=str(certified))
    raw = letter(FRIENDLY, "Verschlüsselt", firm.customer)
    try:
        client: smtplib.SMTP
        if security == "tls":
            client = smtplib.SMTP_SSL("127.0.0.1", controller.port, context=trust)
        else:
            client = smtplib.SMTP("127.0.0.1", controller.port)
            if security == "required":
                client.ehlo()
                assert client.mail("petra@quandt.example")[0] == 530
            client.starttls(context=trust)
        client.sendmail("petra@quandt.example", ["service@firma.example"], raw)
        client.quit()
    finally:
        controller.stop()
    assert RawMessage.objects.count() == 1


def test_a_mail_without_a_name_of_its_own_is_one_however_often_it_comes(
    firm: Firm, work: Work
) -> None:
    """Chatwoot's fetch dropped mail without a Message-ID silently."""
    raw = b"From: petra@quandt.example\r\nSubject: Ohne Namen\r\n\r\nBitte um R\xfcckruf.\r\n"
    for _ in range(2):
        receive(mailbox=firm.service, raw=raw, door="smtp", envelope_sender="petra@quandt.example")
    other = raw.replace(b"Bitte", b"Dringend bitte")
    receive(mailbox=firm.service, raw=other, door="smtp", envelope_sender="petra@quandt.example")
    work()
    names = set(Message.objects.values_list("message_id", flat=True))
    assert len(names) == 2 and all(name.endswith("@made.heard.invalid>") for name in names)


def test_an_answer_from_apple_mail_finds_its_conversation(firm: Firm) -> None:
    """libredesk #176: replies from Apple Mail, which name only the nearest mail, began anew."""
    first = firm.mail(FRIENDLY)
    text = f"Danke!\n\n> Am 02.11.2026 um 09:15 schrieb Service:\n> \n> {FRIENDLY[:20]}\n"
    second = firm.mail(text, subject="Aw: Dritte Lieferung", answers=first.message_id)
    assert second.conversation == first.conversation and "schrieb" not in second.text

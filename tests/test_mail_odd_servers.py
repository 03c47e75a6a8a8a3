"""Servers, names and hours that are unusual and allowed."""

import asyncio
import os
import runpy
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from authlib.common.errors import AuthlibBaseError
from django.core.management import CommandError
from django.test import override_settings

from heard.conversations import acts, threading
from heard.journal import clock
from heard.mail import server
from heard.mail.acts import NoConsent, access_token, consent, posting
from heard.mail.detect import walk
from heard.mail.imap import Trouble
from heard.mail.management.commands.smtp import mailbox_for
from heard.mail.models import ColleagueLetter, Consent, OutgoingMessage
from heard.mail.parsing.bounces import BounceReport
from tests.conftest import At, Work
from tests.firm import FRIENDLY, Firm, letter
from tests.servers import free_port
from tests.sink import Sink, sink_for
from tests.test_mail_doors import pipe

pytestmark = pytest.mark.anywhere

MIME = b"Subject: x\r\n\r\nx\r\n"


def deliver(asked: server.Server) -> server.Answer:
    return server.deliver(asked, sender="a@firma.example", recipients=["b@x.example"], mime=MIME)


class Slow(Sink):
    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(1.5)
        return await super().handle_DATA(server, session, envelope)


@pytest.mark.slow
def test_a_server_may_think_about_a_letter_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 5321, 4.5.3.2.6: ten minutes, while a letter is looked through."""
    monkeypatch.setattr(server, "TIMEOUT", 0.7)
    controller = Controller(Slow(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        answer = deliver(server.Server("127.0.0.1", controller.port, "none"))
    finally:
        controller.stop()
    assert answer.kind == "sent"


def test_a_name_that_is_none_and_a_password_with_umlauts() -> None:
    assert deliver(server.Server("smtp..firma.example", 25, "none")).cause == "unreachable"
    known: list[Any] = []

    def look(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: Any) -> Any:
        known.append(said.password)
        return AuthResult(success=True)

    controller = Controller(
        Sink(), hostname="127.0.0.1", port=free_port(), authenticator=look, auth_require_tls=False
    )
    controller.start()
    try:
        answer = deliver(server.Server("127.0.0.1", controller.port, "none", "anna", "Gänsefüße"))
    finally:
        controller.stop()
    assert answer.kind == "sent" and known == ["Gänsefüße".encode()]


def test_a_letter_to_colleagues_that_may_have_left_is_not_sent_again(firm: Firm) -> None:
    asked: list[bool] = []

    class Uncertain:
        def deliver(self, *, patient: bool = True, **_: Any) -> server.Answer:
            asked.append(patient)
            return server.Answer("uncertain", "x")

    kept = ColleagueLetter.objects.create(
        recipients=["anna@firma.example"], mime=MIME, created_at=clock.now()
    )
    with patch.object(posting, "way_of_the_house", Uncertain):
        posting.post_to_colleagues(letter=kept, sender="heard@firma.example")
        posting.post_to_colleagues(letter=kept, sender="heard@firma.example")
    assert asked == [False], "one who is refused keeps it from nobody, and it goes once"


def test_a_mailbox_may_have_a_plus_of_its_own(firm: Firm) -> None:
    firm.service.address = "team+de@firma.example"
    firm.service.save()
    assert mailbox_for("Team+de@firma.example") == firm.service
    assert mailbox_for("team+de+r12@firma.example") == firm.service
    assert mailbox_for("team@firma.example") is None


def test_the_pipe_tells_a_mail_server_when_to_keep_the_mail(firm: Firm) -> None:
    raw = letter(FRIENDLY, "Angebot", firm.customer)
    full = OSError(28, "No space left on device")
    with (
        patch("heard.mail.storage.os.fsync", side_effect=full),
        pytest.raises(CommandError) as later,
    ):
        pipe("Service", raw)
    assert later.value.returncode == os.EX_TEMPFAIL
    with pytest.raises(CommandError) as nobody:
        pipe("Unbekannt", raw)
    assert nobody.value.returncode == os.EX_NOUSER


def test_a_report_without_a_name_finds_the_letter_by_its_address(
    firm: Firm, at: At, work: Work
) -> None:
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY)
    draft = acts.save_draft(
        conversation=first.conversation, by=firm.anna, text="Gern.", declared=["none"],
        to=["Peter@Quandt.example"],
    )  # fmt: skip
    acts.reply(draft=draft, by=firm.anna, seen=first.pk)
    at("2026-11-03 09:01")
    work()
    at("2026-11-03 09:02")
    raw = firm.mail("Unzustellbar", subject="Bericht").raw
    report = BounceReport(("peter@quandt.example",), True, "", "5.1.1", "unknown")
    assert raw is not None
    found = threading.outgoing_of(report, raw)
    assert found == OutgoingMessage.objects.get()
    assert found is not None and "mime" in found.get_deferred_fields()


def test_libraries_say_no_more_when_heard_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """aiosmtpd writes every line of a mail where it may."""
    monkeypatch.setenv("HEARD_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("HEARD_DATA", str(tmp_path))
    made = runpy.run_path(str(Path(server.__file__).parents[1] / "config" / "settings.py"))
    assert made["LOGGING"]["loggers"] == {"heard": {"level": "DEBUG"}}
    assert made["LOGGING"]["root"]["level"] == "WARNING"


def test_a_domain_with_an_umlaut_is_written_to(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY)
    draft = acts.save_draft(
        conversation=first.conversation, by=firm.anna, text="Gern.", declared=["none"],
        to=["info@müller.example"],
    )  # fmt: skip
    with sink_for(firm.service) as sink:
        read = [one.code for one in acts.cautions_of(draft)]
        acts.reply(draft=draft, by=firm.anna, seen=first.pk, heeded=read)
        at("2026-11-03 09:01")
        work()
    assert sink.envelopes == [["info@xn--mller-kva.example"]]
    assert sink.read()["To"] == "info@xn--mller-kva.example"


def test_a_mailbox_with_an_umlaut_knows_its_own_letters(firm: Firm, at: At, work: Work) -> None:
    """Bounces and the Sent folder name a letter as it left, so it is kept under that name."""
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY)
    firm.service.address = "info@müller.example"
    firm.service.save()
    draft = acts.save_draft(
        conversation=first.conversation, by=firm.anna, text="Gern.", declared=["none"]
    )
    with sink_for(firm.service) as sink:
        message = acts.reply(draft=draft, by=firm.anna, seen=first.pk)
        at("2026-11-03 09:01")
        work()
    assert sink.read()["Message-ID"] == message.message_id
    assert message.message_id.endswith("@xn--mller-kva.example>")


def test_a_sentence_that_begins_with_from_does_not_cut_a_mail(tmp_path: Path) -> None:
    box = (
        b"From x Mon Nov  2 09:00:00 2026\nSubject: one\n\nHello\n\n"
        b"From my point of view it is fine.\n\nBye\n\n"
        b"From y Mon Nov  2 09:01:00 2026\nSubject: two\n\nx\n"
    )
    (tmp_path / "box").write_bytes(box)
    one, two = (found.raw or b"" for found in walk(tmp_path))
    assert b"From my point of view it is fine." in one and b"Bye" in one
    assert two.startswith(b"Subject: two")


def allowed(firm: Firm) -> Consent:
    firm.service.sign_in = "own"
    firm.service.save()
    return Consent.objects.create(
        mailbox=firm.service, provider="own", access_token="a1", refresh_token="r1",
        given_by=firm.eva, given_at=clock.now(),
    )  # fmt: skip


def test_leave_that_cannot_be_read_is_not_thrown_away(firm: Firm) -> None:
    given = allowed(firm)
    with override_settings(SECRET_KEY="another one"), pytest.raises(Trouble) as trouble:
        access_token(firm.service)
    assert not isinstance(trouble.value, NoConsent)
    given.refresh_from_db()
    assert given.withdrawn_at is None and given.refresh_token == "r1"


def test_who_asks_second_for_a_new_token_takes_what_the_first_got(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = allowed(firm)

    class Rotating:
        def __enter__(self) -> "Rotating":
            return self

        def __exit__(self, *_: object) -> None: ...

        def refresh_token(self, *_: object, **__: object) -> None:
            now = Consent.objects.get(pk=given.pk)  # another process was quicker
            now.access_token, now.refresh_token = "a2", "r2"
            now.save()
            raise AuthlibBaseError("invalid_grant")

    monkeypatch.setattr(consent, "_session", lambda *_: Rotating())
    known = dict.fromkeys(
        ("authorize_url", "token_url", "client_id", "client_secret", "scope"), "https://x.example"
    )
    with override_settings(HEARD_OAUTH={"own": {**known, "extra": {}}}):
        assert access_token(firm.service, fresh=True) == "a2"
    given.refresh_from_db()
    assert given.withdrawn_at is None and given.refresh_token == "r2"

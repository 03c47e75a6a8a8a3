"""Signing in to the server that sends: with a token, over an encrypted line, and saying why not."""

import base64
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from heard.conversations import acts
from heard.conversations.models import Message
from heard.journal import clock
from heard.mail.models import Consent, OutgoingMessage
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm
from tests.servers import certificate, free_port
from tests.sink import Sink

pytestmark = pytest.mark.anywhere


class Careful(Sink):
    """Takes letters from those only who sign in with a token that is good now."""

    def __init__(self) -> None:
        super().__init__()
        self.good = "token-1"
        self.signed_in_as: list[str] = []

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802  # aiosmtpd's name
        said = base64.b64decode(args[1]).decode()
        user, auth = said.strip("\x01").split("\x01")
        if auth != f"auth=Bearer {self.good}":
            why = base64.b64encode(json.dumps({"status": "401"}).encode()).decode()
            await server.push(f"334 {why}")
            assert await server._reader.readline() == b"\r\n", "the reason is answered with nothing"
            return AuthResult(success=False, handled=False)
        self.signed_in_as.append(user.removeprefix("user="))
        return AuthResult(success=True)


class Tokens(ThreadingHTTPServer):
    """The provider's counter where a refresh token is changed for an access token."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.next, self.error, self.asked = "token-1", "", 0


class Counter(BaseHTTPRequestHandler):
    server: Tokens

    def do_POST(self) -> None:  # the library's name
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        answer: dict[str, Any] = {"error": self.server.error} if self.server.error else {
            "access_token": self.server.next, "token_type": "Bearer", "expires_in": 3600,
        }  # fmt: skip
        said = json.dumps(answer).encode()
        self.send_response(400 if self.server.error else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def tokens(settings: Any) -> Iterator[Tokens]:
    with Tokens() as kept:
        where = f"http://127.0.0.1:{kept.server_address[1]}"
        settings.HEARD_OAUTH = {
            "own": {
                "authorize_url": where, "token_url": where, "client_id": "heard",
                "client_secret": "s", "scope": "smtp", "extra": {},
            }
        }  # fmt: skip
        threading.Thread(target=kept.serve_forever, args=[0.02], daemon=True).start()
        yield kept
        kept.shutdown()


@contextmanager
def serving(firm: Firm, sink: Sink, **more: Any) -> Iterator[int]:
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port, **more)
    controller.start()
    firm.service.smtp_host, firm.service.smtp_port = "127.0.0.1", port
    firm.service.smtp_security = "none"
    firm.service.save()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def careful(firm: Firm, tokens: Tokens) -> Iterator[Careful]:
    sink = Careful()
    more = {"auth_required": True, "auth_require_tls": False}
    with serving(firm, sink, **more):
        firm.service.sign_in = "own"
        firm.service.save()
        Consent.objects.create(
            mailbox=firm.service, provider="own", access_token="token-1", refresh_token="r",
            expires_at=clock.now() + timedelta(days=365), given_by=firm.eva, given_at=clock.now(),
        )  # fmt: skip
        yield sink


def send(firm: Firm, at: At, work: Work) -> Message:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    draft = acts.save_draft(
        conversation=conversation, by=firm.anna, text="Gern.", declared=["none"]
    )
    seen = conversation.last_incoming
    message = acts.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 09:01")
    work()
    message.refresh_from_db()
    return message


def shown(message: Message, firm: Firm, as_: As) -> str:
    page = as_(firm.anna).get(message.conversation.get_absolute_url())
    return page.content.decode()


def test_it_signs_in_with_a_token(
    firm: Firm, at: At, work: Work, careful: Careful, tokens: Tokens
) -> None:
    assert send(firm, at, work).state == Message.SENT
    assert careful.signed_in_as == ["service@firma.example"] and tokens.asked == 0


def test_a_token_that_is_refused_is_refreshed_once(
    firm: Firm, at: At, work: Work, careful: Careful, tokens: Tokens
) -> None:
    careful.good = tokens.next = "token-2"
    assert send(firm, at, work).state == Message.SENT
    assert tokens.asked == 1 and Consent.objects.get().access_token == "token-2"


def test_refused_for_good_it_waits_and_says_so(
    firm: Firm, at: At, work: Work, careful: Careful, tokens: Tokens, as_: As
) -> None:
    careful.good = "another house's"
    message = send(firm, at, work)
    outgoing = OutgoingMessage.objects.get()
    assert outgoing.next_try_at and outgoing.cause == "sign_in" and careful.letters == []
    assert "hat unsere Anmeldung nicht angenommen" in shown(message, firm, as_)


def test_a_consent_that_was_withdrawn_is_said_and_nothing_is_lost(
    firm: Firm, at: At, work: Work, careful: Careful, tokens: Tokens, as_: As
) -> None:
    careful.good, tokens.error = "token-2", "invalid_grant"
    message = send(firm, at, work)
    assert "Die Erlaubnis zur Anmeldung an unserem Mailserver fehlt" in shown(message, firm, as_)
    assert Consent.objects.get().withdrawn_at
    Consent.objects.update(withdrawn_at=None, access_token="token-2", refresh_token="r")
    at("2026-11-03 09:30")
    work()
    assert len(careful.letters) == 1


@pytest.fixture
def secured(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    made, key = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    return context, made


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_over_an_encrypted_line(
    firm: Firm, at: At, work: Work, secured: tuple[ssl.SSLContext, Path], security: str,
    monkeypatch: pytest.MonkeyPatch, as_: As,
) -> None:  # fmt: skip
    """To a server that proves who it is, and to nobody else."""
    context, made = secured
    sink = Sink()
    more = (
        {"tls_context": context, "require_starttls": True}
        if security == "starttls"
        else {"ssl_context": context}
    )
    with serving(firm, sink, **more):
        firm.service.smtp_security = security
        firm.service.save()
        message = send(firm, at, work)
        assert sink.letters == [] and OutgoingMessage.objects.get().cause == "certificate"
        assert "konnte sich nicht ausweisen" in shown(message, firm, as_)
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
        at("2026-11-03 09:10")
        work()
        assert len(sink.letters) == 1


@pytest.mark.slow
def test_a_server_that_hangs_is_left_after_a_while(
    firm: Firm, at: At, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr("heard.mail.server.TIMEOUT", 1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        firm.service.smtp_host, firm.service.smtp_port = "127.0.0.1", silent.getsockname()[1]
        firm.service.smtp_security = "none"
        firm.service.save()
        began = time.monotonic()
        send(firm, at, work)
        assert time.monotonic() - began < 20
    outgoing = OutgoingMessage.objects.get()
    assert outgoing.next_try_at and outgoing.cause == "unreachable"

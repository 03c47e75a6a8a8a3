"""Letters through a delivery service over HTTP: the same door, the same four ways it can end."""

import json
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heard.conversations import acts
from heard.conversations.models import Draft, Message
from heard.mail.models import OutgoingMessage
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm
from tests.servers import free_port

pytestmark = pytest.mark.anywhere

Answer = Callable[[dict[str, Any]], tuple[int, Any]]


class Desk(ThreadingHTTPServer):
    """A service's counter: keeps what it was asked, answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.asked: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.status, self.answer = 200, {"ErrorCode": 0, "Message": "OK", "MessageID": "x-1"}
        self.hangs_up = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Counter(BaseHTTPRequestHandler):
    server: Desk

    def do_POST(self) -> None:  # the library's name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.raw.append(body)
        if self.headers["Content-Type"].startswith("application/json"):
            self.server.asked.append(
                {**json.loads(body), "token": self.headers.get("X-Postmark-Server-Token")}
            )
        if self.server.hangs_up:
            self.connection.close()
            return
        answer = self.server.answer
        if self.server.status == 200 and isinstance(answer, dict) and "MessageID" in answer:
            answer = {**answer, "To": self.server.asked[-1]["To"]}
        said = json.dumps(answer).encode() if not isinstance(answer, bytes) else answer
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def desk(settings: Any) -> Iterator[Desk]:
    with Desk() as kept:
        settings.HEARD_SERVICE, settings.HEARD_SERVICE_KEY = "postmark", "the-token"
        settings.HEARD_SERVICE_URL = kept.url
        thread = threading.Thread(target=kept.serve_forever, args=[0.02], daemon=True)
        thread.start()
        yield kept
        kept.shutdown()


def send(firm: Firm, at: At, work: Work) -> Message:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY, subject="Angebot")
    draft = acts.save_draft(
        conversation=conversation, by=firm.anna, text="Gern, anbei.", declared=["none"],
        cc=["lager@quandt.example"], bcc=["akte@firma.example"],
    )  # fmt: skip
    acts.enclose(
        draft=draft, by=firm.anna, name="Angebot Ü.pdf", content_type="application/pdf",
        file=SimpleUploadedFile("x.pdf", b"%PDF 1"),
    )  # fmt: skip
    seen = conversation.last_incoming
    message = acts.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 09:01")
    work()
    message.refresh_from_db()
    return message


def test_the_frozen_letter_is_what_the_service_gets(
    firm: Firm, at: At, work: Work, desk: Desk
) -> None:
    message = send(firm, at, work)
    assert message.state == Message.SENT
    (asked,) = desk.asked
    frozen = message_from_bytes(bytes(OutgoingMessage.objects.get().mime), policy=default)
    assert asked["token"] == "the-token"
    assert firm.customer.address in asked["To"] and asked["Cc"] == "lager@quandt.example"
    assert asked["Bcc"] == "akte@firma.example"
    assert asked["Subject"] == "Re: Angebot" and "Gern, anbei." in asked["TextBody"]
    assert "<p>Gern, anbei.</p>" in asked["HtmlBody"]
    headers = {one["Name"]: one["Value"] for one in asked["Headers"]}
    assert headers["Message-ID"] == frozen["Message-ID"] == message.message_id
    assert headers["In-Reply-To"] == frozen["In-Reply-To"]
    assert headers["X-Heard-Loop"] and "+r" in asked["ReplyTo"]
    (file,) = asked["Attachments"]
    assert file["Name"] == "Angebot Ü.pdf" and file["ContentType"] == "application/pdf"
    work()
    assert len(desk.asked) == 1


def test_a_domain_with_an_umlaut_gets_it_once(firm: Firm, at: At, work: Work, desk: Desk) -> None:
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY)
    draft = acts.save_draft(
        conversation=first.conversation, by=firm.anna, text="Gern.", declared=["none"],
        to=["info@müller.example"],
    )  # fmt: skip
    read = [one.code for one in acts.cautions_of(draft)]
    acts.reply(draft=draft, by=firm.anna, seen=first.pk, heeded=read)
    at("2026-11-03 09:01")
    work()
    (asked,) = desk.asked
    assert asked["To"] == "info@xn--mller-kva.example" and not asked.get("Bcc")


def test_a_form_instead_of_json(firm: Firm, at: At, work: Work, desk: Desk, settings: Any) -> None:
    """Mailgun takes forms; its sender's domain stands in the address."""
    settings.HEARD_SERVICE, settings.HEARD_SERVICE_DOMAIN = "mailgun", "firma.example"
    desk.answer = {"id": "<20261103.1@firma.example>", "message": "Queued. Thank you."}
    message = send(firm, at, work)
    assert message.state == Message.SENT
    assert b"Gern, anbei." in desk.raw[0] and b"akte@firma.example" in desk.raw[0]


@pytest.mark.parametrize(
    "status, answer, fate",
    [
        (401, {"ErrorCode": 10, "Message": "Bad token"}, "later"),
        (429, {"Message": "Slow down"}, "later"),
        (503, {"Message": "Maintenance"}, "later"),
        (413, {"Message": "Payload too large"}, "refused"),
        (400, {"ErrorCode": 300, "Message": "Invalid email request"}, "refused"),
        (422, {"ErrorCode": 406, "Message": "You tried to send to recipients that have been "
               "marked as inactive. Found inactive addresses: peter@quandt.example. Inactive "
               "recipients are ones that have generated a hard bounce."}, "refused"),
        (500, {"Message": "Oops"}, "uncertain"),
        (504, b"<html>gateway timeout</html>", "uncertain"),
        (200, b"<html>not what was agreed</html>", "uncertain"),
    ],
)  # fmt: skip
def test_every_answer_is_told_in_four_words(
    firm: Firm, at: At, work: Work, desk: Desk, status: int, answer: Any, fate: str
) -> None:
    desk.status, desk.answer = status, answer
    message = send(firm, at, work)
    outgoing = OutgoingMessage.objects.get()
    told = {
        "later": bool(outgoing.next_try_at),
        "refused": bool(outgoing.failed_at),
        "uncertain": bool(outgoing.asked_at),
    }
    assert told == {name: name == fate for name in told}
    assert outgoing.sent_at is None and len(desk.raw) == 1
    if fate == "refused":
        assert message.state == Message.FAILED
        assert Draft.objects.get().handed_back == "refused"


def test_later_is_tried_again_and_arrives_once(firm: Firm, at: At, work: Work, desk: Desk) -> None:
    answer, desk.status, desk.answer = desk.answer, 503, {"Message": "Maintenance"}
    send(firm, at, work)
    desk.status, desk.answer = 200, answer
    at("2026-11-03 09:10")
    work()
    work()
    assert len(desk.asked) == 2
    assert Message.objects.get(side=Message.US).state == Message.SENT


def test_a_connection_that_breaks_is_never_sent_again_blindly(
    firm: Firm, at: At, work: Work, desk: Desk
) -> None:
    desk.hangs_up = True
    send(firm, at, work)
    at("2026-11-04 09:00")
    work()
    assert len(desk.raw) == 1 and OutgoingMessage.objects.get().asked_at


def test_a_service_that_is_not_there_loses_nothing(
    firm: Firm, at: At, work: Work, settings: Any, as_: As
) -> None:
    settings.HEARD_SERVICE, settings.HEARD_SERVICE_KEY = "postmark", "x"
    settings.HEARD_SERVICE_URL = f"http://127.0.0.1:{free_port()}/"
    message = send(firm, at, work)
    outgoing = OutgoingMessage.objects.get()
    assert outgoing.next_try_at and outgoing.cause == "unreachable"
    page = as_(firm.anna).get(message.conversation.get_absolute_url()).content.decode()
    assert "war nicht zu erreichen" in page


def test_without_its_key_it_waits_and_says_so(
    firm: Firm, at: At, work: Work, settings: Any
) -> None:
    settings.HEARD_SERVICE, settings.HEARD_SERVICE_KEY = "mailjet", "x"
    send(firm, at, work)
    outgoing = OutgoingMessage.objects.get()
    assert outgoing.next_try_at and outgoing.cause == "sign_in"


def test_a_mailbox_with_a_server_of_its_own_does_not_use_it(
    firm: Firm, at: At, work: Work, desk: Desk
) -> None:
    from tests.sink import sink_for

    with sink_for(firm.service) as sink:
        send(firm, at, work)
        assert len(sink.letters) == 1 and desk.raw == []


@pytest.mark.parametrize("name, word", [
    ("brevo", "api_key"), ("mailersend", "api_token"), ("mailtrap", "api_token"),
    ("resend", "api_key"), ("scaleway", "secret_key"), 
    ("sparkpost", "api_key"), ("postal", "api_key"), ("unisender_go", "api_key"),
])  # fmt: skip
def test_every_service_of_the_settings_takes_its_key(settings: Any, name: str, word: str) -> None:
    from heard.mail.service import Service

    settings.HEARD_SERVICE, settings.HEARD_SERVICE_KEY = name, "the-key"
    settings.HEARD_SERVICE_URL, settings.HEARD_SERVICE_PROJECT = "http://127.0.0.1:9/", "p"
    service = Service.of_the_house()
    assert service is not None
    backend = service._backend()
    assert "the-key" in {str(value) for value in vars(backend).values()}, word

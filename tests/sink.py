"""A real SMTP server that keeps what it accepts, and fails in every way that servers fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from heard.mail.models import Mailbox
from tests.servers import free_port


class Sink:
    """`answer`: what it says after the text; `refuses`: address → what it says to that recipient;
    `breaks`: it keeps the letter and hangs up without a word."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.envelopes: list[list[str]] = []
        self.answer = "250 OK"
        self.refuses: dict[str, str] = {}
        self.breaks = False

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if not self.answer.startswith(("4", "5")):
            content = envelope.content
            self.letters.append(content if isinstance(content, bytes) else b"")
            self.envelopes.append([str(one) for one in envelope.rcpt_tos])
        if self.breaks and server.transport is not None:
            server.transport.close()
        return self.answer

    def read(self, number: int = 0) -> EmailMessage:
        return message_from_bytes(self.letters[number], policy=default)

    def text(self, number: int = 0, kind: str = "plain") -> str:
        body = self.read(number).get_body((kind,))
        return str(body.get_content()) if body is not None else ""


@contextmanager
def sink_for(mailbox: Mailbox) -> Iterator[Sink]:
    """The server that this mailbox sends through, while the block lasts."""
    kept, port = Sink(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security = "127.0.0.1", port, "none"
    mailbox.save()
    try:
        yield kept
    finally:
        controller.stop()

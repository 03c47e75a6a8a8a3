"""The SMTP door, and the LMTP door for a mail server beside it (RFC 2033)."""

import asyncio
import logging
import signal
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections, connections

from heard.journal.prepared import Lookup
from heard.mail.acts import Delivery
from heard.mail.collecting import Collector
from heard.mail.line import LmtpLine, SmtpLine
from heard.mail.models import Mailbox

log = logging.getLogger("heard.mail")

ADDRESSED = Lookup(lambda address: Mailbox.objects.filter(address=address)[:1], str)
NAMED = Lookup(lambda name: Mailbox.objects.filter(name=name)[:1], str)
MOMENT = 1.0  # seconds; an address that was changed is heard of then
MOST_KNOWN = 1000
STORED = "250 2.0.0 Stored"
LATER = "451 4.3.0 It could not be stored and was not taken; please try again."


def mailbox_for(address: str) -> Mailbox | None:
    """The mailbox of a recipient; parts after "+" do not count, unless it has them in its own
    address. Else the catch-all, if set."""
    local, _at, domain = address.strip().lower().rpartition("@")
    found = ADDRESSED.first(f"{local}@{domain}")
    while found is None and "+" in local:
        local = local.rpartition("+")[0]
        found = ADDRESSED.first(f"{local}@{domain}")
    if found is None and settings.HEARD_SMTP_CATCHALL:
        found = NAMED.first(settings.HEARD_SMTP_CATCHALL)
    return found


class OpenDoor(Controller):  # type: ignore[misc]  # aiosmtpd has no types
    """Listens for SMTP or LMTP; says who it is before anything is read where TLS is set."""

    def __init__(self, *, lmtp: bool, **settled: Any) -> None:
        self.line = LmtpLine if lmtp else SmtpLine
        super().__init__(Door(lmtp=lmtp), **settled)

    def factory(self) -> SMTP:
        return self.line(self.handler, **self.SMTP_kwargs)

    def stop(self, no_assert: bool = False) -> None:
        super().stop(no_assert)
        self.handler.close()


class Lately:
    """Mailboxes found in the last moment: a burst of mail asks for the same one each time."""

    def __init__(self) -> None:
        self.known: dict[str, Mailbox] = {}
        self.until = 0.0

    def at(self, address: str) -> Mailbox | None:
        return self.known.get(address) if time.monotonic() < self.until else None

    def keep(self, address: str, mailbox: Mailbox) -> None:
        if time.monotonic() >= self.until or len(self.known) >= MOST_KNOWN:
            self.known.clear()
            self.until = time.monotonic() + MOMENT
        self.known[address] = mailbox


class Door:
    """Says 250 only when the bytes are on the disk and the row is committed."""

    def __init__(self, *, lmtp: bool = False) -> None:
        self.lmtp = lmtp
        self.collector = Collector()
        # One thread finds mailboxes, with one connection to the database
        self.finder = ThreadPoolExecutor(1, thread_name_prefix="finder")
        self.found = Lately()

    def close(self) -> None:
        """What was handed in is stored before; no connection to the database is left open."""
        self.collector.stop()
        self.finder.submit(connections.close_all).result()
        self.finder.shutdown()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        mailbox = self.found.at(address)
        if mailbox is None:
            try:
                loop = asyncio.get_running_loop()
                mailbox = await loop.run_in_executor(self.finder, self._find, address)
            except DatabaseError:
                return "451 4.3.0 The house cannot look this up just now; please try again."
            if mailbox is None:
                return "550 5.1.1 There is no mailbox of this name here."
            self.found.keep(address, mailbox)
        envelope.rcpt_tos.append(address)
        envelope.boxes = [*getattr(envelope, "boxes", ()), mailbox]
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """One answer; over LMTP one for each recipient, in their order."""
        answers = await self._answers(envelope)
        if self.lmtp:
            return "\r\n".join(answers)
        return next((said for said in answers if said != STORED), STORED)

    def _find(self, address: str) -> Mailbox | None:
        try:
            return mailbox_for(address)
        finally:
            close_old_connections()

    async def _answers(self, envelope: Envelope) -> list[str]:
        """What is said about each recipient; a mailbox stores the mail once."""
        boxes = {box.pk: box for box in envelope.boxes}
        kept = await asyncio.gather(*(self._keep(box, envelope) for box in boxes.values()))
        said = dict(zip(boxes, kept, strict=True))
        return [said[box.pk] for box in envelope.boxes]

    async def _keep(self, mailbox: Mailbox, envelope: Envelope) -> str:
        raw = envelope.content
        content = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw or b""
        sender = envelope.mail_from or ""
        delivery = Delivery(
            mailbox=mailbox,
            raw=content,
            door="lmtp" if self.lmtp else "smtp",
            envelope_sender="" if sender == "<>" else sender,
            envelope_recipients=envelope.rcpt_tos,
        )
        try:
            await asyncio.wrap_future(self.collector.keep([delivery]))
        except Exception as error:  # noqa: BLE001  # whatever it is: the sender keeps it
            log.error("a mail could not be stored: %s", type(error).__name__)
            return LATER
        return STORED


def open_door(bind: str, port: int, *, lmtp: bool = False) -> Controller:
    """The door, listening; OSError when the port is taken or the certificate cannot be read."""
    security, context = settings.HEARD_SMTP_DOOR_TLS, None
    if security != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(settings.HEARD_SMTP_DOOR_CERTIFICATE, settings.HEARD_SMTP_DOOR_KEY)
    controller = OpenDoor(
        lmtp=lmtp,
        hostname=bind,
        port=port,
        data_size_limit=settings.HEARD_MESSAGE_LIMIT,
        enable_SMTPUTF8=True,
        ident="Heard",
        ssl_context=context if security == "tls" else None,
        tls_context=context if security in {"starttls", "required"} else None,
        require_starttls=security == "required",
    )
    controller.start()
    return controller


class Command(BaseCommand):
    help = "Open the SMTP door (or with --lmtp the LMTP door): mail sent to it comes in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.HEARD_SMTP_PORT)
        parser.add_argument("--bind", default=settings.HEARD_SMTP_BIND)
        parser.add_argument(
            "--lmtp", action="store_true", help="for a mail server: an answer for each recipient"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        # Held back from all threads, for the one that waits for it below
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        try:
            controller = open_door(options["bind"], options["port"], lmtp=options["lmtp"])
        except ssl.SSLError:
            raise CommandError(
                "The certificate and its key do not fit, so the door stays closed. Check "
                "HEARD_SMTP_DOOR_CERTIFICATE and HEARD_SMTP_DOOR_KEY."
            ) from None
        except FileNotFoundError:
            raise CommandError(
                "The certificate or its key is not where the settings say, so the door stays "
                "closed. Check HEARD_SMTP_DOOR_CERTIFICATE and HEARD_SMTP_DOOR_KEY."
            ) from None
        except OSError:
            raise CommandError(
                f"Port {options['port']} is taken by another program, so the SMTP door stays "
                "closed. Choose another one with --port."
            ) from None
        try:
            signal.sigwait({signal.SIGTERM, signal.SIGINT})
        finally:
            controller.stop()

"""The SMTP door."""

import asyncio
import logging
import signal
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from heard.mail.acts import receive
from heard.mail.models import Mailbox

log = logging.getLogger("heard.mail")


def mailbox_for(address: str) -> Mailbox | None:
    """The mailbox of a recipient; parts after "+" do not count. Else the catch-all, if set."""
    local, _at, domain = address.strip().lower().rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    found = Mailbox.objects.filter(address__iexact=plain).first()
    if found is None and settings.HEARD_SMTP_CATCHALL:
        found = Mailbox.objects.filter(name=settings.HEARD_SMTP_CATCHALL).first()
    return found


class Door:
    """Says 250 only when the bytes are on the disk and the row is committed."""

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        try:
            mailbox = await asyncio.to_thread(self._find, address)
        except DatabaseError:
            return "451 4.3.0 The house cannot look this up just now; please try again."
        if mailbox is None:
            return "550 5.1.1 There is no mailbox of this name here."
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        try:
            await asyncio.to_thread(self._keep, envelope)
        except (OSError, DatabaseError) as error:
            log.error("a mail could not be stored: %s", type(error).__name__)
            return "451 4.3.0 It could not be stored and was not taken; please try again."
        return "250 2.0.0 Stored"

    def _find(self, address: str) -> Mailbox | None:
        try:
            return mailbox_for(address)
        finally:
            close_old_connections()

    def _keep(self, envelope: Envelope) -> None:
        raw = envelope.content
        content = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw or b""
        boxes = {box.pk: box for to in envelope.rcpt_tos if (box := mailbox_for(to))}
        try:
            for mailbox in boxes.values():
                receive(
                    mailbox=mailbox,
                    raw=content,
                    door="smtp",
                    envelope_sender=envelope.mail_from or "",
                    envelope_recipients=envelope.rcpt_tos,
                )
        finally:
            close_old_connections()


def open_door(bind: str, port: int) -> Controller:
    """The door, listening; OSError when the port is taken."""
    controller = Controller(
        Door(),
        hostname=bind,
        port=port,
        data_size_limit=settings.HEARD_MESSAGE_LIMIT,
        enable_SMTPUTF8=True,
        ident="Heard",
    )
    controller.start()
    return controller


class Command(BaseCommand):
    help = "Open the SMTP door: mail sent to it comes in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.HEARD_SMTP_PORT)
        parser.add_argument("--bind", default=settings.HEARD_SMTP_BIND)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            controller = open_door(options["bind"], options["port"])
        except OSError:
            raise CommandError(
                f"Port {options['port']} is taken by another program, so the SMTP door stays "
                "closed. Choose another one with --port."
            ) from None
        try:
            signal.sigwait({signal.SIGTERM, signal.SIGINT})
        finally:
            controller.stop()

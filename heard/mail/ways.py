"""By which way letters leave: a mailbox's own server, the house's server or service, or none."""

from collections.abc import Sequence
from typing import Protocol

from heard.mail.models import Mailbox
from heard.mail.server import Answer, Server
from heard.mail.service import Service


class Way(Protocol):
    """Takes a letter and says how that ended."""

    def deliver(
        self, *, sender: str, recipients: Sequence[str], mime: bytes, patient: bool = True
    ) -> Answer: ...


def way_of_the_house() -> Way | None:
    """The service of the settings, else their server; None where letters stay in the outbox."""
    return Service.of_the_house() or Server.of_the_house()


def way_of(mailbox: Mailbox) -> Way | None:
    return Server.of(mailbox) if mailbox.smtp_host else way_of_the_house()

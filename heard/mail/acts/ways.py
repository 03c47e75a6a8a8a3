"""By which way letters leave: a mailbox's own server, the house's server or service, or none."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from heard.mail.acts.consent import access_token
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
    """The mailbox's own server, signed in as its settings say; else the way of the house."""
    if not mailbox.smtp_host:
        return way_of_the_house()
    if mailbox.sign_in == "password":
        return Server.of(mailbox)
    return Server.of(mailbox, partial(_token, mailbox))


def _token(mailbox: Mailbox, fresh: bool) -> str:
    return access_token(mailbox, fresh=fresh)

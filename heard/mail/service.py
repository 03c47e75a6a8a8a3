"""Handing letters to a delivery service over HTTP instead of SMTP, through django-anymail.

The one door stays: a letter is frozen, and what the service is given is read from its bytes. What
a service answers is told in the same four words as a mail server's answer (`server.Answer`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage as Mail
from email.policy import default
from email.utils import parseaddr
from importlib import import_module
from typing import Any

import requests
from anymail.exceptions import (
    AnymailConfigurationError,
    AnymailError,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from urllib3.exceptions import MaxRetryError, NewConnectionError

from heard.mail.answers import cause_of
from heard.mail.composing import in_ascii
from heard.mail.server import TIMEOUT, Answer, Refused

# What they keep of a letter's own header; the rest they write themselves
KEPT = ("Message-ID", "In-Reply-To", "References", "Date", "X-Heard-Loop")
TAKEN = {"sent", "queued"}
REFUSED = {"rejected", "invalid", "failed"}


@dataclass(frozen=True)
class Service:
    """A delivery service of the settings. `more`: what it wants besides its key."""

    name: str
    key: str
    more: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_the_house(cls) -> "Service | None":
        """The service that the settings name, if any."""
        name = settings.HEARD_SERVICE
        if not name:
            return None
        more = {
            "api_url": settings.HEARD_SERVICE_URL,
            "sender_domain": settings.HEARD_SERVICE_DOMAIN,
            "project_id": settings.HEARD_SERVICE_PROJECT,
            "secret_key": settings.HEARD_SERVICE_SECRET,
        }
        wanted = tuple((word, said) for word, said in more.items() if said)
        return cls(name, settings.HEARD_SERVICE_KEY, wanted)

    def deliver(
        self, *, sender: str, recipients: Sequence[str], mime: bytes, patient: bool = True
    ) -> Answer:
        """Hand one letter over; the service tries for itself, so `patient` changes nothing."""
        del sender, patient
        mail = message_from_bytes(mime, policy=default)
        try:
            backend = self._backend()
            letter = letter_of(mail, recipients)
            backend.send_messages([letter])
        except AnymailRecipientsRefused as error:
            return _all_refused(error, recipients)
        except AnymailRequestsAPIError as error:
            return _told(error)
        except (AnymailConfigurationError, ImproperlyConfigured):
            return Answer("later", "settings", "sign_in")
        except AnymailError as error:
            return Answer("refused", type(error).__name__, "other")
        return _sent(letter, recipients)

    def _backend(self) -> Any:
        module = import_module(f"anymail.backends.{self.name}")
        words = {**dict(self.more), settings.HEARD_SERVICES[self.name]: self.key}
        return module.EmailBackend(fail_silently=False, requests_timeout=TIMEOUT, **words)


def letter_of(mail: Mail, recipients: Sequence[str]) -> EmailMultiAlternatives:
    """The frozen bytes as Django's message; who is in no header gets it as a hidden copy."""
    to, cc = _addresses(mail, "To"), _addresses(mail, "Cc")
    seen = {parseaddr(one)[1].lower() for one in (*to, *cc)}
    letter = EmailMultiAlternatives(
        subject=str(mail["Subject"]),
        body=_text(mail, "plain"),
        from_email=str(mail["From"]),
        to=to,
        cc=cc,
        bcc=[one for one in recipients if in_ascii(one).lower() not in seen],
        reply_to=_addresses(mail, "Reply-To"),
        headers={name: str(mail[name]) for name in KEPT if mail[name]},
    )
    letter.attach_alternative(_text(mail, "html"), "text/html")
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        letter.attach(part.get_filename() or "file", content, part.get_content_type())
    return letter


def _addresses(mail: Mail, name: str) -> list[str]:
    return [str(one) for one in mail[name].addresses] if mail[name] else []


def _text(mail: Mail, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def _sent(letter: EmailMultiAlternatives, recipients: Sequence[str]) -> Answer:
    said = letter.anymail_status.recipients  # type: ignore[attr-defined]  # put there by anymail
    states = {in_ascii(address).lower(): one.status for address, one in said.items()}
    missed = [one for one in recipients if states.get(in_ascii(one).lower()) in REFUSED]
    words = _said_to_all(letter)
    refused = tuple(
        Refused(one, 550, words or str(states[in_ascii(one).lower()])) for one in missed
    )
    if missed and not TAKEN & set(states.values()):  # one bad address, and nobody got anything
        return Answer("refused", "recipients", cause_of(550, words), words, refused)
    return Answer("sent", "accepted", refused=refused)


def _said_to_all(letter: EmailMultiAlternatives) -> str:
    response = letter.anymail_status.esp_response  # type: ignore[attr-defined]  # see above
    return " ".join(str(getattr(response, "text", "")).split())[:500]


def _all_refused(error: AnymailRecipientsRefused, recipients: Sequence[str]) -> Answer:
    words = _words(error)
    refused = tuple(Refused(one, 550, words) for one in recipients)
    return Answer("refused", "recipients", cause_of(550, words), words, refused)


def _told(error: AnymailRequestsAPIError) -> Answer:
    """An HTTP answer that is no yes. Where the service may have taken it all the same (its own
    error, an answer that cannot be read, a connection that broke), nobody can know."""
    status, words = error.status_code, _words(error)
    if status is None:
        return _no_answer(error)
    if status in {401, 403}:
        return Answer("later", str(status), "sign_in", words)
    if status in {429, 503}:
        return Answer("later", str(status), "busy", words)
    if status == 413:
        return Answer("refused", str(status), "too_large", words)
    if 400 <= status < 500:
        return Answer("refused", str(status), cause_of(550, words), words)
    return Answer("uncertain", str(status), said=words)


def _no_answer(error: AnymailRequestsAPIError) -> Answer:
    """Nothing left only where no connection was made at all."""
    name = type(error.__cause__ or error).__name__
    if isinstance(error, requests.exceptions.SSLError):
        return Answer("later", name, "certificate")
    cause = error.__cause__.args[0] if error.__cause__ and error.__cause__.args else None
    never_there = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    if never_there or isinstance(error, requests.exceptions.ConnectTimeout):
        return Answer("later", name, "unreachable")
    return Answer("uncertain", name)


def _words(error: AnymailError) -> str:
    """What the service said, on one line, at most 500 characters."""
    text = getattr(error.response, "text", "") or ""
    return " ".join(str(text).split())[:500]

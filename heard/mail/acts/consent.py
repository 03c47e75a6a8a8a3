"""Leave to sign in for a mailbox (OAuth2): asked for, given, refreshed, withdrawn."""

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _
from requests.exceptions import RequestException

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.mail.imap import Folder, Trouble, opened
from heard.mail.models import Consent, Mailbox
from heard.mail.providers import Provider, return_address
from heard.people.models import Colleague

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

log = logging.getLogger("heard.mail")

TIMEOUT = 20
EARLY = 90  # seconds before its end that a token is refreshed
GONE = {"invalid_grant", "interaction_required", "consent_required", "unauthorized_client"}


class NoConsent(Trouble):
    """Nobody gave leave to sign in for this mailbox, or it was withdrawn; a person has to act."""

    def __init__(self) -> None:
        super().__init__("consent")


def ask_for_consent(*, mailbox: Mailbox) -> tuple[str, dict[str, Any]]:
    """The address at the provider to go to, and what to remember until they come back.

    Refusal while the settings name no client for this provider.
    """
    provider = _provider(mailbox)
    verifier = generate_token(64)
    with _session(provider) as session:
        address, state = session.create_authorization_url(
            provider.authorize_url, code_verifier=verifier, **provider.extra
        )
    return address, {"mailbox": mailbox.pk, "state": state, "verifier": verifier}


def take_consent(
    *, mailbox: Mailbox, answer: str, state: str, verifier: str, by: Colleague
) -> Consent:
    """They came back with a code: change it for tokens. `answer` is the address they came to.

    Refusal when they said no there, when the answer is not to our question, or when the provider
    does not hand out tokens; then nothing is changed.
    """
    provider = _provider(mailbox)
    try:
        if "code=" not in answer:
            raise ValueError("no code")
        with _session(provider, state=state) as session:
            token = session.fetch_token(
                provider.token_url,
                authorization_response=answer,
                code_verifier=verifier,
                timeout=TIMEOUT,
            )
    except (AuthlibBaseError, RequestException, ValueError) as error:
        log.warning("consent for mailbox %s was not given: %s", mailbox.pk, type(error).__name__)
        raise Refusal(
            _("The provider did not give permission, so nothing was changed. You can try again.")
        ) from None
    with transaction.atomic():
        consent, _made = Consent.objects.update_or_create(
            mailbox=mailbox,
            defaults={
                "provider": provider.name,
                "access_token": token["access_token"],
                "refresh_token": token.get("refresh_token", ""),
                "expires_at": _end(token),
                "given_by": by,
                "given_at": clock.now(),
                "withdrawn_at": None,
            },
        )
        record(verb="mail.consent_given", by=by, about={"mailbox": mailbox.pk})
    return consent


def access_token(mailbox: Mailbox, *, fresh: bool = False) -> str:
    """A token that signs in for the mailbox now, over IMAP and SMTP; refreshed where it has to be.

    `fresh`: the present one was refused, so get another. Raises NoConsent where a person has to
    give leave (again), Trouble("unreachable") where the provider does not answer. Not within a
    transaction: it speaks to the provider.
    """
    consent = Consent.objects.filter(mailbox=mailbox, provider=mailbox.sign_in).first()
    if consent is None or consent.withdrawn_at:
        raise NoConsent
    if not fresh and consent.access_token and _is_good(consent):
        return consent.access_token
    if not consent.refresh_token:
        if _is_kept(consent):  # with another key of the house: whoever has it reads it again
            raise Trouble("sign_in")
        note_withdrawal(consent=consent)
        raise NoConsent
    return _refresh(consent, mailbox)


def token_of(mailbox: Mailbox) -> str:
    """The token for a mailbox that signs in with one; "" for one with a password."""
    return "" if mailbox.sign_in == "password" else access_token(mailbox)


@contextmanager
def signed_in(mailbox: Mailbox) -> Iterator[Folder]:
    """The mailbox's folder on its server; a token that is refused is refreshed once. Trouble."""
    token = token_of(mailbox)
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(opened(mailbox, token=token))
        except Trouble as trouble:
            if trouble.kind != "sign_in" or not token:
                raise
            token = access_token(mailbox, fresh=True)
            folder = stack.enter_context(opened(mailbox, token=token))
        yield folder


def note_withdrawal(*, consent: Consent) -> None:
    """The provider honours it no longer: the mailbox says so until somebody gives leave again."""
    with transaction.atomic():
        changed = Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(
            withdrawn_at=clock.now(), access_token="", refresh_token=""
        )
        if changed:
            record(
                verb="mail.consent_withdrawn",
                by="machine:mail",
                about={"mailbox": consent.mailbox_id},
            )


def _refresh(consent: Consent, mailbox: Mailbox) -> str:
    try:
        provider = _provider(mailbox)
    except Refusal:
        raise NoConsent from None
    try:
        with _session(provider) as session:
            token = session.refresh_token(
                provider.token_url, refresh_token=consent.refresh_token, timeout=TIMEOUT
            )
    except AuthlibBaseError as error:
        if error.error in GONE:
            newer = _exchanged_meanwhile(consent)
            if newer:
                return newer
            note_withdrawal(consent=consent)
            raise NoConsent from None
        raise Trouble("unreachable") from None
    except (RequestException, ValueError):
        raise Trouble("unreachable") from None
    Consent.objects.filter(pk=consent.pk).update(
        access_token=token["access_token"],
        refresh_token=token.get("refresh_token") or consent.refresh_token,
        expires_at=_end(token),
    )
    return str(token["access_token"])


def _is_kept(consent: Consent) -> bool:
    """Whether a token is stored, be it readable with the present key or not."""
    rows = Consent.objects.filter(pk=consent.pk).annotate(kept=Length("refresh_token"))
    return bool(rows.values_list("kept", flat=True).get())


def _exchanged_meanwhile(consent: Consent) -> str:
    """The token that another process got while this one asked with the one before; "" for none.

    Providers that hand out a new refresh token each time turn away the second who asks.
    """
    now = Consent.objects.get(pk=consent.pk)
    newer = now.withdrawn_at is None and now.refresh_token != consent.refresh_token
    return now.access_token if newer else ""


def _provider(mailbox: Mailbox) -> Provider:
    provider = Provider.named(mailbox.sign_in)
    if provider is None or not provider.is_configured:
        raise Refusal(
            _(
                "The settings of the house name no client for this provider yet, so nobody can "
                "give permission. Nothing was changed."
            )
        )  # fmt: skip
    return provider


def _session(provider: Provider, state: str | None = None) -> "OAuth2Session":
    from authlib.integrations.requests_client import OAuth2Session  # no command waits to load it

    return OAuth2Session(
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        scope=provider.scope,
        redirect_uri=return_address(),
        state=state,
        code_challenge_method="S256",
    )


def _end(token: dict[str, Any]) -> datetime | None:
    """When the token ends, in real time: its provider does not follow the story's clock."""
    ends = token.get("expires_at")
    return datetime.fromtimestamp(int(ends), UTC) if ends else None


def _is_good(consent: Consent) -> bool:
    return consent.expires_at is None or consent.expires_at.timestamp() > time.time() + EARLY

"""Mailboxes that sign in with OAuth2: given, refreshed, withdrawn, with tokens really checked."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from django.db import connection
from django.test import Client, override_settings
from django.utils.html import escape

from heard.mail.acts import NoConsent, access_token, change_mailbox, look
from heard.mail.imap import Trouble
from heard.mail.models import Connection, Consent, RawMessage
from tests.conftest import As
from tests.consent import Provider
from tests.firm import FRIENDLY, Firm, letter
from tests.servers import Dovecot

pytestmark = pytest.mark.slow  # Dovecot

USER = "service@firma.example"


@pytest.fixture(scope="module")
def standing() -> Iterator[tuple[Provider, Dovecot]]:
    provider = Provider(USER)
    dovecot = Dovecot(f"{provider.url}/introspect?token=")
    yield provider, dovecot
    dovecot.stop()
    provider.stop()


@pytest.fixture(params=["google", "microsoft", "own"])
def signing(
    request: pytest.FixtureRequest, firm: Firm, standing: tuple[Provider, Dovecot]
) -> Iterator[tuple[Provider, Dovecot]]:
    """The firm's mailbox on the server, signing in with this provider, leave not given yet."""
    provider, dovecot = standing
    provider.lasts, provider.says_no = 3600, False
    with override_settings(HEARD_OAUTH={request.param: provider.settings()}):
        change_mailbox(
            mailbox=firm.service, by=firm.eva, sign_in=request.param, imap_host="127.0.0.1",
            imap_port=dovecot.port, imap_security="none", imap_user=USER,
        )  # fmt: skip
        yield standing


def there(client: Client, firm: Firm) -> str:
    """The address at the provider that the page leads on to, by itself or by its link."""
    asked = client.post(f"/mail/mailbox/{firm.service.pk}/consent/")
    address = asked["Refresh"].removeprefix("0; url=")
    assert f'href="{escape(address)}"' in asked.content.decode()
    return address


def give_leave(client: Client, firm: Firm) -> str:
    """Through the page, to the provider, and back; answers with the page one lands on."""
    back = requests.get(there(client, firm), allow_redirects=False, timeout=10).headers["Location"]
    split = urlsplit(back)
    return client.get(f"{split.path}?{split.query}", follow=True).content.decode()


def test_leave_is_given_on_the_page_and_tokens_sign_in(
    firm: Firm, as_: As, signing: tuple[Provider, Dovecot]
) -> None:
    provider, dovecot = signing
    with pytest.raises(NoConsent):
        look(mailbox=firm.service)
    client = as_(firm.eva)
    page = client.get(f"/mail/mailbox/{firm.service.pk}/").content.decode()
    assert "Heard darf sich noch nicht anmelden" in page
    assert "Danke. Heard darf sich jetzt" in give_leave(client, firm)
    dovecot.put(USER, letter(FRIENDLY, "Mit Erlaubnis", firm.customer))
    assert look(mailbox=firm.service).missing == 0 and RawMessage.objects.exists()
    token = Consent.objects.get().access_token
    assert token in provider.active
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token, refresh_token FROM mail_consent")
        assert token not in str(cursor.fetchone())


@pytest.mark.anywhere
def test_a_token_is_refreshed_before_it_ends_and_when_it_is_refused(
    firm: Firm, as_: As, signing: tuple[Provider, Dovecot]
) -> None:
    provider, _dovecot = signing
    provider.lasts = 30
    give_leave(as_(firm.eva), firm)
    first = Consent.objects.get().access_token
    provider.lasts = 3600
    second = access_token(firm.service)
    assert second != first and access_token(firm.service) == second
    provider.active.clear()  # revoked early, and only the server knows
    asked = provider.asked
    look(mailbox=firm.service)
    assert provider.asked == asked + 1
    assert Consent.objects.get().access_token in provider.active - {first, second}


def test_leave_that_was_withdrawn_is_said_plainly_and_can_be_given_again(
    firm: Firm, as_: As, signing: tuple[Provider, Dovecot]
) -> None:
    provider, _dovecot = signing
    client = as_(firm.eva)
    give_leave(client, firm)
    look(mailbox=firm.service)
    provider.withdraw()
    with pytest.raises(Trouble) as refused:
        look(mailbox=firm.service)
    assert refused.value.kind == "consent" and Connection.objects.get().trouble == "consent"
    consent = Consent.objects.get()
    assert consent.withdrawn_at and not consent.access_token and not consent.refresh_token
    page = client.get(f"/mail/mailbox/{firm.service.pk}/").content.decode()
    assert "erkennt die erteilte Erlaubnis nicht mehr an" in page
    assert "widerrufen" in client.get("/mail/mailboxes/").content.decode()
    give_leave(client, firm)
    look(mailbox=firm.service)
    assert Connection.objects.get().trouble == ""


@pytest.mark.anywhere
def test_a_no_and_a_foreign_answer_change_nothing(
    firm: Firm, as_: As, signing: tuple[Provider, Dovecot]
) -> None:
    provider, _dovecot = signing
    client = as_(firm.eva)
    provider.says_no = True
    assert "nicht erteilt" in give_leave(client, firm)
    forged = client.get("/mail/consent/?code=x&state=y", follow=True).content.decode()
    assert "keiner Frage von uns" in forged
    state = there(client, firm).partition("state=")[2].partition("&")[0]
    wrong = client.get(f"/mail/consent/?code=guessed&state={state}", follow=True)
    assert "nicht erteilt" in wrong.content.decode()
    assert not Consent.objects.exists()
    assert as_(firm.anna).post(f"/mail/mailbox/{firm.service.pk}/consent/").status_code == 403


def test_without_a_client_in_the_settings_the_page_says_what_is_missing(
    firm: Firm, as_: As
) -> None:
    change_mailbox(mailbox=firm.service, by=firm.eva, sign_in="google")
    client = as_(firm.eva)
    answer = client.post(f"/mail/mailbox/{firm.service.pk}/consent/", follow=True)
    assert "noch nicht angemeldet" in answer.content.decode()

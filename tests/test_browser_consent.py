"""Leave to sign in for a mailbox is given at a provider elsewhere, from its page and back to it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.consent import CLIENT, Provider
from tests.house import House, signed_in
from tests.someone import Someone

pytestmark = pytest.mark.browser


@pytest.fixture
def provider() -> Iterator[Provider]:
    started = Provider("lager@hollerbach.example")
    yield started
    started.stop()


@pytest.fixture
def house(provider: Provider) -> Iterator[House]:
    """One of its own, whose settings name the provider."""
    with House(
        HEARD_OAUTH_AUTHORIZE_URL=f"{provider.url}/authorize",
        HEARD_OAUTH_TOKEN_URL=f"{provider.url}/token",
        HEARD_OAUTH_CLIENT_ID=CLIENT[0],
        HEARD_OAUTH_CLIENT_SECRET=CLIENT[1],
        HEARD_OAUTH_SCOPE="mail",
    ) as started:
        yield started


def test_leave_is_given_at_the_provider(house: House, provider: Provider, browser: Browser) -> None:
    one = Someone("jonas", signed_in(browser, house, "jonas@hollerbach.example", at=""))
    one.page.goto("/mail/mailbox/")
    one.page.fill("input[name=name]", "Lager")
    one.page.fill("input[name=address]", "lager@hollerbach.example")
    one.page.select_option("select[name=sign_in]", "own")
    one.page.locator(".form__foot").get_by_role("button", name=one.say("Save")).click()
    one.sees("Heard may not sign in yet. Somebody who may sign in to this mailbox gives permission"
             " at the provider.")  # fmt: skip
    one.press("Give permission at the provider")
    one.sees("Thank you. Heard may sign in for this mailbox now.")
    expect(one.page.get_by_role("button", name=one.say("Give it anew"))).to_be_visible()
    assert provider.active

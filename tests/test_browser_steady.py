"""An open page follows what happens, and what one looks at stays where it is."""

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.someone import SERVICE, Sit, fresh, named

pytestmark = pytest.mark.browser


def number_of(page: Page, label: str) -> int:
    return int(page.locator(".top__nav a", has_text=label).locator(".count").inner_text())


@pytest.mark.parametrize("name", ["tarik", "aoife"])
def test_the_numbers_on_top_follow_the_open_page(sample_house: House, sit: Sit, name: str) -> None:
    one = sit(name)
    one.page.goto("/")
    waiting, subject = one.say("Waiting"), fresh("Zahl")
    before = number_of(one.page, waiting)
    sample_house.send(named("p@number.example"), SERVICE, subject, "Guten Tag,\n\nbitte rufen Sie.")
    expect(one.page.locator(".inbox-row", has_text=subject)).to_be_visible(timeout=20_000)
    shown = one.page.locator(".top__nav a", has_text=waiting).locator(".count")
    expect(shown).to_have_text(str(before + 1), timeout=1_000)
    expect(one.page.locator(".top__nav a[aria-current]")).to_contain_text(waiting)

    one.page.locator(".inbox-row", has_text=subject).locator("a").click()
    one.page.wait_for_selector(".composer__text")
    sample_house.send(
        named("p@number.example"), SERVICE, fresh("Zahl"), "Guten Tag,\n\nund noch eins."
    )
    expect(shown).to_have_text(str(before + 2), timeout=20_000)

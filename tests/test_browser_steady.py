"""An open page follows what happens, and what one looks at stays where it is."""

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.someone import HOT, SERVICE, Sit, comes_in, fresh, named

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

    one.page.goto("/promises/")
    sample_house.send(named("p@number.example"), SERVICE, fresh("Zahl"), "Guten Tag,\n\nhallo?")
    expect(shown).to_have_text(str(before + 3), timeout=20_000)


@pytest.mark.parametrize("name", ["tarik", "aoife"])
def test_what_is_opened_beside_the_letters_comes_into_view(
    sample_house: House, sit: Sit, name: str
) -> None:
    one = sit(name)
    comes_in(sample_house, one.page, "p@view.example", fresh("Blick"), HOT[one.language])
    one.page.wait_for_selector("details.heat")
    side = one.page.locator(".conversation__side")
    assert side.evaluate("column => column.scrollHeight > column.clientHeight + 100")
    one.unfold("It is getting difficult")
    button = one.page.locator(".conversation__side details[open]").get_by_role("button").last
    expect(button).to_be_in_viewport(ratio=1, timeout=2_000)
    expect(one.draft).to_be_attached()
    one.page.evaluate("document.querySelector('.conversation__side').scrollTo(0, 0)")
    sample_house.send(named("p@view.example"), SERVICE, fresh("Blick"), "Guten Tag.")
    one.page.wait_for_timeout(3_000)
    assert side.evaluate("column => column.scrollTop") == 0, "what arrives moves nothing"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_word_of_the_heat_stays_where_it_is(sample_house: House, sit: Sit, width: int) -> None:
    one = sit("tarik", width)
    comes_in(sample_house, one.page, "p@word.example", fresh("Wort"), HOT["de"])
    word = one.page.locator("details.heat summary")
    word.scroll_into_view_if_needed()
    before = word.bounding_box()
    word.click()
    expect(one.page.locator(".heat__why")).to_contain_text("Gelesen aus diesen Worten")
    assert word.bounding_box() == before
    word.click()
    expect(one.page.locator(".heat__why")).to_be_hidden()
    assert word.bounding_box() == before

"""The difficult way by the keyboard alone, in German, and on a telephone, in English."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.firm import ANGRY_ENGLISH, FRIENDLY
from tests.house import House, signed_in
from tests.someone import fits, left, message_id_of_ours

pytestmark = pytest.mark.browser

NAMED = """() => {
  const one = document.activeElement
  return one ? [(one.innerText || one.value || "").trim(), one.name || ""] : ["", ""]
}"""


@pytest.fixture
def house(sample_house: House) -> House:
    return sample_house


def reach(page: Page, label: str = "", *, field: str = "") -> None:
    """Go on with Tab until what is focused bears this label, or is the field of this name."""
    for _step in range(160):
        page.keyboard.press("Tab")
        said, name = page.evaluate(NAMED)
        if (label and said == label) or (field and name == field):
            return
    raise AssertionError(f"The keyboard never came to {label or field}")


def enter(page: Page, label: str) -> None:
    """Press what bears this label, and come to the page it leads to."""
    reach(page, label)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def opened(page: Page, house: House, sender: str, subject: str, text: str) -> str:
    """A mail comes in; the page shows its conversation. Returns its address."""
    house.send(sender, "service@hollerbach.example", subject, text)
    row = page.locator(".inbox-row", has_text=subject)
    expect(row).to_be_visible(timeout=20_000)
    address = row.locator("a").first.get_attribute("href") or ""
    page.goto(address)
    return address


def test_our_complaint_by_the_keyboard_alone(house: House, browser: Browser) -> None:
    """Raised by us, said, evaded, and let rest; no mouse, in German."""
    page = signed_in(browser, house, "tarik@hollerbach.example")
    subject = f"Anfrage {time.time_ns()}"
    address = opened(page, house, "Petra Quandt <petra@quandt-key.example>", subject, FRIENDLY)
    reach(page, "Es wird schwierig")
    page.keyboard.press("Enter")
    reach(page, field="raised_by")
    page.keyboard.press("ArrowDown")
    enter(page, "Aufnehmen")
    enter(page, "Unsere Anliegen aufschreiben")
    for field, said in (("text", "Die Zeichnung fehlt."), ("ask", "Die Zeichnung bis Freitag.")):
        reach(page, field=field)
        page.keyboard.type(said)
    enter(page, "Damit einen Brief schreiben")
    expect(page.locator(".composer__text")).to_have_value(re.compile("Die Zeichnung fehlt"))
    reach(page, "Senden")
    page.keyboard.press("Enter")
    left(page)

    ours = message_id_of_ours(house, address)
    house.send("Petra Quandt <petra@quandt-key.example>", "service@hollerbach.example",
               f"Re: {subject}", "Bei uns war Urlaub.", answers=ours)  # fmt: skip
    expect(page.locator("main")).to_contain_text("Bei uns war Urlaub.", timeout=20_000)
    page.goto(address)
    enter(page, "Ausgewichen")
    enter(page, "Einen Weg wählen")
    enter(page, "Ruhen lassen")
    expect(page.locator(".toast")).to_contain_text("Es ruht")
    page.context.close()


def test_their_complaint_on_a_telephone(house: House, browser: Browser) -> None:
    """In calm, taken up, time asked for beyond their date, a talk prepared and written down."""
    page = signed_in(browser, house, "aoife@hollerbach.example",
                     viewport={"width": 390, "height": 844})  # fmt: skip
    subject = f"Wrong parts {time.time_ns()}"
    address = opened(page, house, "Priya Nair <priya@nair-phone.example>", subject, ANGRY_ENGLISH)
    fits(page)
    expect(page.locator(".calm")).to_contain_text("Not to be missed")
    page.get_by_role("button", name="Take it up").click()
    page.get_by_role("link", name="Say what we understood").first.click()
    page.fill("input[name=other_promised_for]", f"{time.gmtime().tm_year + 1}-06-07T12:00")
    page.get_by_label("Ask them for that much time in this letter").check()
    expect(page.locator("#preview")).to_contain_text("I ask you for more time")
    fits(page)
    page.get_by_role("button", name="Take this letter into my draft").click()
    expect(page.locator(".composer__text")).to_have_value(re.compile("I ask you for more time"))
    page.get_by_role("button", name="Send", exact=True).click()
    left(page)
    page.goto(address)
    expect(page.locator(".calm--more")).to_contain_text("Aoife Brennan, for us")
    fits(page)
    page.locator("summary", has_text="On the phone, at a table").click()
    page.get_by_role("link", name="Prepare a talk").click()
    expect(page.locator("main")).to_contain_text("off the cuff")
    fits(page)
    page.get_by_role("link", name="Write down what was said").click()
    page.fill("textarea[name=theirs]", "They can wait until Friday.")
    fits(page)
    page.get_by_role("button", name="Only write it down").click()
    expect(page.locator("main")).to_contain_text("They can wait until Friday.")
    fits(page)
    page.context.close()

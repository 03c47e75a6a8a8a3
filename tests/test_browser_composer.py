"""Writing a letter in a real browser: files by hand and by dropping, cautions that move nothing."""

import re
import time

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.house import House, signed_in

pytestmark = pytest.mark.browser

DROP = """(form) => {
  const files = new DataTransfer();
  files.items.add(new File(["ein Plan"], "Plan.txt", { type: "text/plain" }));
  const dropped = { dataTransfer: files, bubbles: true, cancelable: true };
  form.dispatchEvent(new DragEvent("drop", dropped));
}"""


@pytest.fixture
def page(sample_house: House, browser: Browser) -> Page:
    """A fresh conversation, open in a browser."""
    subject = f"Angebot {time.time_ns()}"
    sample_house.send(
        "Petra Quandt <petra@quandt.example>", "service@hollerbach.example", subject,
        "Guten Tag,\n\nbitte senden Sie uns ein Angebot.\n\nPetra Quandt",
    )  # fmt: skip
    page = signed_in(browser, sample_house, "tarik@hollerbach.example")
    row = page.locator(".inbox-row", has_text=subject)
    expect(row).to_be_visible(timeout=20_000)
    row.locator("a").first.click()
    page.wait_for_selector(".composer__text")
    return page


def test_a_caution_moves_nothing_and_goes_when_it_is_heeded(page: Page) -> None:
    text, button = page.locator(".composer__text"), page.locator(".composer__foot .button--primary")
    text.fill("Guten Tag,\n\nunser Angebot folgt.")
    expect(page.locator("[data-autosave-state]")).to_have_text("Gesichert")
    before, below = button.bounding_box(), page.locator(".actions").first.bounding_box()
    text.press_sequentially(" Es liegt im Anhang.")
    caution = page.locator("[data-cautions]")
    expect(caution).to_contain_text("spricht von einem Anhang")
    assert button.bounding_box() == before
    assert page.locator(".actions").first.bounding_box() == below
    page.locator(".enclosed__add summary").click()
    offer = FilePayload(name="Angebot.pdf", mimeType="application/pdf", buffer=b"%PDF")
    page.set_input_files("input[type=file]", offer)
    expect(page.locator(".attachments--draft")).to_contain_text("Angebot.pdf")
    expect(caution).to_contain_text("zurückholen")
    page.locator(".composer form").evaluate(DROP)
    expect(page.locator(".attachments--draft li")).to_have_count(2)
    page.get_by_role("button", name="Plan.txt herausnehmen").click()
    expect(page.locator(".attachments--draft li")).to_have_count(1)
    expect(page.locator(".composer__text")).to_have_value(re.compile("Es liegt im Anhang"))
    page.get_by_role("button", name="Senden", exact=True).click()
    expect(page.locator(".letter--us .attachments")).to_contain_text("Angebot.pdf")


def test_enter_in_a_field_sends_nothing(page: Page) -> None:
    page.locator(".composer__text").fill("Noch nicht fertig")
    page.locator(".composer__to summary").click()
    page.locator("input[name=cc]").fill("lager@quandt.example")
    page.locator("input[name=cc]").press("Enter")
    page.wait_for_load_state()
    expect(page.locator(".composer__text")).to_have_value("Noch nicht fertig")
    expect(page.locator(".composer__to summary")).to_contain_text("lager@quandt.example")
    expect(page.locator(".leaving")).to_have_count(0)
    expect(page.locator(".letter--us")).to_have_count(0)


def test_what_they_write_shows_on_the_open_page(sample_house: House, page: Page) -> None:
    page.locator(".composer__text").fill("Das Angebot kommt am Montag.")
    page.locator(".composer__later summary").click()
    page.locator(".hours__proposed button").last.click()
    expect(page.locator(".leaving--later")).to_contain_text("hinaus")
    expect(page.locator(".standing").first).to_contain_text("Unser Brief geht")
    subject = page.locator("h1").inner_text()
    asked = "SELECT message_id FROM conversations_message WHERE subject = ?"
    ((theirs,),) = sample_house.rows(asked, subject)
    sample_house.send(
        "Petra Quandt <petra@quandt.example>", "service@hollerbach.example", f"Re: {subject}",
        "Hat sich erledigt.", answers=theirs,
    )  # fmt: skip
    came_back = page.locator(".leaving--later")
    expect(came_back).to_contain_text("Ihr Brief kam zurück", timeout=20_000)
    came_back.get_by_role("link").click()
    expect(page.locator(".composer__text")).to_have_value("Das Angebot kommt am Montag.")

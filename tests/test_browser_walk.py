"""The whole way in a real browser, by two people, in both languages: from the boil to the note."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.firm import ANGRY, ANGRY_ENGLISH
from tests.house import House, signed_in
from tests.pages import every_page, is_wrong

pytestmark = pytest.mark.browser

TARIK, AOIFE, MIRIAM = (f"{name}@hollerbach.example" for name in ("tarik", "aoife", "miriam"))

WORDS: dict[str, dict[str, Any]] = {
    "de": {
        "hot": re.compile("heiß|kocht"),
        "why": "Gelesen aus diesen Worten",
        "take": "Aufnehmen",
        "understood": "Sagen, was wir verstanden haben",
        "write": "Brief in meinen Entwurf übernehmen",
        "send": "Senden",
        "cancel": "Zurückholen",
        "back": "Ihr Entwurf ist wieder da",
        "yes": "Ja, genau das",
        "thanks": "Vielen Dank",
        "confirmed": "von ihnen bestätigt",
        "ask": "Zwei Leute fragen",
        "ask_them": "Fragen",
        "sum": "Zusammenfassen",
        "decide": "Entscheiden",
        "answer": "Entscheiden und die Antwort schreiben",
        "end": "Gut abschließen",
        "close": "Abschließen",
        "closed": "Gut abgeschlossen",
    },
    "en": {
        "hot": re.compile("hot|boiling"),
        "why": "Read from these words",
        "take": "Take it up",
        "understood": "Say what we understood",
        "write": "Take this letter into my draft",
        "send": "Send",
        "cancel": "Cancel",
        "back": "Your draft is back",
        "yes": "Yes, that is it",
        "thanks": "Thank you",
        "confirmed": "confirmed by them",
        "ask": "Ask two colleagues",
        "ask_them": "Ask them",
        "sum": "Sum it up",
        "decide": "Decide",
        "answer": "Decide, and write the answer",
        "end": "End on a good note",
        "close": "Close it",
        "closed": "Closed on a good note",
    },
}


@pytest.fixture
def house(sample_house: House) -> House:
    return sample_house


def press(page: Page, name: str) -> None:
    """The button or link of this name, as a person would find it."""
    found = page.get_by_role("button", name=name, exact=True).or_(
        page.get_by_role("link", name=name, exact=True)
    )
    found.first.click()


def send(page: Page, words: dict[str, Any]) -> None:
    press(page, str(words["send"]))


def letter_has_left(page: Page) -> None:
    expect(page.locator(".leaving")).to_have_count(0, timeout=15_000)


def comes_in_hot(house: House, page: Page, language: str, text: str) -> None:
    """It shows on the open page, hot, with reasons."""
    words = WORDS[language]
    subject = f"Prüfzeugnis {language} {time.time_ns()}"
    sent = time.monotonic()
    sender = f"Petra Quandt <petra@quandt-{language}.example>"
    house.send(sender, "service@hollerbach.example", subject, text)
    row = page.locator(".inbox-row", has_text=subject)
    expect(row).to_contain_text(words["hot"], timeout=10_000)
    print(f"on the open page, hot, after {time.monotonic() - sent:.2f} s")
    row.locator("a").first.click()
    page.locator("details.heat summary").first.click()
    expect(page.locator(".heat__why")).to_contain_text(str(words["why"]))


def is_restated(page: Page, words: dict[str, Any]) -> None:
    """Taken up, written, taken back once, sent."""
    press(page, str(words["take"]))
    press(page, str(words["understood"]))
    press(page, str(words["write"]))
    expect(page.locator(".composer__text")).to_have_value(re.compile("Quandt"))
    expect(page.get_by_role("button", name=str(words["send"]), exact=True)).to_be_in_viewport()
    send(page, words)
    press(page, str(words["cancel"]))
    expect(page.locator(".toast")).to_contain_text(str(words["back"]))
    expect(page.locator(".composer__text")).to_have_value(re.compile("Quandt"))
    send(page, words)
    letter_has_left(page)


def is_confirmed(browser: Browser, page: Page, words: dict[str, Any]) -> None:
    """The other side, on its own page."""
    page.goto("/outbox/")
    page.locator('.inbox a[href^="/outbox/"]').first.click()
    link = page.locator('a[href*="/heard/"]').first.get_attribute("href")
    assert link
    outside = browser.new_context().new_page()
    outside.goto(link)
    press(outside, str(words["yes"]))
    expect(outside.locator("h1")).to_have_text(str(words["thanks"]))
    assert outside.context.cookies() == []


def a_colleague_is_heard(page: Page, colleague: Page, name: str, words: dict[str, Any]) -> None:
    press(page, str(words["ask"]))
    page.fill("textarea[name=question]", "Do we pay for the standstill?")
    page.get_by_role("checkbox", name=re.compile(f"^{name}")).check()
    press(page, str(words["ask_them"]))
    huddle = page.url
    colleague.goto(huddle)
    colleague.locator("input[name=view][value=decline]").check()
    colleague.fill("textarea[name=why]", "Das zahlt die Versicherung.")
    colleague.locator("form[action$='/speak/'] button").click()
    page.goto(huddle)
    page.fill("textarea[name=summary]", "No payment, but a new delivery at once.")
    press(page, str(words["sum"]))


def is_decided_and_answered(page: Page, words: dict[str, Any]) -> None:
    press(page, str(words["decide"]))
    page.locator("input[name=kind][value=no]").check()
    page.fill("textarea[name=reason]", "Der Stillstand ist über die Versicherung gedeckt.")
    page.fill("input[name=why_now]", "They asked for a word today.")
    press(page, str(words["answer"]))
    expect(page.locator(".composer__text")).not_to_have_value("")
    send(page, words)
    letter_has_left(page)  # the reason was given with the decision, and is not asked again
    expect(page.locator("p.line-entry")).to_be_visible(timeout=10_000)  # decided, and carried out


def ends_well(page: Page, words: dict[str, Any]) -> None:
    page.locator("summary", has_text=str(words["end"])).click()
    page.fill("textarea[name=thanks]", "Für die offenen Worte.")
    page.fill("textarea[name=agreed]", "Neue Lieferung am Freitag.")
    press(page, str(words["close"]))
    expect(page.locator(".toast")).to_contain_text(str(words["closed"]))


@pytest.mark.parametrize(
    "language, text, walker, other",
    [("de", ANGRY, TARIK, MIRIAM), ("en", ANGRY_ENGLISH, AOIFE, TARIK)],
)
def test_from_the_boil_to_the_good_note(
    house: House, browser: Browser, language: str, text: str, walker: str, other: str
) -> None:
    words = WORDS[language]
    page, colleague = signed_in(browser, house, walker), signed_in(browser, house, other)
    comes_in_hot(house, page, language, text)
    is_restated(page, words)
    conversation = page.url.split("#")[0]
    is_confirmed(browser, page, words)
    page.goto(conversation)
    expect(page.locator("main")).to_contain_text(str(words["confirmed"]))
    a_colleague_is_heard(page, colleague, other.split("@")[0].capitalize(), words)
    is_decided_and_answered(page, words)
    page.goto(conversation)
    ends_well(page, words)


def test_axe_finds_nothing_on_any_page(house: House, browser: Browser) -> None:
    page = signed_in(browser, house, "jonas@hollerbach.example", at="")
    looked = {address: is_wrong(page) for address in every_page(page)}
    assert {address: wrong for address, wrong in looked.items() if wrong} == {}
    assert len(looked) > 40, looked


def test_the_keyboard_is_enough(house: House, browser: Browser) -> None:
    page = signed_in(browser, house, AOIFE)
    page.keyboard.press("j")
    expect(page.locator("a.inbox-row__link").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/conversation/"))
    page.keyboard.press("r")
    expect(page.locator(".composer__text")).to_be_focused()
    page.keyboard.type("Dear all, ")
    expect(page.locator("[data-autosave-state]")).to_have_text("Kept")
    page.reload()
    expect(page.locator(".composer__text")).to_have_value("Dear all, ")


def test_nothing_is_cut_on_a_phone(house: House, browser: Browser) -> None:
    page = signed_in(browser, house, TARIK, viewport={"width": 390, "height": 844}, at="")
    wide = []
    for address in ["/", "/promises/", "/philosophy/", "/register/", "/list/all/"]:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            wide.append(address)
    page.goto("/list/all/")
    found = [one.get_attribute("href") for one in page.query_selector_all("a.inbox-row__link")]
    for link in found[::3]:
        page.goto(link or "/")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            wide.append(link or "")
    assert wide == []

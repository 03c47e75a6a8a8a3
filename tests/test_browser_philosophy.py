"""A newcomer and the written word, in a browser, through the pages only: a clause
is written, bound, read by another, published, signed, cited at Send, and lived."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.firm import ANGRY, ANGRY_ENGLISH
from tests.house import House, signed_in
from tests.pages import is_wrong

pytestmark = pytest.mark.browser

TARIK, AOIFE, MIRIAM, JONAS = (
    f"{name}@hollerbach.example" for name in ("tarik", "aoife", "miriam", "jonas")
)

WORDS: dict[str, dict[str, Any]] = {
    "de": {
        "philosophy": "Leitbild",
        "next": re.compile("nächste(n)? Fassung"),
        "add": "Grundsatz hinzufügen",
        "title": "Eine Nacht, bevor wir zusagen",
        "text": "Was in Aufregung verlangt wird, sagen wir nicht am selben Tag zu.",
        "rule": "Keine sofortige Antwort in der Hitze",
        "level": "geht mit kurzem Grund hinaus",
        "try": "Was hätte sie im letzten Monat gesagt?",
        "keep": "Diesen Grundsatz sichern",
        "scene_in": "Deutsch",
        "keep_scene": "Die Szene sichern",
        "ask": "Bitten",
        "asks_you": "bittet Sie, die nächste Fassung",
        "read": "Lesen",
        "whole": "Den ganzen Text lesen",
        "have_read": "Ich habe den ganzen Text gelesen",
        "publish": "Veröffentlichen",
        "in_force": "Von jetzt an gilt das",
        "scene": re.compile("Szenen?, dann unterschreiben"),
        "first": "Das zuerst",
        "on": re.compile("Die nächste Szene|Jetzt die Unterschrift"),
        "stand": "Ich stehe dazu",
        "yes": "Ja, das zahlen wir Ihnen.",
        "promise": "Wir haben verstanden: Ihre Linie steht. Bis morgen Mittag hören Sie von uns.",
        "send": "Senden",
        "says_yes": "Sie sagt Ja zu dem",
        "promises": "Sie sagt etwas zu",
        "reason": "Ein kurzer Grund, nur für Sie sichtbar",
        "put_away": "Den Entwurf weglegen",
        "thank": "Miriam Hollerbach danken",
        "lived": "Erst verstanden, dann einen Termin genannt.",
        "say_it": "Vor dem Team sagen",
    },
    "en": {
        "philosophy": "Philosophy",
        "next": re.compile("next version"),
        "add": "Add a clause",
        "title": "A night before we grant it",
        "text": "What is demanded in anger, we do not grant on the same day.",
        "rule": "No instant answer while it is hot",
        "level": "leaves with a short reason",
        "try": "What would it have said last month?",
        "keep": "Keep this clause",
        "scene_in": "English",
        "keep_scene": "Keep the scene",
        "ask": "Ask",
        "asks_you": "asks you to read the next version",
        "read": "Read it",
        "whole": "Read the whole text",
        "have_read": "I have read the whole text",
        "publish": "Publish it",
        "in_force": "in force",
        "scene": re.compile("scenes?, then sign"),
        "first": "That first",
        "on": re.compile("The next scene|Now the signature"),
        "stand": "I stand by it",
        "yes": "Yes, we will pay for that.",
        "promise": "We understand that your line is down. You hear from us by tomorrow noon.",
        "send": "Send",
        "says_yes": "It says yes to what",
        "promises": "It promises something",
        "reason": "A short reason, seen by you only",
        "put_away": "Put the draft away",
        "thank": "Thank Miriam Hollerbach",
        "lived": "First understood, then named a date.",
        "say_it": "Say it before the team",
    },
}


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """One of its own: what is published here holds for everyone in it."""
    with House() as started:
        yield started


def press(page: Page, name: Any) -> None:
    """The button or link of this name, as a person would find it."""
    exact = isinstance(name, str)
    found = page.get_by_role("button", name=name, exact=exact).or_(
        page.get_by_role("link", name=name, exact=exact)
    )
    found.first.click()


def press_on(page: Page, name: Any) -> None:
    """… and wait for the page it leads to."""
    with page.expect_navigation():
        press(page, name)


def is_sound(page: Page) -> None:
    """Axe finds nothing, and nothing is wider than a telephone."""
    assert is_wrong(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def a_newcomer_leads(house: House, browser: Browser, email: str, language: str) -> Page:
    """The administrator makes them manager; their pages speak the language they chose."""
    if language == "en":
        page = signed_in(browser, house, JONAS, at="")
        page.goto("/people/house/")
        page.get_by_role("link", name="Aoife Brennan").click()
        page.select_option("select[name=role]", "manager")
        page.locator("main form button.button--primary").first.click()
        expect(page.locator(".toast")).to_be_visible()
        page.context.close()
    return signed_in(browser, house, email)


def who_reads(house: House, browser: Browser, language: str) -> Page:
    page = signed_in(browser, house, MIRIAM, at="")
    page.goto("/people/me/")
    page.select_option("select[name=language]", language)
    page.locator("main form button.button--primary").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page


def writes_a_clause(page: Page, words: dict[str, Any]) -> None:
    page.locator("details.me summary").click()
    page.locator(".menu").get_by_role("link", name=words["philosophy"]).click()
    press(page, words["next"])
    press(page, words["add"])
    for language in ("en", "de"):
        page.fill(f"textarea[name=title_{language}]", str(WORDS[language]["title"]))
        page.fill(f"textarea[name=text_{language}]", str(WORDS[language]["text"]))
    page.select_option("select[name=rule]", label=words["rule"])
    page.locator("input[name='time_in_the_heat.wait_working_hours']").fill("8")
    page.select_option("select[name=level]", label=words["level"])
    press(page, words["try"])
    expect(page.locator("#tried")).to_be_visible()
    is_sound(page)
    press(page, words["keep"])
    expect(page.locator(".contents")).to_contain_text(words["title"])


def writes_its_scene(page: Page, words: dict[str, Any]) -> None:
    row = page.locator("#scenes li", has_text=words["title"]).last
    row.get_by_role("link", name=words["scene_in"]).click()
    page.fill("textarea[name=scene]", words["text"])
    for place in (1, 2, 3):
        page.fill(f"textarea[name=text_{place}]", f"{words['promise']} ({place})")
        page.fill(f"textarea[name=why_{place}]", words["text"])
    page.locator("input[name=best][value='1']").check()
    press(page, words["keep_scene"])


def a_colleague_reads_and_publishes(page: Page, reader: Page, words: dict[str, Any]) -> None:
    page.select_option("select[name=colleague]", label="Miriam Hollerbach")
    press(page, words["ask"])
    expect(page.locator(".toast")).to_contain_text("Miriam")
    reader.goto("/")
    expect(reader.locator(".quiet-line")).to_contain_text(words["asks_you"])
    reader.locator(".quiet-line").get_by_role("link", name=words["read"]).click()
    press(reader, words["whole"])
    expect(reader.locator("main")).to_contain_text(words["text"])
    is_sound(reader)
    press_on(reader, words["have_read"])
    is_sound(reader)
    press(reader, words["publish"])
    expect(reader.locator(".toast")).to_contain_text(words["in_force"])


def signs(page: Page, words: dict[str, Any]) -> None:
    """From the line on the desk, scene after scene, to the signature."""
    page.goto("/")
    press_on(page, words["scene"])
    while page.locator("input[name=choice]").count():
        page.locator("input[name=choice]").first.check()
        press_on(page, words["first"])
        press_on(page, words["on"])
    press(page, words["stand"])
    expect(page.locator(".toast")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name=words["scene"])).to_have_count(0)


def opens_the_hot_one(house: House, page: Page, language: str) -> str:
    subject = f"Stillstand {language} {time.time_ns()}"
    sender = f"Petra Quandt <petra@quandt-{language}.example>"
    text = ANGRY if language == "de" else ANGRY_ENGLISH
    house.send(sender, "service@hollerbach.example", subject, text)
    page.goto("/")
    row = page.locator(".inbox-row", has_text=subject)
    expect(row).to_contain_text(re.compile("heiß|kocht|hot|boiling"), timeout=20_000)
    row.locator("a").first.click()
    return page.url.split("#")[0]


def is_told_at_send(page: Page, words: dict[str, Any]) -> None:
    """An instant yes: the gate cites the new clause, in the company's words, and asks one thing."""
    page.fill(".composer__text", words["yes"])
    press(page, words["send"])
    page.get_by_label(words["says_yes"]).check()
    press(page, words["send"])
    cited = page.locator(".finding", has_text=words["title"]).last
    expect(cited).to_be_visible()
    expect(cited).to_contain_text(words["text"])
    expect(page.get_by_label(words["reason"])).to_be_visible()
    is_sound(page)
    press(page, words["put_away"])
    expect(page.locator(".finding")).to_have_count(0)


def a_colleague_lives_it(reader: Page, address: str, words: dict[str, Any]) -> None:
    reader.goto(address)
    reader.fill(".composer__text", words["promise"])
    press(reader, words["send"])
    reader.get_by_label(words["promises"]).check()
    press(reader, words["send"])
    expect(reader.locator(".leaving")).to_have_count(0, timeout=20_000)


def and_is_thanked(page: Page, reader: Page, address: str, words: dict[str, Any]) -> None:
    page.goto(address)
    offer = page.locator(".thanks__offer", has_text=words["thank"])
    offer.locator("summary").click()
    offer.locator("input[name=words]").fill(words["lived"])
    chosen = offer.locator("option", has_text=words["title"]).last.get_attribute("value")
    offer.locator("select[name=clause]").select_option(chosen)
    offer.get_by_role("button", name=words["say_it"]).click()
    expect(page.locator(".thanks")).to_contain_text(words["lived"])
    reader.goto(address)
    expect(reader.locator(".thanks")).to_contain_text(words["lived"])
    reader.goto("/philosophy/")
    expect(reader.locator("main")).to_contain_text(words["lived"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "language, newcomer", [pytest.param("de", TARIK, marks=pytest.mark.again), ("en", AOIFE)]
)
def test_a_newcomer_in_ten_minutes(
    house: House, browser: Browser, language: str, newcomer: str
) -> None:
    words, began = WORDS[language], time.monotonic()
    page = a_newcomer_leads(house, browser, newcomer, language)
    reader = who_reads(house, browser, language)
    writes_a_clause(page, words)
    writes_its_scene(page, words)
    a_colleague_reads_and_publishes(page, reader, words)
    signs(page, words)
    signs(reader, words)
    address = opens_the_hot_one(house, page, language)
    is_told_at_send(page, words)
    a_colleague_lives_it(reader, address, words)
    and_is_thanked(page, reader, address, words)
    print(f"{language}: the walk took {time.monotonic() - began:.0f} s")
    page.context.close()
    reader.context.close()

"""A colleague at the screen in the browser tests, and what happens around them.

What a page says is looked up in the catalogues, so a button is pressed by the words a person reads.
"""

import re
import time
from collections.abc import Callable

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Locator, Page, expect

from tests.firm import ANGRY, ANGRY_ENGLISH
from tests.house import House, signed_in

LANGUAGE = {"tarik": "de", "miriam": "de", "jonas": "de", "aoife": "en", "daniel": "en"}
SERVICE = "service@hollerbach.example"
HOT = {"de": ANGRY, "en": ANGRY_ENGLISH}


def walked_by(name: str) -> pytest.MarkDecorator:
    """By this colleague in every run; by the other, in their language, with `make walks` too."""
    other = {"tarik": "aoife", "aoife": "tarik"}[name]
    return pytest.mark.parametrize("walker", [name, pytest.param(other, marks=pytest.mark.again)])


class Someone:
    """A colleague at the screen, who finds things by what the page says in their language."""

    def __init__(self, name: str, page: Page) -> None:
        self.name, self.page, self.language = name, page, LANGUAGE[name]

    def say(self, words: str, **said: object) -> str:
        with translation.override(self.language):
            return gettext(words) % said if said else gettext(words)

    def press(self, words: str, within: Locator | None = None) -> None:
        name, place = self.say(words), within or self.page
        button = place.get_by_role("button", name=name, exact=True)
        button.or_(place.get_by_role("link", name=name, exact=True)).first.click()

    def unfold(self, words: str) -> None:
        self.page.locator("summary", has_text=self.say(words)).first.click()

    def tick(self, words: str) -> None:
        self.page.get_by_label(self.say(words), exact=True).check()

    def sees(self, words: str, **said: object) -> None:
        expect(self.page.locator("body")).to_contain_text(self.say(words, **said), timeout=15_000)

    def send(self) -> None:
        """As often as something asks to be looked at once more; then until it has left."""
        self.press("Send")
        reason = self.page.locator("input[name=reason]:visible")
        for _again in range(3):
            if self.page.locator(".leaving").count() or not reason.count():
                break
            reason.first.fill("Es eilt.")
            self.press("Send")
        left(self.page)

    @property
    def draft(self) -> Locator:
        return self.page.locator(".composer__text")


Sit = Callable[..., Someone]


def sitting(house: House, browser: Browser) -> Sit:
    """`sit("tarik")`: at the screen, signed in; the same page each time, the telephone another."""
    known: dict[tuple[str, int], Someone] = {}

    def down(name: str, width: int = 1280) -> Someone:
        if (name, width) not in known:
            page = signed_in(browser, house, f"{name}@hollerbach.example", at="",
                             viewport={"width": width, "height": 844})  # fmt: skip
            known[name, width] = Someone(name, page)
        return known[name, width]

    return down


def fresh(text: str) -> str:
    return f"{text} {time.time_ns()}"


def named(sender: str) -> str:
    """The sender with a name of their own, which nobody else here bears."""
    there = sender.partition("@")[2].partition(".")[0]
    return f"Petra {there.capitalize()} <{sender}>"


def comes_in(house: House, at: Page, sender: str, subject: str, text: str) -> str:
    """A mail of theirs is on the desk; the address of its conversation."""
    house.send(named(sender), SERVICE, subject, text)
    return is_there(at, subject)


def is_there(at: Page, subject: str) -> str:
    at.goto("/")
    row = at.locator(".inbox-row", has_text=subject)
    expect(row).to_be_visible(timeout=20_000)
    address = row.locator("a").first.get_attribute("href") or ""
    at.goto(address)
    return address


def shows(page: Page, address: str, words: str) -> bool:
    page.goto(address)
    return words in page.locator("main").inner_text()


def they_answer(house: House, one: Someone, address: str, sender: str, text: str) -> None:
    """To our last letter, as their mail program does it; it shows on the open page."""
    ours = message_id_of_ours(house, address)
    house.send(named(sender), SERVICE, "Re:", text, answers=ours)
    expect(one.page.locator("main")).to_contain_text(text, timeout=20_000)
    one.page.goto(address)


def left(page: Page) -> None:
    expect(page.locator(".leaving")).to_have_count(0, timeout=20_000)


def message_id_of_ours(house: House, address: str) -> str:
    """Of our last letter, as their mail program knows it."""
    number = int(re.findall(r"\d+", address)[0])
    asked = "SELECT message_id FROM conversations_message WHERE conversation_id = ? AND side = 'us'"
    return str(house.rows(f"{asked} ORDER BY id DESC", number)[0][0])


def fits(page: Page) -> None:
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), page.url

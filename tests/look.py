"""`make look`: every page as a picture, in both languages, both widths, light and dark.

`python -m tests.look philosophy conversation` takes the pages alone whose address has such a word.
"""

import os
import re
import sys
from pathlib import Path

import django
from playwright.sync_api import Browser

from tests.house import House, chromium, signed_in
from tests.pages import MOST, every_page

OUT = Path(__file__).parent.parent / "out" / "look"
PEOPLE = {  # who answers letters, and who looks after the house
    "de": ("miriam@hollerbach.example", "jonas@hollerbach.example"),
    "en": ("aoife@hollerbach.example", "jonas@hollerbach.example"),
}
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}
A_DOOR = "/people/house/"  # closed to the first of them, and a page to the other
CONVERSATIONS = {**MOST, "desk:conversation": 40}


def speak(browser: Browser, house: House, email: str, language: str) -> None:
    """This colleague has the pages in this language from now on."""
    page = signed_in(browser, house, email)
    page.goto("/people/me/")
    page.select_option("select[name=language]", language)
    page.locator("form:has(select[name=language]) button").first.click()
    page.wait_for_load_state()
    page.context.close()


def addresses(browser: Browser, house: House, email: str) -> list[str]:
    page = signed_in(browser, house, email)
    found = list(every_page(page, CONVERSATIONS))
    page.context.close()
    return found


def take(browser: Browser, house: House, email: str, language: str, wanted: list[str]) -> None:
    """A picture of each of these pages at each width and in each light."""
    person = email.split("@")[0]
    for width, (w, h) in WIDTHS.items():
        for scheme in ("light", "dark"):
            page = signed_in(
                browser, house, email, viewport={"width": w, "height": h}, color_scheme=scheme
            )
            for address in wanted:
                name = re.sub(r"\W+", "-", address).strip("-") or "inbox"
                page.goto(address)
                page.screenshot(
                    path=OUT / f"{language}-{person}-{name}-{width}-{scheme}.png", full_page=True
                )
            page.context.close()


def main() -> None:
    words = sys.argv[1:]
    OUT.mkdir(parents=True, exist_ok=True)
    with House() as house, chromium() as browser:
        for language, people in PEOPLE.items():
            shown: set[str] = set()
            for email in people:
                speak(browser, house, email, language)
                found = [one for one in addresses(browser, house, email) if one not in shown]
                shown.update(one for one in found if one != A_DOOR)
                wanted = [one for one in found if not words or any(w in one for w in words)]
                take(browser, house, email, language, wanted)
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(Path.cwd())}")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    main()

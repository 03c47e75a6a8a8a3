"""`make look`: every page as a picture, in both languages, both widths, light and dark."""

import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.house import House, chromium, signed_in

OUT = Path(__file__).parent.parent / "out" / "look"
PEOPLE = {"de": "miriam@hollerbach.example", "en": "aoife@hollerbach.example"}
ADMINISTRATOR = "jonas@hollerbach.example"
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}


def pages(page: Page) -> list[tuple[str, str]]:
    """Names and addresses of the pages of a house, found from its own links."""
    found = {
        "inbox": "/",
        "watch": "/list/watch/",
        "promises": "/promises/",
        "mine": "/list/mine/",
        "closed": "/list/closed/",
        "search": "/search/?q=lieferung",
        "register": "/register/",
        "outbox": "/outbox/",
        "philosophy": "/philosophy/",
        "begin": "/conversations/begin/",
        "me": "/people/me/",
        "catalogue": "/look/",
        "missing": "/conversation/999999/",
    }
    page.goto("/list/all/")
    links = [
        link.get_attribute("href") or "" for link in page.query_selector_all("a.inbox-row__link")
    ]
    for number, link in enumerate(links[:40]):
        found[f"conversation-{number:02}"] = link
    return list(found.items())


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:]
    with House() as house, chromium() as browser:
        for language, email in PEOPLE.items():
            for width, (w, h) in WIDTHS.items():
                for scheme in ("light", "dark"):
                    page = signed_in(
                        browser, house, email,
                        viewport={"width": w, "height": h}, color_scheme=scheme,
                    )  # fmt: skip
                    for name, address in pages(page):
                        if wanted and name not in wanted:
                            continue
                        page.goto(address)
                        page.screenshot(
                            path=OUT / f"{name}-{language}-{width}-{scheme}.png", full_page=True
                        )
                    page.context.close()
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()

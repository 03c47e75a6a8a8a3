"""Every kind of page of a running house, found as a user finds them: by its own links."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

FIRST = ["/", "/list/all/", "/people/house/", "/nothing/here/"]
# Of most pages one is enough; conversations stand at many steps of the way
MOST = {"desk:conversation": 12, "contact": 2}
NO_PAGES = re.compile(r"logout|/static/|/original/|/attachment/|/enclosed/|\.ics$|/annex/|export")


def every_page(page: Page, most: Mapping[str, int] = MOST) -> Iterator[str]:
    """Each kind of page that links lead to from the first ones, opened one after the other."""
    waiting, seen, known = list(FIRST), Counter[str](), set(FIRST)
    while waiting:
        address = waiting.pop(0)
        page.goto(address)
        yield address
        for link in page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.pathname)"):
            if link in known or NO_PAGES.search(link):
                continue
            known.add(link)
            try:
                name = resolve(link).view_name
            except Resolver404:
                continue
            seen[name] += 1
            if seen[name] <= most.get(name, 1):
                waiting.append(link)


def is_wrong(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong on the page: which rule, and the beginnings of two places."""
    page.evaluate(Axe().axe_script)
    asked = "axe.run({resultTypes: ['violations']}).then((found) => found.violations)"
    wrong = page.evaluate(asked)
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:2]]) for one in wrong]

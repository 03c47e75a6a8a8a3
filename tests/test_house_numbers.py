"""Every field of every form, given a number that no house has: a page, and never a fault."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

import pytest
from django.db import connection, transaction
from django.test import Client
from lxml import html

from heard.decisions.acts import propose
from heard.holding.acts import promise
from heard.huddles.acts import gather
from heard.journal import clock
from heard.people.models import Calendar
from heard.philosophy.acts import draft_next, load_starter
from heard.situations.acts import bring_together, raise_
from tests.conftest import As, At
from tests.firm import ANGRY, Firm
from tests.test_house_visibility import addresses

pytestmark = pytest.mark.slow

# What has no end breaks a page anywhere, what has no width PostgreSQL alone, what is no number
# SQLite alone, which makes nothing of it
HOSTILE = "9" * 5000 if connection.vendor == "postgresql" else "NaN"
Filled = tuple[str, str, dict[str, list[str]]]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def forms(client: Client, page: str) -> Iterator[Filled]:
    """(address, name of one field, everything as it stands in the form)."""
    answer = client.get(page)
    if answer.status_code not in {200, 422} or "html" not in answer["Content-Type"]:
        return
    body = answer.content.decode().strip()
    for form in html.document_fromstring(body).iter("form") if body else ():
        if form.get("method", "get").lower() != "post":
            continue
        given: dict[str, list[str]] = {}
        for name, value in form.fields.items():
            choices = getattr(form.inputs[name], "value_options", [])
            typed = value if isinstance(value, str) and value else "".join(choices[:1]) or "x"
            given[name] = [typed]
        for button in form.iter("button"):
            given.setdefault(button.get("name") or "", [button.get("value") or ""])
        given.pop("", None)
        places = {form.get("action") or page}
        places |= {one.get("formaction") for one in form.iter("button") if one.get("formaction")}
        for place in places:
            for name in given or {"": []}:
                yield urljoin(page, place), name, given


def test_no_field_breaks_its_page(small_numbers: None, firm: Firm, at: At, as_: As) -> None:
    """As an administrator, and as a manager what is closed to that one."""
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    draft_next(by=firm.eva)
    conversation = firm.conversation(ANGRY)
    other = firm.conversation(ANGRY, subject="Noch einmal", sender=firm.consultant)
    situation = raise_(conversation=conversation, by=firm.clara, raised_by="them")
    bring_together(title="Beides", chosen=[conversation, other], by=firm.clara)
    gather(situation=situation, by=firm.anna, question="?", invite=[firm.clara])
    working = Calendar.of_the_house().working_time
    due = working.add_days(clock.now(), 3)
    promise(conversation=conversation, by=firm.clara, side="us", text="Ersatz", due=due)
    propose(kind="block", by=firm.anna, reason="Drohungen.", conversation=conversation)
    taken = set[tuple[str, str]]()
    for who in (firm.eva, firm.clara):
        client, tried = as_(who), set(taken)
        for page in addresses([1, 2]):
            if page.startswith(("/account/", "/static/")):
                continue
            for address, name, given in list(forms(client, page)):
                if (address, name) in tried or not address.startswith("/"):
                    continue
                tried.add((address, name))
                with undone():
                    answer = client.post(address, {**given, name: [HOSTILE]} if name else given)
                if answer.status_code not in {403, 404}:
                    taken.add((address, name))
                client.force_login(who)
        print(who.name, len(tried), len(taken))
    assert len(taken) > 200

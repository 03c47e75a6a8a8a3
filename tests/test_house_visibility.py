"""Who may see what: every address × role × foreign team, reading and writing."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from heard.conversations.models import Conversation
from heard.journal.worker import run_errands
from heard.mail.acts import add_mailbox, receive
from heard.people.acts import add_colleague, add_team, depart
from heard.people.models import Colleague
from heard.situations.acts import raise_

SECRET = "Zimtsternrezept"
MAIL = f"""From: Petra Quitte <petra@{SECRET.lower()}.example>
To: leitung@haus.example
Subject: {SECRET} verschwunden
Date: Mon, 02 Nov 2026 09:15:00 +0100
Message-ID: <1@{SECRET.lower()}.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Das {SECRET} ist zum dritten Mal verschwunden. Das ist eine Frechheit!
--x
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="{SECRET}.txt"

{SECRET}
--x--
""".encode()

PUBLIC_PREFIXES = ("account/", "static/")


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the house: (name with namespace, its pattern)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{before}{entry.namespace}:" if entry.namespace else before
            yield from patterns(entry, space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{before}{entry.name}", entry.pattern


def addresses(ids: Iterable[int]) -> Iterator[str]:
    """Each address, with every id that could stand for something foreign, and every word."""
    words = ["waiting", "watch", "mine", "closed", "all", "snoozed", "open", "forged"]
    for name, pattern in patterns():
        converters = getattr(pattern, "converters", {})
        if name.startswith("account_"):  # the library's own pages know nothing of ours
            continue
        if not converters:
            yield reverse(name)
            continue
        choices = ids if any("Int" in type(c).__name__ for c in converters.values()) else words
        for choice in choices:
            try:
                yield reverse(name, kwargs=dict.fromkeys(converters, choice))
            except Exception:  # a converter of another kind takes no such word
                continue


@pytest.fixture
def foreign(small_numbers: None) -> Conversation:
    """A hot conversation in a mailbox that only the board reads."""
    inner = add_team(name="Leitung", by="machine:test")
    owner = add_colleague(
        email="chefin@haus.example", name="Chefin", role="partner", by="machine:test"
    )
    inner.members.add(owner)
    mailbox = add_mailbox(
        name="Leitung", by="machine:test", address="leitung@haus.example", teams=[inner]
    )
    receive(mailbox=mailbox, raw=MAIL, door="receive")
    run_errands()
    conversation = Conversation.objects.get()
    raise_(conversation=conversation, by=owner, raised_by="them")
    return conversation


@pytest.fixture
def others(db: None) -> dict[str, Colleague | None]:
    team = add_team(name="Andere", by="machine:test")
    found: dict[str, Colleague | None] = {"nobody": None}
    for role, _label in Colleague.ROLES:
        one = add_colleague(email=f"{role}@haus.example", name=role, role=role, by="machine:test")
        team.members.add(one)
        found[role] = one
    gone = add_colleague(email="gone@haus.example", name="gone", by="machine:test")
    depart(colleague=gone, by="machine:test")
    found["departed"] = gone
    return found


def picture() -> dict[str, list[Any]]:
    """The rows of every table that a foreign request could change."""
    rooms = {
        "conversations",
        "heat",
        "situations",
        "listening",
        "holding",
        "huddles",
        "decisions",
        "closing",
    }
    return {
        model.__name__: list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]  # every model has a manager
        for model in apps.get_models()
        if model._meta.app_label in rooms and issubclass(model, models.Model)
    }


ANYWHERE = [pytest.param(one, marks=pytest.mark.anywhere) for one in ("manager", "partner")]


@pytest.mark.slow
@pytest.mark.parametrize("role", ["nobody", "member", *ANYWHERE, "administrator", "departed"])
def test_nothing_foreign_is_seen_or_changed(
    role: str, foreign: Conversation, others: dict[str, Colleague | None]
) -> None:
    client = Client(raise_request_exception=True)
    who = others[role]
    if who is not None:
        client.force_login(who)
    before, leaks = picture(), []
    for address in addresses([1, 2]):  # the only one of its kind, or the second
        if address.startswith(("/account/", "/static/")):
            continue
        for answer in (client.get(address), client.post(address, {"text": "x", "q": SECRET})):
            body = answer.getvalue()
            if SECRET.lower().encode() in body.lower():
                leaks.append(address)
            if who is not None and not client.cookies[settings.SESSION_COOKIE_NAME].value:
                client.force_login(who)  # that address signed them out
    assert leaks == []
    assert picture() == before


def test_search_and_lists_are_silent_about_foreign_mail(
    foreign: Conversation, others: dict[str, Colleague | None]
) -> None:
    member = others["member"]
    assert member is not None
    client = Client()
    client.force_login(member)
    for address in [f"/search/?q={SECRET}", "/list/all/", "/register/", f"/register/?q={SECRET}"]:
        # the search field repeats the word that was asked for, and nothing else does
        assert client.get(address).content.decode().count("verschwunden") == 0

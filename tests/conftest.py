"""The story of one small firm and its three counterparts."""

import gc
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import psycopg
import pytest

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser

    from heard.people.models import Colleague
    from tests.firm import Firm
    from tests.house import House
    from tests.someone import Sit

Work = Callable[[], int]
At = Callable[[str], datetime]
As = Callable[["Colleague"], "Client"]

gc.disable()  # nothing is garbage yet while all tests are loaded


def pytest_collection_finish() -> None:
    """What was loaded up to here stays: no need to look through it again and again for garbage."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def _plain_pages(django_test_environment: None) -> None:
    """Pages are made as in real life: nobody here asks which templates they were made of."""
    from django.template import Template
    from django.test.utils import _TestState

    Template._render = _TestState.saved_data.template_render  # type: ignore[attr-defined]  # Django's


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def small_numbers(db: None) -> None:
    """Rows are numbered from one, as in a new house; PostgreSQL would go on from earlier tests."""
    from django.apps import apps
    from django.db import connection

    if connection.vendor == "postgresql":
        tables = {model._meta.db_table for model in apps.get_models()}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND is_identity = 'YES'"
            )
            for table, column in cursor.fetchall():
                if table in tables:
                    cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" RESTART')


@pytest.fixture
def firm(db: None, request: pytest.FixtureRequest) -> "Firm":
    """The firm of tests/firm.py, fresh; without a philosophy in force unless it is a `house`."""
    from tests.firm import open_the_firm
    from tests.kept import kept
    from tests.scenes import the_house

    make = the_house if "house" in request.fixturenames else open_the_firm
    return make() if "small_numbers" in request.fixturenames else kept(make.__name__, make)


@pytest.fixture
def work() -> Work:
    """Run every errand that is ready, as a worker would; returns how many."""
    from heard.journal.worker import run_errands

    return run_errands


@pytest.fixture
def at() -> Iterator[At]:
    """Set the clock: `at("2026-11-03 09:15")`, Berlin time; back to the real one afterwards."""
    from heard.journal import clock

    with ExitStack() as stack:

        def set_clock(said: str) -> datetime:
            moment = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo("Europe/Berlin"))
            stack.enter_context(clock.set_to(moment))
            return moment

        yield set_clock


@pytest.fixture
def house(firm: "Firm", at: At) -> "Firm":
    """The firm under the starter philosophy, signed by everyone; it is a Monday morning."""
    from django.core import mail

    from tests.scenes import MONDAY

    at(f"{MONDAY:%Y-%m-%d %H:%M}")
    mail.outbox.clear()
    return firm


@pytest.fixture
def as_() -> As:
    """A browser in which this colleague is signed in."""
    from django.test import Client

    def signed_in(colleague: "Colleague") -> "Client":
        client = Client()
        client.force_login(colleague)
        return client

    return signed_in


@contextmanager
def an_empty_house(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty house in `folder`, on the database under test."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("HEARD_", "DJANGO_"))},
        "HEARD_DATA": tempfile.mkdtemp(dir=folder),
        "HEARD_LEASE_SECONDS": "1",
        "HEARD_LOG_LEVEL": "ERROR",
    }
    cluster = os.environ.get("HEARD_DATABASE_URL")
    if not cluster:
        yield environment
        return
    name = f"house_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield {**environment, "HEARD_DATABASE_URL": cluster.rsplit("/", 1)[0] + f"/{name}"}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[dict[str, str]]:
    with an_empty_house(tmp_path) as environment:
        yield environment


@pytest.fixture(scope="session")
def sample_house() -> "Iterator[House]":
    """One running house with the sample firm, for all browser tests of a session."""
    from tests.house import House

    with House(HEARD_ASK_IF_HEARD="true") as started:
        yield started


@pytest.fixture(scope="session")
def chromium_of_the_session() -> "Iterator[Browser]":
    from tests.house import chromium

    with chromium() as started:
        yield started


@pytest.fixture
def browser(chromium_of_the_session: "Browser") -> "Iterator[Browser]":
    """Chromium; what a test opened in it is closed with the test, as open pages keep asking."""
    yield chromium_of_the_session
    for context in chromium_of_the_session.contexts:
        context.close()


@pytest.fixture
def sit(sample_house: "House", browser: "Browser") -> "Sit":
    """`sit("tarik")`: at the screen, signed in; the same page each time, the telephone another."""
    from tests.someone import sitting

    return sitting(sample_house, browser)

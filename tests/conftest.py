"""The story of one small firm and its three counterparts, and the databases it is told on."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import pytest

from tests.servers import PostgreSQL

if TYPE_CHECKING:
    from django.test import Client

    from heard.people.models import Colleague
    from tests.firm import Firm

Work = Callable[[], int]
At = Callable[[str], datetime]
As = Callable[["Colleague"], "Client"]

# Before Django reads its settings: a folder of one's own, and the database asked for
_folder = tempfile.mkdtemp(prefix="heard-test-")
os.environ["HEARD_DATA"] = _folder
os.environ.setdefault("HEARD_SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ["HEARD_URL"] = "http://127.0.0.1:8000"
os.environ["HEARD_SMTP_HOST"] = ""
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
_cluster: PostgreSQL | None = None
if os.environ.get("HEARD_TEST_DATABASE") == "postgresql":
    if "HEARD_TEST_POSTGRESQL_URL" not in os.environ:
        _cluster = PostgreSQL()
        os.environ["HEARD_TEST_POSTGRESQL_URL"] = _cluster.url
    os.environ["HEARD_DATABASE_URL"] = os.environ["HEARD_TEST_POSTGRESQL_URL"]
else:
    os.environ.pop("HEARD_DATABASE_URL", None)


def pytest_unconfigure() -> None:
    global _cluster
    if _cluster is not None:
        _cluster.stop()
        _cluster = None
    shutil.rmtree(_folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as in real life: threads and processes meet in it."""
    from django.conf import settings

    if not os.environ.get("HEARD_DATABASE_URL"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        told = cast("dict[str, object]", settings.DATABASES["default"].setdefault("TEST", {}))
        told["NAME"] = f"{_folder}/{worker}.sqlite3"


@pytest.fixture(autouse=True, scope="session")
def _plain_settings() -> None:
    from django.conf import settings

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "whitenoise" not in m]


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def firm(db: None) -> "Firm":
    """The firm of tests/firm.py, fresh, without a philosophy in force."""
    from tests.firm import open_the_firm

    return open_the_firm()


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
def as_() -> As:
    """A browser in which this colleague is signed in."""
    from django.test import Client

    def signed_in(colleague: "Colleague") -> "Client":
        client = Client()
        client.force_login(colleague)
        return client

    return signed_in

"""The house's settings as the tests need them: an empty folder, the database that is asked for.

`HEARD_TEST_DATABASE=postgresql` starts a cluster of its own; workers beside each other share it.
"""

import atexit
import os
import shutil
import tempfile

from tests.servers import PostgreSQL

FOLDER = tempfile.mkdtemp(prefix="heard-test-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["HEARD_DATA"] = FOLDER
os.environ.setdefault("HEARD_TEST_SHARED", FOLDER)  # of the first process; workers inherit it
os.environ.setdefault("HEARD_SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ["HEARD_URL"] = "http://127.0.0.1:8000"
os.environ["HEARD_SMTP_HOST"] = ""
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

if os.environ.get("HEARD_TEST_DATABASE") == "postgresql":
    if "HEARD_TEST_POSTGRESQL_URL" not in os.environ:
        cluster = PostgreSQL()
        atexit.register(cluster.stop)
        os.environ["HEARD_TEST_POSTGRESQL_URL"] = cluster.url
    os.environ["HEARD_DATABASE_URL"] = os.environ["HEARD_TEST_POSTGRESQL_URL"]
else:
    os.environ.pop("HEARD_DATABASE_URL", None)

from heard.config.settings import *  # noqa: E402, F403  # read once the environment is set
from heard.config.settings import DATABASES, MIDDLEWARE, STORAGES  # noqa: E402  # likewise

if "HEARD_DATABASE_URL" not in os.environ:
    # SQLite in a file, as in real life: threads and processes meet in it
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER}/{worker}.sqlite3"}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]

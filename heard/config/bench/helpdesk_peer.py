"""Runs in an environment of its own: django-helpdesk takes in mails, one call each, in process.

Nothing of Heard is imported here. Usage: python helpdesk_peer.py FOLDER DATABASE; prints JSON.
"""

import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

urlpatterns: list[Any] = []  # this module is the peer's URL configuration too


def configure(database: str) -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="only-for-measuring",  # noqa: S106  # of a database that is thrown away
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.sites",
            "django.contrib.humanize",
            "django.contrib.messages",
            "django.contrib.admin",
            "rest_framework",
            "helpdesk",
        ],
        SITE_ID=1,
        MEDIA_ROOT=str(Path(database).parent / "media"),
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        ROOT_URLCONF=__name__,
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
    )
    django.setup()


def main(folder: str, database: str) -> None:
    configure(database)
    from django.core.management import call_command
    from django.urls import include, path
    from helpdesk.email import extract_email_metadata
    from helpdesk.models import Queue

    urlpatterns.append(path("helpdesk/", include("helpdesk.urls", namespace="helpdesk")))
    call_command("migrate", verbosity=0)
    queue = Queue(title="Service", slug="service", allow_email_submission=True)
    queue.save()
    log = logging.getLogger("peer")
    log.setLevel(logging.CRITICAL)
    logging.disable(logging.CRITICAL)
    texts = [p.read_bytes().decode("utf-8", "replace") for p in sorted(Path(folder).iterdir())]
    failed, began = 0, time.perf_counter()
    for text in texts:
        try:
            extract_email_metadata(message=text, queue=queue, logger=log)
        except Exception:  # noqa: BLE001  # what it cannot take is counted
            failed += 1
    seconds = time.perf_counter() - began
    print(json.dumps({"mails": len(texts), "failed": failed, "seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

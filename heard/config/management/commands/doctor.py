"""Looks whether the house is well."""

import json
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from heard.config.privacy import open_to_others
from heard.heat.models import Reading
from heard.journal import clock
from heard.journal.models import Entry, Errand, Round
from heard.journal.wiring import schedule
from heard.judgement.acts import judge
from heard.judgement.values import Turn
from heard.mail.models import Alarm, Mailbox, OutgoingMessage
from heard.people.models import Colleague

LOW = 1 << 30  # bytes free on the disk
LATE = timedelta(minutes=10)  # after its time, something on the schedule was not looked at


@dataclass(frozen=True)
class Found:
    """`well` is None where it is only worth knowing."""

    what: str
    well: bool | None
    said: str


def looks() -> Iterator[Found]:
    """One finding after the other; those about the database only when it answers."""
    yield _folder()
    free = shutil.disk_usage(settings.DATA).free
    yield Found("disk", free > LOW, f"{free // (1 << 20)} MB are free")
    yield _key()
    yield _privacy()
    yield _judgement()
    try:
        plan = MigrationExecutor(connection)
        behind = plan.migration_plan(plan.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Found("database", False, f"does not answer ({type(error).__name__})")
        return
    yield Found("database", not behind, "is up to date" if not behind else "is not migrated")
    if not behind:
        yield from _errands()
        yield _schedule()
        yield from _work()


def _folder() -> Found:
    try:
        with tempfile.TemporaryFile(dir=settings.DATA):
            return Found("folder", True, f"{settings.DATA} can be written")
    except OSError as error:
        return Found("folder", False, f"{settings.DATA}: {error.strerror}")


def _key() -> Found:
    path = settings.DATA / "secret-key"
    if not path.exists():
        return Found("secret key", True, "comes from the settings")
    private = not path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH)
    return Found("secret key", private, "is private" if private else "others can read its file")


def _privacy() -> Found:
    seen = open_to_others()
    said = (
        f"others can read {', '.join(seen)} in {settings.DATA}" if seen else "others read nothing"
    )
    return Found("privacy", not seen, said)


def _judgement() -> Found:
    note = judge([Turn("them", "Guten Tag, wann kommt die Lieferung?")]).note
    return Found("judgement", note is None or "missing" not in note, note or "reads")


def _errands() -> Iterator[Found]:
    """An import may take its hours."""
    late = Errand.objects.ready(clock.now() - timedelta(minutes=5)).filter(lane=Errand.LIVE).count()
    yield Found("worker", late == 0, f"{late} errands wait for longer than five minutes")
    held_up = Errand.objects.held_up().count()
    yield Found("outages", held_up == 0, f"{held_up} errands are tried in vain for over an hour")
    failed = Errand.objects.failed().count()
    yield Found("errands", failed == 0, f"{failed} gave up and need a person")


def _schedule() -> Found:
    """Late is what fails each time, and all of it where `heard schedule` does not run."""
    now, rounds = clock.now(), dict(Round.objects.values_list("look", "at"))
    first = Entry.objects.order_by("pk").first()
    begun = first.at if first else now  # from then on it was to be looked at
    late = [
        name
        for name, seconds in schedule().items()
        if now - rounds.get(name, begun) > timedelta(seconds=seconds) + LATE
    ]
    last = f"{max(rounds.values()):%Y-%m-%d %H:%M} UTC" if rounds else "never"
    said = f"not looked at in time: {', '.join(late)}; last of all: {last}"
    return Found("schedule", not late, said if late else "looks at everything in time")


def _work() -> Iterator[Found]:
    asked = OutgoingMessage.objects.uncertain().filter(sent_at=None, failed_at=None).count()
    yield Found("letters", asked == 0, f"{asked} may have left; a person decides in the outbox")
    unsealed = Entry.objects.filter(position=None).count()
    yield Found("journal", unsealed < 10_000, f"{unsealed} entries are not sealed yet")
    administrators = Colleague.objects.active().filter(role=Colleague.ADMINISTRATOR).count()
    yield Found("administrators", administrators > 0, f"{administrators} can sign in")
    alarms = Alarm.objects.open().filter(accepted_at=None).count()
    yield Found("mail", alarms == 0, f"into {alarms} mailboxes mail does not come as it should")
    yield Found("mailboxes", None, f"{Mailbox.objects.count()} mailboxes")
    server = (
        settings.HEARD_SERVICE
        or settings.HEARD_SMTP_HOST
        or "none: letters stay in the local outbox"
    )
    yield Found("mail server", None, server)
    yield Found("readings", None, f"{Reading.objects.count()} messages read")


class Command(BaseCommand):
    help = "Look whether the house is well; exits non-zero when something needs a person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = list(looks())
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in found]))
        else:
            for one in found:
                sign = {True: "well", False: "LOOK", None: "    "}[one.well]
                self.stdout.write(f"{sign}  {one.what}: {one.said}")
        ill = [one.what for one in found if one.well is False]
        if ill:
            raise CommandError(f"Please look at: {', '.join(ill)}.")

"""Writing down what happened; what is still to do follows from it in the same transaction."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import connection, transaction

from heard.journal import clock
from heard.journal.inserted import insert, insert_together, insert_variants
from heard.journal.models import Entry, Errand, ErrandQuerySet, Key, Round
from heard.journal.wiring import reactions_to

GAVE_UP = "journal.gave_up"
SEALING = "UPDATE journal_entry SET position = %s, link = %s WHERE id = %s"
BATCH = 500  # entries sealed at once: few, so that nobody waits long for the lock
SEALERS = 4_328_374  # any number of its own: PostgreSQL's lock between those who seal


class Actor(Protocol):
    """Someone who can do things: a colleague or a contact."""

    @property
    def journal_name(self) -> str: ...


def record(
    *,
    verb: str,
    by: Actor | str,
    about: Mapping[str, int | str] | None = None,
    digest: str = "",
    lane: int = Errand.LIVE,
    due_at: datetime | None = None,
) -> Entry:
    """Write the entry and one errand per reaction that the wiring names for `verb`.

    `by` is a colleague, a contact, or "machine:<name>". `about` holds references (ids) only.
    `due_at` keeps the errands waiting until then. Raises KeyError for an unknown verb.
    """
    moment = clock.now()
    entry = Entry(at=moment, verb=verb, by=named(by), about=dict(about or {}), digest=digest)
    reactions = reactions_to(verb)
    with transaction.atomic(savepoint=False):
        insert(entry)
        _owe([(entry, lane)], reactions, due_at or moment)
    return entry


@dataclass(frozen=True)
class Happening:
    """What one of several entries of the same verb says (see `record`)."""

    by: Actor | str
    about: Mapping[str, int | str]
    lane: int = Errand.LIVE


def record_all(*, verb: str, happened: Sequence[Happening]) -> list[Entry]:
    """Like `record` for several of one verb, in few statements; the entries in their order."""
    moment = clock.now()
    entries = [
        Entry(at=moment, verb=verb, by=named(one.by), about=dict(one.about)) for one in happened
    ]
    reactions = reactions_to(verb)
    with transaction.atomic(savepoint=False):
        insert_together(entries)
        lanes = (one.lane for one in happened)
        _owe(list(zip(entries, lanes, strict=True)), reactions, moment)
    return entries


def named(by: Actor | str) -> str:
    return by if isinstance(by, str) else by.journal_name


def _owe(entries: Sequence[tuple[Entry, int]], reactions: list[str], due_at: datetime) -> None:
    """Errands for each reaction to each entry, in its lane."""
    if reactions:
        insert_variants(_errands(entries, due_at), "reaction", reactions)


def _errands(entries: Sequence[tuple[Entry, int]], due_at: datetime) -> Iterator[Errand]:
    """One after the other in the same object, for making one takes as long as writing it."""
    errand = Errand(due_at=due_at)
    for entry, errand.lane in entries:
        errand.entry_id = entry.pk
        yield errand


def forget_done(*, days: int) -> int:
    """Errands that were done are deleted after `days`; the entries stay. Returns how many."""
    count, _each = Errand.objects.filter(done_at__lt=clock.now() - timedelta(days=days)).delete()
    return count


def give_up(*, errands: ErrandQuerySet, error: str) -> None:
    """No try is left to these: they are shown to administrators, and `journal.gave_up` lets the
    rooms say what becomes of it. What follows from that is not followed any further."""
    with transaction.atomic():
        for errand in list(errands.select_related("entry")):
            own = Errand.objects.open().filter(pk=errand.pk, leased_by=errand.leased_by)
            given_up = own.update(failed_at=clock.now(), leased_until=None, error=error)
            if given_up and errand.entry.verb != GAVE_UP:
                about = {"errand": errand.pk, "entry": errand.entry_id}
                record(verb=GAVE_UP, by="machine:worker", about=about, lane=errand.lane)


def try_again(*, errand: Errand) -> None:
    """An errand that gave up gets all its tries once more."""
    Errand.objects.failed().filter(pk=errand.pk).update(
        failed_at=None, tries=0, due_at=clock.now(), leased_until=None
    )


def note_round(*, look: str) -> None:
    """That the schedule looked at this now."""
    Round.objects.update_or_create(look=look, defaults={"at": clock.now()})


def keyed_digest(*, subject: str, content: bytes) -> str:
    """HMAC-SHA-256 of `content` under the subject's own key, made at first use."""
    key, _ = Key.objects.get_or_create(
        subject=subject, defaults={"secret": secrets.token_bytes(32)}
    )
    return hmac.new(bytes(key.secret), content, hashlib.sha256).hexdigest()


def destroy_key(*, subject: str) -> None:
    """After this the digests about `subject` say nothing any more; the chain stays whole."""
    Key.objects.filter(subject=subject).delete()


def link_of(entry: Entry, before: str) -> str:
    """The chain's link: SHA-256 over the link before and everything the entry says."""
    said = [entry.pk, entry.at.isoformat(), entry.verb, entry.by, entry.about, entry.digest]
    return hashlib.sha256(f"{before}{json.dumps(said, sort_keys=True)}".encode()).hexdigest()


def seal(*, batch: int = BATCH) -> int:
    """Chain the entries written since the last time; returns how many, 0 while somebody else does.

    One sealer at a time, as each goes on from the last position: on SQLite whoever writes is alone.
    """
    with transaction.atomic():
        if not _nobody_else_seals():
            return 0
        last = Entry.objects.exclude(position=None).order_by("-position").first()
        position, link = (last.position or 0, last.link) if last else (0, "")
        fresh = list(Entry.objects.filter(position=None).order_by("id")[:batch])
        sealed = []
        for entry in fresh:
            position += 1
            link = link_of(entry, link)
            sealed.append((position, link, entry.pk))
        if sealed:
            with connection.cursor() as cursor:
                cursor.executemany(SEALING, sealed)
    return len(fresh)


def _nobody_else_seals() -> bool:
    """A lock until the end of the transaction; there is one for an empty journal, too."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALERS])
        return bool(cursor.fetchone()[0])

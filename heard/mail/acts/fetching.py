"""Fetching from the server of a mailbox: what is there and not here is taken in, one by one."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from heard.journal import clock
from heard.journal.models import Errand
from heard.mail.acts.consent import signed_in
from heard.mail.acts.receiving import receive
from heard.mail.durability import synced
from heard.mail.imap import Folder, Listed, Refused, Trouble
from heard.mail.models import Connection, Fetched, Mailbox

log = logging.getLogger("heard.mail")

HISTORY = timedelta(days=14)  # older than this when the folder is first seen: nobody waits for it
FEW = 20  # so many at once are live; a backlog goes the slower lane, so that new mail passes it
LONGEST_PAUSE = timedelta(minutes=10)
LONGEST_RETRY = timedelta(hours=12)


class Stop(Exception):
    """The process ends; what is stored stays stored, the rest is fetched next time."""


def fetch(
    *, mailbox: Mailbox, folder: Folder, stopped: Callable[[], bool] = lambda: False
) -> Connection:
    """Take in every mail of the folder that is not stored yet; returns how it stands then.

    There is no window of dates and no flag: what counts is which numbers are done. One mail that
    cannot be had is written down and tried again later; the others come in.
    """
    connection = _begin(mailbox, folder)
    there = folder.uids()
    rows = Fetched.objects.filter(**_numbering(mailbox, folder))
    _forget_what_is_gone(mailbox, rows, there)
    done = set(rows.done().values_list("uid", flat=True))
    troubled = dict(rows.exclude(trouble="").values_list("uid", "next_try_at"))
    later = {uid for uid, due in troubled.items() if due is not None and due > clock.now()}
    wanted = [uid for uid in there if uid not in done and uid not in later]
    fresh = [uid for uid in wanted if uid not in troubled]
    again = [uid for uid in wanted if uid in troubled]  # the others need not wait behind these
    lane = Errand.IMPORT if len(wanted) > FEW else Errand.LIVE
    stored = done.intersection(there)
    for one in chain(folder.listed(fresh), folder.listed(again)):
        if stopped():
            raise Stop
        if _take(mailbox, folder, one, connection, lane):
            stored.add(one.uid)
    return note_success(mailbox=mailbox, on_server=len(there), stored=len(stored))


def _forget_what_is_gone(mailbox: Mailbox, rows: QuerySet[Fetched], there: list[int]) -> None:
    """What could not be had and is gone there, or lay under other numbers, is missed no more."""
    here, troubled = set(there), rows.exclude(trouble="").values_list("pk", "uid")
    kept = [pk for pk, uid in troubled if uid in here]
    Fetched.objects.filter(mailbox=mailbox).exclude(trouble="").exclude(pk__in=kept).delete()


def look(*, mailbox: Mailbox) -> Connection:
    """Connect, fetch once and go; a Trouble is written down and raised."""
    try:
        with signed_in(mailbox) as folder:
            return fetch(mailbox=mailbox, folder=folder)
    except Trouble as trouble:
        note_trouble(mailbox=mailbox, kind=trouble.kind)
        raise


def _begin(mailbox: Mailbox, folder: Folder) -> Connection:
    """The row of this folder. Another numbering (UIDVALIDITY) or another account has nothing to do
    with the old numbers: everything is looked at again, and what is stored already is known by
    its content."""
    there = (mailbox.account, folder.name)
    with transaction.atomic():
        connection, _made = Connection.objects.get_or_create(mailbox=mailbox)
        if (connection.account, connection.folder) != there:
            connection.account, connection.folder = there
            connection.first_seen_at = clock.now()
        connection.uid_validity = folder.uid_validity
        connection.save(update_fields=["account", "folder", "first_seen_at", "uid_validity"])
    return connection


def _numbering(mailbox: Mailbox, folder: Folder) -> dict[str, Any]:
    """Within this a number stands for one mail."""
    return {
        "mailbox": mailbox,
        "account": mailbox.account,
        "folder": folder.name,
        "uid_validity": folder.uid_validity,
    }


def _take(mailbox: Mailbox, folder: Folder, one: Listed, connection: Connection, lane: int) -> bool:
    """One mail: its bytes durable and its row committed together with its number."""
    whole = one.size <= settings.HEARD_MESSAGE_LIMIT
    try:
        content = folder.content(one.uid) if whole else folder.header(one.uid)
    except Refused:
        _note_later(mailbox, folder, one, "refused")
        return False
    except Trouble:  # perhaps over this very mail: the next look begins with the others
        _note_later(mailbox, folder, one, "broke_off")
        raise
    if content is None:  # deleted there meanwhile, or kept back: the next look tells
        _note_later(mailbox, folder, one, "no_bytes")
        return False
    try:
        with synced(), transaction.atomic():
            receipt = receive(
                mailbox=mailbox,
                raw=content,
                door="imap",
                lane=lane,
                header_only=not whole,
                received_at=one.arrived_at,
                history=_is_history(one, connection),
            )
            Fetched.objects.update_or_create(
                **_numbering(mailbox, folder),
                uid=one.uid,
                defaults={
                    "raw": receipt.raw, "trouble": "", "next_try_at": None, "at": clock.now(),
                },
            )  # fmt: skip
            if not receipt.duplicate:
                Connection.objects.filter(pk=connection.pk).update(newest_at=clock.now())
    except OSError:  # a full disk says the same about every mail that follows
        raise Trouble("disk") from None
    except (DatabaseError, ValueError) as error:
        log.error("mail %s of mailbox %s was not stored: %s", one.uid, mailbox.pk, type(error))
        _note_later(mailbox, folder, one, type(error).__name__)
        return False
    return True


def _is_history(one: Listed, connection: Connection) -> bool:
    """There, and old or answered, when Heard first looked into the folder: nobody waits for it."""
    first, arrived = connection.first_seen_at, one.arrived_at
    if first is None or arrived is None or arrived >= first:
        return False
    return one.answered or arrived < first - HISTORY


def _note_later(mailbox: Mailbox, folder: Folder, one: Listed, why: str) -> None:
    with transaction.atomic():
        row, _made = Fetched.objects.get_or_create(
            **_numbering(mailbox, folder),
            uid=one.uid,
            defaults={"trouble": why[:60], "at": clock.now()},
        )
        row.tries += 1
        pause = min(timedelta(minutes=2 ** min(row.tries, 12)), LONGEST_RETRY)
        if why == "broke_off" and row.tries == 1:
            pause = timedelta()  # most likely the wire was cut, not this mail to blame
        row.trouble, row.next_try_at = why[:60], clock.now() + pause
        row.save(update_fields=["tries", "trouble", "next_try_at"])


def note_success(*, mailbox: Mailbox, on_server: int, stored: int) -> Connection:
    """A look went well. What is not stored then could not be had: the missing are counted."""
    Connection.objects.filter(mailbox=mailbox).update(
        succeeded_at=clock.now(),
        trouble="",
        troubled_at=None,
        failures=0,
        next_try_at=None,
        on_server=on_server,
        stored=stored,
    )
    return Connection.objects.get(mailbox=mailbox)


def note_trouble(*, mailbox: Mailbox, kind: str) -> datetime:
    """A look failed; returns when the next one is due, later each time, at most ten minutes."""
    with transaction.atomic():
        row, _made = Connection.objects.get_or_create(mailbox=mailbox)
        row.failures += 1
        row.troubled_at = row.troubled_at or clock.now()
        pause = min(timedelta(seconds=5 * 2 ** min(row.failures - 1, 10)), LONGEST_PAUSE)
        row.trouble, row.next_try_at = kind[:20], clock.now() + pause
        row.save(update_fields=["failures", "trouble", "troubled_at", "next_try_at"])
    return row.next_try_at


def try_fetching_again(*, mailbox: Mailbox) -> None:
    """What could not be had from the server is due at once."""
    Fetched.objects.filter(mailbox=mailbox).exclude(trouble="").update(next_try_at=None)
    Connection.objects.filter(mailbox=mailbox).update(next_try_at=None)

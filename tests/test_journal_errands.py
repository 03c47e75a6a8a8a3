"""What follows from an event happens at least once and counts once, whatever dies in between."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from heard.config import wiring
from heard.conversations.models import Message
from heard.journal import acts, clock
from heard.journal.ending import SOON
from heard.journal.leases import AHEAD, Share, lease, lease_some
from heard.journal.models import Entry, Errand
from heard.journal.wiring import reaction
from heard.journal.worker import run_errands, run_one
from heard.mail.acts import receive
from tests.conftest import As, At
from tests.firm import FRIENDLY, Firm, letter
from tests.servers import ROOT, Commands

A_YEAR = timedelta(days=365)
STORE = """
from heard.mail.acts import add_mailbox, receive
box = add_mailbox(name="Service", by="machine:test", address="service@firma.example")
for number in range(40):
    mail = (
        f"From: Kunde {number} <kunde{number}@weit.example>\\r\\nTo: service@firma.example\\r\\n"
        f"Subject: Frage {number}\\r\\nMessage-ID: <{number}@weit.example>\\r\\n\\r\\n"
        f"Guten Tag, wann kommt Lieferung {number}?\\r\\n"
    )
    receive(mailbox=box, raw=mail.encode(), door="smtp")
"""


@pytest.mark.slow
def test_a_killed_worker_loses_nothing_and_does_nothing_twice(own_house: dict[str, str]) -> None:
    with Commands(own_house) as heard:
        mails_are_stored(heard)
        dice = random.Random(7)
        for _round in range(5):
            worker = subprocess.Popen(
                [sys.executable, "-m", "heard", "worker"], env=own_house, cwd=ROOT
            )
            time.sleep(0.55 + dice.random() * 0.4)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        listed: list[dict[str, Any]] = []
        end = time.monotonic() + 60
        while len(listed) < 40 and time.monotonic() < end:  # leases, and pauses after a death
            time.sleep(1.2)
            heard("worker", "--until-idle")
            listed = json.loads(heard("list", "--json"))
        assert sorted(one["subject"] for one in listed) == sorted(f"Frage {n}" for n in range(40))
        assert all(len(one["messages"]) == 1 for one in listed)
        assert json.loads(heard("journal", "verify", "--json"))["faults"] == []


def mails_are_stored(heard: Commands) -> None:
    heard("list", "--json")  # brings the schema up to date
    heard("shell", "-v", "0", "-c", STORE)


@contextmanager
def nobody_else_writes(environment: dict[str, str]) -> Iterator[None]:
    """The database of that house is locked, as it is behind something long."""
    url = environment.get("HEARD_DATABASE_URL")
    if url:
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE journal_errand")
            yield
        return
    database = sqlite3.connect(f"{environment['HEARD_DATA']}/heard.sqlite3", isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    yield
    database.close()


@pytest.mark.slow
def test_a_worker_that_is_asked_to_end_does_so_whatever_it_waits_for(
    own_house: dict[str, str],
) -> None:
    with Commands(own_house) as heard:
        mails_are_stored(heard)
        with nobody_else_writes(own_house):
            worker = subprocess.Popen(
                [sys.executable, "-m", "heard", "worker"], env=own_house, cwd=ROOT
            )
            time.sleep(5)  # by now it waits for the lock
            worker.send_signal(signal.SIGTERM)
            ended = worker.wait(SOON + 8)  # the lock is waited for three times as long
            assert ended in {0, -signal.SIGTERM}, "the latter where it had not begun yet"
        heard("worker", "--until-idle")
        assert len(json.loads(heard("list", "--json"))) == 40


def test_what_was_not_begun_is_given_back_when_a_worker_ends(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    for number in range(3):
        receive(mailbox=firm.service, raw=letter(FRIENDLY, f"{number}", firm.customer), door="smtp")
    asked = iter([False, True])
    run_errands(worker="one", most=3, stopped=lambda: next(asked, True))
    waiting = Errand.objects.open()
    assert waiting.count() == 3 and {(one.tries, one.leased_until) for one in waiting} == {
        (0, None)
    }
    run_errands(worker="two")
    assert Message.objects.count() == 3


def test_a_lease_belongs_to_one_worker_until_it_ends(firm: Firm, at: At) -> None:
    entry = acts.record(verb="mail.received", by="machine:test", about={"raw": 0})
    first = lease("one")
    assert first is not None and lease("two") is None
    Errand.objects.filter(entry=entry).update(leased_until=clock.now())
    second = lease("two")
    assert second is not None and second.pk == first.pk
    run_one(second, "two")
    assert run_one(first, "one") is False, "whoever lost the lease marks nothing"


def test_what_a_worker_died_with_again_waits_and_is_done_in_calmer_times(
    firm: Firm, at: At
) -> None:
    """Found by the torture: workers killed within seconds used up all tries of what was innocent,
    and a mail was left without its reading."""
    moment = at("2027-01-01 09:00")
    run_errands()
    receive(mailbox=firm.service, raw=letter(FRIENDLY, "Angebot", firm.customer), door="smtp")
    pauses = []
    for number in range(settings.HEARD_TRIES - 1):
        with clock.set_to(moment):
            taken = lease("one that dies")
        if taken is None:
            waits = Errand.objects.open().get()
            pauses.append((waits.due_at - moment).total_seconds())
            moment = waits.due_at
            with clock.set_to(moment):
                taken = lease("one that dies")
        assert taken is not None and taken.tries == number + 1
        Errand.objects.filter(pk=taken.pk).update(leased_until=taken.entry.at - A_YEAR)
    assert pauses == [4, 8, 16, 32, 64], "the first death may be anyone's, so it is tried at once"
    with clock.set_to(moment):
        assert run_errands() == 0 and not Errand.objects.failed().exists()
    with clock.set_to(moment + timedelta(minutes=5)):
        run_errands()
    assert Message.objects.get().subject == "Angebot"


def test_live_comes_before_import(firm: Firm) -> None:
    run_errands()
    slow = acts.record(
        verb="mail.received", by="machine:test", about={"raw": 0}, lane=Errand.IMPORT
    )
    live = acts.record(verb="mail.received", by="machine:test", about={"raw": 0})
    first = lease("one")
    assert first is not None and first.entry_id == live.pk != slow.pk


def test_what_keeps_failing_backs_off_and_ends_visibly(firm: Firm, at: At) -> None:
    run_errands()
    entry = acts.record(verb="mail.received", by="machine:test", about={"raw": 999_999})
    errand = Errand.objects.get(entry=entry)
    for number in range(settings.HEARD_TRIES):
        at(f"2027-01-{number + 1:02} 09:00")
        run_errands()
        errand.refresh_from_db()
        assert errand.tries == number + 1
    assert errand.failed_at and "DoesNotExist" in errand.error and "999" not in errand.error
    assert run_errands() == 0
    assert list(Errand.objects.failed()) == [errand]


@pytest.mark.parametrize("dies", [False, True], ids=["fails", "kills the worker"])
def test_mail_that_cannot_be_filed_is_shown_as_it_came(
    firm: Firm, at: At, as_: As, dies: bool
) -> None:
    at("2027-01-01 09:00")
    firm.conversation(FRIENDLY, subject="Vorher")
    receive(
        mailbox=firm.service, raw=letter(FRIENDLY, "Schlimm", firm.customer), door="smtp",
        envelope_sender="petra@quandt.example",
    )  # fmt: skip
    errand = Errand.objects.open().get()
    if dies:
        Errand.objects.filter(pk=errand.pk).update(
            tries=settings.HEARD_TRIES,
            leased_until=errand.entry.at - A_YEAR,
            leased_by="one that died",
        )
    with patch("heard.conversations.acts.filing.keep_letter", side_effect=ValueError("odd")):
        for day in range(settings.HEARD_TRIES):
            at(f"2027-01-{day + 2:02} 09:00")
            run_errands()
        shown = Message.objects.get(raw=errand.entry.about["raw"])
        page = as_(firm.anna).get(shown.conversation.get_absolute_url()).content.decode()
        assert "Beim Einordnen" in page and "petra@quandt.example" in page
        assert shown.conversation.waiting_since is not None
        again = f"/conversations/message/{shown.pk}/again/"
        assert again in page
        as_(firm.anna).post(again)
        shown.conversation.refresh_from_db()
        assert shown.conversation.trouble == "unfiled" and Errand.objects.failed().count() == 1
    original = as_(firm.anna).get(f"/conversations/message/{shown.pk}/original/")
    assert b"Schlimm" in b"".join(original)
    as_(firm.anna).post(again)
    run_errands()
    shown = Message.objects.get(pk=shown.pk)
    assert (shown.subject, shown.conversation.trouble) == ("Schlimm", "")
    assert Message.objects.count() == 2 and not Errand.objects.failed().exists()


def test_an_outage_of_any_length_gives_nothing_up(firm: Firm, at: At) -> None:
    """A disk that is full for hours: the mail is filed by itself once there is room again."""
    at("2027-01-01 09:00")
    run_errands()
    full = OSError(28, "No space left on device")
    receive(mailbox=firm.service, raw=letter(FRIENDLY, "Angebot", firm.customer), door="smtp")
    with patch("heard.conversations.acts.filing.keep_letter", side_effect=full):
        for hour in range(settings.HEARD_TRIES + 4):
            at(f"2027-01-01 {hour + 10:02}:00")
            run_errands()
    errand = Errand.objects.open().get()
    assert errand.tries > settings.HEARD_TRIES and "OSError" in errand.error
    assert errand.due_at <= clock.now() + timedelta(minutes=10)
    at("2027-01-02 09:00")
    run_errands()
    assert Message.objects.get().subject == "Angebot"


def test_retry_tries_whatever_gave_up(firm: Firm) -> None:
    run_errands()
    entry = acts.record(verb="mail.settled", by="machine:test", about={"outgoing": 0})
    Errand.objects.filter(entry=entry).update(failed_at=clock.now(), tries=8)
    out = StringIO()
    call_command("retry", stdout=out)
    assert json.loads(out.getvalue())["done"] == 1 and not Errand.objects.failed().exists()


def test_nothing_is_left_when_the_transaction_is_rolled_back(firm: Firm) -> None:
    from django.db import transaction

    before = Entry.objects.count(), Errand.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        acts.record(verb="mail.received", by="machine:test", about={"raw": 1})
        raise RuntimeError
    assert (Entry.objects.count(), Errand.objects.count()) == before


def test_an_unknown_verb_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        acts.record(verb="mail.invented", by="machine:test")
    assert "mail.received" in wiring.WIRING


def test_all_mail_is_on_the_desk_before_any_of_it_is_judged(firm: Firm) -> None:
    run_errands()
    filed = acts.record(verb="conversations.message_filed", by="machine:test", about={})
    mail = [
        acts.record(verb="mail.received", by="machine:test", about={"raw": 0}) for _ in range(3)
    ]
    Errand.objects.filter(entry=filed).exclude(reaction="heard.heat.reactions.read").delete()
    taken = lease_some("one")
    assert [errand.entry_id for errand in taken] == [entry.pk for entry in mail]
    assert [errand.entry_id for errand in lease_some("one")] == [filed.pk]


def test_however_many_wait_to_be_judged_mail_and_letters_pass_them(firm: Firm) -> None:
    """Found by measuring the door: 200 readings that were due hid all mail behind them."""
    run_errands()
    for _ in range(AHEAD + 1):
        acts.record(verb="conversations.welcomed", by="machine:test", about={})
    letter_leaves = acts.record(
        verb="conversations.reply_sent", by="machine:test", about={"message": 0}
    )
    mail = acts.record(verb="mail.received", by="machine:test", about={"raw": 0})
    first, second, third = (lease_some("one") for _ in range(3))
    assert [errand.entry_id for errand in first] == [letter_leaves.pk]
    assert [errand.entry_id for errand in second] == [mail.pk]
    assert {errand.reaction for errand in third} == {"heard.heat.reactions.read"}


@pytest.mark.django_db(transaction=True)
def test_mail_does_not_wait_for_a_server_that_takes_long(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    run_errands()
    acts.record(verb="mail.posted", by="machine:test", about={"outgoing": 0})
    spoken_to, answers = threading.Event(), threading.Event()

    def takes_long(_entry: Entry) -> None:
        spoken_to.set()
        assert answers.wait(20)

    takes_long.standing_alone = True  # type: ignore[attr-defined]  # as the mark does
    there = {"heard.mail.reactions.keep_copy": takes_long}
    moment = clock.now()

    def post() -> None:
        with clock.set_to(moment):
            run_errands(share=Share.OUTSIDE)
        connection.close()

    with patch("heard.journal.worker.reaction", lambda name: there.get(name) or reaction(name)):
        outside = threading.Thread(target=post)
        outside.start()
        assert spoken_to.wait(20)
        receive(mailbox=firm.purchasing, raw=letter(FRIENDLY, "Neu", firm.vendor), door="smtp")
        run_errands(share=Share.INSIDE)
        filed = Message.objects.filter(subject="Neu").exists()
        answers.set()
        outside.join()
    assert filed and not Errand.objects.open().exists()


def test_what_one_of_two_workers_leaves_the_other_takes(firm: Firm) -> None:
    run_errands()
    letter_leaves = acts.record(
        verb="conversations.reply_sent", by="machine:test", about={"message": 0}
    )
    mails = [
        acts.Happening("machine:test", {"raw": 0}, lane)
        for lane in (Errand.LIVE, Errand.LIVE, Errand.IMPORT, Errand.IMPORT)
    ]
    acts.record_all(verb="mail.received", happened=mails)
    tried = Errand.objects.open().filter(tries__gt=0).values_list("reaction", flat=True)
    run_errands(share=Share.INSIDE)
    assert set(tried) == {"heard.conversations.reactions.file_mail"}
    assert lease_some("one", share=Share.INSIDE) == []
    assert [one.entry_id for one in lease_some("one", share=Share.OUTSIDE)] == [letter_leaves.pk]


def test_letters_pass_the_copies_of_those_that_left(firm: Firm) -> None:
    run_errands()
    for _ in range(AHEAD + 1):
        acts.record(verb="mail.posted", by="machine:test", about={"outgoing": 0})
    letter_leaves = acts.record(
        verb="conversations.reply_sent", by="machine:test", about={"message": 0}
    )
    assert [one.entry_id for one in lease_some("one", share=Share.OUTSIDE)] == [letter_leaves.pk]
    (copy,) = lease_some("one", share=Share.OUTSIDE)
    assert copy.reaction == "heard.mail.reactions.keep_copy"


@pytest.mark.slow
def test_post_takes_what_workers_beside_it_leave(own_house: dict[str, str]) -> None:
    send = (
        "from heard.journal.acts import record; "
        "record(verb='mail.posted', by='machine:test', about={'outgoing': 0})"
    )
    told = "from heard.journal.models import Errand; print(Errand.objects.get().tries)"
    with Commands(own_house) as heard:
        heard("list", "--json")  # brings the schema up to date
        heard("shell", "-v", "0", "-c", send)
        heard("worker", "--beside-post", "--until-idle")
        assert heard("shell", "-v", "0", "-c", told).strip() == "0"
        heard("post", "--until-idle")
        assert heard("shell", "-v", "0", "-c", told).strip() == "1"


@pytest.mark.slow
def test_a_worker_is_ready_for_the_first_mail_before_it_comes(own_house: dict[str, str]) -> None:
    worker = subprocess.Popen([sys.executable, "-m", "heard", "worker"], env=own_house, cwd=ROOT)
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
    if not children.exists():
        pytest.skip("this system does not say which processes a process has started")
    loaded, end = False, time.monotonic() + 60
    while not loaded and time.monotonic() < end:
        time.sleep(0.2)
        lines = [Path(f"/proc/{one}/cmdline").read_bytes() for one in children.read_text().split()]
        mapped = Path(f"/proc/{worker.pid}/maps").read_text()
        loaded = any(b"parsing.apart" in line for line in lines) and "onnxruntime" in mapped
    worker.terminate()
    assert loaded and worker.wait(20) == 0

"""Whatever is altered, removed, reordered or cut off in the journal is found."""

import threading
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection, transaction

from heard.journal import acts, chain
from heard.journal.management.commands import worker
from heard.journal.models import Entry, Errand
from tests.firm import FRIENDLY, Firm


@pytest.fixture
def sealed(firm: Firm) -> str:
    for number in range(5):
        firm.mail(FRIENDLY, subject=f"Frage {number}")
    acts.seal()
    return chain.head()


def test_a_whole_journal_verifies(sealed: str) -> None:
    verdict = chain.verify(sealed)
    assert verdict.faults == [] and verdict.head == sealed and verdict.sealed > 5


def test_a_worker_that_never_rests_seals_all_the_same(sealed: str, firm: Firm) -> None:
    firm.mail(FRIENDLY, subject="Noch eine")
    assert Entry.objects.filter(position=None).exists()
    command = worker.Command()
    command.stop, command.sealed = threading.Event(), 0.0
    with (
        patch.object(worker, "run_errands", side_effect=[50, 0]),
        patch.object(worker, "close_old_connections"),
    ):
        command.work("one")
    assert not Entry.objects.filter(position=None).exists() and chain.verify(sealed).faults == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begun", [False, True], ids=["nothing sealed yet", "something sealed"])
def test_two_workers_that_seal_at_once_keep_one_chain(firm: Firm, begun: bool) -> None:
    if begun:
        acts.seal(batch=2)
    holds, done = threading.Event(), threading.Event()

    def seal_slowly() -> None:
        with transaction.atomic():
            acts.seal(batch=2)
            holds.set()
            done.wait(0.3)
        connection.close()

    other = threading.Thread(target=seal_slowly)
    other.start()
    assert holds.wait(10)
    sealed = acts.seal()  # on SQLite it waits for the other; on PostgreSQL the other goes on
    done.set()
    other.join()
    assert sealed == 0 or connection.vendor == "sqlite"
    while acts.seal():
        pass
    assert not Entry.objects.filter(position=None).exists() and chain.verify().faults == []


def test_a_worker_that_cannot_seal_works_on(sealed: str, firm: Firm) -> None:
    firm.mail(FRIENDLY, subject="Noch eine")
    command = worker.Command()
    command.stop, command.sealed = threading.Event(), 0.0
    with patch.object(worker, "close_old_connections"):
        with patch.object(acts, "seal", side_effect=OperationalError("database is locked")):
            command.seal()
        assert Entry.objects.filter(position=None).exists()
        command.sealed = 0.0
        command.seal()
    assert not Entry.objects.filter(position=None).exists() and chain.verify(sealed).faults == []


def test_sealing_keeps_pace_with_an_import(sealed: str, firm: Firm) -> None:
    many = [acts.Happening("machine:import", {"outgoing": number}) for number in range(1200)]
    acts.record_all(verb="mail.put_off", happened=many)
    command = worker.Command()
    command.stop, command.sealed = threading.Event(), 0.0
    with patch.object(worker, "close_old_connections"):
        command.seal()
        assert not Entry.objects.filter(position=None).exists(), "three batches at one turn"
        acts.record_all(verb="mail.put_off", happened=many)
        command.sealed = 0.0
        with patch.object(worker, "SEALING", 0):
            command.seal()
            left = Entry.objects.filter(position=None).count()
            command.seal()
        assert left == 1200 - acts.BATCH, "mail that came has its turn"
        assert Entry.objects.filter(position=None).count() < left, "and the rest is not put off"
    assert chain.verify(sealed).faults == []


def test_altered_removed_and_reordered_entries_are_found(sealed: str) -> None:
    entries = list(Entry.objects.order_by("position")[2:4])
    one, two = entries
    Entry.objects.filter(pk=one.pk).update(by="colleague:1")
    assert chain.verify().faults
    Entry.objects.filter(pk=one.pk).update(by=one.by)
    assert not chain.verify().faults
    Entry.objects.filter(pk=one.pk).update(position=None)
    Entry.objects.filter(pk=two.pk).update(position=one.position)
    Entry.objects.filter(pk=one.pk).update(position=two.position)
    assert chain.verify().faults
    Entry.objects.filter(pk=two.pk).update(position=None)
    Entry.objects.filter(pk=one.pk).update(position=one.position)
    Entry.objects.filter(pk=two.pk).update(position=two.position)
    assert not chain.verify().faults
    Errand.objects.filter(entry=two).delete()
    two.delete()
    assert any("missing" in fault for fault in chain.verify().faults)


def test_a_cut_off_end_is_found_by_an_exported_head(sealed: str) -> None:
    last = Entry.objects.exclude(position=None).order_by("-position").first()
    assert last is not None
    Errand.objects.filter(entry=last).delete()
    last.delete()
    assert chain.verify().faults == []
    assert any("cut off" in fault for fault in chain.verify(sealed).faults)


def test_digests_fall_silent_when_the_key_is_destroyed(firm: Firm) -> None:
    before = acts.keyed_digest(subject="contact:1", content=b"petra@quandt.example")
    assert before == acts.keyed_digest(subject="contact:1", content=b"petra@quandt.example")
    acts.destroy_key(subject="contact:1")
    assert before != acts.keyed_digest(subject="contact:1", content=b"petra@quandt.example")

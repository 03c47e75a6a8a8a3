"""How many mails a second: through import and through the SMTP door, durable and filed."""

import email
import email.policy
import json
import smtplib
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from heard.config.bench.corpus import made, real
from heard.config.bench.figure import CannotMeasure, Figure
from heard.config.bench.house import House, empty_house, free_port

SENDERS = 20  # connections at once: as many as Postfix opens to one server by itself
PEER = Path(__file__).with_name("helpdesk_peer.py")
UNFILED = (
    "SELECT COUNT(*) FROM journal_errand WHERE done_at IS NULL AND failed_at IS NULL "
    "AND reaction = 'heard.conversations.reactions.file_mail'"
)
FIRST = b"From: a@bench.example\r\nSubject: first\r\n\r\nThe first one.\r\n"
TIMES = 10  # the budget: so many times as fast as the peer


def measure(
    folder: Path, *, count: int, peer: str, peer_count: int, server: str = ""
) -> list[Figure]:
    """`folder` holds real mails; `peer` is the Python of an environment with django-helpdesk;
    `server` the address of a PostgreSQL, where it is not measured on SQLite.

    A mail counts once it is stored durably, parsed, threaded and queued for its reading.
    """
    if not folder.exists():
        raise CannotMeasure(f"There are no mails at {folder}. Name their folder.")
    mails = real(folder)
    if not mails:
        raise CannotMeasure(f"There are no mails at {folder}. Name their folder.")
    everything = [*mails, *made(mails, count)]
    figures = [_bare(everything)]
    by_peer = _peer(everything[:peer_count], peer) if peer else None
    if by_peer:
        figures.append(by_peer)
    # The houses stay until both are measured: a file system may be slow to make files where
    # thousands were deleted a moment ago
    with ExitStack() as houses:
        here, there = (houses.enter_context(empty_house(server)) for _ in range(2))
        ours = (_by_import(everything, here), _by_smtp(everything, there))
    return [*figures, *(_beside(one, by_peer) for one in ours)]


def _beside(one: Figure, peer: Figure | None) -> Figure:
    if peer is None:
        return one
    times = one.value / peer.value
    said = f"{times:.1f} times django-helpdesk; budget: at least {TIMES} times"
    if one.beside:
        said += f"; {one.beside}"
    return Figure(one.what, one.value, one.unit, said, times >= TIMES)


def _bare(mails: list[bytes]) -> Figure:
    began = time.perf_counter()
    for raw in mails:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        for part in message.walk():
            if not part.is_multipart():
                part.get_payload(decode=True)
    seconds = time.perf_counter() - began
    return Figure("standard library, parsing only", len(mails) / seconds, "mails/s", "stores none")


def _peer(mails: list[bytes], python: str) -> Figure:
    with tempfile.TemporaryDirectory(prefix="heard-bench-peer-") as folder:
        box = Path(folder) / "mails"
        box.mkdir()
        for number, raw in enumerate(mails):
            (box / f"{number:06}.eml").write_bytes(raw)
        done = subprocess.run(
            [python, str(PEER), str(box), str(Path(folder) / "peer.sqlite3")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise CannotMeasure(
            "django-helpdesk did not run. Install requirements/bench.txt into an environment of "
            "its own and name its Python with --peer."
        )
    said = json.loads(done.stdout.strip().splitlines()[-1])
    beside = (
        f"{said['mails']} mails, {said['failed']} not taken; SQLite as shipped, which syncs "
        "each commit; attachments are not synced, the mail as it came is not kept"
    )
    return Figure(
        "django-helpdesk 2.6.1, in process", said["mails"] / said["seconds"], "mails/s", beside
    )


def _by_import(mails: list[bytes], house: House) -> Figure:
    box = house.folder / "bench"
    box.mkdir()
    for number, raw in enumerate(mails):
        (box / f"{number:06}.eml").write_bytes(raw)
    house.run("list", "--json")  # brings the schema up to date
    said = house.run("import", str(box), "--mailbox", "Bench", "--json")
    _all_filed(house, said["stored"])
    return Figure("import", said["read"] / said["seconds"], "mails/s")


def _by_smtp(mails: list[bytes], house: House) -> Figure:
    house.run("list", "--json")
    house.run("import", str(_seed(house)), "--mailbox", "Bench", "--json")
    house.environment["HEARD_SMTP_CATCHALL"] = "Bench"
    port = free_port()
    with (
        house.role("smtp", "--port", str(port), "--bind", "127.0.0.1", port=port),
        house.role("worker"),
    ):
        _send([FIRST], port)
        _until_filed(house)  # the worker has started then; the peer's start does not count either
        began = time.perf_counter()
        taken = _send(mails, port)
        accepted = time.perf_counter() - began
        _until_filed(house)
        seconds = time.perf_counter() - began
    beside = f"{SENDERS} connections; 250 said to {taken / accepted:.0f} a second"
    return Figure("SMTP door and worker", taken / seconds, "mails/s", beside)


def _seed(house: House) -> Path:
    """One mail, for an import makes its mailbox."""
    path = house.folder / "first.eml"
    path.write_bytes(FIRST.replace(b"first", b"before it"))
    return path


def _send(mails: list[bytes], port: int) -> int:
    """Hand all over; returns how many were answered with 250."""
    source, lock, taken = iter(mails), threading.Lock(), [0]

    def each() -> Iterator[bytes]:
        while True:
            with lock:
                raw = next(source, None)
            if raw is None:
                return
            yield raw

    def sender() -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as door:
            for raw in each():
                door.sendmail("sender@bench.example", ["box@house.example"], raw)
                taken[0] += 1

    threads = [threading.Thread(target=sender) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken[0]


def _until_filed(house: House) -> None:
    while _waiting(house):
        time.sleep(0.1)


def _waiting(house: House) -> int:
    """Stored mails that are not filed yet."""
    if house.database:
        import psycopg  # only where PostgreSQL is used

        with psycopg.connect(house.database) as there:
            return int(there.execute(UNFILED).fetchone()[0])  # type: ignore[index]  # a count
    with closing(sqlite3.connect(house.folder / "heard.sqlite3", timeout=30)) as database:
        return int(database.execute(UNFILED).fetchone()[0])


def _all_filed(house: House, stored: int) -> None:
    if _waiting(house):
        raise CannotMeasure(f"Not all of the {stored} stored mails were filed; look at the log.")

"""What happens to the house, and what has to be true afterwards."""

import random
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from tests.torture.scene import Scene, letter

ROLES = ("smtp", "worker", "worker", "fetch")
ALONE = 0.3  # of the times only the process that reads mail is killed, where there is one


@dataclass
class Verdict:
    """`lost`, `doubled`, `stuck` name names and have to be empty; `held`: a person decides;
    `shown`: mails that stood on the desk as unreadable, until "try again" was pressed."""

    accepted: int = 0
    put_out: int = 0
    arrived: int = 0
    held: int = 0
    shown: int = 0
    kills: int = 0
    cuts: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.stuck)

    def as_row(self) -> dict[str, Any]:
        return asdict(self)


def kill_and_cut(scene: Scene, *, kills: int, mails: int) -> Verdict:
    """`mails` come in by each door while processes are killed at random and wires are cut."""
    over = threading.Event()
    writers = [
        threading.Thread(target=_write, args=(scene, f"smtp{n}", mails // 4)) for n in range(4)
    ]
    writers.append(threading.Thread(target=_on_the_server, args=(scene, mails)))
    writers.append(threading.Thread(target=_by_pipe, args=(scene, max(2, mails // 8), over)))
    writers.append(threading.Thread(target=_by_import, args=(scene, mails, over)))
    for writer in writers:
        writer.start()
    _torment(scene, kills)
    over.set()
    scene.mail_wire.cuts = scene.sink_wire.cuts = 0
    scene.sink.moody = False
    door = scene.open_door()
    for writer in writers:
        writer.join()
    for path in scene.answers.glob("*.mbox"):
        scene.ask("import", path=str(path), mailbox="Archiv")
    scene.kill(door)
    scene.kills -= 1
    time.sleep(1.2)  # until the last lease has ended
    return count(scene, shown=scene.ask("settle"))


def _torment(scene: Scene, kills: int) -> None:
    """Start the roles, kill one at a random moment, start it again, and so on."""
    dice = random.Random(scene.kills)
    living = {place: _start(scene, role) for place, role in enumerate(ROLES)}
    with tqdm(total=kills, unit=" kills", disable=not sys.stderr.isatty()) as progress:
        while scene.kills < kills:
            time.sleep(dice.random() ** 2 * 0.6)
            place = dice.randrange(len(ROLES))
            if dice.random() > ALONE or not scene.kill_reader(living[place]):
                scene.kill(living[place])
                living[place] = _start(scene, ROLES[place])
            progress.update(scene.kills - progress.n)
    for pid in living.values():
        scene.kill(pid)


def _start(scene: Scene, role: str) -> int:
    if role == "smtp":
        return scene.open_door()
    pid, _answer = scene.fork("command", name=role)
    return pid


def _write(scene: Scene, name: str, mails: int) -> None:
    for number in range(mails):
        scene.post(f"{name}-{number}")


def _on_the_server(scene: Scene, mails: int) -> None:
    """Mail that arrives at the IMAP server; being there is being accepted."""
    for number in range(mails):
        token = f"imap-{number}"
        scene.dovecot.put("post", letter(token))
        scene.accepted.add(f"<{token}@quandt.example>")
        time.sleep(0.02)


def _by_pipe(scene: Scene, mails: int, over: threading.Event) -> None:
    """`heard receive`, killed half of the time; only exit 0 counts as accepted."""
    dice = random.Random(5)
    for number in range(mails):
        token = f"pipe-{number}"
        path = scene.answers / f"{token}.eml"
        path.write_bytes(letter(token))
        while f"<{token}@quandt.example>" not in scene.accepted:
            pid, answer = scene.fork("receive", path=str(path), mailbox="Service")
            if not over.is_set() and dice.random() < 0.5:
                time.sleep(dice.random() * 0.15)
                scene.kill(pid)
            _wait(pid)
            if answer.exists():
                scene.accepted.add(f"<{token}@quandt.example>")


def _by_import(scene: Scene, mails: int, over: threading.Event) -> None:
    """`heard import` of one mbox, killed several times and begun again; `kill_and_cut` ends it."""
    tokens = [f"import-{number}" for number in range(mails)]
    box = scene.answers / "archive.mbox"
    mbox = b"".join(b"From x Mon Nov  2 09:00:00 2026\n" + letter(one) + b"\n" for one in tokens)
    box.write_bytes(mbox)
    dice = random.Random(6)
    for _round in range(3):
        if over.is_set():
            break
        pid, _answer = scene.fork("import", path=str(box), mailbox="Archiv")
        time.sleep(0.1 + dice.random())
        scene.kill(pid)
    scene.accepted.update(f"<{one}@quandt.example>" for one in tokens)


def _wait(pid: int) -> None:
    from tests.torture.scene import is_alive

    while is_alive(pid):
        time.sleep(0.01)


def fill_the_disk(scene: Scene, tmpfs: Path, mails: int) -> Verdict:
    """The folder lies on a disk that is filled up: refused for now is fine, lost is not."""
    ballast = tmpfs / "ballast"
    ballast.touch()
    door = scene.open_door()
    worker = _start(scene, "worker")
    scene.wait_for_door()
    refused = 0
    for number in range(mails):
        if number == mails // 4:
            _fill(ballast)
        if number == mails // 2:
            ballast.unlink()
        full = mails // 4 <= number < mails // 2
        patience = 0.5 if full else 30.0
        refused += not scene.post(f"disk-{number}", letter(f"disk-{number}", 20_000), patience)
    assert refused > 0, "the disk was never full"
    scene.kill(door)
    scene.kill(worker)
    scene.mail_wire.cuts = scene.sink_wire.cuts = 0
    scene.sink.moody = False
    time.sleep(1.2)
    return count(scene, shown=scene.ask("settle"))


def _fill(path: Path) -> None:
    """To the last byte: whole blocks first, then whatever still fits."""
    for size in (1 << 20, 4096, 1):
        with suppress(OSError), path.open("ab", buffering=0) as file:
            while True:
                file.write(b"\0" * size)


def count(scene: Scene, *, shown: int) -> Verdict:
    seen = scene.ask("census")
    sent, held, taken = set(seen["sent"]), set(seen["held"]), scene.sink.taken
    stuck = [f"{seen['open']} errands"] if seen["open"] else []
    stuck += [f"{reaction}: {error}" for reaction, error in seen["failed"]]
    stuck += [f"{seen['unfiled']} stored and not shown"] if seen["unfiled"] else []
    stuck += [f"{seen['unread']} unreadable for good"] if seen["unread"] else []
    stuck += [one for one in scene.put_out if one not in sent and one not in held]
    return Verdict(
        accepted=len(scene.accepted),
        put_out=len(scene.put_out),
        arrived=len(taken),
        held=len(held),
        shown=shown,
        kills=scene.kills,
        cuts=scene.mail_wire.count + scene.sink_wire.count,
        lost=[one for one in scene.accepted if one not in seen["in"]]
        + [one for one in sent if one not in taken],
        doubled=[one for one, times in seen["in"].items() if times > 1]
        + [one for one, times in taken.items() if times > 1],
        stuck=stuck + seen["faults"],
    )

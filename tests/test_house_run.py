"""`heard run`: what it starts ends with it, and listens where it is told to."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.house import until
from tests.servers import ROOT, free_port, wait_for_port

pytestmark = [pytest.mark.anywhere, pytest.mark.slow]
Run = Callable[..., subprocess.Popen[bytes]]


def living_in(folder: Path) -> set[int]:
    """Every process of the house in this folder; one that has ended has no environment."""
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"HEARD_DATA={folder}\0".encode() in (place / "environ").read_bytes():
                found.add(int(place.name))
    return found


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """`run("--port", …, SMTP_BIND=…)`: an empty house in tmp_path, killed afterwards."""

    def start(*arguments: str, **settings: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "heard", "run", *arguments],
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith(("HEARD_", "DJANGO_"))},
                "HEARD_DATA": str(tmp_path),
                **{f"HEARD_{name}": value for name, value in settings.items()},
            },
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    yield start
    for pid in living_in(tmp_path):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("sign", [signal.SIGHUP, signal.SIGKILL])
def test_whoever_ends_the_house_ends_all_of_it(
    run: Run, tmp_path: Path, sign: signal.Signals
) -> None:
    """A terminal that is closed sends SIGHUP."""
    port, smtp = free_port(), free_port()
    house = run("--port", str(port), "--smtp-port", str(smtp))
    for one in (port, smtp):
        wait_for_port(one, 60)
    assert len(living_in(tmp_path)) >= 6
    house.send_signal(sign)
    until(lambda: not living_in(tmp_path))
    house.wait()


def test_the_smtp_door_does_not_follow_the_pages_out(run: Run, tmp_path: Path) -> None:
    port, smtp = free_port(), free_port()
    run("--bind", "127.0.0.3", "--port", str(port), "--smtp-port", str(smtp), SMTP_BIND="127.0.0.2")
    until(lambda: answers("127.0.0.2", smtp) and answers("127.0.0.3", port), 60)
    assert not answers("127.0.0.3", smtp)


def answers(address: str, port: int) -> bool:
    with socket.socket() as tried:
        tried.settimeout(0.5)
        return tried.connect_ex((address, port)) == 0

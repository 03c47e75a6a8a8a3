"""Servers that the tests start for themselves, on free ports, and stop again."""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class PostgreSQL:
    """A cluster of its own in a temporary folder, not durable on purpose; gone at the end."""

    def __init__(self) -> None:
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not programs:
            raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
        self.bin = Path(programs[-1])
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="heard-postgresql-", dir="/tmp"))
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "heard", "-A", "trust", "-N")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c fsync=off "
            "-c synchronous_commit=off -c full_page_writes=off -c max_connections=80"
        )
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options,
            "-l", str(self.folder / "log"), "-w", "start",
        )  # fmt: skip

    @property
    def url(self) -> str:
        return f"postgresql://heard@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, capture_output=True, cwd="/tmp")


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Until something listens on `port`; TimeoutError otherwise."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as tried:
            tried.settimeout(0.5)
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def heard(house: dict[str, str], *arguments: str) -> str:
    """Run a command of the house with this environment; answers what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "heard", *arguments],
        env=house, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout

"""A house of its own for a measurement: an empty folder, and the roles it needs."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class House:
    """Commands run in `folder` on SQLite, or in the empty PostgreSQL of `database`."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder, self.database = folder, database
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("HEARD_")},
            "HEARD_DATA": str(folder),
            "HEARD_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "heard.config.settings",
            **({"HEARD_DATABASE_URL": database} if database else {}),
        }

    def run(self, *arguments: str) -> Any:
        """What a command says with --json; subprocess.CalledProcessError when it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "heard", *arguments],
            env=self.environment, cwd=settings.PACKAGE.parent, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        said = done.stdout.strip()
        return json.loads(said.splitlines()[-1]) if said and "--json" in arguments else None

    @contextmanager
    def role(self, *arguments: str, port: int = 0) -> Iterator[None]:
        """A role while the block runs; it listens on `port` once the block begins."""
        process = subprocess.Popen(
            [sys.executable, "-m", "heard", *arguments],
            env=self.environment, cwd=settings.PACKAGE.parent,
        )  # fmt: skip
        try:
            if port:
                _wait_for(port)
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


def _wait_for(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as tried:
            tried.settimeout(0.5)
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


@contextmanager
def empty_house(server: str = "") -> Iterator[House]:
    """On SQLite, or in a database of its own on the PostgreSQL of this address."""
    folder = Path(tempfile.mkdtemp(prefix="heard-bench-"))
    try:
        with _empty_database(server) if server else nullcontext("") as database:
            yield House(folder, database)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _empty_database(server: str) -> Iterator[str]:
    import psycopg  # only where PostgreSQL is used

    name = f"heard_bench_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

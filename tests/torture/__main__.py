"""make torture: the long form, on both databases; exits 1 when anything was lost."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.servers import PostgreSQL
from tests.torture.scene import Scene
from tests.torture.story import Verdict, fill_the_disk, kill_and_cut


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of this size; RuntimeError where this machine does not let us mount one."""
    folder = Path(tempfile.mkdtemp(prefix="heard-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "heard", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        raise RuntimeError("NO SMALL DISK COULD BE MOUNTED HERE: a full disk was NOT tested")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)
        folder.rmdir()


class Told(NamedTuple):
    """How a story ended, in one line for the end of the run."""

    clean: bool
    line: str


def said(name: str, began: float, verdict: Verdict) -> Told:
    """The whole verdict is printed at once, so that it is there when the next story breaks off."""
    seconds = round(time.monotonic() - began)
    row = {"what": name, "seconds": seconds, **verdict.as_row()}
    print(json.dumps(row, ensure_ascii=False), flush=True)
    line = (
        f"{'clean ' if verdict.is_clean else 'FAILED'}  {name}, {seconds} s: "
        f"{verdict.kills} kills, {verdict.cuts} cuts; {verdict.accepted} accepted, "
        f"{verdict.put_out} put out; {len(verdict.lost)} lost, {len(verdict.doubled)} doubled, "
        f"{len(verdict.stuck)} stuck, {verdict.held} held for a person, "
        f"{verdict.shown} shown as unreadable until tried again"
    )
    return Told(verdict.is_clean, line)


def kills(database: str, options: argparse.Namespace) -> Told:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="heard-torture-") as folder:
        scene = Scene(Path(folder), database, options.seed, options.letters)
        try:
            verdict = kill_and_cut(scene, kills=options.kills, mails=options.mails)
        finally:
            scene.close()
    return said(f"kills and cuts, {'PostgreSQL' if database else 'SQLite'}", began, verdict)


def full(database: str, options: argparse.Namespace) -> Told:
    began = time.monotonic()
    with small_disk(64) as disk:
        scene = Scene(disk / "data", database, options.seed, 5)
        try:
            verdict = fill_the_disk(scene, disk, 40)
        finally:
            scene.close()
    return said(f"full disk, {'PostgreSQL' if database else 'SQLite'}", began, verdict)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500, help="on each database, default 500")
    parser.add_argument("--mails", type=int, default=400, help="by each door, default 400")
    parser.add_argument("--letters", type=int, default=200, help="sent, default 200")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    told: list[Told] = []
    if options.only != "postgresql":
        told += [kills("", options), full("", options)]
    if options.only != "sqlite":
        for story in (kills, full):
            cluster = PostgreSQL()
            try:
                told.append(story(cluster.url, options))
            finally:
                cluster.stop()
    print("\n".join(one.line for one in told), flush=True)
    sys.exit(0 if all(one.clean for one in told) else 1)


if __name__ == "__main__":
    main()

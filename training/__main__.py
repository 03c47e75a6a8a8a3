"""`python -m training [FOLDER]`: reads the labelled text and writes the weights."""

import argparse
from pathlib import Path

from heard.judgement.weights import FILE

from .train import train

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="training", description=__doc__)
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=ROOT.parent / "shared" / "data" / "text",
        help="folder of the labelled text (see training/README.md)",
    )
    parser.add_argument("--out", type=Path, default=FILE, help="where the weights are written")
    parser.add_argument("--figures-only", action="store_true", help="print figures, write nothing")
    chosen = parser.parse_args()
    if not chosen.folder.is_dir():
        parser.error(f"There is no folder {chosen.folder}. Name the folder of the labelled text.")
    train(chosen.folder, None if chosen.figures_only else chosen.out)


if __name__ == "__main__":
    main()

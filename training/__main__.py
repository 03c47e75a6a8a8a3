"""`python -m training [FOLDER]`: reads the labelled text and makes the weights."""

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT.parent / "shared" / "data" / "text"
WEIGHTS = ROOT / "heard" / "judgement" / "weights"


def main() -> None:
    from .train import train

    parser = argparse.ArgumentParser(prog="training", description=__doc__)
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=TEXTS,
        help="folder of the labelled text (see training/README.md)",
    )
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where the weights are written")
    parser.add_argument(
        "--work", type=Path, default=ROOT / "out" / "training", help="where the steps are kept"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes that learn side by side")
    chosen = parser.parse_args()
    if not chosen.folder.is_dir():
        parser.error(f"There is no folder {chosen.folder}. Name the folder of the labelled text.")
    train(chosen.folder, chosen.work, chosen.out, chosen.workers)


if __name__ == "__main__":
    main()

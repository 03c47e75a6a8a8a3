"""`python -m training [FOLDER]`: reads the labelled text and makes the weights."""

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT.parent / "shared" / "data" / "text"
WEIGHTS = ROOT / "heard" / "judgement" / "weights"


def main() -> None:
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
    parser.add_argument(
        "--heads", action="store_true", help="only the heads, over the encoder that is there"
    )
    chosen = parser.parse_args()
    if not chosen.folder.is_dir():
        parser.error(f"There is no folder {chosen.folder}. Name the folder of the labelled text.")
    if chosen.workers < 1:
        parser.error("At least one process must learn.")
    if chosen.heads and not (chosen.out / "encoder.onnx").exists():
        parser.error(f"There is no encoder in {chosen.out}. Leave --heads out to make one.")
    if chosen.heads:
        from .stack import again

        chosen.work.mkdir(parents=True, exist_ok=True)
        again(chosen.folder, chosen.work, chosen.out)
    else:
        from .train import train

        train(chosen.folder, chosen.work, chosen.out, chosen.workers)


if __name__ == "__main__":
    main()

"""The learning curve: what more of the own corpus brings, measured on the test part.

Frozen e5 with a regression over growing shares of our letters and answers of business (a fixed
order), since teaching the encoder anew for each share would take days. Writes
docs/judgement-curve.svg.
"""

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from sklearn.linear_model import LogisticRegression

from heard.judgement.weights import HEADS

from .contenders import frozen
from .figures import auc
from .heads import BUSINESS
from .plots import Line, picture
from .shares import Doubles
from .tasks import Item, own_items
from .written import written_items

SHARES = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
LINES = {"hot letters": ("hot",), "answers, mean of labels": HEADS}
Vectors = dict[str, Doubles]


def curve() -> list[Line]:
    """For hot letters and for answers (the mean over all labels): (share, AUC)."""
    parts = ("train", "setting", "test")
    found = [one for one in own_items(parts) + written_items(parts) if one.source in BUSINESS]
    texts = list(dict.fromkeys(one.text for one in found))
    vectors = dict(zip(texts, frozen(texts), strict=True))
    learnt = sorted((t for t in found if t.part != "test"), key=lambda t: crc32(t.text.encode()))
    held = [one for one in found if one.part == "test"]
    lines: list[Line] = [(name, []) for name in LINES]
    for share in SHARES:
        some = learnt[: round(share * len(learnt))]
        for name, points in lines:
            figures = [_figure(head, some, held, vectors) for head in LINES[name]]
            points.append((share, float(np.mean(figures))))
        print(share, len(some), [round(points[-1][1], 3) for _, points in lines], flush=True)
    return lines


def _figure(head: str, some: Sequence[Item], held: Sequence[Item], vectors: Vectors) -> float:
    model = LogisticRegression(C=30.0, class_weight="balanced", max_iter=400)
    model.fit(*_known(head, some, vectors))
    asked, wanted = _known(head, held, vectors)
    return auc(np.asarray(model.decision_function(asked)), wanted)


def _known(head: str, some: Sequence[Item], vectors: Vectors) -> tuple[Doubles, np.ndarray]:
    """The vectors of the texts that are known for this head, and the answers."""
    if head == "hot":
        known = [(one.text, one.grade >= 3) for one in some if one.grade >= 0]
    else:
        known = [(one.text, one.labels[head] > 0.5) for one in some if head in one.labels]
    return np.array([vectors[text] for text, _ in known]), np.array([yes for _, yes in known])


def main() -> None:
    title = "What more of the corpus brings (frozen e5, test part)"
    ticks = (0.6, 0.7, 0.8, 0.9, 1.0)
    plot = picture(
        curve(), title, "share of our letters and answers learnt from", "AUC", ticks, 0.55
    )
    file = Path(__file__).resolve().parent.parent / "docs" / "judgement-curve.svg"
    file.write_text(plot, encoding="utf-8")


if __name__ == "__main__":
    main()

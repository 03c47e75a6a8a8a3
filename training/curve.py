"""The learning curve: what more of the own corpus brings, measured on the test part.

Frozen e5 with a regression over growing shares of the threads (whole threads, fixed order), since
teaching the encoder anew for each share would take days. Writes docs/judgement-curve.svg.
"""

from pathlib import Path
from zlib import crc32

import numpy as np
from sklearn.linear_model import LogisticRegression

from heard.judgement.weights import HEADS

from .contenders import frozen
from .figures import auc
from .plots import Line, picture
from .tasks import clean
from .threads import Thread, threads

SHARES = (0.15, 0.3, 0.5, 0.75, 1.0)


def curve() -> list[Line]:
    """For hot letters and for drafts (the mean over all labels): (share, AUC)."""
    found = threads()
    learnt = sorted((t for t in found if t.part != "test"), key=lambda t: crc32(t.name.encode()))
    held = [one for one in found if one.part == "test"]
    lines: list[Line] = [("hot letters", []), ("drafts, mean of labels", [])]
    for share in SHARES:
        some = learnt[: round(share * len(learnt))]
        for line, heads in zip(lines, (["hot"], list(HEADS)), strict=True):
            figures = [_figure(head, some, held) for head in heads]
            line[1].append((share, float(np.mean(figures))))
        print(share, len(some), [round(points[-1][1], 3) for _, points in lines], flush=True)
    return lines


def _figure(head: str, some: list[Thread], held: list[Thread]) -> float:
    texts, truth = _known(head, some)
    model = LogisticRegression(C=30.0, class_weight="balanced", max_iter=400)
    model.fit(frozen(texts), truth)
    asked, wanted = _known(head, held)
    return auc(np.asarray(model.decision_function(frozen(asked))), np.array(wanted))


def _known(head: str, some: list[Thread]) -> tuple[list[str], list[bool]]:
    if head == "hot":
        theirs = [turn for one in some for turn in one.turns if turn.grade >= 0]
        return [clean(turn.text) for turn in theirs], [turn.grade >= 3 for turn in theirs]
    drafts = [draft for one in some for draft in one.drafts]
    return [clean(draft.text) for draft in drafts], [head in draft.labels for draft in drafts]


def main() -> None:
    title = "What more of the corpus brings (frozen e5, test part)"
    ticks = (0.6, 0.7, 0.8, 0.9, 1.0)
    plot = picture(curve(), title, "share of the threads learnt from", "AUC", ticks, 0.55)
    file = Path(__file__).resolve().parent.parent / "docs" / "judgement-curve.svg"
    file.write_text(plot, encoding="utf-8")


if __name__ == "__main__":
    main()

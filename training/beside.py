"""The model beside what a user could take instead, on each test part."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from heard.judgement.weights import Weights

from . import contenders
from .figures import auc, rank_correlation
from .held_out import Test, tests
from .shares import Doubles

TIMES = 300
NAMES = ("model", "unasked", "phrases", "words", "lexicon", "e5")


def interval(test: Test, scores: Doubles) -> tuple[float, float, float]:
    """The figure and its 95 % interval, texts drawn again with a fixed seed."""
    truth = np.array(test.truth)
    chance = np.random.default_rng(1)
    drawn = [_figure(test, scores, truth)]
    for _ in range(TIMES):
        chosen = chance.integers(0, len(truth), len(truth))
        drawn.append(_figure(test, scores[chosen], truth[chosen]))
    low, high = np.nanpercentile(drawn[1:], [2.5, 97.5])
    return drawn[0], float(low), float(high)


def _figure(test: Test, scores: Doubles, truth: Doubles) -> float:
    return rank_correlation(scores, truth) if test.ranked else auc(scores, truth > 0.5)


def compare(folder: Path, trained: Weights, *, alone: bool) -> list[dict[str, Any]]:
    """One row for each test: name, language, n and the figures of each contender."""
    rows: list[dict[str, Any]] = []
    fitted: dict[tuple[str, bool], dict[str, contenders.Scorer]] = {}
    for test in tests(folder):
        if len(test.texts) < 10:
            continue
        kind = test.head, bool(test.messages)
        if kind not in fitted:
            fitted[kind] = {} if alone else _fitted(folder, *kind)
        row: dict[str, Any] = {"test": test.name, "language": test.language, "n": len(test.texts)}
        said = _by_themselves(trained, test, lexicon=not alone)
        said |= {name: scorer(test.read) for name, scorer in fitted[kind].items()}
        row |= {
            name: [round(one, 3) for one in interval(test, scores)] for name, scores in said.items()
        }
        rows.append(row)
        print(_line(row), flush=True)
    return rows


def _fitted(folder: Path, head: str, asked: bool) -> dict[str, contenders.Scorer]:
    """Those that learn from our texts; where `asked` they see message and answer as one text."""
    texts, answers = contenders.training_texts(folder, head, asked=asked)
    return {
        "words": contenders.by_words(texts, answers),
        "e5": contenders.by_frozen(texts, answers),
    }


def _by_themselves(trained: Weights, test: Test, *, lexicon: bool) -> dict[str, Doubles]:
    """The model, the model without the message, and those that know nothing of a message."""
    said = {
        "model": contenders.by_model(trained, test),
        "phrases": contenders.by_phrases(trained, test.head)(test.texts),
    }
    if test.messages:
        said["unasked"] = contenders.by_model(trained, replace(test, messages=()))
    scorer = contenders.by_lexicon(test.language, test.head) if lexicon else None
    return said | ({"lexicon": scorer(test.texts)} if scorer else {})


def _line(row: dict[str, Any]) -> str:
    cells = []
    for name in NAMES:
        if name in row:
            middle, low, high = row[name]
            cells.append(f"{name} {middle:.3f} ({low:.2f}-{high:.2f})")
        else:
            cells.append(f"{name} -")
    return f"{row['test']:24s} {row['language']}  n {row['n']:5d}  " + "   ".join(cells)

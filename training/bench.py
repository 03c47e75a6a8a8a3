"""`heard bench judge`: the model beside what a user could take instead, on the test parts.

Printed for each question: the model, words with logistic regression, a sentiment lexicon, frozen
e5 with logistic regression; AUC (rank correlation where grades are asked) with the 95 % interval
of a bootstrap. Then coverage, forecast, calibration, mail that nothing learns from; speed and
memory first.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from heard.judgement.acts import judge, review
from heard.judgement.coverage import ENOUGH, ENOUGH_CHANCE
from heard.judgement.heat import grades, scores
from heard.judgement.relevance import nearness
from heard.judgement.values import Turn
from heard.judgement.weights import Weights, weights

from . import contenders
from .beside import compare
from .figures import Booleans, auc, calibration_error, f1
from .forecast import COURSES, endings, own_cases, public_cases
from .heads import BUSINESS
from .held_out import tests
from .receptive import receptiveness
from .relevance import held
from .restating import COUNTS, cover_rows, of_part
from .saying import sayings
from .shares import Doubles
from .tasks import ANSWERING
from .threads import restated, threads
from .unseen import unseen_mail

# What a reading may cost, in milliseconds and megabytes.
LIMITS = {"heat_ms": 60, "heat_with_reasons_ms": "-", "review_ms": 150, "memory_mb": 400}


def coverage(trained: Weights) -> list[dict[str, Any]]:
    """F1 of restated points, wrong amounts and meanings not counting as restated."""
    found = []
    everything = sayings("test")
    for name in COUNTS:
        for language in ("de", "en"):
            some = [one for one in everything if (one.source, one.language) == (name, language)]
            truth = np.array([one.right for one in some])
            row = _covered(cover_rows(trained, some), truth, trained)
            row |= {"test": f"{name}: coverage of points", "language": language}
            found.append(row)
            print(
                f"{row['test']:24s} {language}  n {row['n']:5d}  F1 {row['f1']}  AUC {row['auc']}"
                f"  by words F1 {row['words_f1']}  ECE {row['ece']}",
                flush=True,
            )
    return found


def _covered(rows: Doubles, truth: Booleans, trained: Weights) -> dict[str, Any]:
    odds = rows @ trained.cover
    chance = 1 / (1 + np.exp(-odds))
    return {
        "n": len(truth),
        "f1": round(f1(chance >= ENOUGH_CHANCE, truth), 3),
        "auc": round(auc(odds, truth), 3),
        "words_f1": round(f1(rows[:, 0] > ENOUGH, truth), 3),
        "ece": round(calibration_error(chance, truth), 3),
    }


def hearing(trained: Weights) -> list[dict[str, Any]]:
    """Does a restatement belong to this message or to another (of the same session)?"""
    found = []
    sessions = of_part(restated("sessions"), "test")
    for name, pairs in (
        ("own", list(held(of_part(threads(), "test"), "own"))),
        ("sessions", list(held(sessions, "sessions"))),
        ("one session", list(held(sessions, "sessions", together=True))),
    ):
        for language in ("de", "en"):
            of = [one for one in pairs if one.language == language]
            if len(of) < 10:
                continue
            truth = np.array([one.own for one in of])
            told = np.array([review([Turn("them", one.message)], one.draft).heard for one in of])
            points = np.array([nearness(one.message, one.draft, trained)[0] for one in of])
            row = {"test": f"{name}: heard", "language": language, "n": len(of),
                   "auc": round(auc(told, truth), 3), "whole": round(auc(points, truth), 3),
                   "own": round(float(told[truth].mean()), 3),
                   "other": round(float(told[~truth].mean()), 3)}  # fmt: skip
            found.append(row)
            print(
                f"{row['test']:24s} {language}  n {row['n']:5d}  AUC {row['auc']}"
                f"  wholes alone {row['whole']}  own {row['own']} other {row['other']}",
                flush=True,
            )
    return found


def forecasts(folder: Path) -> list[dict[str, Any]]:
    """Is their next message hot: our own threads, and whether a developer's next is uncivil."""
    found = []
    ours = list(own_cases())
    for name, cases in (
        ("own", [one for one in ours if one.source == "own"]),
        *((name, [one for one in ours if one.source == name]) for name in COURSES),
        *(
            (f"{name}, the end", [one for one in endings() if one.source == f"{name} end"])
            for name in COURSES
        ),
        ("developers", list(public_cases(folder))),
    ):
        kept = [one for one in cases if one.part == "test"]
        for language in ("de", "en"):
            some = [one for one in kept if one.language == language]
            if len(some) < 10:
                continue
            read = [judge(one.said) for one in some]
            truth = np.array([one.hot for one in some])
            ahead = np.array([one.forecast or 0.0 for one in read])
            now = np.array([one.heat or 0.0 for one in read])
            row = {"test": f"{name}: next is hot", "language": language, "n": len(some),
                   "auc": round(auc(ahead, truth), 3), "heat_now": round(auc(now, truth), 3),
                   "ece": round(calibration_error(ahead, truth, 6), 3)}  # fmt: skip
            found.append(row)
            print(
                f"{row['test']:24s} {language}  n {row['n']:5d}  AUC {row['auc']}"
                f"  by heat now {row['heat_now']}  ECE {row['ece']}",
                flush=True,
            )
    return found


def receptive(folder: Path, trained: Weights) -> dict[str, Any]:
    """Ratings of receptiveness from the untaught layers, the issue left out."""
    number, figure = receptiveness(folder, trained.encoder)
    print(f"{'receptiveness, issue out':24s} en  n {number:5d}  rank correlation {figure:.3f}")
    return {"n": number, "rank": round(figure, 3)}


def calibration(folder: Path, trained: Weights) -> list[dict[str, Any]]:
    """Expected calibration error of each head on our letters of business, both languages together,
    and points of the curve."""
    told: dict[str, list[tuple[Doubles, Booleans]]] = {}
    for test in tests(folder):
        kind, _, asked = test.name.partition(": ")
        if kind not in (*BUSINESS, *ANSWERING) or test.ranked or asked != test.head:
            continue
        odds = contenders.by_model(trained, test)
        name = f"{asked} in view of what was asked" if test.messages else asked
        told.setdefault(name, []).append((1 / (1 + np.exp(-odds)), np.array(test.truth) > 0.5))
    found = []
    for asked, parts in told.items():
        chance, truth = (np.concatenate(one) for one in zip(*parts, strict=True))
        row = {
            "test": asked,
            "n": len(truth),
            "ece": round(calibration_error(chance, truth), 3),
            "chances": [round(float(c), 4) for c in chance],
            "truth": [int(t) for t in truth],
        }
        found.append(row)
        print(f"{row['test']:24s} n {row['n']:5d}  ECE {row['ece']}")
    return found


def speed() -> dict[str, float]:
    """Milliseconds of processor time for 150 words, and memory, measured in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "training.speed"], capture_output=True, check=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    for name, limit in LIMITS.items():
        print(f"{name:22s} {found[name]:7.1f}   limit {limit}")
    return found


def word_right(folder: Path, trained: Weights) -> None:
    """How often the word on the desk is the one the corpus gives."""
    for test in tests(folder):
        if test.name == "own: heat, grade":
            read = [grades(scores(text, trained), trained) for text in test.texts]
            medians = [int((np.cumsum(each) < 0.5).sum()) for each in read]
            right = np.mean(
                [max(m, 1) == max(int(t), 1) for m, t in zip(medians, test.truth, strict=True)]
            )
            print(f"{'own: word right':24s} {test.language}  n {len(medians):5d}  {right:.3f}")


def main(arguments: Sequence[str] | None = None) -> None:
    from .__main__ import TEXTS

    parser = argparse.ArgumentParser(prog="heard bench judge", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=TEXTS)
    parser.add_argument("--alone", action="store_true", help="the model without the contenders")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON at the end")
    chosen = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure(USE_I18N=False)
    trained = weights()
    if trained is None:
        parser.error("The weights of the judgement are missing or broken; `make train` makes them.")
    found: dict[str, Any] = {"speed": speed()}
    found["tests"] = compare(chosen.folder, trained, alone=chosen.alone)
    word_right(chosen.folder, trained)
    found["coverage"] = coverage(trained)
    found["heard"] = hearing(trained)
    found["forecast"] = forecasts(chosen.folder)
    found["receptiveness"] = receptive(chosen.folder, trained)
    found["calibration"] = calibration(chosen.folder, trained)
    found["unseen"] = unseen_mail()
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()

"""Trains the models with fixed seeds, prints held-out figures, writes the weights."""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from heard.judgement.coverage import idf_bucket
from heard.judgement.features import BUCKETS
from heard.judgement.forecast import row as forecast_row
from heard.judgement.heat import sigmoid
from heard.judgement.sentences import sentences
from heard.judgement.stems import stems
from heard.judgement.tokens import tokens
from heard.judgement.weights import HEADS, IDF_BUCKETS, Linear, Weights

from .figures import auc, calibration_error, f1, rank_correlation
from .fitting import Fitted, calibrated, columns, fit, matrix, signs
from .sources import OWN, Example, graded, own_drafts, own_messages, own_threads, toned

Doubles = NDArray[np.float64]
Integers = NDArray[np.int64]

FOLDS = 5
HEAT_PENALTIES = (0.2, 0.02)
HEAD_PENALTIES = (0.3, 0.03)
# Ordinary mail is mostly calm; the corpus is mostly not. Calm texts count more when calibrating.
CALM_COUNTS = 1.35
UNKNOWN = 0.4
FIRST_LETTERS = 0.1
PLAIN = {"de": "Gerne, die Unterlagen finden Sie anbei.", "en": "Please find it attached."}
RAISING = (
    *("threat leaving public deadline ultimatum repetition failure damage demand insult").split(),
    *("outrage displeasure blame sarcasm intensity capitals exclamations questions").split(),
    *("angry_faces kinds_of_heat threat_with_deadline repetition_with_failure").split(),
    *("heat_without_cooling kinds_stirred threat_behind_thanks sarcastic_thanks").split(),
)
LOWERING = (
    *("thanks praise easy business quoted banter happy_faces kinds_of_cooling").split(),
    *("cooling_without_heat quoted_insult unstirred matter legal_matter_only").split(),
    *("friendly_swearing joyful_capitals").split(),
)
AGAINST = {"no": ("reassuring",), "severs": ("reassuring",), "promise": ("hedged",)}
# Each public set as a whole weighs as much as this share of the own corpus.
SHARES = {
    "gh": 0.5,
    "goemotions": 0.4,
    "germeval": 0.3,
    "gahd": 0.1,
    "acts": 0.2,
    "politeness": 0.15,
    "isarcasm": 0.4,
    "receptive": 0.4,
    "bargain": 0.2,
}


def train(folder: Path, out: Path | None) -> None:
    """Everything, in the order in which one part needs another."""
    stored: dict[str, NDArray[np.generic]] = {
        "heat.columns": columns("heat"),
        "draft.columns": columns("draft"),
    }
    heat, thresholds, held_out = train_heat(folder, stored)
    heads = train_heads(folder, stored)
    stored["idf"] = idf_table(folder).astype(np.float16)
    table = stored["idf"].astype(np.float32)
    unfinished = Weights(heat, thresholds, heads, np.zeros(1, dtype=np.float32), table)
    stored["forecast"] = train_forecast(unfinished, held_out)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(out, **stored)  # type: ignore[arg-type]  # the stub wants one dtype
        print(f"\nwritten: {out.name}, {out.stat().st_size / 1e6:.1f} MB")


def _importance(sources: Sequence[str], own: int) -> Doubles:
    counts = Counter(sources)
    return np.array([1.0 if name == OWN else SHARES[name] * own / counts[name] for name in sources])


def _numbers(sources: Sequence[str]) -> Integers:
    names = [OWN, *sorted(set(sources) - {OWN})]
    return np.array([names.index(name) for name in sources])


def _folds(groups: Sequence[str]) -> Integers:
    names = sorted(set(groups))
    random.Random(11).shuffle(names)
    place = {name: number % FOLDS for number, name in enumerate(names)}
    return np.array([place[group] for group in groups])


def _linear(
    name: str, model: Fitted, slope: float, bias: float, stored: dict[str, NDArray[np.generic]]
) -> Linear:
    grams = (slope * model.weights[:BUCKETS]).astype(np.float16)
    row = (slope * model.weights[BUCKETS:]).astype(np.float32)
    stored |= {f"{name}.grams": grams, f"{name}.row": row, f"{name}.bias": np.array([bias])}
    return Linear(grams.astype(np.float32), row, bias)


# --- heat ---------------------------------------------------------------------------------------


def train_heat(
    folder: Path, stored: dict[str, NDArray[np.generic]]
) -> tuple[Linear, NDArray[np.float32], dict[str, float]]:
    """The ordinal model; answers it, its thresholds and the held-out score of each own text."""
    once, public = own_messages(), graded(folder)
    # Each text twice: as it is, and with a part of its phrases overlooked. The lists were made
    # with the corpus in view; on letters of strangers they know fewer phrases than here.
    own = [*once, *once]
    texts = [one.text for one in once]
    mine = vstack([matrix(texts, "heat"), matrix(texts, "heat", UNKNOWN)], format="csr")
    theirs = matrix([one.text for one in public], "heat")
    print(f"heat: {len(once)} own texts, {len(public)} public texts")
    held = np.zeros(len(own))
    folds = _folds([one.group for one in own])
    for number in range(FOLDS):
        kept = np.flatnonzero(folds != number)
        model = _fit_heat([own[i] for i in kept], public, mine[kept], theirs)
        held[folds == number] = model.scores(mine[folds == number])
    grades = np.array([one.grade for one in own])
    full = slice(0, len(once))
    _print_heat(once, held[full], grades[full], folds[full])
    print(f"with {UNKNOWN:.0%} of the phrases overlooked")
    rest = slice(len(once), None)
    _print_heat(once, held[rest], grades[rest], folds[rest])
    slope, cuts = calibrated(held, grades, 4, np.where(grades <= 1, CALM_COUNTS, 1.0))
    model = _fit_heat(own, public, mine, theirs)
    # Training scores spread wider than held-out ones; the slope of the held-out ones is kept.
    thresholds = cuts.astype(np.float32)
    stored["heat.thresholds"] = thresholds
    linear = _linear("heat", model, slope, 0.0, stored)
    return linear, thresholds, dict(zip(texts, (slope * held[full]).tolist(), strict=True))


def _fit_heat(
    own: Sequence[Example], public: Sequence[Example], mine: csr_matrix, theirs: csr_matrix
) -> Fitted:
    examples = [*own, *public]
    sources = [one.source for one in examples]
    return fit(
        vstack([mine, theirs], format="csr"),
        np.array([one.grade for one in examples]),
        _numbers(sources),
        0.5 * _importance(sources, len(own)),
        steps=4,
        penalties=HEAT_PENALTIES,
        signs=signs("heat", RAISING, LOWERING),
    )


def _print_heat(own: Sequence[Example], held: Doubles, grades: Integers, folds: Integers) -> None:
    chances, medians = np.zeros(len(own)), np.zeros(len(own), dtype=np.int64)
    for number in range(FOLDS):
        inside = folds == number
        others = grades[~inside]
        slope, cuts = calibrated(held[~inside], others, 4, np.where(others <= 1, CALM_COUNTS, 1.0))
        margin = slope * held[inside][:, None] - cuts[None, :]
        above = 1 / (1 + np.exp(-margin))
        chances[inside], medians[inside] = above[:, 2], (above > 0.5).sum(axis=1)
    print("held out (own corpus)   n  rank  hot AUC  hot-calm AUC  ECE   word right")
    for language in ("de", "en", "all"):
        of = np.array([language in (one.language, "all") for one in own])
        clear = of & ((grades >= 3) | (grades <= 1))
        word = np.mean(np.maximum(medians[of], 1) == np.maximum(grades[of], 1))
        print(
            f"  {language:20s} {of.sum():4d}  {rank_correlation(held[of], grades[of] * 1.0):.3f}"
            f"  {auc(held[of], grades[of] >= 3):.3f}    {auc(held[clear], grades[clear] >= 3):.3f}"
            f"         {calibration_error(chances[of], grades[of] >= 3):.3f}  {word:.3f}"
        )
    for index in np.argsort(-np.abs(medians - grades), kind="stable")[:25]:
        if abs(medians[index] - grades[index]) > 1:
            text = " ".join(own[index].text.split())[:110]
            print(f"    {grades[index]} read as {medians[index]} ({chances[index]:.2f}) {text}")


# --- tone and answer ----------------------------------------------------------------------------


def train_heads(folder: Path, stored: dict[str, NDArray[np.generic]]) -> dict[str, Linear]:
    """One binary model each for sarcasm, attitude, warmth, yes, no, promise, severs."""
    own, public = own_drafts(HEADS), toned(folder)
    folds = _folds([one.group for one in own])
    longer = [joined(own, folds, number) for number in range(FOLDS)]
    mine = matrix([one.text for one in own], "draft")
    theirs = matrix([one.text for one in public], "draft")
    joins = [matrix([one.text for one in part], "draft") for part in longer]
    print(f"\ntone and answer: {len(own)} own drafts, {len(public)} public texts")
    print("held out (own drafts)  n+   AUC de  AUC en  F1 de  F1 en  ECE")
    heads: dict[str, Linear] = {}
    for head in HEADS:
        of = [index for index, one in enumerate(public) if head in one.known]
        others, known = theirs[of], [public[index] for index in of]
        held = np.zeros(len(own))
        for number in range(FOLDS):
            kept = np.flatnonzero(folds != number)
            rest = [i for i in range(FOLDS) if i != number]
            learn = [own[i] for i in kept] + [one for i in rest for one in longer[i]]
            given = vstack([mine[kept], *(joins[i] for i in rest)], format="csr")
            model = _fit_head(head, learn, known, given, others)
            held[folds == number] = model.scores(mine[folds == number])
        truth = np.array([head in one.labels for one in own])
        slope, cuts = calibrated(held, truth.astype(np.int64), 1)
        _print_head(head, own, held, truth, folds)
        learn = [*own, *(one for part in longer for one in part)]
        model = _fit_head(head, learn, known, vstack([mine, *joins], format="csr"), others)
        heads[head] = _linear(head, model, slope, -float(cuts[0]), stored)
    return heads


def joined(own: Sequence[Example], folds: Integers, number: int) -> list[Example]:
    """Longer drafts from drafts of one fold and language: they do what their parts do."""
    chance = random.Random(100 + number)
    found = []
    for language in ("de", "en"):
        part = [one for i, one in enumerate(own) if folds[i] == number and one.language == language]
        for one in part:
            others = chance.sample(part, 2)[: chance.choice((1, 2))]
            texts = [one.text, *(other.text for other in others)]
            chance.shuffle(texts)
            labels = one.labels.union(*(other.labels for other in others))
            text = " ".join(texts)
            found.append(Example(text, OWN, one.group, language, labels=labels, known=one.known))
    return found


def _fit_head(
    head: str,
    own: Sequence[Example],
    public: Sequence[Example],
    mine: csr_matrix,
    theirs: csr_matrix,
) -> Fitted:
    examples = [*own, *public]
    sources = [one.source for one in examples]
    return fit(
        vstack([mine, theirs], format="csr") if public else mine,
        np.array([int(head in one.labels) for one in examples]),
        _numbers(sources),
        _importance(sources, len(own)),
        steps=1,
        penalties=HEAD_PENALTIES,
        signs=signs("draft", [head], AGAINST.get(head, ())),
        rounds=80,
    )


def _print_head(
    head: str, own: Sequence[Example], held: Doubles, truth: NDArray[np.bool_], folds: Integers
) -> None:
    chances = np.zeros(len(own))
    for number in range(FOLDS):
        inside = folds == number
        slope, cuts = calibrated(held[~inside], truth[~inside].astype(np.int64), 1)
        chances[inside] = 1 / (1 + np.exp(-(slope * held[inside] - cuts[0])))
    german = np.array([one.language == "de" for one in own])
    print(
        f"  {head:20s} {truth.sum():3d}  {auc(held[german], truth[german]):.3f}"
        f"   {auc(held[~german], truth[~german]):.3f}"
        f"   {f1(chances[german] > 0.5, truth[german]):.3f}"
        f"  {f1(chances[~german] > 0.5, truth[~german]):.3f}"
        f"  {calibration_error(chances, truth):.3f}"
    )
    for index in np.flatnonzero((chances > 0.5) != truth)[:12]:
        print(f"      {int(truth[index])} {chances[index]:.2f} {own[index].text[:100]}")


# --- forecast -----------------------------------------------------------------------------------


def train_forecast(trained: Weights, held_out: dict[str, float]) -> NDArray[np.float32]:
    """Logistic regression on the course of the own threads; each thread held out in turn.

    Ordinary first letters are rare in the threads and common in an inbox. The calm letters of
    the corpus therefore count, lightly, as conversations whose next message is not hot.
    """
    inputs, wanted, names = _courses(trained, held_out)
    calm = [one for one in own_messages() if one.grade <= 1]
    first = []
    for one in calm:
        course = [("them", held_out[one.text])]
        first.append(forecast_row(course, None, trained))
        first.append(forecast_row([*course, ("us", 0.0)], PLAIN[one.language], trained))
    more = np.array(first, dtype=np.float64)
    chances = np.zeros(len(wanted))
    for name in set(names):
        inside = np.array([one == name for one in names])
        weights = _forecast_weights(inputs[~inside], wanted[~inside], more)
        chances[inside] = [sigmoid(float(one @ weights)) for one in inputs[inside]]
    error = calibration_error(chances, wanted, 6)
    print(f"\nforecast: {len(wanted)} next messages, {wanted.sum()} hot; {len(calm)} calm letters")
    print(f"  each thread held out: AUC {auc(chances, wanted):.3f}  ECE {error:.3f}")
    print("  baseline, heat now alone:", f"AUC {auc(inputs[:, 1], wanted):.3f}")
    found = _forecast_weights(inputs, wanted, more)
    print("  weights", np.round(found, 2))
    return found.astype(np.float32)


def _courses(
    trained: Weights, held_out: dict[str, float]
) -> tuple[Doubles, NDArray[np.bool_], list[str]]:
    """For each message of theirs but the first: the course before it, whether it is hot, where."""
    rows, truth, names = [], [], []
    for thread in own_threads():
        for place, (side, _, grade) in enumerate(thread.turns):
            before = thread.turns[:place]
            if side != "them" or not any(turn[0] == "them" for turn in before):
                continue
            course = [(s, held_out[t] if s == "them" else 0.0) for s, t, _ in before]
            ours = before[-1][1] if before[-1][0] == "us" else None
            rows.append(forecast_row(course, ours, trained))
            truth.append(grade >= 3)
            names.append(thread.name)
    return np.array(rows, dtype=np.float64), np.array(truth), names


def _forecast_weights(inputs: Doubles, truth: NDArray[np.bool_], calm: Doubles) -> Doubles:
    """L2 logistic regression by Newton's method; the first column is the constant."""
    given = np.concatenate([inputs, calm])
    wanted = np.concatenate([truth, np.zeros(len(calm), dtype=np.bool_)])
    each = np.concatenate([np.ones(len(inputs)), np.full(len(calm), FIRST_LETTERS)])
    weights = np.zeros(given.shape[1])
    penalty = np.full(given.shape[1], 0.7)
    penalty[0] = 0.01
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(given @ weights, -40, 40)))
        slope = given.T @ (each * (chance - wanted)) + penalty * weights
        bend = (given * (each * chance * (1 - chance))[:, None]).T @ given + np.diag(penalty)
        weights = weights - np.linalg.solve(bend, slope)
    return weights


# --- how much a word tells ----------------------------------------------------------------------


def idf_table(folder: Path) -> Doubles:
    """How telling each stem is: rare in sentences of business and of the public texts alike."""
    business = [one.text for one in own_messages()] + [one.text for one in own_drafts(HEADS)]
    business += [turn[1] for thread in own_threads() for turn in thread.turns]
    public = [one.text for one in graded(folder) if one.source in ("gh", "germeval", "politeness")]
    often = np.maximum(_shares(business), _shares(public))
    values = np.clip(np.log(1.0 / np.maximum(often, 1e-4)) / 3.0, 0.3, 3.0)
    return np.asarray(values, dtype=np.float64)


def _shares(texts: Sequence[str]) -> Doubles:
    counts, total = np.zeros(IDF_BUCKETS), 0
    for text in texts:
        for start, end in sentences(text[:4000]):
            total += 1
            found = {idf_bucket(one.text) for one in stems(tokens(text[start:end]))}
            counts[list(found)] += 1
    return counts / max(total, 1)

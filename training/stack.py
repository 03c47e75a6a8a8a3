"""From the learnt encoder to the weights in the package: export, mixtures, calibration.

All of this is fitted on texts that the encoder and the phrase models have not learnt from: the
`setting` part. The `test` part is left alone.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heard.judgement.coverage import matches, measures
from heard.judgement.encoder import Encoder, encoder
from heard.judgement.features import features
from heard.judgement.folding import own_words
from heard.judgement.points import _carries, point_measures
from heard.judgement.tokens import tokens
from heard.judgement.weights import HEADS, Head, Linear, Weights, linear

from . import sources, tasks
from .base import base
from .build import whole
from .directions import directions
from .export import export
from .fitting import calibrated
from .forecast import fit_answered, fit_forecast
from .mixing import mixture, ridge_logistic
from .model import Model
from .phrases import Stored, phrase_models
from .rarity import idf_table
from .shares import Doubles, Integers
from .tasks import Item, own_items, point_sentences
from .threads import threads

CALM_COUNTS = 1.6
# What a changed fact (alone, times the shared words) and a turned sense must weigh at least.
AGAINST = (2.0, 8.0, 1.5, 8.0)
PUBLIC_SHARE = 0.7


def setting_heat(folder: Path) -> list[Item]:
    """Graded texts of the setting part: our own, and some of each public set."""
    found = [one for one in own_items(("setting",)) if one.grade >= 0]
    public: dict[str, list[Item]] = {}
    for one in sources.graded(folder):
        item = tasks._item(one, grade=one.grade)
        if one.source != "goemotions" and item.part == "setting":
            public.setdefault(one.source, []).append(item)
    public["goemotions"] = [
        one for one in tasks.emotional(folder / "goemotions" / "dev.tsv") if one.grade >= 0
    ]
    for name in sorted(public):
        found += random.Random(5).sample(public[name], min(200, len(public[name])))
    return found


def setting_labels(folder: Path, head: str) -> list[Item]:
    found = [one for one in own_items(("setting",)) if one.labels]
    public = [one for one in tasks.toned_items(folder) if one.part == "setting"]
    some = [one for one in public if head in one.labels]
    return found + random.Random(5).sample(some, min(250, len(some)))


def _numbers(names: Sequence[str]) -> Integers:
    order = [tasks.OWN, *sorted(set(names) - {tasks.OWN})]
    return np.array([order.index(name) for name in names])


def _importance(names: Sequence[str], share: float) -> Doubles:
    own = names.count(tasks.OWN)
    kinds = max(1, len(set(names)) - 1)
    return np.array(
        [1.0 if n == tasks.OWN else share * own / kinds / names.count(n) for n in names]
    )


def fitted_head(
    name: str,
    book: str,
    direction: Doubles,
    linear: Linear,
    reader: Encoder,
    items: Sequence[Item],
    wanted: Integers,
    steps: int,
) -> tuple[Head, NDArray[np.float32]]:
    """The mixture of meaning and phrases, calibrated on the own texts; and its thresholds."""
    texts = [one.text for one in items]
    meant = reader.vectors(texts) @ direction
    phrased = np.array([linear.score(features(text, book)) for text in texts])
    inputs = np.column_stack([meant, phrased]).astype(np.float64)
    names = [one.source for one in items]
    each = _importance(names, PUBLIC_SHARE)
    mix, _ = mixture(inputs, wanted, _numbers(names), each, steps)
    own = np.array([one == tasks.OWN for one in names])
    calm = np.where(wanted[own] <= 1, CALM_COUNTS, 1.0) if steps > 1 else None
    slope, cuts = calibrated(inputs[own] @ mix, wanted[own], steps, calm)
    bias = 0.0 if steps > 1 else -float(cuts[0])
    print(
        f"  {name:9s} n {own.sum():4d}  meaning {slope * mix[0]:.3f}  phrases {slope * mix[1]:.3f}"
    )
    head = Head(direction.astype(np.float32), linear, (slope * mix).astype(np.float32), bias)
    return head, cuts.astype(np.float32)


def heads_of(
    folder: Path,
    work: Path,
    model: Model,
    phrases: tuple[Linear, dict[str, Linear]],
    reader: Encoder,
    idf: Doubles,
) -> Weights:
    """All but the mixtures of points, coverage, forecast and answers, which need these first."""
    toward = directions(folder, work, model, reader)
    heat_items = setting_heat(folder)
    heat, thresholds = fitted_head(
        "heat",
        "heat",
        toward["heat"],
        phrases[0],
        reader,
        heat_items,
        np.array([one.grade for one in heat_items]),
        4,
    )
    heads: dict[str, Head] = {}
    for name in HEADS:
        items = setting_labels(folder, name)
        wanted = np.array([int(one.labels.get(name, 0.0) > 0.5) for one in items])
        heads[name], _ = fitted_head(
            name, "draft", toward[name], phrases[1][name], reader, items, wanted, 1
        )
    point = np.concatenate(
        [
            model.point.weight.detach().numpy()[0],
            model.point.bias.detach().numpy(),
            np.array([1.0, 1.0, 0.0, 0.0]),
        ]
    ).astype(np.float32)
    empty = np.zeros(1, dtype=np.float32)
    return Weights(
        encoder=reader,
        heat=heat,
        thresholds=thresholds,
        heads=heads,
        point=point,
        pair=model.pair.weight.detach().numpy().astype(np.float32),
        cover=empty,
        forecast=empty,
        answered=empty,
        idf=idf.astype(np.float32),
    )


def fit_points(trained: Weights) -> NDArray[np.float32]:
    """Direction, bias and mixture of the point head."""
    rows, truth = [], []
    for thread in threads():
        if thread.part != "setting":
            continue
        for text, point in point_sentences(thread):
            meant = float(
                trained.encoder.vectors([text])[0] @ trained.point[:384] + trained.point[384]
            )
            rows.append(point_measures(meant, text, _carries(text, tokens(text))))
            truth.append(point > 0.5)
    mix = ridge_logistic(
        np.array(rows), np.array(truth), np.ones(len(rows)), np.array([0.3, 0.3, 0.3, 0.01])
    )
    print(f"  points    n {len(rows):4d}  {np.round(mix, 2)}")
    return np.concatenate([trained.point[:385], mix]).astype(np.float32)


def cover_rows(trained: Weights, part: str) -> tuple[Doubles, NDArray[np.bool_], list[str]]:
    """Measures of each point against each draft of its thread, whether it covers, and language."""
    rows, truth, languages = [], [], []
    for thread in threads():
        if thread.part != part:
            continue
        said = [turn.text for turn in thread.turns[: thread.at + 1] if turn.side == "them"]
        message = "\n".join(own_words(text) for text in said)
        for draft in thread.drafts:
            points = [text for text, _, _ in thread.points]
            found = matches(points, own_words(draft.text), trained, message)
            for number, one in enumerate(found):
                rows.append(measures(one))
                truth.append(number in draft.covers)
                languages.append(thread.language)
    return np.array(rows), np.array(truth), languages


def fit_cover(trained: Weights) -> NDArray[np.float32]:
    """The mixture of words, meaning and contradictions; a changed fact always weighs heavily."""
    rows, truth, _ = cover_rows(trained, "setting")
    limits = [(0.0, None), (0.0, None), (None, 0.0), *[(None, -least) for least in AGAINST]]
    mix = ridge_logistic(
        rows,
        truth,
        np.ones(len(rows)),
        np.array([0.3, 0.1, 0.3, 0.3, 0.3, 0.3, 0.3, 0.01]),
        [*limits, (None, None)],
    )
    right = ((rows @ mix > 0) == truth).mean()
    print(f"  cover     n {len(rows):4d}  {np.round(mix, 2)}  right {right:.3f}")
    return mix.astype(np.float32)


def stored_weights(trained: Weights, stored: Stored) -> Stored:
    """As they lie in the file."""
    found: Stored = {k: v for k, v in stored.items() if not k.endswith(".bias")}
    for name, head in {"heat": trained.heat, **trained.heads}.items():
        found[f"{name}.bias"] = np.array([head.linear.bias])
        found[f"{name}.direction"] = head.direction.astype(np.float16)
        found[f"{name}.mix"] = np.array([*head.mix, head.bias], dtype=np.float32)
    found |= {
        "heat.thresholds": trained.thresholds,
        "point": trained.point,
        "pair": trained.pair.astype(np.float16),
        "cover": trained.cover,
        "forecast": trained.forecast,
        "answered": trained.answered,
        "idf": trained.idf.astype(np.float16),
    }
    return found


def kept_phrases(folder: Path, work: Path) -> Stored:
    """The phrase models and how telling each word is; made once and kept in `work`."""
    file = work / "phrases.npz"
    if not file.exists():
        made: Stored = {"idf": idf_table(folder).astype(np.float16)}
        phrase_models(folder, made)
        np.savez_compressed(file, **made)  # type: ignore[arg-type]  # the stub wants one dtype
    with np.load(file, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def finish(folder: Path, work: Path, target: Path, file: str = "last.pt") -> None:
    """Exports the encoder into `target`, fits all mixtures, writes `heads.npz` beside it."""
    target.mkdir(parents=True, exist_ok=True)
    learnt, model = whole(folder, work, file)
    _, tokenizer = base(folder, work)
    export(learnt, model, target / "encoder.onnx")
    tokenizer.save(str(target / "tokenizer.json"), pretty=False)
    reader = encoder(target)
    if reader is None:
        raise RuntimeError("The exported encoder cannot be read.")
    stored: Stored = kept_phrases(folder, work)
    phrases = (
        linear(stored, "heat", "heat"),
        {name: linear(stored, name, "draft") for name in HEADS},
    )
    print("mixtures, fitted on the setting part:")
    trained = heads_of(folder, work, model, phrases, reader, stored["idf"].astype(np.float64))
    trained = replace(trained, point=fit_points(trained))
    trained = replace(trained, cover=fit_cover(trained))
    trained = replace(trained, forecast=fit_forecast(folder, trained))
    trained = replace(trained, answered=fit_answered(trained))
    out = target / "heads.npz"
    np.savez_compressed(out, **stored_weights(trained, stored))  # type: ignore[arg-type]  # the stub wants one dtype
    total = sum(one.stat().st_size for one in target.iterdir()) / 1e6
    print(f"written: {target.name}, {total:.1f} MB")

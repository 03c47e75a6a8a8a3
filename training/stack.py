"""From the learnt encoder to the weights in the package: export, mixtures, calibration.

How much each part counts is fitted on texts that the encoder and the phrase models have not learnt
from: the `setting` part. Directions and spots are learnt from the `train` part, forecast and fate
of our points from both, by folds. The `test` part is left alone.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from heard.judgement.alignment import Aligner, aligner
from heard.judgement.encoder import encoder
from heard.judgement.weights import HEADS, Weights, linear, networks

from .clause import fit_clause
from .context import fit_context
from .directions import known_texts
from .forecast import fit_answered, fit_forecast
from .granting import fit_granting
from .heads import heads_of
from .learnt import Learnt, from_model, from_weights
from .phrases import Stored, phrase_models
from .rarity import idf_table
from .reading import REMEMBERED, read_ahead
from .relevance import fit_relevance
from .restating import fit_cover, fit_points
from .saying import learning
from .steps import hand_over, made_once, save_whole


def stored_weights(trained: Weights, stored: Stored, learnt: Learnt) -> Stored:
    """As they lie in the file."""
    found: Stored = dict(stored)
    heads = {"heat": trained.heat, "unease": trained.unease, **trained.heads}
    for name, head in heads.items():
        if name in learnt.heads:
            found[f"{name}.learnt"] = learnt.heads[name].astype(np.float16)
        found[f"{name}.direction"] = head.direction.astype(np.float16)
        if head.spot is not None:
            found[f"{name}.spot"] = head.spot.astype(np.float16)
        found[f"{name}.mix"] = np.array([*head.mix, head.bias], dtype=np.float32)
    for name, one in trained.granting.items():
        found[f"{name}.granting"] = one.direction.astype(np.float16)
        found[f"{name}.granting.mix"] = one.mix
    found |= {
        "heat.thresholds": trained.thresholds,
        "unease.thresholds": trained.eased,
        "clause.direction": trained.clause.direction.astype(np.float16),
        "clause.mix": trained.clause.mix,
        "context": trained.context,
        "point": trained.point,
        "pair": trained.pair.astype(np.float16),
        "spread": trained.spread.astype(np.float16),
        "relevance": trained.relevance,
        "cover": trained.cover,
        "forecast": trained.forecast,
        "answered": trained.answered,
        "idf": trained.idf.astype(np.float16),
    }
    return found


def forget(work: Path) -> None:
    """What was fitted over an encoder, or from a corpus, that is no longer the one."""
    for name in ("phrases.npz", "directions.npz", "spots.npz", "granting.npz", "clause.npz"):
        (work / name).unlink(missing_ok=True)


def kept_phrases(folder: Path, work: Path) -> Stored:
    """The phrase models and how telling each word is; made once and kept in `work`."""

    def made() -> Stored:
        found: Stored = {"idf": idf_table(folder).astype(np.float16)}
        phrase_models(folder, found)
        return found

    return made_once(work / "phrases.npz", made)


def finish(folder: Path, work: Path, target: Path, workers: int) -> None:
    """Exports the encoder, fits all mixtures over it, and hands all files over to `target`."""
    from .base import base
    from .build import typical, whole
    from .export import export

    made = work / "weights"
    made.mkdir(exist_ok=True)
    taught, model = whole(folder, work, "own.pt")
    _, tokenizer = base(folder, work)
    export(taught, model, made / "encoder.onnx", typical(tokenizer))
    tokenizer.save(str(made / "tokenizer.json"), pretty=False)
    encoder.cache_clear()
    aligning = partial(learn_alignment, folder, work, workers)
    fit_heads(folder, work, made, from_model(model), aligning)
    hand_over(made, target)


def learn_alignment(
    folder: Path, work: Path, workers: int, trained: Weights, target: Path
) -> Aligner | None:
    """Learns the alignment over the encoder in `target`, once, and writes it beside it."""
    import torch

    from .aligning import ALIGNMENT, JOINED, SEED, align_side_by_side, cases, export_alignment
    from .alignment import Alignment
    from .base import base
    from .build import TYPICAL

    told = learning()
    if not (work / ALIGNMENT).exists():
        align_side_by_side(told, trained, folder, work, workers)
    model = Alignment(base(folder, work)[0].layers[JOINED])
    model.load_state_dict(torch.load(work / ALIGNMENT))
    some = cases(random.Random(SEED).sample(told, TYPICAL), trained)
    return export_alignment(model.eval(), target / "alignment.onnx", some)


def kept_alignment(_trained: Weights, target: Path) -> Aligner | None:
    """The one that lies in `target`."""
    return aligner(target)


def fit_heads(
    folder: Path,
    work: Path,
    target: Path,
    learnt: Learnt,
    aligning: Callable[[Weights, Path], Aligner | None],
) -> None:
    """Fits all mixtures over the encoder in `target` and writes `heads.npz` beside it."""
    reader = encoder(target, REMEMBERED)
    if reader is None:
        raise RuntimeError("The exported encoder cannot be read.")
    read_ahead(folder, reader)
    stored: Stored = kept_phrases(folder, work)
    phrases = (
        linear(stored, "heat", "heat"),
        {name: linear(stored, name, "draft") for name in HEADS},
    )
    print("mixtures, fitted on the setting part:")
    trained = heads_of(folder, work, learnt, phrases, reader, stored["idf"].astype(np.float64))
    trained = replace(trained, granting=fit_granting(work, learnt, trained))
    trained = replace(trained, clause=fit_clause(folder, work, trained))
    trained = replace(trained, context=fit_context(trained))
    trained = replace(trained, point=fit_points(trained))
    trained = fit_relevance(trained, known_texts(folder))
    trained = replace(trained, forecast=fit_forecast(folder, trained))
    trained = replace(trained, aligner=aligning(trained, target))
    trained = replace(trained, cover=fit_cover(trained))
    trained = replace(trained, answered=fit_answered(trained))
    found = stored_weights(trained, stored, learnt)
    save_whole(target / "heads.npz", found | {"networks": networks(target)})
    total = sum(one.stat().st_size for one in target.iterdir()) / 1e6
    print(f"written: {target.name}, {total:.1f} MB")


def again(folder: Path, work: Path, target: Path) -> None:
    """Everything but the encoder and the alignment anew; without PyTorch."""
    forget(work)
    fit_heads(folder, work, target, from_weights(target / "heads.npz"), kept_alignment)

"""Points and whether a draft restates them: their mixtures, fitted on the setting part."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from heard.judgement.coverage import matches, measures
from heard.judgement.folding import own_words
from heard.judgement.points import _carries, point_measures
from heard.judgement.tokens import tokens
from heard.judgement.weights import Weights

from .mixing import ridge_logistic
from .shares import Doubles
from .tasks import point_sentences
from .threads import Thread, restated, threads

# What a changed fact (alone, times the shared words) and a turned sense must weigh at least.
AGAINST = (2.0, 8.0, 1.5, 8.0)


def fit_points(trained: Weights) -> NDArray[np.float32]:
    """Direction, bias and mixture of the point head."""
    rows, truth = [], []
    for thread in of_part(threads() + restated("sessions"), "setting"):
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


def of_part(found: Sequence[Thread], *parts: str) -> list[Thread]:
    return [one for one in found if one.part in parts]


def cover_rows(
    trained: Weights, found: Sequence[Thread]
) -> tuple[Doubles, NDArray[np.bool_], list[str]]:
    """Measures of each point against each draft of its thread, whether it covers, and language."""
    rows, truth, languages = [], [], []
    for thread in found:
        said = [turn.text for turn in thread.turns[: thread.at + 1] if turn.side == "them"]
        message = "\n".join(own_words(text) for text in said)
        for draft in thread.drafts:
            points = [text for text, _, _ in thread.points]
            held = matches(points, own_words(draft.text), trained, message)
            for number, one in enumerate(held):
                rows.append(measures(one))
                truth.append(number in draft.covers)
                languages.append(thread.language)
    return np.array(rows), np.array(truth), languages


def fit_cover(trained: Weights) -> NDArray[np.float32]:
    """The mixture of words, meaning and contradictions; a changed fact always weighs heavily.

    Fitted on the letters of the threads alone. The newer restatements were written to share few
    words with the message, wrong ones to share many; with them in it the mixture trusts no word.
    """
    rows, truth, _ = cover_rows(trained, of_part(threads(), "setting"))
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

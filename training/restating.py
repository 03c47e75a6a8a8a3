"""Points and whether a draft restates them: their mixtures, fitted on the setting part."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from heard.judgement.coverage import matches, measures
from heard.judgement.encoder import WIDTH
from heard.judgement.points import carries_a_point, point_measures
from heard.judgement.tokens import tokens
from heard.judgement.weights import Weights

from .mixing import ridge_logistic
from .saying import Saying, by_draft, sayings
from .shares import Doubles
from .tasks import point_sentences
from .threads import Thread, restated, threads

# What a changed fact must weigh at least, alone and times the shared words; a turned sense need
# not: of the drafts of threads in which one seems turned, three in four say the point rightly.
AGAINST = (1.0, 1.0, 0.0, 0.0)
# How much the sayings of each source count for the mixture, however many they are.
COUNTS = {"threads": 1.0, "letters": 1.0, "business": 0.5, "sessions": 0.5, "pairs": 0.2}


def fit_points(trained: Weights) -> NDArray[np.float32]:
    """Direction, bias and mixture of the point head."""
    rows, truth = [], []
    letters = restated("sessions") + restated("business") + restated("letters")
    for thread in of_part(threads() + letters, "setting"):
        for text, point in point_sentences(thread):
            meant = float(
                trained.encoder.vectors([text])[0] @ trained.point[:WIDTH] + trained.point[WIDTH]
            )
            rows.append(point_measures(meant, text, carries_a_point(text, tokens(text))))
            truth.append(point > 0.5)
    mix = ridge_logistic(
        np.array(rows), np.array(truth), np.ones(len(rows)), np.array([0.3, 0.3, 0.3, 0.01])
    )
    print(f"  points    n {len(rows):4d}  {np.round(mix, 2)}")
    return np.concatenate([trained.point[: WIDTH + 1], mix]).astype(np.float32)


def of_part(found: Sequence[Thread], *parts: str) -> list[Thread]:
    return [one for one in found if one.part in parts]


def cover_rows(trained: Weights, found: Sequence[Saying]) -> Doubles:
    """What the mixture looks at, one row each."""
    rows: dict[int, tuple[float, ...]] = {}
    for numbers in by_draft(found):
        points = [found[i].point for i in numbers]
        message, letter, draft = found[numbers[0]].exchange
        held = matches(points, draft, trained, message, letter)
        rows |= {i: measures(one) for i, one in zip(numbers, held, strict=True)}
    return np.array([rows[i] for i in range(len(found))])


def fit_cover(trained: Weights) -> NDArray[np.float32]:
    """The mixture of words, meaning, alignment and contradictions; a changed fact weighs heavily.

    Letters count most; the short ones were written to share few words with the message where they
    are right and many where they are wrong, and a mixture of these alone would trust no word.
    """
    found = sayings("setting")
    rows, truth = cover_rows(trained, found), np.array([one.right for one in found])
    names = [one.source for one in found]
    each = np.array([COUNTS[name] * 400.0 / names.count(name) for name in names])
    limits = [*[(0.0, None)] * 3, (None, 0.0), *[(None, -least) for least in AGAINST]]
    mix = ridge_logistic(
        rows,
        truth,
        each,
        np.array([0.3, 0.1, 0.1, 0.3, 0.3, 0.3, 0.3, 0.3, 0.01]),
        [*limits, (None, None)],
    )
    right = ((rows @ mix > 0) == truth).mean()
    print(f"  cover     n {len(rows):4d}  {np.round(mix, 2)}  right {right:.3f}")
    return mix.astype(np.float32)

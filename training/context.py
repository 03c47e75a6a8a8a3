"""How much an earlier letter of theirs counts for the reading of the next one."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from heard.judgement.folding import own_words
from heard.judgement.heat import scores
from heard.judgement.weights import Weights

from .figures import rank_correlation
from .threads import Thread, threads
from .written import Course, courses

MOST = 1.0


def graded_after() -> Iterator[tuple[str, str, int]]:
    """Their letter, the one of theirs before it, and its grade, in conversations set aside."""
    found: list[Thread | Course] = [*threads(), *courses()]
    for one in found:
        if one.part != "setting":
            continue
        before = None
        for turn in one.turns:
            if turn.side == "them" and turn.grade >= 0:
                if before is not None:
                    yield turn.text, before, turn.grade
                before = turn.text


def fit_context(trained: Weights) -> NDArray[np.float32]:
    """The one number of `heat.in_context`, by maximum likelihood of the two lower steps."""
    found = list(graded_after())
    said = [scores(own_words(text), trained) for text, _, _ in found]
    now, clause = np.array([one.uneasy for one in said]), np.array([one.clause for one in said])
    then = np.array([scores(own_words(text), trained).uneasy for _, text, _ in found])
    grade = np.array([grade for *_, grade in found])
    left = np.maximum(0.0, then - trained.eased[0])

    def loss(much: float) -> float:
        uneasy = now + much * left
        by_letter, by_clause, bias = trained.clause.mix
        odds = [uneasy - trained.eased[0], by_letter * uneasy + by_clause * clause + bias]
        signs = [2.0 * (grade > step) - 1.0 for step in range(len(odds))]
        return sum(
            float(np.logaddexp(0.0, -sign * one).mean())
            for sign, one in zip(signs, odds, strict=True)
        )

    much = float(minimize_scalar(loss, bounds=(0.0, MOST), method="bounded").x)
    alone, both = (rank_correlation(one, grade) for one in (now, now + much * left))
    print(f"  context   n {len(found)}  {much:.2f}  rank {alone:.3f} -> {both:.3f}")
    return np.array([much], dtype=np.float32)

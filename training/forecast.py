"""The forecast and the fate of our points: fitted on the course of threads."""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heard.judgement.answered import STATES, answer_measures
from heard.judgement.coverage import matches
from heard.judgement.encoder import WIDTH
from heard.judgement.folding import own_words
from heard.judgement.forecast import COLUMNS, FEATURES, Ears, course, ears, glimpse, row
from heard.judgement.values import Turn
from heard.judgement.weights import HEADS, Weights

from . import older, sources
from .figures import auc, calibration_error
from .fitting import calibrated
from .mixing import ridge_logistic, softmax_regression
from .shares import Doubles
from .tasks import own_items
from .threads import Thread, part_of, threads
from .written import Course, courses

# How much a calm letter of the corpus counts as a conversation that stays calm, and how much all
# cases of another source count beside all of our own threads.
FIRST_LETTERS = 0.1
COURSES = ("disputes", "talk", "mail")
SHARES = {"gh": 0.8} | dict.fromkeys(COURSES, 0.8) | {f"{one} end": 0.6 for one in COURSES}
EARLIEST, LATEST = 3, 9  # after how many turns the end of a dispute or a talk is asked for
# Our tone is held shorter: in the threads that were written with drafts it tells more than in life.
TONE = 6.0
# Theirs carries from one kind of conversation to the others.
THEIR_TONE = 2.0
# How the vectors are held: of the last turn; of each side's turns on average.
LAST_TURN, EACH_SIDE = 3.0, 1.0
TONES = {f"our_{name}": TONE for name in HEADS}
TONES |= {f"{whose}_{name}": THEIR_TONE for whose in ("their", "latest") for name in HEADS}
FOLDS = 5
ISSUES = 160


@dataclass(frozen=True)
class Case:
    """What had been said, and whether the next message of theirs was hot."""

    said: tuple[Turn, ...]
    hot: bool
    group: str
    source: str
    language: str
    part: str


def own_cases() -> Iterator[Case]:
    """Every message of theirs but the first, of old and new threads."""
    told: list[tuple[str, str, str, str, list[tuple[str, str, int, float | None]]]] = [
        ("own", one.name, one.language, "train", [(*turn, None) for turn in one.turns])
        for one in older.threads()
    ]
    later: dict[str, Sequence[Thread | Course]] = {"own": threads()}
    for source in COURSES:
        later[source] = [one for one in courses() if one.source == source]
    for source, found in later.items():
        told += [
            (
                source,
                one.name,
                one.language,
                one.part,
                [(t.side, t.text, t.grade, t.hours) for t in one.turns],
            )
            for one in found
        ]
    for source, name, language, part, turns in told:
        for place, (side, _, grade, _) in enumerate(turns):
            before = tuple(Turn(s, t, hours) for s, t, _, hours in turns[:place])  # type: ignore[arg-type]  # the corpus holds no other side
            if side == "them" and any(turn.side == "them" for turn in before):
                yield Case(before, grade >= 3, name, source, language, part)


def endings() -> Iterator[Case]:
    """The middle of each dispute and talk, and whether it ended hot, however it went on."""
    for one in courses():
        theirs = [place for place, turn in enumerate(one.turns) if turn.side == "them"]
        if len(theirs) < 2:
            continue
        hot = one.turns[theirs[-1]].grade >= 3
        for place in range(EARLIEST, min(theirs[-1], LATEST) + 1):
            said = tuple(Turn(t.side, t.text, t.hours) for t in one.turns[:place])  # type: ignore[arg-type]  # the corpus holds no other side
            if any(turn.side == "them" for turn in said):
                yield Case(said, hot, one.name, f"{one.source} end", one.language, one.part)


def public_cases(folder: Path) -> Iterator[Case]:
    """Heated threads of developers: is the next comment uncivil? Who wrote which is not known,
    so that sides alternate backwards from the last one."""
    issues: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for one in sources.table(folder / "gh-incivility" / "annotated_comment_level.csv"):
        issues[one["issue_id"]].append((one["comment_body"][:3000], one["tbdf"] != "None"))
    for name, comments in sorted(issues.items(), key=lambda one: hash_of(one[0]))[:ISSUES]:
        for place in range(1, min(len(comments), 24), 2):
            last = comments[max(0, place - 6) : place]
            turns = tuple(
                Turn("them" if (len(last) - i) % 2 else "us", text)
                for i, (text, _) in enumerate(last)
            )
            part = part_of(f"gh-{name}")
            yield Case(turns, comments[place][1], f"gh-{name}", "gh", "en", part)


def first_letters() -> list[Case]:
    """Calm letters, unanswered and answered plainly: conversations whose next message is calm."""
    plain = {"de": "Gerne, die Unterlagen finden Sie anbei.", "en": "Please find it attached."}
    found = []
    for number, one in enumerate(own_items(("train",))):
        if 0 <= one.grade <= 1 and number % 2:
            turns = [Turn("them", one.text)]
            if number % 4 == 1:
                turns.append(Turn("us", plain[one.language]))
            found.append(
                Case(tuple(turns), False, f"first-{number}", "calm", one.language, "train")
            )
    return found


def fit_forecast(folder: Path, trained: Weights) -> NDArray[np.float32]:
    """Ridge logistic regression over the course and the vectors; each fold held out."""
    cases = learning_cases(folder)
    source, truth = np.array([one.source for one in cases]), np.array([one.hot for one in cases])
    # Every source but ours gets a constant of its own, dropped afterwards.
    apart = {name: source == name for name in SHARES}
    inputs = np.column_stack([rows(cases, trained), *(of * 1.0 for of in apart.values())])
    own, each, penalty = source == "own", _importance(source), _penalty()
    place = _folds(cases)
    odds = np.zeros(len(cases))
    for number in range(FOLDS):
        rest = place != number
        odds[~rest] = inputs[~rest] @ ridge_logistic(inputs[rest], truth[rest], each[rest], penalty)
    slope, cuts = calibrated(odds[own], truth[own].astype(np.int64), 1)
    for name, of in (("own", own), *apart.items()):
        chance = 1 / (1 + np.exp(-(slope * odds[of] - cuts[0])))
        now = auc(inputs[of][:, 1], truth[of])
        ahead, error = auc(odds[of], truth[of]), calibration_error(chance, truth[of], 6)
        print(
            f"  forecast {name}: n {of.sum()} hot {truth[of].sum()}  AUC {ahead:.3f}"
            f"  by heat now {now:.3f}  ECE {error:.3f}"
        )
    weights = slope * ridge_logistic(inputs, truth, each, penalty)
    weights[0] -= float(cuts[0])
    print("  " + "  ".join(f"{n} {w:.2f}" for n, w in zip(FEATURES, weights, strict=False)))
    return weights[: -len(SHARES)].astype(np.float32)


def learning_cases(folder: Path) -> list[Case]:
    """All that is not kept for the test, where something is said."""
    cases = [*own_cases(), *public_cases(folder), *endings(), *first_letters()]
    return [
        one for one in cases if one.part != "test" and any(glimpse(turn.text) for turn in one.said)
    ]


def _importance(source: NDArray[np.str_]) -> Doubles:
    """What each case weighs: ours 1, another source as a whole its share of these."""
    each = np.where(source == "own", 1.0, FIRST_LETTERS)
    for name, share in SHARES.items():
        of = source == name
        each[of] = min(1.0, share * (source == "own").sum() / max(1, of.sum()))
    return each


def _penalty() -> Doubles:
    """For each column: the course, the vectors, the constants of the sources."""
    course_of = [TONES.get(name, 1.0) for name in FEATURES[1:]]
    each_side = COLUMNS - len(FEATURES) - WIDTH
    vectors = [*[LAST_TURN] * WIDTH, *[EACH_SIDE] * each_side]
    return np.array([0.01, *course_of, *vectors, *[0.01] * len(SHARES)])


def _folds(cases: Sequence[Case]) -> NDArray[np.int64]:
    """The fold of each case; one conversation lies in one."""
    names = sorted({one.group for one in cases}, key=hash_of)
    fold = {name: number % FOLDS for number, name in enumerate(names)}
    return np.array([fold[one.group] for one in cases])


def rows(cases: Sequence[Case], trained: Weights) -> Doubles:
    """(cases, COLUMNS): what the forecast hears in each; a turn that is in many is read once."""
    by = ears(trained)
    by = Ears(heat=cache(by.heat), theirs=cache(by.theirs), ours=cache(by.ours))
    found = [row(course(one.said, trained, by), trained, by) for one in cases]
    return np.array(found, dtype=np.float64)


def hash_of(name: str) -> int:
    """A fixed mixed-up order, so that folds do not follow the files."""
    return zlib.crc32(name.encode())


def answer_rows(trained: Weights) -> tuple[Doubles, NDArray[np.int64], NDArray[np.int64]]:
    """Measures of our points against the next reply of theirs, what became of them, the fold."""
    rows, classes, fold = [], [], []
    for number, thread in enumerate(one for one in threads() if one.part != "test"):
        for text, turn, state in thread.ours:
            reply = next((t.text for t in thread.turns[turn + 1 :] if t.side == "them"), None)
            if reply is None:
                continue
            own = own_words(reply)
            rows.append(answer_measures(matches([text], own, trained)[0], own))
            classes.append(STATES.index(state))
            fold.append(number % FOLDS)
    return np.array(rows), np.array(classes), np.array(fold)


def fit_answered(trained: Weights) -> NDArray[np.float32]:
    rows, classes, fold = answer_rows(trained)
    right = np.zeros(len(classes), dtype=np.bool_)
    for number in range(FOLDS):
        rest = fold != number
        table = softmax_regression(rows[rest], classes[rest], len(STATES), 0.5)
        right[~rest] = (rows[~rest] @ table.T).argmax(axis=1) == classes[~rest]
    counts = np.bincount(classes, minlength=len(STATES))
    said = dict(zip(STATES, counts.tolist(), strict=True))
    print(f"  answered: n {len(classes)} {said} right {right.mean():.3f}")
    return softmax_regression(rows, classes, len(STATES), 0.5).ravel().astype(np.float32)

"""What a user could take instead: words with logistic regression, a lexicon, frozen e5."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from heard.judgement.encoder import WIDTH, Encoder, encoder
from heard.judgement.features import features
from heard.judgement.folding import own_words
from heard.judgement.heat import expected, grades, scores
from heard.judgement.tone import scores as draft_scores
from heard.judgement.weights import Weights

from .asked import asked_items
from .held_out import Test
from .reading import REMEMBERED, remember
from .regraded import regraded_items
from .shares import Doubles
from .tasks import LIMITS, Item, own_items, public_items
from .written import written_items

Scorer = Callable[[Sequence[str]], Doubles]
PARTS = ("train", "setting")
MOST_OF_A_SET = 500


def training_texts(folder: Path, head: str, *, asked: bool) -> tuple[list[str], list[int]]:
    """The texts of the training parts that are known for this head, and the answer; where `asked`
    those that stand behind what they answer."""
    counts: Counter[str] = Counter()
    known: list[tuple[str, int]] = []
    for one in asked_items(*PARTS) if asked else _ours(folder) + public_items(folder):
        counts[one.source] += 1
        if one.source in LIMITS and counts[one.source] > MOST_OF_A_SET:
            continue
        if head in ("heat", "hot") and one.grade >= 0:
            known.append((one.text, int(one.grade >= (2 if one.source in LIMITS else 3))))
        elif head in one.labels:
            known.append((one.text, int(one.labels[head] > 0.5)))
    return [text for text, _ in known], [answer for _, answer in known]


def _ours(folder: Path) -> list[Item]:
    return [*own_items(PARTS), *written_items(PARTS), *regraded_items(folder, PARTS)]


def by_words(texts: Sequence[str], answers: Sequence[int]) -> Scorer:
    """TF-IDF over words and character n-grams with logistic regression."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    marks = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, max_features=80_000
    )
    model = make_pipeline(
        make_union(words, marks), LogisticRegression(C=3.0, class_weight="balanced", max_iter=300)
    )
    model.fit(list(texts), list(answers))
    return lambda asked: np.asarray(model.decision_function(list(asked)))


@cache
def _frozen() -> Encoder:
    """The base as it came, 8-bit like the taught one; made once and kept beside the steps."""
    from .__main__ import ROOT, TEXTS
    from .base import base
    from .build import typical
    from .export import export
    from .model import Model

    work = ROOT / "out" / "training"
    folder = work / "frozen"
    if not (folder / "encoder.onnx").exists():
        import torch

        folder.mkdir(parents=True, exist_ok=True)
        plain, tokenizer = base(TEXTS, work)
        model = Model(plain, torch.zeros(WIDTH))
        export(plain, model, folder / "encoder.onnx", typical(tokenizer))
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    found = encoder(folder, REMEMBERED)
    if found is None:
        raise RuntimeError("The frozen encoder cannot be read.")
    return found


def frozen(texts: Sequence[str]) -> Doubles:
    """Vectors of the untaught multilingual-e5-small, of unit length."""
    remember(texts, _frozen())
    return np.asarray(_frozen().vectors(list(texts)), dtype=np.float64) / 20.0


def by_frozen(texts: Sequence[str], answers: Sequence[int]) -> Scorer:
    """Frozen e5 with logistic regression."""
    model = LogisticRegression(C=100.0, class_weight="balanced", max_iter=300)
    model.fit(frozen(texts), list(answers))
    return lambda asked: np.asarray(model.decision_function(frozen(asked)))


def by_lexicon(language: str, head: str) -> Scorer | None:
    """VADER for English, gersent for German; says nothing about most heads."""
    sign = {"heat": -1.0, "hot": -1.0, "attitude": -1.0, "warmth": 1.0, "no": -1.0, "yes": 1.0}.get(
        head
    )
    if sign is None:
        return None
    if language == "en":
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        reader = SentimentIntensityAnalyzer()
        return lambda asked: np.array([sign * reader.polarity_scores(t)["compound"] for t in asked])
    return lambda asked: np.array([sign * german_polarity(text) for text in asked])


@cache
def _german_words() -> dict[str, float]:
    import json
    from importlib.util import find_spec

    found = find_spec("gersent")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("gersent")
    folder = Path(found.origin).parent / "wordlists" / "de"
    words: dict[str, float] = {}
    for name in ("positive", "negative"):
        read: dict[str, str] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        words |= {word: float(value) for word, value in read.items()}
    return words


def german_polarity(text: str) -> float:
    known = [
        _german_words()[w]
        for w in text.replace(",", " ").replace(".", " ").split()
        if w in _german_words()
    ]
    return float(np.mean(known)) if known else 0.0


def by_model(trained: Weights, test: Test) -> Doubles:
    """What the weights in the package say of these texts."""
    head = test.head
    if head in ("heat", "hot"):
        return np.array([_heat(text, trained, head) for text in test.texts])
    asked = [own_words(one) for one in test.messages] or [""] * len(test.texts)
    pairs = zip(test.texts, asked, strict=True)
    return np.array([draft_scores(own_words(text), trained, one)[head] for text, one in pairs])


def _heat(text: str, trained: Weights, head: str) -> float:
    both = scores(text, trained)
    if head == "hot":
        return both[0] - float(trained.thresholds[2])
    return expected(grades(both, trained))


def by_phrases(trained: Weights, head: str) -> Scorer:
    """The readable half alone, as the first model was: phrases and n-grams, linear."""
    hot = head in ("heat", "hot")
    chosen, book = (trained.heat, "heat") if hot else (trained.heads[head], "draft")
    return lambda texts: np.array([chosen.linear.score(features(text, book)) for text in texts])

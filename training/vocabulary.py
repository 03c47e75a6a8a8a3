"""The tokenizer: rebuilt from the recovered pieces and cut down to English and German.

A piece stays when common words or the texts at hand use it in one of the two languages; every
piece of one character stays, whatever its script, so that a name or an emoji is still something.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram
from wordfreq import get_frequency_dict

from .recover import Recovered

BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
SPECIAL = 4
LARGEST = 46_000


def tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """Unigram over the pieces; the first four are begin, pad, end, unknown."""
    made = Tokenizer(Unigram(list(pieces), unk_id=UNKNOWN))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", BEGIN), ("</s>", END)]
    )
    return made


def kept(found: Recovered, texts: Iterable[str]) -> list[int]:
    """The ids that stay, in their old order: the most used ones of both languages."""
    whole = tokenizer(found.pieces)
    uses: Counter[int] = Counter()
    for language in ("en", "de"):
        words = get_frequency_dict(language, wordlist="large")
        for form in (str, str.capitalize, str.upper):
            share = 0.05 if form is str.upper else 1.0
            names = [form(word) for word in words]
            _count(whole, names, [share * one for one in words.values()], uses)
    lines = list(texts)
    each = 1.0 / max(1, sum(len(line.split()) for line in lines))
    _count(whole, lines, [each] * len(lines), uses)
    always = {i for i, (piece, _) in enumerate(found.pieces) if _is_single(piece)}
    always |= set(range(SPECIAL))
    for one, _ in uses.most_common():
        if len(always) >= LARGEST:
            break
        always.add(one)
    always.discard(len(found.pieces) - 1)  # the mask, of use only where the base was made
    return sorted(always)


def _count(
    whole: Tokenizer, texts: Sequence[str], shares: Sequence[float], uses: Counter[int]
) -> None:
    for first in range(0, len(texts), 20_000):
        part = whole.encode_batch(texts[first : first + 20_000], add_special_tokens=False)
        for encoded, share in zip(part, shares[first : first + 20_000], strict=True):
            for one in encoded.ids:
                uses[one] += share  # type: ignore[assignment]  # weights, not counts


def _is_single(piece: str) -> bool:
    bare = piece.lstrip("▁")
    if len(bare) > 1:
        return False
    return not bare or unicodedata.name(bare, "").split(" ")[0] not in ("CJK", "HANGUL")


def pruned(found: Recovered, ids: Sequence[int]) -> tuple[list[tuple[str, float]], np.ndarray]:
    """Pieces and rows of the word embedding of what stays."""
    pieces = [found.pieces[one] for one in ids]
    return pieces, found.tensors["emb.word"][np.array(ids)]

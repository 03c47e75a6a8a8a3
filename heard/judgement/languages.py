"""Which language a text is in: English, German, another one, or too little to tell."""

import logging
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .tokens import fold, tokens

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ = ("en", "de")

# Words that stand in nearly every sentence of one language and in hardly any of another.
_ENGLISH = frozenset(
    "the and you your we our this that is are was were have has not for with please from would"
    " will my it's i'm don't been of it be to as at if they there their which what who when how"
    " thanks regards dear can could should been any still yet now more again about by".split()
)
_GERMAN = frozenset(
    fold(
        "und der das ist nicht ich Sie wir mit für ein eine einen auf bitte wird sind haben hat"
        " bei zu zum zur auch dass noch schon sich uns Ihnen Ihr Ihre Ihrer Ihren unser unsere"
        " unserer mir mich wie von vom kein keine aber nur wenn oder über nach seit heute morgen"
        " dem den des im kann können wurde waren Grüße Grüßen geehrte danke vielen es"
    ).split()
)
_ENOUGH = 0.2
_SURE, _CERTAIN = 0.8, 0.99
# Where fewer of many words are among these, the model is asked as well.
_SPARSE, _MANY = 0.3, 12


@dataclass(frozen=True)
class Language:
    """An ISO 639 code, None where there is too little to tell, and how sure that is (0..1)."""

    code: str | None
    sure: float

    @property
    def is_read(self) -> bool:
        return self.code in READ


def language_of(text: str) -> Language:
    """The language of a text by its small words; only where they are silent, by a model."""
    words = [token.word for token in tokens(text[:6000])]
    if not words:
        return Language(None, 0.0)
    english = sum(word in _ENGLISH for word in words)
    german = sum(word in _GERMAN for word in words)
    known = (english + german) / len(words)
    code = "de" if german > english else "en"
    if known < _SPARSE and len(words) >= _MANY and (other := _another(text[:3000])):
        return other
    if known >= _ENOUGH and len(words) >= 4 and max(english, german) >= 2 * min(english, german):
        return Language(code, min(1.0, 0.6 + known))
    return _by_model(text[:3000], words, code if known >= _ENOUGH else None)


def _another(text: str) -> Language | None:
    """A third language that shares some small words with ours, as Dutch does; only where sure."""
    model = identifier()
    if model is None:
        return None
    code, sure = model.rank(text)[0]
    return Language(code, sure) if code not in READ and sure >= _CERTAIN else None


def _by_model(text: str, words: list[str], mixed: str | None) -> Language:
    model = identifier()
    if model is None:
        return Language(mixed, 0.4)
    ranked: list[tuple[str, float]] = model.rank(text)
    code, sure = ranked[0]
    if code not in READ and sure >= _SURE and mixed is None and len(text.strip()) >= 20:
        return Language(code, sure)
    share = dict(ranked)
    english, german = share.get("en", 0.0), share.get("de", 0.0)
    if code not in READ and len(words) >= 8 and english + german < 0.1 and mixed is None:
        return Language(code, sure)
    best = "de" if german > english else "en"
    if english + german < _SURE / 8 and len(words) >= 3 and mixed is None:
        return Language(None, 0.2)
    return Language(best, max(0.2, min(0.9, max(english, german))))


@cache
def identifier() -> "LanguageIdentifier | None":
    """The model, loaded once; most messages are told by their small words, without it."""
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except (ImportError, OSError, ValueError) as problem:
        logging.getLogger(__name__).warning(
            "judgement: no language model (%s)", type(problem).__name__
        )
        return None

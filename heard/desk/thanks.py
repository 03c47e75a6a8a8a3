"""What colleagues said about a letter of ours, as one reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from heard.conversations.models import Message
from heard.people.models import Colleague
from heard.people.staff import functions
from heard.philosophy.models import Clause, KindWord, Recognition, Version
from heard.philosophy.questions import kind_words_of, recognitions_for


@dataclass
class Thanks:
    """Beside one letter: recognition for the team, kind words between its two people."""

    recognitions: list[Recognition] = field(default_factory=list)
    kind_words: list[KindWord] = field(default_factory=list)


@dataclass(frozen=True)
class Offer:
    """What the reader can do at a colleague's letter."""

    clauses: list[Clause]
    recognition: bool
    kind_words: bool


def about(messages: Iterable[Message], reader: Colleague) -> dict[str, Thanks]:
    """Message's reference → what may be read beside it."""
    names = [message.reference for message in messages if message.side == Message.US]
    found: dict[str, Thanks] = {name: Thanks() for name in names}
    if not names:
        return found
    for one in recognitions_for(reader).filter(about__in=names):
        found[one.about].recognitions.append(one)
    for word in kind_words_of(reader).filter(about__in=names):
        found[word.about].kind_words.append(word)
    return found


def offer() -> Offer | None:
    version = Version.in_force()
    recognition, kind = functions.is_on("recognition"), functions.is_on("kind_words")
    if version is None or not (recognition or kind):
        return None
    return Offer(list(version.clauses.all()), recognition, kind)

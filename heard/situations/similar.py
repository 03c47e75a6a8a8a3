"""What may belong together: offered in one quiet line, never automatic, and never about a person.

The rule, as the page says it: unhappy letters (displeased or hotter) of the last seven days that
share at least three uncommon words or numbers. A word is uncommon when hardly any earlier letter
here uses it; names,
greetings and words of anger do not count. Beside that, what else people of the same organisation
write about. Only conversations that the reader sees are looked at, and nothing of it is kept.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.db.models import Q

from heard.conversations.models import Conversation, ConversationQuerySet, Message
from heard.heat.models import HOT
from heard.heat.questions import DISPLEASED, is_hot, latest_readings
from heard.journal import clock
from heard.judgement.cues import phrasebook
from heard.judgement.folding import own_words
from heard.judgement.stems import STOP, stem
from heard.judgement.tokens import fold, tokens
from heard.people.models import Colleague
from heard.situations.models import Apart, Situation

# "Frau Schneider", "Mr van Dyke": people are nothing that letters have in common
TITLED = re.compile(
    r"\b(?:Herrn?|Frau|Mrs?|Ms|Miss|Dr|Prof)\b\.?\s+([^\W\d_][\w-]*)(?:\s+([A-ZÄÖÜ][\w-]*))?"
)
UNHAPPY = HOT | {DISPLEASED}
DAYS = timedelta(days=7)
EARLIER = timedelta(days=120)
SHARED = 3  # uncommon words in common
MOST, BACKGROUND, LETTER = 40, 200, 3000  # conversations, earlier letters, characters of each
COMMON = 0.04  # the share of earlier letters from which on a word is common
ALWAYS = frozenset(
    fold(
        "hello dear regards sincerely thank thanks sir madam best kind mail email phone call reply "
        "answer answered waiting wait waited week weeks day days month today yesterday tomorrow "
        "monday tuesday wednesday thursday friday time third second first again order ordered "
        "delivery delivered deliver invoice company customer problem lawyer lawyers contract money "
        "people anybody nobody somebody morning afternoon really never always unacceptable "
        "hallo guten tag liebe lieber sehr geehrte geehrter damen herren grüße gruß freundlichen "
        "danke dank mail telefon antwort antworten warten warte gewartet woche wochen tage tagen "
        "heute gestern morgen montag dienstag mittwoch donnerstag freitag zeit dritten zweiten "
        "ersten bestellung bestellt lieferung liefern geliefert rechnung firma kunde kunden "
        "problem anwalt vertrag geld niemand jemand unverschämtheit frechheit inakzeptabel steht "
        "still wieder wiederum weitere weiterhin sehen sieht stehen lassen geben machen kommen "
        "zahlen bezahlen andere anderen bleiben leute everywhere nowhere something anything "
        "happen happened cannot which their there those being still other others another"
    ).split()
)


@dataclass(frozen=True)
class Found:
    """Another conversation, and the words of it that made one think of it (none: same house)."""

    conversation: Conversation
    words: tuple[str, ...]


def alike(conversation: Conversation, colleague: Colleague) -> list[Found]:
    """Other unhappy conversations of these days about the same thing, the closest first."""
    situation = Situation.of(conversation.pk)
    if situation is None and not is_hot(conversation.pk):
        return []
    others = _candidates(conversation, colleague, situation)
    if not others:
        return []
    common, colleagues = _common(colleague), _of_colleagues()
    mine = _words(conversation, colleagues)
    found = []
    for other in others:
        theirs = _words(other, colleagues)
        shared = [word for word in mine if word in theirs and word not in common]
        if len(shared) >= SHARED:
            found.append(Found(other, tuple(mine[word] for word in shared)))
    return sorted(found, key=lambda one: (-len(one.words), one.conversation.pk))


def of_the_organisation(conversation: Conversation, colleague: Colleague) -> list[Found]:
    """What else people of the same organisation write about, where one of it is difficult."""
    contact, situation = conversation.contact, Situation.of(conversation.pk)
    if situation is None or contact is None or contact.organisation_id is None:
        return []
    there = _open_ones(conversation, colleague, situation).filter(
        contact__organisation=contact.organisation_id
    )
    return [Found(one, ()) for one in there.order_by("-last_at")[:MOST]]


def _open_ones(
    conversation: Conversation, colleague: Colleague, situation: Situation | None
) -> ConversationQuerySet:
    apart = Apart.objects.filter(Q(one=conversation) | Q(two=conversation))
    known = {pk for pair in apart.values_list("one", "two") for pk in pair} | {conversation.pk}
    found = Conversation.objects.visible_to(colleague).filter(
        closed_at=None, put_away_at=None, aside="", last_at__gte=clock.now() - DAYS
    )
    taken = Q(situations__ended_at=None, situations__matter__isnull=False)
    if situation is not None and situation.matter_id:
        same = Situation.objects.filter(matter=situation.matter_id)
        found = found.exclude(pk__in=same.values("conversation"))
    elsewhere = Conversation.objects.filter(taken)
    return (
        found.exclude(pk__in=known)
        .exclude(pk__in=elsewhere.values("pk"))
        .select_related("contact__organisation")
    )


def _candidates(
    conversation: Conversation, colleague: Colleague, situation: Situation | None
) -> list[Conversation]:
    lately = list(_open_ones(conversation, colleague, situation).order_by("-last_at")[: MOST * 4])
    readings = latest_readings([one.pk for one in lately])
    difficult = set(
        Situation.objects.open()
        .filter(conversation__in=lately, raised_by=Situation.THEM)
        .values_list("conversation", flat=True)
    )
    hot = [
        one for one in lately
        if one.pk in difficult or (one.pk in readings and readings[one.pk].word in UNHAPPY)
    ]  # fmt: skip
    return hot[:MOST]


def _words(conversation: Conversation, colleagues: set[str]) -> dict[str, str]:
    """Their words of these days, by stem, in the order they come; names left out."""
    said = conversation.messages.filter(
        side=Message.THEM, automatic=False, at__gte=clock.now() - DAYS
    ).select_related("contact__organisation")
    found: dict[str, str] = dict(_telling(conversation.subject))
    names = set(colleagues)
    for message in said.order_by("-at")[:5]:
        names |= _names(message)
        for word, typed in _telling(own_words(message.text)[:LETTER]):
            found.setdefault(word, typed)
    return {word: typed for word, typed in found.items() if word not in names}


@lru_cache(maxsize=2048)
def _telling(text: str) -> tuple[tuple[str, str], ...]:
    """(stem, word as it was typed) of the words that may tell what a letter is about."""
    words = tokens(text)
    angry = {at for cue in phrasebook("heat").find(words) for at in range(cue.first, cue.last)}
    found: dict[str, str] = {}
    for at, token in enumerate(words):
        number = any(mark.isdigit() for mark in token.word)
        short = len(token.word) < (3 if number else 5)
        if not (short or at in angry or token.word in STOP or token.word in ALWAYS):
            found.setdefault(stem(token.word), token.typed)
    return tuple(found.items())


def _names(message: Message) -> set[str]:
    """Stems of who wrote and where they work, of their addresses, and of whom they speak."""
    contact = message.contact
    said = [message.sender_name, message.sender.replace("@", " ").replace(".", " ")]
    if contact is not None:
        said += [contact.name, contact.organisation.name if contact.organisation else ""]
    said += [name for found in TITLED.findall(message.text[:LETTER]) for name in found]
    return {stem(token.word) for token in tokens(" ".join(said))}


def _of_colleagues() -> set[str]:
    """Stems of all names of the house: asked once, whatever the number of letters."""
    names = Colleague.objects.values_list("name", flat=True)
    return {stem(token.word) for token in tokens(" ".join(names))}


def _common(colleague: Colleague) -> set[str]:
    """Stems that stand in many letters of the time before, so that they tell nothing."""
    now = clock.now()
    texts = list(
        Message.objects.filter(
            conversation__in=Conversation.objects.visible_to(colleague).values("pk"),
            side=Message.THEM, at__lt=now - DAYS, at__gte=now - EARLIER,
        )
        .order_by("-at")
        .values_list("text", flat=True)[:BACKGROUND]
    )  # fmt: skip
    counted = Counter(word for text in texts for word, _typed in _telling(text[:LETTER]))
    least = max(3, COMMON * len(texts))
    return {word for word, count in counted.items() if count >= least}

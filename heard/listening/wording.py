"""How one writes to them: the greeting, and a date as one says it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from heard.conversations.models import Conversation, Draft
from heard.listening.address import greeting, says_du
from heard.listening.models import Deadline
from heard.listening.their_time import TheirTime, their_time
from heard.people.models import Calendar, Colleague

__all__ = [
    "beside", "day_and_hour", "ended", "for_them", "greeting", "in_a_row", "in_quotes", "says_du",
    "spoken", "their_day", "theirs_of", "written",
]  # fmt: skip

WITHIN = {
    "de": str.maketrans("„“”", "‚‘‘"),
    "en": str.maketrans("„“”", "‘‘’"),
}
ROW = 3  # so many points stand in one sentence; a letter lists more
PATTERNS = {"en": "l, j F, H:i", "de": "l, j. F, H:i \\U\\h\\r"}


def written(letter: str, conversation: Conversation, said: Mapping[str, Any]) -> str:
    """A composed letter ("listening/mail/restatement") in their language, Sie or du as they write.

    `greeting` is added to what is said.
    """
    language = conversation.language
    names = [f"{letter}.{language}.txt"]
    if says_du(conversation):
        names.insert(0, f"{letter}.{language}.du.txt")
    with translation.override(language):
        return render_to_string(names, {"greeting": greeting(conversation), **said}).strip()


def spoken(conversation: Conversation) -> str:
    """The language a page speaks to them in; "de-informal" where they say du."""
    return "de-informal" if says_du(conversation) else conversation.language


def for_them(moment: datetime, conversation: Conversation) -> str:
    """A promised moment as a letter says it, with the hour at theirs where that is another."""
    said, theirs = day_and_hour(moment, conversation.language), their_time(conversation)
    return f"{said} ({theirs_of(moment, theirs, conversation)})" if theirs.differs(moment) else said


def theirs_of(moment: datetime, theirs: TheirTime, conversation: Conversation) -> str:
    """ "20:00 your time" / „20:00 Uhr bei Ihnen“, with the weekday where it is another one."""
    there, here = theirs.there(moment), moment.astimezone(ZoneInfo(Calendar.of_the_house().zone))
    german = conversation.language == "de"
    with translation.override(conversation.language):
        day = f"{date_format(there, 'l')}, " if there.date() != here.date() else ""
    if not german:
        return f"{day}{there:%H:%M} your time"
    return f"{day}{there:%H:%M} Uhr bei {'dir' if says_du(conversation) else 'Ihnen'}"


def day_and_hour(moment: datetime, language: str) -> str:
    """ "Thursday, 26 November, 12:00" / „Donnerstag, 26. November, 12:00 Uhr“, house time."""
    here = moment.astimezone(ZoneInfo(Calendar.of_the_house().zone))
    with translation.override(language):
        return date_format(here, PATTERNS.get(language, PATTERNS["en"]))


def their_day(deadline: Deadline, conversation: Conversation) -> str:
    """A date they set, as they said it: the day alone, or the day and the hour."""
    if not deadline.whole_day:
        return for_them(deadline.due, conversation)
    here = deadline.due.astimezone(ZoneInfo(Calendar.of_the_house().zone))
    with translation.override(conversation.language):
        return date_format(here, {"de": "l, j. F"}.get(conversation.language, "l, j F"))


def in_quotes(sentence: str, language: str) -> str:
    """As it stands within quotation marks: those that it has itself become single ones."""
    return sentence.translate(WITHIN.get(language, WITHIN["en"]))


def ended(sentence: str) -> str:
    """With a full stop, unless it ends otherwise."""
    said = sentence.strip()
    return said if said.endswith(("!", "?", "…")) else said.rstrip(" .,;:") + "."


def in_a_row(sentences: Sequence[str]) -> list[str]:
    """Quoted one after the other in one sentence, up to three: the last one alone ends it. More
    of them stand below one another, and each ends."""
    each = [ended(one) for one in sentences if one.strip()]
    if len(each) > ROW:
        return each
    return [one.removesuffix(".") for one in each[:-1]] + each[-1:]


def beside(conversation: Conversation, by: Colleague, purpose: str, text: str) -> str:
    """`text`, and beneath it what `by` had begun to write here for another purpose.

    A composed letter takes the place of the draft, and nothing that was typed is lost.
    """
    begun = (
        Draft.objects.filter(conversation=conversation, by=by, sent_as=None, put_away_at=None)
        .exclude(purpose__in=["acknowledgement", purpose])
        .first()
    )
    earlier = begun.text.strip() if begun else ""
    return text if not earlier or earlier in text else f"{text}\n\n{earlier}"

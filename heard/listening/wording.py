"""How one writes to them: the greeting, and a date as one says it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

from heard.conversations.models import Conversation, Draft
from heard.people.models import Calendar, Colleague

PATTERNS = {"en": "l, j F, H:i", "de": "l, j. F, H:i \\U\\h\\r"}


def greeting(conversation: Conversation) -> str:
    """The first line of a letter, in the conversation's language; "" lets the letter choose."""
    name = conversation.contact.name if conversation.contact else ""
    if not name or "@" in name:
        return ""
    return f"Guten Tag {name}," if conversation.language == "de" else f"Dear {name},"


def day_and_hour(moment: datetime, language: str) -> str:
    """ "Thursday, 26 November, 12:00" / „Donnerstag, 26. November, 12:00 Uhr“, house time."""
    here = moment.astimezone(ZoneInfo(Calendar.of_the_house().zone))
    with translation.override(language):
        return date_format(here, PATTERNS.get(language, PATTERNS["en"]))


def ended(sentence: str) -> str:
    """With a full stop, unless it ends otherwise."""
    said = sentence.strip()
    return said if said.endswith(("!", "?", "…")) else said.rstrip(" .") + "."


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

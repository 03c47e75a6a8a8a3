"""English or German: in which language a conversation is held."""

from heard.judgement.languages import language_of as identified
from heard.people.models import Calendar, Contact

BEGINNING = 800  # characters in which a language tells itself


def spoken(text: str) -> str:
    """ "en" or "de" where the text tells, else ""."""
    found = identified(text[:BEGINNING])
    return found.code or "" if found.is_read else ""


def language_of(text: str, contact: Contact | None = None) -> str:
    """ "en" or "de": of the text where it tells, else the contact's, else the house's."""
    return spoken(text) or (contact.language if contact else "") or Calendar.of_the_house().language

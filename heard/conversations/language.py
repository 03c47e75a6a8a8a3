"""English or German: in which language a conversation is held."""

from heard.judgement.languages import language_of as identified
from heard.people.models import Calendar, Contact


def language_of(text: str, contact: Contact | None = None) -> str:
    """ "en" or "de": of the text where it tells, else the contact's, else the house's."""
    found = identified(text)
    if found.is_read and found.code:
        return found.code
    return (contact.language if contact else "") or Calendar.of_the_house().language

"""What time it is where they are, as far as that is known; never more certain than it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from email.parser import BytesHeaderParser
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage

from heard.conversations.models import Conversation, Message
from heard.journal import clock
from heard.people.calendar import public_holidays
from heard.people.countries import country_of
from heard.people.freemail import domain_of
from heard.people.models import Calendar, Contact

HEAD = 65_536  # bytes of a mail in which its Date stands
DAY_BEGINS, DAY_ENDS = 8, 18  # when one may expect a person to read


@dataclass(frozen=True)
class TheirTime:
    """`source`: "contact", "organisation" (somebody said so), "mail" (guessed), "house"."""

    zone: tzinfo
    source: str
    name: str
    country: str = ""  # ISO 3166; "" where nothing tells it

    def there(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def differs(self, moment: datetime) -> bool:
        """Whether their clock shows another hour than ours at that moment."""
        ours = ZoneInfo(Calendar.of_the_house().zone)
        return self.there(moment).utcoffset() != moment.astimezone(ours).utcoffset()

    def is_holiday(self, moment: datetime) -> bool:
        """Whether that day is a public holiday in the whole of their country."""
        day = self.there(moment).date()
        return bool(self.country) and day in public_holidays(self.country, "", day.year)

    def is_day(self, moment: datetime) -> bool:
        return DAY_BEGINS <= self.there(moment).hour < DAY_ENDS


def their_time(conversation: Conversation) -> TheirTime:
    """What somebody wrote down of the person, then of the firm; then their mail; then ours."""
    contact, country = conversation.contact, their_country(conversation.contact)
    if contact and contact.zone:
        return TheirTime(ZoneInfo(contact.zone), "contact", contact.zone, country)
    if contact and contact.organisation and contact.organisation.zone:
        name = contact.organisation.zone
        return TheirTime(ZoneInfo(name), "organisation", name, country)
    house = Calendar.of_the_house().zone
    offset, when = _offset_of(conversation.last_letter)
    if offset is None or offset == when.astimezone(ZoneInfo(house)).utcoffset():
        return TheirTime(ZoneInfo(house), "house", house, country)
    guessed = timezone(offset)
    return TheirTime(guessed, "mail", str(guessed), country)


def their_days(conversation: Conversation) -> TheirTime:
    """Our hours and their public holidays: what may be known without opening their mail."""
    house = Calendar.of_the_house().zone
    return TheirTime(ZoneInfo(house), "house", house, their_country(conversation.contact))


def their_country(contact: Contact | None) -> str:
    """As somebody wrote down of their firm, else as their address ends; "" where neither says."""
    if contact is None:
        return ""
    said = contact.organisation.country if contact.organisation else ""
    return said or country_of(domain_of(contact.address))


def _offset_of(letter: Message | None) -> tuple[timedelta | None, datetime]:
    """The offset in the Date of their mail; None where it says nothing. +0000 says nothing: many
    servers write it wherever they stand."""
    if letter is None or letter.raw is None:
        return None, clock.now()
    try:
        with default_storage.open(letter.raw.file) as file:
            head = BytesHeaderParser().parsebytes(file.read(HEAD))
    except OSError:
        return None, letter.at
    parts = parsedate_tz(str(head.get("Date", ""))[:200])
    seconds = parts[9] if parts else None
    if not seconds or abs(seconds) > 14 * 3600:
        return None, letter.at
    return timedelta(seconds=seconds), letter.at

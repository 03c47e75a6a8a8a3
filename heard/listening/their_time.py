"""What time it is where they are, as far as that is known; never more certain than it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from email.parser import BytesHeaderParser
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage

from heard.conversations.models import Conversation, Message
from heard.journal import clock
from heard.people.models import Calendar

HEAD = 65_536  # bytes of a mail in which its Date stands
DAY_BEGINS, DAY_ENDS = 8, 18  # when one may expect a person to read


@dataclass(frozen=True)
class TheirTime:
    """`source`: "contact", "organisation" (somebody said so), "mail" (guessed), "house"."""

    zone: tzinfo
    source: str
    name: str

    def there(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def differs(self, moment: datetime) -> bool:
        """Whether their clock shows another hour than ours at that moment."""
        ours = ZoneInfo(Calendar.of_the_house().zone)
        return self.there(moment).utcoffset() != moment.astimezone(ours).utcoffset()

    def is_day(self, moment: datetime) -> bool:
        return DAY_BEGINS <= self.there(moment).hour < DAY_ENDS


def their_time(conversation: Conversation) -> TheirTime:
    """What somebody wrote down of the person, then of the firm; then their mail; then ours."""
    contact = conversation.contact
    if contact and contact.zone:
        return TheirTime(ZoneInfo(contact.zone), "contact", contact.zone)
    if contact and contact.organisation and contact.organisation.zone:
        name = contact.organisation.zone
        return TheirTime(ZoneInfo(name), "organisation", name)
    house = Calendar.of_the_house().zone
    offset, when = _offset_of(conversation.last_letter)
    if offset is None or offset == when.astimezone(ZoneInfo(house)).utcoffset():
        return TheirTime(ZoneInfo(house), "house", house)
    guessed = timezone(offset)
    return TheirTime(guessed, "mail", str(guessed))


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

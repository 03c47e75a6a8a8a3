"""What the mail room still has to do after something happened."""

from django.conf import settings

from heard.journal.marks import NotYet, standing_alone, unhurried
from heard.journal.models import Entry
from heard.mail import acts
from heard.mail.acts import post_to_colleagues as post
from heard.mail.models import ColleagueLetter, OutgoingMessage


@unhurried
@standing_alone
def keep_copy(entry: Entry) -> None:
    """A copy of what was sent, in the folder of the mail server; speaks to it."""
    again = acts.keep_copy(outgoing=OutgoingMessage.objects.get(pk=entry.about["outgoing"]))
    if again is not None:
        raise NotYet(again)


@standing_alone
def post_to_colleagues(entry: Entry) -> None:
    """Speaks to the house's mail server, so it keeps its own transactions."""
    letter = ColleagueLetter.objects.get(pk=entry.about["letter"])
    post(letter=letter, sender=settings.DEFAULT_FROM_EMAIL)

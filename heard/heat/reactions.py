"""Each message that was filed is read."""

from heard.conversations.models import Message
from heard.heat import acts
from heard.journal.models import Entry


def read(entry: Entry) -> None:
    message = (
        Message.objects.filter(pk=entry.about.get("message")).select_related("conversation").first()
    )
    if message is not None:
        acts.read(message=message)

"""Each message that was filed is read."""

from heard.conversations.models import Message
from heard.heat import acts
from heard.journal.marks import beforehand
from heard.journal.models import Entry
from heard.judgement.values import Judgement


def _judge(entry: Entry) -> tuple[Message, Judgement] | None:
    message = (
        Message.objects.filter(pk=entry.about.get("message")).select_related("conversation").first()
    )
    if message is None or not acts.is_to_be_read(message):
        return None
    return message, acts.judge(message)


@beforehand(_judge, slow=True)
def read(_entry: Entry, thought: tuple[Message, Judgement] | None) -> None:
    if thought is not None:
        message, judged = thought
        acts.read(message=message, judged=judged)

"""What was said with one contact follows it when two contacts turn out to be one person."""

from django.db import transaction

from heard.conversations.models import Conversation, Message
from heard.people.acts import note_moved
from heard.people.models import Merge


def follow_merge(*, merge: Merge) -> None:
    """Conversations and messages of the merged contact become the kept one's; once only."""
    if merge.parted_at or "conversations" in merge.moved:
        return
    merged = merge.moved["contact"]
    with transaction.atomic():
        conversations = list(
            Conversation.objects.filter(contact=merged).values_list("pk", flat=True)
        )
        messages = list(Message.objects.filter(contact=merged).values_list("pk", flat=True))
        Conversation.objects.filter(pk__in=conversations).update(contact=merge.kept_id)
        Message.objects.filter(pk__in=messages).update(contact=merge.kept_id)
        note_moved(merge=merge, conversations=conversations, messages=messages)


def follow_parting(*, merge: Merge) -> None:
    """What followed goes back, and what has come from those addresses since."""
    merged = merge.moved["contact"]
    theirs = Message.objects.filter(contact=merge.kept_id)
    since = theirs.filter(sender__in=merge.addresses, at__gte=merge.at)
    with transaction.atomic():
        (theirs.filter(pk__in=merge.moved.get("messages", [])) | since).update(contact=merged)
        back = [*merge.moved.get("conversations", []), *_begun_since(merge)]
        Conversation.objects.filter(contact=merge.kept_id, pk__in=back).update(contact=merged)


def _begun_since(merge: Merge) -> list[int]:
    """Conversations that those addresses began since, or that we began with them."""
    begun = Conversation.objects.filter(contact=merge.kept_id, began_at__gte=merge.at)
    return [one.pk for one in begun if _first_with(one) & set(merge.addresses)]


def _first_with(conversation: Conversation) -> set[str]:
    """Who wrote first, or whom we first wrote to."""
    first = conversation.messages.exclude(state=Message.CANCELLED).first()
    if first is None:
        return set()
    people = [first.sender] if first.side == Message.THEM else first.to
    return {address.lower() for address in people}

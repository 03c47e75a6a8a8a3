"""Whom outside a colleague may know of; asks only, writes nothing."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from heard.conversations.models import Conversation, Message
from heard.people.models import Colleague, Contact


def contacts_for(colleague: Colleague) -> QuerySet[Contact]:
    """Contacts who spoke in what the colleague may see, and those who never spoke anywhere."""
    seen = Conversation.objects.visible_to(colleague)
    spoke = Message.objects.filter(conversation__in=seen.values("pk")).values("contact")
    silent = Q(conversations=None) & ~Exists(Message.objects.filter(contact=OuterRef("pk")))
    return Contact.objects.filter(
        Q(pk__in=seen.values("contact")) | Q(pk__in=spoke) | silent
    ).distinct()

"""Whom a colleague may know of; asks only, writes nothing."""

from django.db.models import Exists, OuterRef, Q

from heard.conversations.models import Conversation, Message
from heard.people.models import Colleague, Contact, ContactQuerySet


def contacts_for(colleague: Colleague) -> ContactQuerySet:
    """Contacts who spoke in what the colleague may see, and those who never spoke anywhere.

    Who was joined to another contact is that one, and stands for nobody until they are parted.
    """
    seen = Conversation.objects.visible_to(colleague)
    spoke = Message.objects.filter(conversation__in=seen.values("pk")).values("contact")
    silent = Q(conversations=None) & ~Exists(Message.objects.filter(contact=OuterRef("pk")))
    known = Q(pk__in=seen.values("contact")) | Q(pk__in=spoke) | silent
    return Contact.objects.apart().filter(known).distinct()

"""Whose eyes a command reads with."""

from django.core.management.base import CommandError
from django.db.models import QuerySet

from heard.conversations.models import Conversation
from heard.people.models import Colleague


def conversations_as(address: str | None) -> QuerySet[Conversation]:
    """What this colleague reads on the desk; everything for the operator (no address)."""
    if not address:
        return Conversation.objects.all()
    colleague = Colleague.objects.active().filter(email=address.strip().lower()).first()
    if colleague is None:
        raise CommandError(f"Nobody here signs in as {address}.")
    return Conversation.objects.visible_to(colleague)

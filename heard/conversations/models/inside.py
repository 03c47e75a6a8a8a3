"""What colleagues alone see of a conversation: notes, and who was let in."""

from django.db import models

from heard.people.models import Colleague


class Note(models.Model):
    """Seen by colleagues only; never leaves the house."""

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="notes"
    )
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note #{self.pk}"


class Invitation(models.Model):
    """Lets a colleague see one conversation whose mailbox their teams do not read."""

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="invitations"
    )
    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "colleague"], name="invitation_once")
        ]

    def __str__(self) -> str:
        return f"invitation #{self.pk}"

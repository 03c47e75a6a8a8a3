"""What colleagues alone see of a conversation: notes, and who was let in."""

from django.db import models
from django.db.models import Q

from heard.mail.models import RawMessage
from heard.people.models import Colleague


class Note(models.Model):
    """Seen by colleagues only; never leaves the house."""

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="notes"
    )
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, null=True, related_name="notes")
    name = models.CharField(max_length=320, blank=True)  # of a writer who has no account here
    text = models.TextField()
    # The forwarded mail it stood in, where no message bears that
    raw = models.ForeignKey(RawMessage, on_delete=models.PROTECT, null=True, related_name="notes")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False) | ~Q(name=""), name="note_has_a_writer"
            ),
            models.UniqueConstraint(
                fields=["conversation", "raw"],
                name="note_of_raw_once",
                condition=Q(raw__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"note #{self.pk}"

    @property
    def writer(self) -> str:
        return self.by.name if self.by else self.name


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

"""What a colleague is writing, and the files that go with it."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from heard.conversations.models.message import Message
from heard.journal import clock
from heard.people.models import Colleague


class Draft(models.Model):
    """What a colleague is writing; one open draft per colleague and conversation, never deleted.

    `based_on` is the last incoming message that the writer saw: a stale reply is stopped.
    `looked_at` is when they last looked at what colleagues sent.
    `revision` counts the savings, so that two windows never overwrite each other silently.
    """

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="drafts"
    )
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="drafts")
    text = models.TextField(blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    leave_at = models.DateTimeField(null=True)  # the time it was given at "Send later"
    purpose = models.CharField(max_length=20, blank=True)
    promised_for = models.DateTimeField(null=True)  # the date that a restatement promises
    who_looks = models.ForeignKey(Colleague, on_delete=models.SET_NULL, null=True, related_name="+")
    declared = models.JSONField(default=list)
    reason = models.TextField(blank=True)  # asked for by a clause of level "reason"
    answers = models.JSONField(default=dict)  # to what the gate asked: {"meant": [4], "ends": "no"}
    asked_at = models.DateTimeField(null=True)  # its writer is learning and asks that it be sent
    based_on = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    sent_as = models.OneToOneField(
        Message, on_delete=models.SET_NULL, null=True, related_name="draft"
    )
    put_away_at = models.DateTimeField(null=True)
    handed_back = models.CharField(max_length=60, blank=True)  # why it came back, a machine word

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "by"],
                name="draft_open_once",
                condition=Q(sent_as=None, put_away_at=None) & ~Q(purpose="acknowledgement"),
            )
        ]

    def __str__(self) -> str:
        return f"draft #{self.pk}"

    @property
    def would_leave(self) -> datetime:
        """When it leaves if it is sent now: at its hour, or at once."""
        return max(self.leave_at or clock.now(), clock.now())

    @property
    def reference(self) -> str:
        return f"draft:{self.pk}"


class Enclosure(models.Model):
    """A file that goes with a draft; its bytes lie in the storage from the moment it is added."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="enclosures")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    file = models.CharField(max_length=200)  # name in the storage, by SHA-256 of the bytes
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"enclosure #{self.pk}"

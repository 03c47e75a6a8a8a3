"""The good note at the end, looking in again later, and what they say to the one question."""

from django.db import models
from django.db.models import Q

from heard.conversations.models import Conversation, Message
from heard.people.models import Colleague
from heard.situations.models import Situation


class GoodNote(models.Model):
    """How it ended: thanks, what was agreed, what happens next."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="good_notes"
    )
    situation = models.OneToOneField(
        Situation, on_delete=models.CASCADE, null=True, related_name="good_note"
    )
    thanks = models.TextField(blank=True)
    agreed = models.TextField(blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"good note #{self.pk}"


class FollowUp(models.Model):
    """We look in again on this day."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="follow_ups"
    )
    due = models.DateTimeField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], name="follow_up_open_once", condition=Q(done_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"follow-up #{self.pk}"


class Question(models.Model):
    """A letter that asked whether they felt heard; of its link only the digest is kept."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="question")
    token_digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"question #{self.pk}"


class Pulse(models.Model):
    """What they said to "Did you feel heard?": once for each letter, for this conversation only.

    It belongs to no person's figures and is counted nowhere.
    """

    YES, PARTLY, NO = "yes", "partly", "no"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="pulses")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="pulse")
    answer = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["yes", "partly", "no"]), name="pulse_answer"
            )
        ]

    def __str__(self) -> str:
        return f"pulse #{self.pk}"

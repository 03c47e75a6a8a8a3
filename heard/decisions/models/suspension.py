"""A pause that protects colleagues from threats."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from heard.conversations.models import Conversation
from heard.people.models import Colleague


class Suspension(models.Model):
    """One person protects colleagues from threats at once, for at most 72 hours; it ends itself."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="suspensions"
    )
    reason = models.TextField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    renewed_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)  # when those who lead got their mail
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(renewed_by=None) | ~Q(renewed_by=models.F("by")),
                name="suspension_renewed_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"suspension #{self.pk}"

    def holds(self, moment: datetime) -> bool:
        return self.lifted_at is None and moment < self.until

"""What lifts a finding: a second pair of eyes, a reason given, a question answered."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.people.models import Colleague


class Approval(models.Model):
    """A second pair of eyes on one exact act. The approver is never the proposer."""

    act = models.CharField(max_length=80)  # "draft:12", "decision:3", "confirmation:7"
    digest = models.CharField(max_length=64)  # of exactly what is approved
    proposed_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="approvals")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act", "digest", "by"], name="approval_once", condition=Q(voided_at=None)
            ),
            models.CheckConstraint(
                condition=~Q(by=models.F("proposed_by")), name="approval_by_another"
            ),
        ]
        indexes = [models.Index(fields=["act", "digest"], name="approval_act")]

    def __str__(self) -> str:
        return f"approval #{self.pk}"


class ReaderAsked(models.Model):
    """Somebody was asked to read the next version before it is published."""

    AGAIN = timedelta(hours=1)  # so long one waits before asking once more

    version = models.ForeignKey(
        "philosophy.Version", on_delete=models.CASCADE, related_name="readers_asked"
    )
    asked = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "asked"], name="reader_asked_once"),
            models.CheckConstraint(
                condition=~Q(by=models.F("asked")), name="reader_asked_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"reader asked #{self.pk}"


class Resolution(models.Model):
    """How a finding was resolved when a message left; visible to its writer only."""

    NOTED, REASON, COLLEAGUE, ANSWERED = "noted", "reason", "colleague", "answered"
    WAYS = [
        (NOTED, _("you read the note")),
        (REASON, _("you gave a reason")),
        (COLLEAGUE, _("a colleague read it first")),
        (ANSWERED, _("you were asked and said it is meant so")),
    ]

    act = models.CharField(max_length=80)
    clause_number = models.PositiveIntegerField()
    level = models.CharField(max_length=10)
    by = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=10, choices=WAYS, default=NOTED)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "clause_number", "by"], name="resolution_once")
        ]

    def __str__(self) -> str:
        return f"resolution #{self.pk}"

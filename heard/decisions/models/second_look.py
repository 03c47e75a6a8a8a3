"""A second pair of eyes that was asked for."""

from django.db import models
from django.db.models import Q

from heard.conversations.models import Conversation, Draft
from heard.decisions.models.decision import Decision
from heard.people.models import Colleague


class SecondLook(models.Model):
    """A colleague was asked to read a held draft or a decision before it happens."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="second_looks"
    )
    draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, null=True, related_name="second_looks"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.CASCADE, null=True, related_name="second_looks"
    )
    asked = models.ForeignKey(  # None: whoever of the team comes first
        Colleague, on_delete=models.CASCADE, null=True, related_name="second_looks"
    )
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asked=None) | ~Q(asked=models.F("by")), name="look_of_another"
            ),
            models.UniqueConstraint(
                fields=["draft"],
                name="look_of_team_once",
                condition=Q(asked=None, answered_at=None),
            ),
            models.CheckConstraint(
                condition=Q(draft=None, decision__isnull=False)
                | Q(draft__isnull=False, decision=None),
                name="look_at_one_thing",
            ),
            models.UniqueConstraint(
                fields=["draft", "asked"], name="look_draft_once", condition=Q(answered_at=None)
            ),
            models.UniqueConstraint(
                fields=["decision", "asked"],
                name="look_decision_once",
                condition=Q(answered_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"second look #{self.pk}"

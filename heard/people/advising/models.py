"""Who was named adviser, by whom, and who said yes to it."""

from django.db import models
from django.db.models import Q


class Adviser(models.Model):
    """An account from outside that sees what is brought to it, and nothing else.

    `agreed_by`: the second person of the house who said yes. Until then it counts for nothing.
    """

    account = models.OneToOneField(
        "people.Colleague", on_delete=models.PROTECT, related_name="adviser"
    )
    named_by = models.ForeignKey("people.Colleague", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        "people.Colleague", on_delete=models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "people"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=models.F("named_by")),
                name="adviser_agreed_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"adviser #{self.pk}"

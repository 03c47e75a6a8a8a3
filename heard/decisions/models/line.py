"""The line of a matter."""

from django.db import models

from heard.decisions.models.decision import Decision
from heard.people.models import Colleague
from heard.situations.models import Matter


class Line(models.Model):
    """What was decided once for every conversation of a matter; each answer is its own.

    `words`: {"de": {"reason", "instead", "next_step"}, "en": …}, as each language needs them.
    """

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="line")
    kind = models.CharField(max_length=12)  # one of Decision.ANSWERS
    words = models.JSONField(default=dict)
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"line #{self.pk}"

    def get_kind_display(self) -> str:
        return str(dict(Decision.KINDS)[self.kind])

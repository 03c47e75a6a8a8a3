"""The line of a matter."""

import hashlib
import json

from django.db import models

from heard.decisions.models.decision import Decision
from heard.people.models import Colleague
from heard.situations.models import Matter

PARTS = ("reason", "instead", "next_step")


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

    @property
    def digest(self) -> str:
        """SHA-256 of what the line says and whose it is: what somebody read and agrees to."""
        said = json.dumps([self.kind, self.words, self.by_id], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def is_said_in(self, decision: Decision) -> bool:
        """Whether a decision is the line in the language of its conversation, and nothing more."""
        if decision.conversation is None or decision.own_mistake or decision.amount:
            return False
        words = self.words.get(decision.conversation.language, {})
        said = all(getattr(decision, part) == words.get(part, "") for part in PARTS)
        return said and decision.kind == self.kind and decision.by_id == self.by_id

    def get_kind_display(self) -> str:
        return str(dict(Decision.KINDS)[self.kind])

"""What colleagues say to one another about a clause lived."""

from django.db import models
from django.db.models import Q

from heard.people.models import Colleague


class Recognition(models.Model):
    """A colleague thanks another for a clause lived in a real conversation."""

    clause_number = models.PositiveIntegerField()
    by = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="given")
    to = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="received")
    about = models.CharField(max_length=80, blank=True)  # "message:40", kept as text
    words = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(by=models.F("to")), name="recognition_of_another")
        ]

    def __str__(self) -> str:
        return f"recognition #{self.pk}"


class KindWord(models.Model):
    """A word to one colleague about one sent message; those two see it, and nobody counts it."""

    clause_number = models.PositiveIntegerField()
    by = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="kind_words_said")
    to = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="kind_words")
    about = models.CharField(max_length=80)  # "message:40", kept as text
    words = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(by=models.F("to")), name="kind_word_to_another"),
            models.UniqueConstraint(fields=["by", "about"], name="kind_word_once"),
        ]

    def __str__(self) -> str:
        return f"kind word #{self.pk}"


class WeeklyNote(models.Model):
    """The note of this week has gone to this colleague; `week` is "2026-W48"."""

    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="weekly_notes")
    week = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["colleague", "week"], name="weekly_note_once")
        ]

    def __str__(self) -> str:
        return f"weekly note #{self.pk}"

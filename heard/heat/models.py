"""How hot a message is, and where someone sees it otherwise."""

from django.db import models

from heard.conversations.models import Message
from heard.people.models import Colleague

WORDS = ["calm", "displeased", "hot", "boiling"]
HOT = frozenset({"hot", "boiling"})


class Reading(models.Model):
    """The judgement of one incoming message; `word` is empty where there is no reading."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="reading")
    heat = models.FloatField(null=True)  # expected grade / 4
    hot = models.FloatField(null=True)  # calibrated probability of grade 3 or more
    forecast = models.FloatField(null=True)  # that their next message is hot
    confidence = models.FloatField(default=0)
    word = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=8, blank=True)
    note = models.CharField(max_length=300, blank=True)
    model = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reading #{self.pk}"

    @property
    def is_hot(self) -> bool:
        return self.word in HOT


class Disagreement(models.Model):
    """One click beside a reading: it is hotter or cooler than the model thinks, or what it says
    has been heard by now."""

    HOTTER, COOLER, HEARD = "hotter", "cooler", "heard"
    STEPS = {HOTTER: 1, COOLER: -1, HEARD: 0}

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="disagreements")
    by = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="+")
    direction = models.CharField(max_length=8, choices=[(name, name) for name in STEPS])
    word = models.CharField(max_length=10, blank=True)  # the one they saw and doubted
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reading", "by"], name="disagreement_once")]

    def __str__(self) -> str:
        return f"disagreement #{self.pk}"

"""What keeps the written word in mind: the company's scenes, and what each person remembers.

A person's memory (`CardState`, `Dealt`, `PutFirst`, `Rhythm`) is read by that person's own pages
only: it is never listed, counted or joined to anything that somebody else sees.
"""

from django.db import models
from django.db.models import Q

from heard.people.models import LANGUAGES, Colleague

A_WEEK = 3  # scenes at most, forty seconds each


class Card(models.Model):
    """A scene of the company's own, or one that takes a starter card's place.

    `answers`: three or four {"text", "why"}; `best` counts them from 0. `version`: it was written
    with that version's clause, and is asked before that version is signed.
    """

    starter = models.CharField(max_length=80, blank=True)  # whose place it takes, "de:spaet"
    version = models.ForeignKey(
        "philosophy.Version", on_delete=models.CASCADE, null=True, related_name="scenes"
    )
    clause_number = models.PositiveIntegerField()
    language = models.CharField(max_length=2, choices=LANGUAGES)
    scene = models.TextField()
    answers = models.JSONField(default=list)
    best = models.PositiveSmallIntegerField()
    written_by = models.ForeignKey(
        Colleague, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    written_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["clause_number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["starter"], name="card_starter_once", condition=~Q(starter="")
            ),
            models.UniqueConstraint(
                fields=["version", "clause_number", "language"],
                name="card_of_version_once",
                condition=Q(version__isnull=False),
            ),
            models.CheckConstraint(condition=Q(best__lt=4), name="card_best_is_an_answer"),
        ]

    def __str__(self) -> str:
        return f"card #{self.pk}"

    @property
    def key(self) -> str:
        return self.starter or f"own:{self.pk}"


class SceneAnswer(models.Model):
    """A scene was answered before signing; what was answered is not kept anywhere."""

    version = models.ForeignKey("philosophy.Version", on_delete=models.CASCADE, related_name="+")
    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="+")
    clause_number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # of the clause as it was asked about
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["colleague", "clause_number", "digest"], name="scene_answered_once"
            )
        ]

    def __str__(self) -> str:
        return f"scene answer #{self.pk}"


class SigningReminder(models.Model):
    """A mail asked a colleague to sign; at most one a day. `by` None: the house itself."""

    version = models.ForeignKey("philosophy.Version", on_delete=models.CASCADE, related_name="+")
    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Colleague, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["colleague", "day"], name="signing_reminder_once_a_day")
        ]

    def __str__(self) -> str:
        return f"signing reminder #{self.pk}"


class Rhythm(models.Model):
    """When a person wants the week's scenes: weekday (Monday is 0) and hour, house time."""

    colleague = models.OneToOneField(Colleague, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(default=1)
    hour = models.PositiveSmallIntegerField(default=10)
    by_mail = models.BooleanField(default=True)
    off = models.BooleanField(default=False)  # for good, until they switch it on again
    looked_week = models.CharField(max_length=8, blank=True)  # dealt to, or nothing was due
    quiet_week = models.CharField(max_length=8, blank=True)  # the clause of that week was closed

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lt=7) & Q(hour__lt=24), name="rhythm_in_the_week"
            )
        ]

    def __str__(self) -> str:
        return f"rhythm #{self.pk}"


class CardState(models.Model):
    """What one person remembers of one card, for the scheduler; that person's alone."""

    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="+")
    card = models.CharField(max_length=80)
    memory = models.JSONField()
    due = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["colleague", "card"], name="card_state_once")
        ]

    def __str__(self) -> str:
        return f"card state #{self.pk}"


class Dealt(models.Model):
    """A scene that lies before a person in one week ("2026-W48"); the database keeps to three."""

    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="+")
    week = models.CharField(max_length=8)
    place = models.PositiveSmallIntegerField()
    card = models.CharField(max_length=80)
    at = models.DateTimeField()
    nonce = models.CharField(max_length=32)  # goes into the links of the mail
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["week", "place"]
        constraints = [
            models.UniqueConstraint(fields=["colleague", "week", "place"], name="dealt_place_once"),
            models.UniqueConstraint(fields=["colleague", "week", "card"], name="dealt_card_once"),
            models.CheckConstraint(
                condition=Q(place__gte=1) & Q(place__lte=A_WEEK), name="dealt_within_the_week"
            ),
        ]

    def __str__(self) -> str:
        return f"dealt #{self.pk}"


class PutFirst(models.Model):
    """After a situation: a card of this clause is dealt to this person before any other."""

    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="+")
    clause_number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["colleague", "clause_number"], name="put_first_once")
        ]

    def __str__(self) -> str:
        return f"put first #{self.pk}"

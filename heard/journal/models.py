"""What happened, and what is still to do."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.journal import clock


class Key(models.Model):
    """The secret under which digests about one subject are made; erasing it makes them mute."""

    subject = models.CharField(max_length=80, unique=True)  # "contact:17"
    secret = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return self.subject


class Entry(models.Model):
    """One thing that happened: references and keyed digests only, never content.

    Written unchained; sealed in batches afterwards (`acts.seal`), which gives it its `position`
    and its `link`, the SHA-256 over the link before it and its own content.
    """

    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    by = models.CharField(max_length=60)  # "colleague:3", "contact:8", "machine:smtp"
    about = models.JSONField(default=dict)  # {"conversation": 12, "message": 40}
    digest = models.CharField(max_length=64, blank=True)
    position = models.PositiveBigIntegerField(null=True, unique=True)
    link = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="entry_unsealed", condition=Q(position=None)),
            models.Index(fields=["verb", "at"], name="entry_verb_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"


class ErrandQuerySet(models.QuerySet["Errand"]):
    def open(self) -> "ErrandQuerySet":
        return self.filter(done_at=None, failed_at=None)

    def failed(self) -> "ErrandQuerySet":
        return self.exclude(failed_at=None)

    def held_up(self) -> "ErrandQuerySet":
        """Open, and tried in vain for an hour or longer: an outage that somebody should hear of."""
        return self.open().exclude(error="").filter(entry__at__lt=clock.now() - timedelta(hours=1))

    def in_hand(self) -> "ErrandQuerySet":
        """Leased (in real time) by a living worker just now."""
        return self.open().filter(leased_until__gt=timezone.now())

    def ready(
        self, moment: datetime | None = None, present: datetime | None = None
    ) -> "ErrandQuerySet":
        """Open, due by the clock, not leased (in real time) by a living worker; live first."""
        moment, present = moment or clock.now(), present or timezone.now()
        return (
            self.open()
            .filter(due_at__lte=moment)
            .filter(Q(leased_until=None) | Q(leased_until__lt=present))
            .order_by("lane", "due_at", "id")
        )


class Errand(models.Model):
    """One reaction still owed to one entry; runs at least once, so reactions are idempotent."""

    LIVE, IMPORT = 0, 1

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="errands")
    reaction = models.CharField(max_length=120)
    lane = models.PositiveSmallIntegerField(
        default=LIVE, choices=[(LIVE, _("live")), (IMPORT, _("import"))]
    )
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)  # class and place, never the message

    objects = ErrandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "reaction"], name="errand_once"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(failed_at=None), name="errand_one_end"
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "due_at", "id"],
                name="errand_ready",
                condition=Q(done_at=None, failed_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reaction} for #{self.entry_id}"


class Round(models.Model):
    """When something on the schedule was last looked at, to the end and without an error."""

    look = models.CharField(max_length=120, unique=True)  # its dotted name
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.look

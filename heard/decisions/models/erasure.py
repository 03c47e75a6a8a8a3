"""Erasing what is known about somebody, by two people."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.people.models import Colleague, Contact


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def open(self) -> "ErasureQuerySet":
        return self.filter(carried_out_at=None, withdrawn_at=None)


class Erasure(models.Model):
    """Erasing by law or because the time is over: no ending of a relationship, so a new mail never
    voids it; and still never one person's act."""

    LAW, WISH, RETENTION = "law", "wish", "retention"
    GROUNDS = [
        (WISH, _("They asked for it")),
        (LAW, _("The law demands it")),
        (RETENTION, _("We need it no longer, and its time is over")),
    ]

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="erasures")
    ground = models.CharField(max_length=10, choices=GROUNDS)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    carried_out_at = models.DateTimeField(null=True)
    carried_out_by = models.ForeignKey(
        Colleague, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"],
                name="erasure_open_once",
                condition=Q(carried_out_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                condition=Q(carried_out_by=None) | ~Q(carried_out_by=models.F("by")),
                name="erasure_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure #{self.pk}"

    @property
    def is_open(self) -> bool:
        return not (self.carried_out_at or self.withdrawn_at)

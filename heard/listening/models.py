"""What they said, whether we understood it, and whether they said so."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.conversations.models import Message
from heard.people.house_time import here
from heard.people.models import Colleague
from heard.situations.models import Situation


class Point(models.Model):
    """A concern in their own words (side "them"), or one of ours (side "us").

    For ours: `text` what happened, `effect` what it does to us, `ask` what we ask, `by_when`.
    """

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="points")
    side = models.CharField(max_length=4)
    text = models.TextField()
    effect = models.TextField(blank=True)
    ask = models.TextField(blank=True)
    by_when = models.DateTimeField(null=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    said_back = models.BooleanField(default=True)  # a bare threat is not, unless somebody ticks it
    order = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=["them", "us"]), name="point_side")
        ]

    def __str__(self) -> str:
        return f"point #{self.pk}"


class Restatement(models.Model):
    """We told them what we understood, in one message, with the promised date as sent.

    Carries the digest of the single-use token of the page where they answer.
    """

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="restatements")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="restatement")
    points = models.JSONField(default=list)  # as restated
    who_looks = models.ForeignKey(Colleague, on_delete=models.PROTECT, null=True, related_name="+")
    promised_for = models.DateTimeField()
    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)  # one attempt to reach them by phone
    called_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"restatement #{self.pk}"


class Confirmation(models.Model):
    """They know that they were heard.

    kind "confirmed": they said so (page or a message of theirs); "corrected": they said what is
    missing; "reported": a colleague reports it, and it counts once another colleague vouches.
    """

    CONFIRMED, CORRECTED, REPORTED = "confirmed", "corrected", "reported"

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="confirmations")
    restatement = models.OneToOneField(
        Restatement, on_delete=models.SET_NULL, null=True, related_name="confirmation"
    )  # set where the link was used: once only
    kind = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    reported_by = models.ForeignKey(
        Colleague, on_delete=models.PROTECT, null=True, related_name="+"
    )
    vouched_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, null=True, related_name="+")
    vouched_at = models.DateTimeField(null=True)
    disowned_at = models.DateTimeField(null=True)  # "that was not me"
    disown_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["confirmed", "corrected", "reported"]),
                name="confirmation_kind",
            ),
            # What a colleague reports is never "confirmed by them", and the other way round
            models.CheckConstraint(
                condition=Q(kind="reported", reported_by__isnull=False)
                | (~Q(kind="reported") & Q(reported_by=None)),
                name="confirmation_reported_by",
            ),
            models.CheckConstraint(
                condition=Q(vouched_by=None) | ~Q(vouched_by=models.F("reported_by")),
                name="confirmation_vouched_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation #{self.pk}"

    @property
    def counts(self) -> bool:
        """Whether the gate takes it for "heard": they said so, or two human beings say they did."""
        if self.disowned_at:
            return False
        if self.kind == self.REPORTED and self.vouched_by and self.reported_by:
            return self.vouched_by.person != self.reported_by.person
        return self.kind == self.CONFIRMED


class Deadline(models.Model):
    """A date that binds us here, whoever set it: they in a letter, or the law.

    kind "theirs" is found in their words or written down by hand; the others are legal dates,
    which only a person writes down and which nothing of ours pauses. One minute before midnight
    means the whole day.
    """

    THEIRS, DEFECTS, OBJECTION, WARRANTY, OTHER = (
        "theirs", "defects", "objection", "warranty", "other",
    )  # fmt: skip
    KINDS: ClassVar[list[tuple[str, Any]]] = [
        (DEFECTS, _("notice of defects")),
        (OBJECTION, _("objection")),
        (WARRANTY, _("warranty")),
        (OTHER, _("another legal date")),
        (THEIRS, _("a date they set")),
    ]

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=10, choices=KINDS)
    due = models.DateTimeField()
    words = models.TextField(blank=True)  # theirs, or what a colleague noted about it
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["theirs", "defects", "objection", "warranty", "other"]),
                name="deadline_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="theirs") | Q(by__isnull=False), name="deadline_of_law_by_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"deadline #{self.pk}"

    @property
    def is_legal(self) -> bool:
        return self.kind != self.THEIRS

    @property
    def whole_day(self) -> bool:
        due = here(self.due)
        return (due.hour, due.minute) == (23, 59)


class Answered(models.Model):
    """What became of a point of ours in their reply."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="answers")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10)  # "answered", "evaded", "open"
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "message"], name="answered_once"),
            models.CheckConstraint(
                condition=Q(state__in=["answered", "evaded", "open"]), name="answered_state"
            ),
        ]

    def __str__(self) -> str:
        return f"answered #{self.pk}"


class MomentPutAway(models.Model):
    """This colleague does not want the quiet line above something hot (clause 2) any more."""

    colleague = models.OneToOneField(
        Colleague, on_delete=models.CASCADE, related_name="moment_put_away"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"moment put away #{self.pk}"

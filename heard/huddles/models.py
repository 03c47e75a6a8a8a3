"""Colleagues are heard before one decides: each view is given before the others are seen."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heard.holding.models import Promise
from heard.mail.models import RawMessage
from heard.people.models import Colleague
from heard.situations.models import Situation


class HuddleQuerySet(models.QuerySet["Huddle"]):
    def open(self) -> "HuddleQuerySet":
        """Not summed up, in a situation that goes on."""
        return self.filter(concluded_at=None, situation__ended_at=None)

    def visible_to(self, colleague: Colleague) -> "HuddleQuerySet":
        """Whoever sees the conversation sees the huddle; views are opened by `questions`."""
        return self.filter(situation__in=Situation.objects.visible_to(colleague).values("pk"))


class Huddle(models.Model):
    """One question to colleagues about a situation; concluded with a summary."""

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="huddles")
    question = models.TextField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    due = models.DateTimeField(null=True)
    promise = models.ForeignKey(  # of ours, which `due` lies before and moves with
        Promise, on_delete=models.SET_NULL, null=True, related_name="huddles"
    )
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)  # every view was in: open to whoever asked
    concluded_at = models.DateTimeField(null=True)
    summary = models.TextField(blank=True)

    objects = HuddleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["situation"], name="huddle_open_once", condition=Q(concluded_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"huddle #{self.pk}"

    @property
    def reference(self) -> str:
        return f"huddle:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.concluded_at is None

    def get_absolute_url(self) -> str:
        return reverse("huddles:huddle", args=[self.pk])


class Voice(models.Model):
    """A seat in the huddle; `at` is set when the view is given, once, and then it is sealed."""

    AGREE, PARTLY, DECLINE, OTHER = "agree", "partly", "decline", "other"
    VIEWS = [
        (AGREE, _("agree with them")),
        (PARTLY, _("agree in part")),
        (DECLINE, _("decline")),
        (OTHER, _("something else")),
    ]

    huddle = models.ForeignKey(Huddle, on_delete=models.CASCADE, related_name="voices")
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="voices")
    view = models.CharField(max_length=8, choices=VIEWS, blank=True)
    why = models.TextField(blank=True)
    at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)  # when the invitation went out by mail
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["huddle", "colleague"], name="voice_once"),
            models.CheckConstraint(
                condition=(Q(at=None) & Q(view="")) | (Q(at__isnull=False) & ~Q(view="")),
                name="voice_given",
            ),
        ]

    def __str__(self) -> str:
        return f"voice #{self.pk}"

    @property
    def is_given(self) -> bool:
        return self.at is not None


class Remark(models.Model):
    """What is said once one's own view is in."""

    huddle = models.ForeignKey(Huddle, on_delete=models.CASCADE, related_name="remarks")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"remark #{self.pk}"


class Mention(models.Model):
    """A colleague named after an "@" in a remark."""

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="mentions")
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    mailed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"mention #{self.pk}"


class Reply(models.Model):
    """A mail that answered an invitation; `text` only while it is kept for its colleague alone."""

    VIEW, REMARK = "view", "remark"
    STRANGER, UNCLEAR, LATE = "stranger", "unclear", "late"

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="replies")
    raw = models.OneToOneField(
        RawMessage, on_delete=models.SET_NULL, null=True, related_name="huddle_reply"
    )
    sender = models.CharField(max_length=320, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"reply #{self.pk}"

    @property
    def is_taken(self) -> bool:
        return self.state in {self.VIEW, self.REMARK}

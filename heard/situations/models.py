"""The moment when it gets difficult: raised by them or by us, owned, with an end."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse

from heard.conversations.models import Conversation, ConversationQuerySet
from heard.journal.once import asked_once
from heard.journal.prepared import Lookup
from heard.people.models import Colleague


class SituationQuerySet(models.QuerySet["Situation"]):
    def open(self) -> "SituationQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, colleague: Colleague) -> "SituationQuerySet":
        seen: ConversationQuerySet = Conversation.objects.visible_to(colleague)
        return self.filter(conversation__in=seen.values("pk"))


class MatterQuerySet(models.QuerySet["Matter"]):
    def visible_to(self, colleague: Colleague) -> "MatterQuerySet":
        """Whoever sees one of its conversations sees that it belongs to a matter, and which."""
        mine = Situation.objects.visible_to(colleague).exclude(matter=None)
        return self.filter(pk__in=mine.values("matter"))


OPEN = Lookup(  # asked for every mail that comes in, and many times for every page
    lambda conversation: Situation.objects.open().filter(conversation=conversation)[:1], int
)


class Matter(models.Model):
    """What belongs together: several conversations of one organisation, or one cause across many.

    One owner for all of it; each conversation stays a situation of its own, in which that one
    person is heard, promised to and answered.
    """

    title = models.CharField(max_length=200)
    owner = models.ForeignKey(
        Colleague, on_delete=models.PROTECT, null=True, related_name="matters"
    )  # None: offered to the team
    opened_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    learnt = models.TextField(blank=True)
    learnt_at = models.DateTimeField(null=True)

    objects = MatterQuerySet.as_manager()

    def __str__(self) -> str:
        return f"matter #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("situations:matter", args=[self.pk])


class Situation(models.Model):
    THEM, US = "them", "us"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="situations"
    )
    raised_by = models.CharField(max_length=4, choices=[(THEM, THEM), (US, US)])
    raised_at = models.DateTimeField()
    opened_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Colleague, on_delete=models.PROTECT, null=True, related_name="situations"
    )  # None: offered to the team
    ended_at = models.DateTimeField(null=True)
    matter = models.ForeignKey(
        Matter, on_delete=models.SET_NULL, null=True, related_name="situations"
    )

    objects = SituationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], name="situation_open_once", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"situation #{self.pk}"

    @property
    def reference(self) -> str:
        return f"situation:{self.pk}"

    @classmethod
    @asked_once
    def of(cls, conversation: int | None, at: datetime | None = None) -> "Situation | None":
        """The open situation of a conversation (its id), if there is one; `at`: or was then."""
        if at is None:
            return OPEN.first(conversation or 0)
        open_then = Q(ended_at=None) | Q(ended_at__gt=at)
        return cls.objects.filter(open_then, conversation=conversation, raised_at__lte=at).first()


class Apart(models.Model):
    """Two conversations of which somebody said that they have nothing in common."""

    one = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    two = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "two"], name="apart_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("two")), name="apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"apart #{self.pk}"


class Lesson(models.Model):
    """What one colleague takes from a matter that is over."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="lessons")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    well = models.TextField(blank=True)
    otherwise = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["matter", "by"], name="lesson_once")]

    def __str__(self) -> str:
        return f"lesson #{self.pk}"

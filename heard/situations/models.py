"""The moment when it gets difficult: raised by them or by us, owned, with an end."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from heard.conversations.models import Conversation, ConversationQuerySet
from heard.journal.once import asked_once
from heard.people.models import Colleague


class SituationQuerySet(models.QuerySet["Situation"]):
    def open(self) -> "SituationQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, colleague: Colleague) -> "SituationQuerySet":
        seen: ConversationQuerySet = Conversation.objects.visible_to(colleague)
        return self.filter(conversation__in=seen.values("pk"))


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
            return cls.objects.filter(conversation=conversation, ended_at=None).first()
        open_then = Q(ended_at=None) | Q(ended_at__gt=at)
        return cls.objects.filter(open_then, conversation=conversation, raised_at__lte=at).first()

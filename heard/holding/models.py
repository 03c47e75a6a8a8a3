"""Time that was bought with a date, and dates that they gave us."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from heard.conversations.models import Conversation, Draft, Message
from heard.people.models import Colleague


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> "PromiseQuerySet":
        """Neither kept, nor renewed, nor let go by them."""
        return self.filter(kept_at=None, renewed_as=None, released_at=None)

    def ours(self) -> "PromiseQuerySet":
        return self.filter(by=Promise.US)

    def overdue(self, moment: datetime) -> "PromiseQuerySet":
        return self.open().filter(due__lt=moment)

    def visible_to(self, colleague: Colleague) -> "PromiseQuerySet":
        seen = Conversation.objects.visible_to(colleague)
        return self.filter(conversation__in=seen.values("pk"))


class Promise(models.Model):
    """By us or by them: kept once, or renewed before it passes, or overdue. It never vanishes."""

    US, THEM = "us", "them"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="promises"
    )
    by = models.CharField(max_length=4)
    text = models.TextField(blank=True)  # "": an answer, and nothing more is said about it
    # A letter of ours keeps an answer; of anything else a person says that it is kept
    is_answer = models.BooleanField(default=False)
    due = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField(null=True)
    kept_with = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    renewed_as = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="renews"
    )
    renewing = models.ForeignKey(  # the draft that tells them a later date, or asks for theirs
        Draft, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)  # theirs only: we let it rest
    noticed_at = models.DateTimeField(null=True)  # when it was seen to be overdue
    reminded_at = models.DateTimeField(null=True)  # ours: the mail before it is due
    asked_at = models.DateTimeField(null=True)  # theirs: the courteous reminder we sent

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(by__in=["us", "them"]), name="promise_by"),
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(renewed_as=None), name="promise_one_end"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(by="them"), name="promise_ours_never_released"
            ),
        ]

    def __str__(self) -> str:
        return f"promise #{self.pk}"

    @property
    def what(self) -> str:
        """What is promised, in words for a page."""
        return self.text or _("an answer")

    @property
    def is_open(self) -> bool:
        return not (self.kept_at or self.renewed_as_id or self.released_at)

    def is_overdue(self, moment: datetime) -> bool:
        return self.is_open and self.due < moment

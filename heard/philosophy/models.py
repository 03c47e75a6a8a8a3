"""The company's written word on how people are treated, and who stood by it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.once import asked_once
from heard.people.language import shown_language
from heard.people.models import Colleague


class Version(models.Model):
    """One published (or drafted) state of the whole text; the latest published is in force."""

    number = models.PositiveIntegerField(unique=True)
    minor = models.BooleanField(default=False)  # minor revisions keep the sign-offs
    created_at = models.DateTimeField()
    drafted_by = models.ForeignKey(  # whoever changed the draft last
        Colleague, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        Colleague, on_delete=models.PROTECT, null=True, related_name="+"
    )
    valid_from = models.DateTimeField(null=True)  # published ahead, it comes into force then
    gentle_until = models.DateTimeField(null=True)  # until then every level acts as a note
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def reference(self) -> str:
        return f"version:{self.pk}"

    @classmethod
    @asked_once
    def in_force(cls) -> "Version | None":
        at_once = Q(valid_from=models.F("published_at"))
        now = at_once | Q(valid_from__lte=clock.now())
        return cls.objects.filter(now).order_by("-number").first()

    @classmethod
    def latest(cls) -> "Version | None":
        """The last one published: in force, or coming into force on its day."""
        return cls.objects.exclude(published_at=None).order_by("-number").first()

    @classmethod
    def being_drafted(cls) -> "Version | None":
        return cls.objects.filter(published_at=None).first()

    def is_ahead(self, moment: datetime) -> bool:
        """Published, and not yet in force."""
        return self.valid_from is not None and moment < self.valid_from

    def is_gentle(self, moment: datetime) -> bool:
        return self.gentle_until is not None and moment < self.gentle_until


class PublicPage(models.Model):
    """The company has put its philosophy where everyone can read it; closed, it is gone again."""

    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), name="public_page_open_once", condition=Q(closed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"public page #{self.pk}"

    @classmethod
    def is_open(cls) -> bool:
        return cls.objects.filter(closed_at=None).exists()


class Clause(models.Model):
    """A numbered clause in each language; may carry a rule, checked at the moment of acting."""

    NOTE, REASON, COLLEAGUE, STOP = "note", "reason", "colleague", "stop"
    LEVELS = [
        (NOTE, _("a line beside the draft")),
        (REASON, _("leaves with a short reason")),
        (COLLEAGUE, _("leaves after a colleague has read it")),
        (STOP, _("waits until the condition holds")),
    ]

    SEVERITY = [level for level, _label in LEVELS]  # from the mildest

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="clauses")
    number = models.PositiveIntegerField()
    title_en = models.CharField(max_length=200)
    title_de = models.CharField(max_length=200)
    text_en = models.TextField()
    text_de = models.TextField()
    reason_en = models.TextField(blank=True)
    reason_de = models.TextField(blank=True)
    so_en = models.TextField(blank=True)
    so_de = models.TextField(blank=True)
    not_so_en = models.TextField(blank=True)
    not_so_de = models.TextField(blank=True)
    margin_en = models.CharField(max_length=300, blank=True)
    margin_de = models.CharField(max_length=300, blank=True)
    rule = models.CharField(max_length=60, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    level = models.CharField(max_length=10, choices=LEVELS, default=NOTE)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="clause_number_once"),
            models.CheckConstraint(
                condition=Q(level__in=["note", "reason", "colleague", "stop"]), name="clause_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def said(self, part: str) -> str:
        """`part` ("title", "text", "reason", "so", "not_so", "margin") in the reader's language."""
        return str(getattr(self, f"{part}_{shown_language()}"))

    @property
    def title(self) -> str:
        return self.said("title")

    @property
    def text(self) -> str:
        return self.said("text")

    @property
    def reason(self) -> str:
        return self.said("reason")

    @property
    def so(self) -> str:
        return self.said("so")

    @property
    def not_so(self) -> str:
        return self.said("not_so")

    @property
    def margin(self) -> str:
        return self.said("margin")


class SignOff(models.Model):
    """A colleague has read and stands by this version, bound to its text's hash."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="sign_offs")
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="sign_offs")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "colleague"], name="sign_off_once")
        ]

    def __str__(self) -> str:
        return f"sign-off #{self.pk}"


# What lifts a finding, colleagues among themselves and remembering stand in files of their own
from heard.philosophy.lifting import Approval, ReaderAsked, Resolution  # noqa: E402  # they name no model here
from heard.philosophy.peers import KindWord, Recognition, WeeklyNote  # noqa: E402  # nor do these
from heard.philosophy.remembering import (  # noqa: E402  # they name the models above
    Card,
    CardState,
    Dealt,
    PutFirst,
    Rhythm,
    SceneAnswer,
    SigningReminder,
)

__all__ = [
    "Approval",
    "Card",
    "CardState",
    "Clause",
    "Dealt",
    "KindWord",
    "PublicPage",
    "PutFirst",
    "ReaderAsked",
    "Recognition",
    "Resolution",
    "Rhythm",
    "SceneAnswer",
    "SignOff",
    "SigningReminder",
    "Version",
    "WeeklyNote",
]

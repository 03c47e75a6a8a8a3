"""What the company says to the register, and who looked."""

from django.db import models
from django.db.models import Q

from heard.journal.once import asked_once


class WorksAgreement(models.Model):
    """While one is in force, a function that touches staff data runs only with its entry."""

    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("people.Colleague", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "people.Colleague", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        app_label = "people"
        constraints = [
            models.UniqueConstraint(
                models.Value(1), name="works_agreement_once", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"works agreement #{self.pk}"

    @classmethod
    @asked_once
    def is_in_force(cls) -> bool:
        return cls.objects.filter(ended_at=None).exists()


class RegisterEntry(models.Model):
    """What the company says to one function: agreed as `described`, in its own words, or off."""

    function = models.CharField(max_length=60, unique=True)
    described = models.CharField(max_length=64, blank=True)  # digest of what was agreed to
    words = models.CharField(max_length=300, blank=True)  # "Works agreement of May, section 4"
    by = models.ForeignKey("people.Colleague", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    off_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "people"

    def __str__(self) -> str:
        return f"register entry #{self.pk}"


class Look(models.Model):
    """Someone looked at what is kept about a colleague (`about`), or about several (None)."""

    by = models.ForeignKey("people.Colleague", on_delete=models.CASCADE, related_name="looks")
    about = models.ForeignKey(
        "people.Colleague", on_delete=models.CASCADE, null=True, related_name="looked_at"
    )
    function = models.CharField(max_length=60)
    export = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        app_label = "people"
        indexes = [models.Index(fields=["at"], name="look_at")]

    def __str__(self) -> str:
        return f"look #{self.pk}"

"""Everyone the house deals with, and everyone who works in it."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Upper
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from heard.journal.once import asked_once
from heard.people.calendar import WorkingTime

LANGUAGES = [("en", "English"), ("de", "Deutsch")]


class Organisation(models.Model):
    """A firm, town hall or practice; customer, vendor, consultant: any mix."""

    name = models.CharField(_("name"), max_length=200)
    is_customer = models.BooleanField(_("customer"), default=False)
    is_vendor = models.BooleanField(_("vendor"), default=False)
    is_consultant = models.BooleanField(_("consultant"), default=False)
    zone = models.CharField(_("time zone"), max_length=60, blank=True)  # "" is guessed
    country = models.CharField(_("country"), max_length=2, blank=True)  # "": as their domain ends
    met_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def kinds(self) -> list[str]:
        """Of "customer", "vendor", "consultant" those that hold, in this order."""
        return [k for k in ("customer", "vendor", "consultant") if getattr(self, f"is_{k}")]


class Domain(models.Model):
    """A mail domain whose unknown senders belong to the organisation; never one of freemail."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=253, unique=True)

    def __str__(self) -> str:
        return self.name


class ContactQuerySet(models.QuerySet["Contact"]):
    def apart(self) -> "ContactQuerySet":
        """Without those that turned out to be another contact and were not parted from it since."""
        return self.exclude(Exists(Merge.objects.standing().of(OuterRef("pk"))))


class Contact(models.Model):
    """A person on the other side. Position is kept only so that equal treatment can be audited."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=100, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts"
    )
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, blank=True)  # "" is guessed
    met_at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    class Meta:
        # Whoever writes is looked for by name, however it is written
        indexes = [models.Index(Upper("name"), name="contact_by_name")]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    @property
    def journal_name(self) -> str:
        return f"contact:{self.pk}"

    @cached_property
    def address(self) -> str:
        """The first known mail address, or "" where only a name or a phone is known."""
        first = self.addresses.order_by("id").first()
        return first.address if first else ""

    @property
    def shown_name(self) -> str:
        return self.name or self.address or str(_("unknown sender"))

    def with_joined(self) -> list["Contact"]:
        """This contact, and those that were joined to it, directly or one through another."""
        found = [self]
        for one in found:
            joined = Merge.objects.standing().filter(kept=one)
            known = {each.pk for each in found}
            found += Contact.objects.filter(pk__in={row.merged for row in joined} - known)
        return found


class Address(models.Model):
    """One mail address of a contact, in lower case."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=320, unique=True)

    def __str__(self) -> str:
        return f"address #{self.pk}"


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> "MergeQuerySet":
        return self.filter(parted_at=None)

    def of(self, merged: Any) -> "MergeQuerySet":
        """By which this contact (its key, or an expression for it) became another one."""
        key = Cast(KT("moved__contact"), BigIntegerField())
        return self.alias(whom=key).filter(whom=merged)


class Merge(models.Model):
    """Two contacts were found to be one person; says what moved, so that it can be parted again."""

    kept = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merges")
    merged_name = models.CharField(max_length=200, blank=True)
    addresses = models.JSONField(default=list)
    moved = models.JSONField(default=dict)
    by = models.ForeignKey("people.Colleague", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    parted_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"merge #{self.pk}"

    @property
    def merged(self) -> int:
        """The key of the contact that was joined to the kept one."""
        return int(self.moved["contact"])


class ColleagueManager(BaseUserManager["Colleague"]):
    def active(self) -> "models.QuerySet[Colleague]":
        """Everyone who works here; an adviser from outside does not."""
        return self.filter(left_at=None).exclude(role=Colleague.ADVISER)

    def departed(self) -> "models.QuerySet[Colleague]":
        """Everyone who worked here and has left."""
        return self.exclude(left_at=None).exclude(role=Colleague.ADVISER)

    def get_by_natural_key(self, username: str | None) -> "Colleague":
        return self.get(email=(username or "").lower())


class Colleague(AbstractBaseUser):
    """Someone who works in the house and signs in."""

    MEMBER, MANAGER, PARTNER, ADMINISTRATOR = "member", "manager", "partner", "administrator"
    ROLES = [
        (MEMBER, _("member")),
        (MANAGER, _("manager")),
        (PARTNER, _("partner")),
        (ADMINISTRATOR, _("administrator")),
    ]

    ADVISER = "adviser"  # from outside: sees what is brought to them (`people.advising`)

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(
        _("role"), max_length=20, choices=[*ROLES, (ADVISER, _("adviser"))], default=MEMBER
    )
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="en")
    may_grant = models.DecimalField(
        _("may grant alone (amount)"), max_digits=10, decimal_places=2, default=0
    )
    learning = models.BooleanField(_("is learning"), default=False)  # writes drafts, never sends
    # Another account of the same human being: nothing that takes two people is done with both
    second_account_of = models.ForeignKey(
        "self", verbose_name=_("second account of"), on_delete=models.SET_NULL, null=True,
        blank=True, related_name="further_accounts",
    )  # fmt: skip
    weekly_note = models.BooleanField(_("weekly note by mail"), default=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = ColleagueManager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a row that left says so by its date
        return self.left_at is None

    @property
    def is_administrator(self) -> bool:
        return self.role == self.ADMINISTRATOR

    @property
    def leads(self) -> bool:
        """Whether this colleague may be the manager or partner among those who approve."""
        return self.role in {self.MANAGER, self.PARTNER}

    @property
    def journal_name(self) -> str:
        return f"colleague:{self.pk}"

    @property
    def person(self) -> int:
        """Who is behind this account: the same number for all accounts of one human being."""
        return self.second_account_of_id or self.pk

    def lock(self) -> None:
        """Read anew, and changed by nobody else until the transaction ends."""
        self.refresh_from_db(from_queryset=Colleague.objects.select_for_update())


class Team(models.Model):
    name = models.CharField(_("name"), max_length=100, unique=True)
    members = models.ManyToManyField(Colleague, related_name="teams", blank=True)

    def __str__(self) -> str:
        return self.name


class Calendar(models.Model):
    """The firm's own name, working days, hours and holidays; one row."""

    firm = models.CharField(_("name of the firm"), max_length=200, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default="Europe/Berlin")
    opens = models.TimeField(_("opens"), default=time(8, 0))
    closes = models.TimeField(_("closes"), default=time(17, 0))
    # Working hours within which an answer is due; 0 means that the house measures none
    answer_hours = models.PositiveSmallIntegerField(_("answers within (working hours)"), default=0)
    weekdays = models.JSONField(_("working days"), default=list)  # [0, 1, 2, 3, 4]: Monday is 0
    country = models.CharField(_("country"), max_length=2, default="DE")
    region = models.CharField(_("region"), max_length=10, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="en")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="calendar_single"),
            models.CheckConstraint(
                condition=Q(opens__lt=models.F("closes")), name="calendar_opens_first"
            ),
        ]

    def __str__(self) -> str:
        return self.zone

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.weekdays:
            self.weekdays = [0, 1, 2, 3, 4]

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """The act says it, in one sentence."""

    @classmethod
    @asked_once
    def of_the_house(cls) -> "Calendar":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @cached_property
    def working_time(self) -> WorkingTime:
        return WorkingTime(
            zone=self.zone,
            opens=self.opens,
            closes=self.closes,
            weekdays=frozenset(self.weekdays),
            country=self.country,
            region=self.region,
        )

    def is_open(self, moment: datetime) -> bool:
        return self.working_time.is_open(moment)

    def day_of(self, moment: datetime) -> datetime:
        """When the day of `moment` began, on the house's clock."""
        here = moment.astimezone(ZoneInfo(self.zone))
        return here.replace(hour=0, minute=0, second=0, microsecond=0)


# The nouns of the register and of advising stand in files of their own
from heard.people.advising.models import Adviser  # noqa: E402  # it names it
from heard.people.staff.models import Look, RegisterEntry, WorksAgreement  # noqa: E402  # they name it

__all__ = [
    "LANGUAGES",
    "Address",
    "Adviser",
    "Calendar",
    "Colleague",
    "ColleagueManager",
    "Contact",
    "Domain",
    "Look",
    "Merge",
    "Organisation",
    "RegisterEntry",
    "Team",
    "WorksAgreement",
]

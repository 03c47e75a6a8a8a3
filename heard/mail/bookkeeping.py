"""What is known about the servers that mailboxes are fetched from; models of the mail room."""

import hashlib

from django.db import models

from heard.mail.secrets import SecretField
from heard.people.models import Colleague


def account_of(host: str, port: int, user: str) -> str:
    """Sixteen digits that stand for an account on a server; numbers of another mean nothing."""
    said = f"{user.strip()}@{host.strip().lower()}:{port}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


class Connection(models.Model):
    """How fetching from the server of a mailbox stands; written anew at every look."""

    mailbox = models.OneToOneField(
        "mail.Mailbox", on_delete=models.CASCADE, related_name="connection"
    )
    account = models.CharField(max_length=16, blank=True)  # see `account_of`
    folder = models.CharField(max_length=200, blank=True)
    uid_validity = models.PositiveBigIntegerField(null=True)
    first_seen_at = models.DateTimeField(null=True)  # when this folder of it was first looked into
    succeeded_at = models.DateTimeField(null=True)  # the last look that went well
    newest_at = models.DateTimeField(null=True)  # when the last new mail was stored
    trouble = models.CharField(max_length=20, blank=True)  # a machine word; "" while all is well
    troubled_at = models.DateTimeField(null=True)  # when the present trouble began
    failures = models.PositiveIntegerField(default=0)  # looks in a row that did not succeed
    next_try_at = models.DateTimeField(null=True)
    on_server = models.PositiveIntegerField(default=0)  # mails in the folder at the last look
    stored = models.PositiveIntegerField(default=0)  # … and how many of these are stored here

    def __str__(self) -> str:
        return f"connection #{self.pk}"

    @property
    def missing(self) -> int:
        """Mails on the server that are not stored here."""
        return max(0, self.on_server - self.stored)


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def open(self) -> "AlarmQuerySet":
        return self.filter(ended_at=None)

    def on_the_desk_of(self, colleague: Colleague) -> "AlarmQuerySet":
        """Open and accepted by nobody; for administrators, who can look after it."""
        if not (colleague.is_active and colleague.is_administrator):
            return self.none()
        return self.open().filter(accepted_at=None).select_related("mailbox__connection")


class Alarm(models.Model):
    """No mail comes in as it should; there until it does again.

    "silence": nothing for longer than usual. "trouble": its server cannot be looked into.
    "missing": mail lies on the server that could not be had.
    """

    SILENCE, TROUBLE, MISSING = "silence", "trouble", "missing"

    mailbox = models.ForeignKey("mail.Mailbox", on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=10)
    trouble = models.CharField(max_length=20, blank=True)  # a machine word
    since = models.DateTimeField()  # the last arrival, or when the trouble began
    usual = models.FloatField(null=True)  # the longest silence that is usual, in hours of work
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)  # an administrator said that all is well
    accepted_by = models.ForeignKey(
        Colleague, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = AlarmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox"], name="alarm_once", condition=models.Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"alarm #{self.pk}"


class FetchedQuerySet(models.QuerySet["Fetched"]):
    def done(self) -> "FetchedQuerySet":
        return self.filter(trouble="")


class Fetched(models.Model):
    """One mail on a server: its number there, and the stored mail once its bytes are durable.

    A number counts as done when `trouble` is empty; otherwise it is tried again at `next_try_at`.
    """

    mailbox = models.ForeignKey("mail.Mailbox", on_delete=models.CASCADE, related_name="fetched")
    account = models.CharField(max_length=16, blank=True)  # see `account_of`
    folder = models.CharField(max_length=200)
    uid_validity = models.PositiveBigIntegerField()
    uid = models.PositiveBigIntegerField()
    raw = models.ForeignKey(
        "mail.RawMessage", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    trouble = models.CharField(max_length=60, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    objects = FetchedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "account", "folder", "uid_validity", "uid"], name="fetched_once"
            )
        ]

    def __str__(self) -> str:
        return f"fetched #{self.pk}"


class Consent(models.Model):
    """Leave that someone gave Heard to sign in for a mailbox (OAuth2), and its tokens."""

    mailbox = models.OneToOneField("mail.Mailbox", on_delete=models.CASCADE, related_name="consent")
    provider = models.CharField(max_length=10)
    access_token = SecretField(blank=True)
    refresh_token = SecretField(blank=True)
    expires_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(
        "people.Colleague", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)  # the provider no longer honours it

    def __str__(self) -> str:
        return f"consent #{self.pk}"

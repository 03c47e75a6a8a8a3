"""The mail room: what came in as raw bytes, what goes out with a permit."""

import re

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.mail.answers import advice, cause_of, plainly, refusals_in_words
from heard.mail.bookkeeping import Alarm, Connection, Consent, Fetched, account_of
from heard.mail.secrets import SecretField
from heard.people.models import Colleague, Team

__all__ = [
    "Access",
    "Alarm",
    "Bounce",
    "ColleagueLetter",
    "Connection",
    "Consent",
    "Fetched",
    "Mailbox",
    "OutgoingMessage",
    "Permit",
    "RawMessage",
]

# How a mailbox proves to its servers (IMAP and SMTP) whose it is; see `oauth.access_token`
SIGN_IN = [
    ("password", _("a password")),
    ("google", _("Google (OAuth2)")),
    ("microsoft", _("Microsoft 365 (OAuth2)")),
    ("own", _("our own server (OAuth2)")),
]


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def visible_to(self, colleague: Colleague) -> "MailboxQuerySet":
        """Mailboxes that a team of the colleague reads; administrators also those without one."""
        seen = Q(access__team__members=colleague)
        if colleague.is_administrator:
            seen |= Q(access=None)
        return self.filter(seen).distinct() if colleague.is_active else self.none()


class Mailbox(models.Model):
    """A shared address of the house. Without SMTP settings of its own it uses the house's."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    address = models.CharField(_("e-mail address"), max_length=320, blank=True)
    sender_name = models.CharField(_("name of the sender"), max_length=200, blank=True)
    signature_en = models.TextField(_("signature (English)"), blank=True)
    signature_de = models.TextField(_("signature (German)"), blank=True)
    smtp_host = models.CharField(_("SMTP server"), max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(_("port"), default=587)
    smtp_security = models.CharField(
        _("security"),
        max_length=8,
        choices=[("starttls", "STARTTLS"), ("tls", "TLS"), ("none", _("none"))],
        default="starttls",
    )
    smtp_user = models.CharField(_("user name"), max_length=200, blank=True)
    smtp_password = SecretField(_("password"), blank=True)
    imap_host = models.CharField(_("IMAP server"), max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(_("port"), default=993)
    imap_security = models.CharField(
        _("security"),
        max_length=8,
        choices=[("tls", "TLS"), ("starttls", "STARTTLS"), ("none", _("none"))],
        default="tls",
    )
    imap_user = models.CharField(_("user name"), max_length=200, blank=True)
    imap_password = SecretField(_("password"), blank=True)
    imap_folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    # Heard never changes a flag there; this also keeps copies of our letters from its folders
    imap_read_only = models.BooleanField(_("leave the server untouched"), default=False)
    sign_in = models.CharField(
        _("signs in with"), max_length=10, choices=SIGN_IN, default="password"
    )
    sent_copy = models.CharField(
        _("copy in the folder of what was sent"),
        max_length=8,
        choices=[
            ("heard", _("Heard puts one there")),
            ("server", _("the server keeps one by itself (Google, Microsoft 365)")),
            ("none", _("none")),
        ],
        default="heard",
    )
    created_at = models.DateTimeField()

    objects = MailboxQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.name

    @property
    def account(self) -> str:
        """The account that its mail is fetched from."""
        return account_of(self.imap_host, self.imap_port, self.imap_user or self.address)


class Access(models.Model):
    """This team reads this mailbox."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="access")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="access")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "team"], name="access_once")]

    def __str__(self) -> str:
        return f"{self.team} → {self.mailbox}"


class RawMessage(models.Model):
    """The bytes of a mail exactly as they came, stored before anything is parsed."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="raw_messages")
    fingerprint = models.CharField(max_length=64)
    file = models.CharField(max_length=200)  # name in the storage, by SHA-256 of the bytes
    size = models.PositiveBigIntegerField()
    door = models.CharField(max_length=20)  # "smtp", "lmtp", "imap", "receive", "import"
    envelope_sender = models.CharField(max_length=320, blank=True)
    envelope_recipients = models.JSONField(default=list)
    received_at = models.DateTimeField()
    header_only = models.BooleanField(default=False)  # too large: the rest stayed where it was
    history = models.BooleanField(default=False)  # there before Heard was: nobody waits for it

    class Meta:
        constraints = [
            # The fingerprint first: a mail is looked for in all mailboxes too
            models.UniqueConstraint(fields=["fingerprint", "mailbox"], name="raw_message_once")
        ]
        indexes = [models.Index(fields=["mailbox", "received_at"], name="raw_message_arrivals")]

    def __str__(self) -> str:
        return f"raw message #{self.pk}"


class Permit(models.Model):
    """Leave to go outside: issued by conversations after the gate said yes.

    Bound to a digest of text, recipients and the last incoming message.
    """

    digest = models.CharField(max_length=64)
    last_incoming = models.CharField(max_length=60, blank=True)  # "message:17", kept as text
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"permit #{self.pk}"


class OutgoingQuerySet(models.QuerySet["OutgoingMessage"]):
    def open(self) -> "OutgoingQuerySet":
        return self.filter(sent_at=None, cancelled_at=None, failed_at=None)

    def uncertain(self) -> "OutgoingQuerySet":
        """Tried, with no recorded answer: a person decides, it is never sent again blindly."""
        return self.filter(asked_at__isnull=False)


class OutgoingMessage(models.Model):
    """A mail frozen at "Send": recipients, exact bytes and Message-ID never change after."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="outgoing")
    permit = models.OneToOneField(Permit, on_delete=models.PROTECT, related_name="outgoing")
    message_id = models.CharField(max_length=255, unique=True)
    sender = models.CharField(max_length=320)
    recipients = models.JSONField(default=list)
    mime = models.BinaryField()
    digest = models.CharField(max_length=64)
    leaves_at = models.DateTimeField()
    created_at = models.DateTimeField()
    attempted_at = models.DateTimeField(null=True)  # committed before the server is spoken to
    tries = models.PositiveSmallIntegerField(default=0)
    tried_since = models.DateTimeField(null=True)  # when it was handed over for the first time
    next_try_at = models.DateTimeField(null=True)  # the server asked to come back later
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=20, blank=True)  # "smtp" or "outbox" (kept locally)
    cancelled_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # a person is asked whether it left
    answer = models.CharField(max_length=300, blank=True)  # the server's code and class of reply
    cause = models.CharField(max_length=20, blank=True)  # why not, a machine word of answers.py
    said = models.CharField(max_length=500, blank=True)  # the server's own words
    # Those it did not reach: [{"address", "code", "cause", "said"}]
    refusals = models.JSONField(default=list)
    looks = models.PositiveSmallIntegerField(default=0)  # into the Sent folder, when uncertain
    copied_at = models.DateTimeField(null=True)  # when its copy lay in the server's Sent folder

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(cancelled_at=None), name="outgoing_one_end"
            )
        ]

    def __str__(self) -> str:
        return f"outgoing message #{self.pk}"

    @property
    def is_open(self) -> bool:
        """Neither gone nor taken back nor given up; it may be on its way this moment."""
        return not (self.sent_at or self.cancelled_at or self.failed_at)

    @property
    def cause_in_words(self) -> str:
        """Why the server did not take it, in one sentence; "" where nothing stood in the way."""
        return plainly(self.cause)

    @property
    def advice(self) -> str:
        return advice(self.cause)

    @property
    def refusals_in_words(self) -> list[dict[str, str]]:
        return refusals_in_words(self.refusals)

    @property
    def can_be_taken_back(self) -> bool:
        """Nothing of it can have left yet, so that Cancel gives it back."""
        return self.is_open and self.attempted_at is None


class ColleagueLetterQuerySet(models.QuerySet["ColleagueLetter"]):
    def kept_for(self, colleague: Colleague) -> "ColleagueLetterQuerySet":
        """What went to this colleague alone, and stayed here as there is no mail server."""
        mine = self.filter(recipients=[colleague.email], sent_to="outbox")
        return mine.order_by("-created_at", "-pk")


class ColleagueLetter(models.Model):
    """A mail to colleagues, through the second door; emptied once a server has taken it."""

    recipients = models.JSONField(default=list)
    subject = models.CharField(max_length=500, blank=True)
    mime = models.BinaryField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=20, blank=True)  # "smtp" or "outbox" (kept locally)

    objects = ColleagueLetterQuerySet.as_manager()

    def __str__(self) -> str:
        return f"letter to colleagues #{self.pk}"


class Bounce(models.Model):
    """A report that a mail of ours did not arrive."""

    outgoing = models.ForeignKey(OutgoingMessage, on_delete=models.CASCADE, related_name="bounces")
    raw = models.OneToOneField(RawMessage, on_delete=models.PROTECT, related_name="bounce")
    permanent = models.BooleanField(default=True)
    code = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"bounce #{self.pk}"

    @property
    def cause(self) -> str:
        """The machine word for why, as for an answer of our own server."""
        reply = re.search(r"\b([45]\d\d)\b", f"{self.code} {self.reason}")
        return cause_of(int(reply[1]) if reply else 550, f"{self.code} {self.reason}")

    @property
    def plainly(self) -> str:
        return plainly(self.cause)

    @property
    def advice(self) -> str:
        return advice(self.cause)

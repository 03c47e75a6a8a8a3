"""A conversation with someone outside: what was said, by whom, and what waits."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heard.journal.once import asked_once
from heard.mail.models import Mailbox, OutgoingMessage, RawMessage
from heard.people.models import Colleague, Contact

# What leaves within this time of "Send" counts down before one's eyes
SOON = timedelta(minutes=2)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, colleague: Colleague) -> "ConversationQuerySet":
        """Every read starts here: mailboxes of one's teams, and invitations."""
        mailboxes = Mailbox.objects.visible_to(colleague).values("pk")
        invited = Invitation.objects.filter(colleague=colleague).values("conversation")
        if not colleague.is_active:
            return self.none()
        return self.filter(
            Q(pk__in=Filing.objects.filter(mailbox__in=mailboxes).values("conversation"))
            | Q(pk__in=invited)
        )

    def waiting(self, moment: datetime) -> "ConversationQuerySet":
        """They wait for an answer of ours; longest first. Nothing else orders the inbox."""
        return (
            self.exclude(waiting_since=None)
            .filter(Q(snoozed_until=None) | Q(snoozed_until__lte=moment), put_away_at=None)
            .order_by("waiting_since", "id")
        )

    def of(self, colleague: Colleague) -> "ConversationQuerySet":
        return self.filter(assignee=colleague, closed_at=None)


class Conversation(models.Model):
    """Messages with one contact about one thing.

    `waiting_since`: when they began to wait for an answer; None while nobody waits.
    """

    subject = models.CharField(max_length=500, blank=True)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="conversations"
    )
    language = models.CharField(max_length=2, default="en")
    assignee = models.ForeignKey(
        Colleague, on_delete=models.SET_NULL, null=True, related_name="assigned"
    )
    waiting_since = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)  # archived or muted, by the guard's leave
    last_at = models.DateTimeField()
    began_at = models.DateTimeField()
    # The trouble that kept the mail from being read; "" when it was parsed
    trouble = models.CharField(max_length=60, blank=True)
    # Put aside, visibly: "bulk", "junk", "rate" or "person"; nobody waits. "" for the rest
    aside = models.CharField(max_length=10, blank=True)
    welcomed_at = models.DateTimeField(null=True)  # somebody said that it is no bulk mail
    # Who brought it here from another desk, by forwarding it or by a hidden copy
    brought_by = models.ForeignKey(
        Colleague, on_delete=models.SET_NULL, null=True, related_name="brought"
    )

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["waiting_since", "id"],
                name="conversation_waiting",
                condition=Q(waiting_since__isnull=False),
            ),
            models.Index(fields=["-last_at"], name="conversation_latest"),
        ]

    def __str__(self) -> str:
        return f"conversation #{self.pk}"

    @property
    def reference(self) -> str:
        return f"conversation:{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("desk:conversation", args=[self.pk])

    @property
    def shown_subject(self) -> str:
        return self.subject or str(_("(no subject)"))

    @property
    def why_unread(self) -> str:
        """Why the mail could not be read, in one sentence."""
        return {
            "empty": _("There is nothing in it."),
            "no_header": _("It does not look like an e-mail at all."),
            "too_long": _("Reading it took too long, so it was stopped."),
            "too_much": _("Reading it took more memory than it may."),
            "died": _("The program that reads mail broke off over it."),
            "unfiled": _("Something unexpected happened each time Heard put it in its place."),
            "missing": _("The file that holds it is gone. Please look into the backup."),
        }.get(self.trouble, _("Heard did not understand how it is built."))  # type: ignore[return-value]  # lazy text

    @property
    @asked_once
    def brought_from(self) -> str:
        """The name of whoever brought it here from another desk; "" for what came by itself."""
        if self.brought_by is not None:
            return self.brought_by.name
        found = self.messages.filter(noted__has_key="recovered").first()
        return str(found.noted["recovered"]) if found else ""

    @property
    @asked_once
    def last_incoming(self) -> "Message | None":
        return self.messages.filter(side=Message.THEM).order_by("-at", "-id").first()

    @property
    @asked_once
    def last_come(self) -> "Message | None":
        """What came in last, whatever moment it bears: a page made now has shown all up to it."""
        return self.messages.filter(side=Message.THEM).order_by("-id").first()

    @property
    @asked_once
    def last_letter(self) -> "Message | None":
        """The mail an answer goes to: a person's, before what a machine of theirs mailed."""
        letters = self.messages.filter(side=Message.THEM, medium=Message.MAIL).exclude(sender="")
        letters = letters.order_by("-at", "-id")
        return (
            letters.filter(automatic=False).first() or letters.filter(contact=self.contact).first()
        )

    @property
    @asked_once
    def last_word(self) -> "Message | None":
        """The last thing they said themselves; what a machine of theirs mails is no word."""
        return (
            self.messages.filter(side=Message.THEM)
            .exclude(medium=Message.MAIL, automatic=True)
            .order_by("-at", "-id")
            .first()
        ) or self.last_incoming

    @property
    @asked_once
    def last_message(self) -> "Message | None":
        return self.messages.exclude(state=Message.CANCELLED).order_by("-at", "-id").first()


class Filing(models.Model):
    """The conversation is seen in this mailbox; the same mail to two mailboxes has two rows."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="filings")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="filings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "mailbox"], name="filing_once")
        ]

    def __str__(self) -> str:
        return f"filing #{self.pk}"


class Message(models.Model):
    """One thing said: a mail of theirs or ours, or what was said on the phone or at a table."""

    THEM, US = "them", "us"
    MAIL, CALL, MEETING = "mail", "call", "meeting"
    # An outgoing mail is counting down or trying ("leaving"), gone, or was given back ("cancelled")
    ARRIVED, LEAVING, SENT, CANCELLED, FAILED = "arrived", "leaving", "sent", "cancelled", "failed"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    side = models.CharField(max_length=4, choices=[(THEM, THEM), (US, US)])
    medium = models.CharField(max_length=8, default=MAIL)
    state = models.CharField(max_length=10, default=ARRIVED)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, null=True, related_name="+")
    sender = models.CharField(max_length=320, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)  # of ours: seen by colleagues, in no header
    reply_to = models.JSONField(default=list)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)  # what is new in it, without quotes and signature
    quoted = models.TextField(blank=True)
    signature = models.TextField(blank=True)
    html = models.TextField(blank=True)  # sanitised
    blocked = models.PositiveIntegerField(default=0)  # remote images kept out
    message_id = models.CharField(max_length=500, blank=True)
    raw = models.ForeignKey(
        RawMessage, on_delete=models.PROTECT, null=True, related_name="messages"
    )
    outgoing = models.OneToOneField(
        OutgoingMessage, on_delete=models.PROTECT, null=True, related_name="message"
    )
    automatic = models.BooleanField(default=False)  # sent by a machine: asks for no answer
    purpose = models.CharField(max_length=20, blank=True)  # "restatement", "answer", …
    declared = models.JSONField(default=list)  # what its writer said it does
    noted = models.JSONField(default=dict)  # what the mail is besides its words; see noted.py
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=["them", "us"]), name="message_side"),
            models.UniqueConstraint(
                fields=["conversation", "raw"],
                name="message_of_raw_once",
                condition=Q(raw__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["message_id"], name="message_by_message_id"),
            models.Index(fields=["conversation", "at"], name="message_in_conversation"),
        ]

    def __str__(self) -> str:
        return f"message #{self.pk}"

    @property
    def reference(self) -> str:
        return f"message:{self.pk}"

    @property
    def waits_for_its_hour(self) -> bool:
        """Sent for later, not counting down."""
        return (
            self.state == self.LEAVING
            and self.outgoing is not None
            and self.outgoing.leaves_at > self.at + SOON
        )

    @property
    def is_incoming(self) -> bool:
        return self.side == self.THEM


class Reference(models.Model):
    """A Message-ID that a message answers to, so that mails find each other in any order."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="references")
    name = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["name"], name="reference_by_name")]

    def __str__(self) -> str:
        return f"reference #{self.pk}"


class Attachment(models.Model):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    content_id = models.CharField(max_length=255, blank=True)
    inline = models.BooleanField(default=False)
    size = models.PositiveBigIntegerField()
    file = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"attachment #{self.pk}"


class Note(models.Model):
    """Seen by colleagues only; never leaves the house."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note #{self.pk}"


class Draft(models.Model):
    """What a colleague is writing; one open draft per colleague and conversation, never deleted.

    `based_on` is the last incoming message that the writer saw: a stale reply is stopped.
    `looked_at` is when they last looked at what colleagues sent.
    `revision` counts the savings, so that two windows never overwrite each other silently.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="drafts")
    text = models.TextField(blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    leave_at = models.DateTimeField(null=True)  # the time it was given at "Send later"
    purpose = models.CharField(max_length=20, blank=True)
    promised_for = models.DateTimeField(null=True)  # the date that a restatement promises
    who_looks = models.ForeignKey(Colleague, on_delete=models.SET_NULL, null=True, related_name="+")
    declared = models.JSONField(default=list)
    reason = models.TextField(blank=True)  # asked for by a clause of level "reason"
    answers = models.JSONField(default=dict)  # to what the gate asked: {"meant": [4], "ends": "no"}
    asked_at = models.DateTimeField(null=True)  # its writer is learning and asks that it be sent
    based_on = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    sent_as = models.OneToOneField(
        Message, on_delete=models.SET_NULL, null=True, related_name="draft"
    )
    put_away_at = models.DateTimeField(null=True)
    handed_back = models.CharField(max_length=60, blank=True)  # why it came back, a machine word

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "by"],
                name="draft_open_once",
                condition=Q(sent_as=None, put_away_at=None) & ~Q(purpose="acknowledgement"),
            )
        ]

    def __str__(self) -> str:
        return f"draft #{self.pk}"

    @property
    def reference(self) -> str:
        return f"draft:{self.pk}"


class Enclosure(models.Model):
    """A file that goes with a draft; its bytes lie in the storage from the moment it is added."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="enclosures")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    file = models.CharField(max_length=200)  # name in the storage, by SHA-256 of the bytes
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"enclosure #{self.pk}"


class Invitation(models.Model):
    """Lets a colleague see one conversation whose mailbox their teams do not read."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="invitations"
    )
    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "colleague"], name="invitation_once")
        ]

    def __str__(self) -> str:
        return f"invitation #{self.pk}"

"""One thing said, by them or by us, with what lay beside it."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from heard.mail.models import OutgoingMessage, RawMessage
from heard.people.models import Colleague, Contact

# What leaves within this time of "Send" counts down before one's eyes
SOON = timedelta(minutes=2)


class Message(models.Model):
    """One thing said: a mail of theirs or ours, or what was said on the phone or at a table."""

    THEM, US = "them", "us"
    MAIL, CALL, MEETING = "mail", "call", "meeting"
    # An outgoing mail is counting down or trying ("leaving"), gone, or was given back ("cancelled")
    ARRIVED, LEAVING, SENT, CANCELLED, FAILED = "arrived", "leaving", "sent", "cancelled", "failed"

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="messages"
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
    def reached_nobody(self) -> bool:
        """None of those it was written to would take it; whoever got a copy answers for nobody."""
        refused = (
            {one["address"].lower() for one in self.outgoing.refusals} if self.outgoing else ()
        )
        return bool(refused) and all(one.lower() in refused for one in self.to)

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

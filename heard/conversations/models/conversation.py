"""A conversation with someone outside: with whom, about what, and what waits."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heard.conversations.models.inside import Invitation
from heard.conversations.models.message import Message
from heard.journal.once import asked_once
from heard.mail.models import Mailbox
from heard.people.models import Colleague, Contact


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

    `waiting_since`: when they began to wait for an answer, or it came back for a look of ours; None
    while nobody waits.
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
    def shown_again(self) -> bool:
        """On the desk because the day has come that it was put off to, though nobody waits."""
        return self.waiting_since is not None and self.waiting_since == self.snoozed_until

    @property
    def why_unread(self) -> str:
        """Why the mail could not be read, in one sentence."""
        return {
            "empty": _("There is nothing in it."),
            "no_header": _("It does not look like an e-mail at all."),
            "too_long": _("Reading it took too long, so it was stopped."),
            "too_much": _("Reading it took more memory than it may."),
            "died": _("The program that reads mail broke off over it."),
            "unfiled": _("Something unexpected happened each time Heard tried to file it."),
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
    def last_incoming(self) -> Message | None:
        return self.messages.filter(side=Message.THEM).order_by("-at", "-id").first()

    @property
    @asked_once
    def last_come(self) -> Message | None:
        """What came in last, whatever moment it bears: a page made now has shown all up to it."""
        return self.messages.filter(side=Message.THEM).order_by("-id").first()

    @property
    @asked_once
    def last_put_out(self) -> int:
        """The id of the letter of ours that was sent last, whether or not it has left; 0 for none:
        a page made now knows all up to it."""
        sent = self.messages.filter(side=Message.US, outgoing__isnull=False).order_by("-id")
        return sent.values_list("pk", flat=True).first() or 0

    @property
    @asked_once
    def last_letter(self) -> Message | None:
        """The mail an answer goes to: a person's, before what a machine of theirs mailed."""
        letters = self.messages.filter(side=Message.THEM, medium=Message.MAIL).exclude(sender="")
        letters = letters.order_by("-at", "-id")
        return (
            letters.filter(automatic=False).first() or letters.filter(contact=self.contact).first()
        )

    @property
    @asked_once
    def last_word(self) -> Message | None:
        """The last thing they said themselves; what a machine of theirs mails is no word."""
        return (
            self.messages.filter(side=Message.THEM)
            .exclude(medium=Message.MAIL, automatic=True)
            .order_by("-at", "-id")
            .first()
        ) or self.last_incoming

    @property
    @asked_once
    def last_message(self) -> Message | None:
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

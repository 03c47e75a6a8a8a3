"""What was decided: an answer, or an act that amounts to ending the relationship."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.conversations.models import Conversation, Message
from heard.people.models import Colleague, Contact, Organisation
from heard.situations.models import Situation


class DecisionQuerySet(models.QuerySet["Decision"]):
    def open(self) -> "DecisionQuerySet":
        return self.filter(carried_out_at=None, withdrawn_at=None, voided_at=None)

    def severing(self) -> "DecisionQuerySet":
        return self.filter(kind__in=Decision.SEVERING)

    def waiting(self) -> "DecisionQuerySet":
        """Kept until other people have agreed."""
        return self.open().filter(taken_at=None)

    def visible_to(self, colleague: Colleague) -> "DecisionQuerySet":
        seen = Conversation.objects.visible_to(colleague)
        return self.filter(
            Q(conversation__in=seen.values("pk"))
            | Q(conversation=None, organisation__contacts__in=seen.values("contact"))
            | Q(conversation=None, contact__in=seen.exclude(contact=None).values("contact"))
        ).distinct()


class Decision(models.Model):
    """Yes, partly, no, insist; or a declared act that amounts to ending the relationship.

    What the philosophy holds is kept here, not yet `taken`, until another colleague agrees.
    Severing acts (`SEVERING`) are always proposed first; approvals of other people are bound to
    `digest`, and it is carried out no sooner than `not_before`.
    """

    YES, PARTLY, NO, INSIST = "yes", "partly", "no", "insist"
    SEVER, BLOCK, MUTE, ARCHIVE, DELETE = "sever", "block", "mute", "archive", "delete"
    AUTOCLOSE = "autoclose"
    KINDS = [
        (YES, _("yes")),
        (PARTLY, _("partly")),
        (NO, _("no")),
        (INSIST, _("insist")),
        (SEVER, _("end the relationship")),
        (BLOCK, _("block")),
        (MUTE, _("mute")),
        (ARCHIVE, _("archive")),
        (AUTOCLOSE, _("close automatically whatever comes from there")),
        (DELETE, _("delete")),
    ]
    ANSWERS = frozenset({YES, PARTLY, NO, INSIST})
    SEVERING = frozenset({SEVER, BLOCK, MUTE, ARCHIVE, AUTOCLOSE, DELETE})

    kind = models.CharField(max_length=12, choices=KINDS)
    situation = models.ForeignKey(
        Situation, on_delete=models.CASCADE, null=True, related_name="decisions"
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, related_name="decisions"
    )
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, related_name="+")
    # Everyone there, those we meet later among them: one act for many people
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField()
    instead = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    text = models.TextField(blank=True)  # of a severing: the exact message that would leave
    recipients = models.JSONField(default=list)  # … and to whom exactly
    own_mistake = models.BooleanField(default=False)  # mending our own plain mistake never waits
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # of a concession
    why_now = models.TextField(blank=True)  # why it does not wait, for the eyes of `by`; until told
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    last_incoming = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)  # None: waits for a second pair of eyes
    not_before = models.DateTimeField(null=True)
    look_again = models.DateField(null=True)  # after an ending: when we look at it again
    look_due_at = models.DateTimeField(null=True)  # … and when that day came, until somebody looked
    carried_out_at = models.DateTimeField(null=True)
    carried_out_by = models.ForeignKey(
        Colleague, on_delete=models.PROTECT, null=True, related_name="+"
    )
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=40, blank=True)  # machine word: "new_message", …

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["situation"],
                name="decision_open_once",
                condition=Q(carried_out_at=None, withdrawn_at=None, voided_at=None),
            ),
            models.UniqueConstraint(
                fields=["contact", "kind"],
                name="decision_proposed_once",
                condition=Q(carried_out_at=None, withdrawn_at=None, voided_at=None),
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                name="decision_on_organisation_once",
                condition=Q(carried_out_at=None, withdrawn_at=None, voided_at=None),
            ),
            models.CheckConstraint(
                condition=Q(carried_out_at=None) | (Q(withdrawn_at=None) & Q(voided_at=None)),
                name="decision_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"decision #{self.pk}"

    @property
    def reference(self) -> str:
        return f"decision:{self.pk}"

    @property
    def act_name(self) -> str:
        """To which approvals are bound; says in which situation a yes or a no was agreed to."""
        if self.severs or self.situation_id is None:
            return self.reference
        return f"decide:{self.situation_id}:{self.declares}:{self.pk}"

    @property
    def declares(self) -> str:
        """What the message that says it does: "yes", "no" or "severs"."""
        if self.severs:
            return "severs"
        return "no" if self.kind in {self.NO, self.INSIST} else "yes"

    @property
    def is_open(self) -> bool:
        return not (self.carried_out_at or self.withdrawn_at or self.voided_at)

    @property
    def severs(self) -> bool:
        return self.kind in self.SEVERING

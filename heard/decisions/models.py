"""What was decided, and the guard on what nobody does alone."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.conversations.models import Conversation, Draft, Message
from heard.people.models import Colleague, Contact, Organisation
from heard.situations.models import Matter, Situation


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
        (AUTOCLOSE, _("close by itself what they write")),
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


class BarrierQuerySet(models.QuerySet["Barrier"]):
    def standing(self) -> "BarrierQuerySet":
        return self.filter(lifted_at=None)

    def before(self, conversation: Conversation) -> "BarrierQuerySet":
        """Those that stand for its contact, or for the organisation where the contact is."""
        contact = conversation.contact
        if contact is None:
            return self.none()
        who = Q(contact=contact)
        if contact.organisation_id:
            who |= Q(organisation=contact.organisation_id)
        return self.standing().filter(who)


class Barrier(models.Model):
    """What a carried out decision has closed; lifting it is one person's act: the way back."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="barrier")
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, related_name="barriers"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="barriers"
    )
    kind = models.CharField(max_length=12)  # "sever", "block", "mute", "archive" or "autoclose"
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, null=True, related_name="+")

    objects = BarrierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contact=None, organisation__isnull=False)
                | Q(contact__isnull=False, organisation=None),
                name="barrier_for_one",
            )
        ]

    def __str__(self) -> str:
        return f"barrier #{self.pk}"


class SecondLook(models.Model):
    """A colleague was asked to read a held draft or a decision before it happens."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="second_looks"
    )
    draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, null=True, related_name="second_looks"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.CASCADE, null=True, related_name="second_looks"
    )
    asked = models.ForeignKey(  # None: whoever of the team comes first
        Colleague, on_delete=models.CASCADE, null=True, related_name="second_looks"
    )
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asked=None) | ~Q(asked=models.F("by")), name="look_of_another"
            ),
            models.UniqueConstraint(
                fields=["draft"],
                name="look_of_team_once",
                condition=Q(asked=None, answered_at=None),
            ),
            models.CheckConstraint(
                condition=Q(draft=None, decision__isnull=False)
                | Q(draft__isnull=False, decision=None),
                name="look_at_one_thing",
            ),
            models.UniqueConstraint(
                fields=["draft", "asked"], name="look_draft_once", condition=Q(answered_at=None)
            ),
            models.UniqueConstraint(
                fields=["decision", "asked"],
                name="look_decision_once",
                condition=Q(answered_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"second look #{self.pk}"


class Suspension(models.Model):
    """One person protects colleagues from threats at once, for at most 72 hours; it ends itself."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="suspensions"
    )
    reason = models.TextField()
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    renewed_by = models.ForeignKey(Colleague, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)  # when those who lead got their mail
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(renewed_by=None) | ~Q(renewed_by=models.F("by")),
                name="suspension_renewed_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"suspension #{self.pk}"

    def holds(self, moment: datetime) -> bool:
        return self.lifted_at is None and moment < self.until


class Erasure(models.Model):
    """Erasing by law or because the time is over: no ending of a relationship, so a new mail never
    voids it; and still never one person's act."""

    LAW, WISH, RETENTION = "law", "wish", "retention"
    GROUNDS = [
        (WISH, _("They asked for it")),
        (LAW, _("The law demands it")),
        (RETENTION, _("We need it no longer, and its time is over")),
    ]

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="erasures")
    ground = models.CharField(max_length=10, choices=GROUNDS)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    carried_out_at = models.DateTimeField(null=True)
    carried_out_by = models.ForeignKey(
        Colleague, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"],
                name="erasure_open_once",
                condition=Q(carried_out_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                condition=Q(carried_out_by=None) | ~Q(carried_out_by=models.F("by")),
                name="erasure_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure #{self.pk}"

    @property
    def is_open(self) -> bool:
        return not (self.carried_out_at or self.withdrawn_at)


class Line(models.Model):
    """What was decided once for every conversation of a matter; each answer is its own.

    `words`: {"de": {"reason", "instead", "next_step"}, "en": …}, as each language needs them.
    """

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="line")
    kind = models.CharField(max_length=12)  # one of Decision.ANSWERS
    words = models.JSONField(default=dict)
    by = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"line #{self.pk}"

    def get_kind_display(self) -> str:
        return str(dict(Decision.KINDS)[self.kind])

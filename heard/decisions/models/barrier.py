"""What stands between us and them after a decision."""

from django.db import models
from django.db.models import Q

from heard.conversations.models import Conversation
from heard.decisions.models.decision import Decision
from heard.people.models import Colleague, Contact, Organisation


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

"""A second pair of eyes on exactly one act."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import Actor, keyed_digest, record
from heard.journal.refusal import Refusal
from heard.people.advising.questions import counts
from heard.people.hands import in_one_hand
from heard.people.models import Colleague
from heard.philosophy.models import Approval, Version


def approve(*, act_name: str, digest: str, proposed_by: Colleague, by: Colleague) -> Approval:
    """`by` stands behind exactly what `digest` was made of; any change of it voids this."""
    if by.person == proposed_by.person:
        raise Refusal(
            _(
                "You proposed this yourself, so it needs another pair of eyes."
                " Nothing was changed; please ask a colleague."
            )
        )
    if by.role == Colleague.ADVISER:
        _may_advise(act_name, by)
    _from_another_hand(act_name, proposed_by, by)
    if not by.is_active:
        raise Refusal(_("You no longer work here, so this was not approved."))
    if by.learning:
        raise Refusal(
            _(
                "You are learning here, so a colleague with more practice agrees to it."
                " You can leave a comment; nothing was approved."
            )
        )
    with transaction.atomic():
        before = Approval.objects.filter(act=act_name, digest=digest, by=by, voided_at=None).first()
        if before:
            return before
        approval = Approval.objects.create(
            act=act_name, digest=digest, proposed_by=proposed_by, by=by, at=clock.now()
        )
        sealed = keyed_digest(subject=act_name, content=digest.encode())
        record(verb="philosophy.approved", by=by, about={"act": act_name}, digest=sealed)
    return approval


def _from_another_hand(act_name: str, proposed_by: Colleague, by: Colleague) -> None:
    """A new house writes its philosophy with the people it has just entered; nothing else, and no
    longer than it begins gently."""
    version, now = Version.in_force(), clock.now()
    beginning = version is None or version.is_gentle(now)
    if act_name.startswith("version:") and beginning:
        return
    if in_one_hand(by, proposed_by, now):
        raise Refusal(
            _(
                "Within the last week one of you two set up or changed the other's account, or one"
                " person set up both. Until a week has passed you do not count as a second pair of"
                " eyes here. Nothing was changed; please ask somebody else."
            )
        )


def _may_advise(act_name: str, by: Colleague) -> None:
    """From outside one agrees to a letter, and to nothing else."""
    if not act_name.startswith("draft:"):
        raise Refusal(
            _("An adviser from outside agrees to letters only. Nothing was changed; please ask a"
              " colleague of the house.")
        )  # fmt: skip
    if not counts(by):
        raise Refusal(_("You do not read along for this house (any more). Nothing was approved."))


def void_approvals(*, act_name: str, by: Actor | str, digest: str | None = None) -> int:
    """Take back every standing approval of the act (or only those bound to `digest`)."""
    with transaction.atomic():
        found = Approval.objects.filter(act=act_name, voided_at=None)
        if digest is not None:
            found = found.filter(digest=digest)
        count = found.update(voided_at=clock.now())
        if count:
            record(verb="philosophy.approvals_voided", by=by, about={"act": act_name})
    return count

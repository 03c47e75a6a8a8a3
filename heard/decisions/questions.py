"""Who could be the second pair of eyes, what waits for one, and what one agreed to before."""

from django.db.models import Q, QuerySet

from heard.conversations.acts import digest_of
from heard.conversations.models import Conversation, Draft
from heard.decisions import guard
from heard.decisions.models import Decision, SecondLook
from heard.people.advising.questions import counts
from heard.people.models import Colleague
from heard.philosophy.acts import weigh
from heard.philosophy.models import Approval, Clause
from heard.philosophy.questions import approvals_of


def readers(conversation: Conversation, besides: Colleague) -> list[Colleague]:
    """The team of its mailboxes that may agree to a letter, without `besides`."""
    teams = Colleague.objects.active().filter(
        teams__access__mailbox__filings__conversation=conversation, learning=False
    )
    return list(teams.exclude(pk=besides.pk).distinct().order_by("name"))


def to_read(colleague: Colleague) -> QuerySet[SecondLook]:
    """What waits for this colleague's eyes: by name, or as one of the team."""
    mine = Q(asked=colleague)
    if not colleague.learning:
        mine |= Q(asked=None) & ~Q(draft__by=colleague) & ~Q(by=colleague)
    open_drafts = Q(decision=None, draft__sent_as=None, draft__put_away_at=None)
    open_decisions = Q(draft=None, decision__in=Decision.objects.open())
    return SecondLook.objects.filter(
        mine,
        open_drafts | open_decisions,
        answered_at=None,
        conversation__in=Conversation.objects.visible_to(colleague),
    ).order_by("at")


def brought_to(adviser: Colleague) -> QuerySet[SecondLook]:
    """The letters that were brought to an adviser from outside and have not left yet."""
    if not counts(adviser):
        return SecondLook.objects.none()
    still_here = SecondLook.objects.filter(draft__sent_as=None, draft__put_away_at=None)
    return still_here.filter(asked=adviser).exclude(draft=None).order_by("at")


def untold(conversation: Conversation) -> bool:
    """Whether it is decided here what we say, and they do not know it yet."""
    answers = Decision.objects.open().filter(kind__in=Decision.ANSWERS)
    return answers.filter(conversation=conversation).exclude(taken_at=None).exists()


def held_by_time_alone(decision: Decision) -> bool:
    """Nobody else has to agree: it waits for its hour, or for a short reason of who decided."""
    if decision.severs or decision.taken_at is not None:
        return False
    held = [finding for finding in weigh(guard.act_of(decision)) if finding.blocks]
    return all(finding.level == Clause.REASON for finding in held)


def agreed_before(draft: Draft) -> list[Colleague]:
    """Who agreed to an earlier text of this draft, or before they wrote again."""
    now = digest_of(draft)
    given = Approval.objects.filter(act=draft.reference, voided_at=None, by__left_at=None)
    fresh = set(given.filter(digest=now).values_list("by", flat=True))
    stale = given.exclude(digest=now).exclude(by__in=fresh).select_related("by")
    return list({approval.by_id: approval.by for approval in stale}.values())


def agreed_now(draft: Draft) -> list[Colleague]:
    """Who agreed to exactly this, and counts."""
    given = approvals_of(act_name=draft.reference, digest=digest_of(draft))
    return [approval.by for approval in given]

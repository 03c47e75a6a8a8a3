"""What may be asked of the philosophy: who approved, who signed, who has not."""

from datetime import datetime

from django.db.models import Q, QuerySet

from heard.people.advising.questions import counts
from heard.people.models import Colleague, Team
from heard.people.staff import functions
from heard.philosophy.models import (
    Approval,
    KindWord,
    ReaderAsked,
    Recognition,
    SignOff,
    Version,
)
from heard.philosophy.wording import digest_to_read


def approvals_of(
    *,
    act_name: str,
    digest: str,
    besides: Colleague | None = None,
    until: datetime | None = None,
) -> QuerySet[Approval]:
    """Standing approvals of exactly this act by active colleagues, without those of `besides`.

    An approval bound to another digest (the text was edited since) is not among them. `until`:
    only those given by then, where one looks back.
    """
    found = Approval.objects.filter(
        act=act_name, digest=digest, voided_at=None, by__left_at=None
    ).select_related("by")
    found = found.exclude(by__in=_advisers_who_do_not_count(found))
    if until is not None:
        found = found.filter(at__lte=until)
    if besides is None:
        return found
    same = Q(by=besides.person) | Q(by__second_account_of=besides.person)
    return found.exclude(same)


def _advisers_who_do_not_count(found: QuerySet[Approval]) -> list[int]:
    """Not yet agreed to by a second person, or the house has grown since."""
    outside = [one.by for one in found.filter(by__role=Colleague.ADVISER)]
    return [account.pk for account in outside if not counts(account)]


def versions_signed_as(version: Version) -> list[Version]:
    """The version and those before it whose sign-offs it keeps, because it is a minor revision."""
    result = [version]
    published = Version.objects.exclude(published_at=None).filter(number__lt=version.number)
    for before in published.order_by("-number"):
        if not result[-1].minor:
            break
        result.append(before)
    return result


def sign_offs(version: Version) -> QuerySet[SignOff]:
    """Who stands by this version, earliest first."""
    return (
        SignOff.objects.filter(version__in=versions_signed_as(version))
        .select_related("colleague")
        .order_by("at", "id")
    )


def has_signed(version: Version, colleague: Colleague) -> bool:
    return sign_offs(version).filter(colleague=colleague).exists()


def not_yet_signed(version: Version) -> QuerySet[Colleague]:
    signed = sign_offs(version).values("colleague")
    return Colleague.objects.active().exclude(pk__in=signed).order_by("name")


def recognitions_for(reader: Colleague) -> QuerySet[Recognition]:
    """Thanks this reader may read: of colleagues in a team of theirs, their own; latest first."""
    found = Recognition.objects.select_related("by", "to").order_by("-at", "-id")
    if not functions.is_on("recognition"):
        return found.none()
    teams = Team.objects.filter(members=reader)
    mates = Colleague.objects.filter(teams__in=teams).values("pk")
    return found.filter(Q(by=reader) | Q(to=reader) | Q(by__in=mates) | Q(to__in=mates)).distinct()


def kind_words_of(reader: Colleague) -> QuerySet[KindWord]:
    """What was said to this reader, and what they said; nobody else's."""
    found = KindWord.objects.filter(Q(by=reader) | Q(to=reader))
    return found.select_related("by", "to").order_by("-at", "-id")


def asked_to_read(colleague: Colleague) -> ReaderAsked | None:
    """That this person was asked to read the draft, and has not read it as it stands now."""
    asked = ReaderAsked.objects.filter(asked=colleague, version__published_at=None)
    row = asked.select_related("version", "by").first()
    if row is None or row.version.drafted_by_id == colleague.pk:
        return None
    read = approvals_of(act_name=row.version.reference, digest=digest_to_read(row.version))
    return None if read.filter(by=colleague).exists() else row


def readers_waited_for(draft: Version) -> list[Colleague]:
    """Who was asked to read the draft and has not read it as it stands now."""
    read = approvals_of(act_name=draft.reference, digest=digest_to_read(draft)).values("by")
    asked = draft.readers_asked.exclude(asked__in=read).exclude(asked=draft.drafted_by)
    return [one.asked for one in asked.select_related("asked").order_by("at")]


def clause_bound_to(rule: str) -> int | None:
    """The number of the clause in force that binds this rule, if one does."""
    version = Version.in_force()
    found = version.clauses.filter(rule=rule).first() if version else None
    return found.number if found else None

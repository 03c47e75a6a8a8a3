"""What may be asked of the philosophy: who approved, who signed, who has not."""

from django.db.models import QuerySet

from heard.people.models import Colleague
from heard.philosophy.models import Approval, SignOff, Version


def approvals_of(
    *, act_name: str, digest: str, besides: Colleague | None = None
) -> QuerySet[Approval]:
    """Standing approvals of exactly this act by active colleagues, without those of `besides`.

    An approval bound to another digest (the text was edited since) is not among them.
    """
    found = Approval.objects.filter(
        act=act_name, digest=digest, voided_at=None, by__left_at=None
    ).select_related("by")
    return found.exclude(by=besides) if besides else found


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

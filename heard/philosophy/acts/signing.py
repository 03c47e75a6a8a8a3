"""Standing by the written word."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.philosophy.models import SignOff, Version
from heard.philosophy.questions import has_signed
from heard.philosophy.wording import digest_of


def sign(*, version: Version, colleague: Colleague) -> None:
    """`colleague` has read this version and stands by it; bound to the text's hash."""
    current = Version.in_force()
    if current is None or current.pk != version.pk:
        raise Refusal(
            _("There is a newer version by now, so nothing was signed. Please read that one.")
        )
    if not colleague.is_active:
        raise Refusal(_("You no longer work here, so nothing was signed."))
    if digest_of(version) != version.digest:
        raise Refusal(_("This text is not the one that was published, so nothing was signed."))
    if has_signed(version, colleague):
        return
    with transaction.atomic():
        SignOff.objects.get_or_create(
            version=version,
            colleague=colleague,
            defaults={"digest": version.digest, "at": clock.now()},
        )
        record(verb="philosophy.signed", by=colleague, about={"version": version.pk})

"""Thanking a colleague for a clause lived."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.philosophy.models import Recognition, Version


def recognise(
    *, clause_number: int, by: Colleague, to: Colleague, words: str, about: str = ""
) -> Recognition:
    """Thank a colleague for a clause lived in a real conversation."""
    words = words.strip()
    if by.pk == to.pk:
        raise Refusal(_("Thanks are for someone else; nothing was written."))
    if not words:
        raise Refusal(_("Please say in a few words what your colleague did; nothing was written."))
    version = Version.in_force()
    if version is None or not version.clauses.filter(number=clause_number).exists():
        raise Refusal(_("There is no such clause in the version in force; nothing was written."))
    with transaction.atomic():
        recognition = Recognition.objects.create(
            clause_number=clause_number,
            by=by,
            to=to,
            about=about,
            words=words[:300],
            at=clock.now(),
        )
        record(
            verb="philosophy.recognised",
            by=by,
            about={"recognition": recognition.pk, "clause": clause_number},
        )
    return recognition

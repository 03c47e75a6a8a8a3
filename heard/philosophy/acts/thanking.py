"""Thanking a colleague for a clause lived: before everyone, or between the two of us."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.people.staff import functions
from heard.philosophy.models import KindWord, Recognition, Version, WeeklyNote


def recognise(
    *, clause_number: int, by: Colleague, to: Colleague, words: str, about: str = ""
) -> Recognition:
    """Thank a colleague for a clause lived in a real conversation (`about` "message:40")."""
    functions.must_be_on("recognition")
    words = _fit(words, by, to)
    _known(clause_number)
    with transaction.atomic():
        recognition = Recognition.objects.create(
            clause_number=clause_number, by=by, to=to, about=about, words=words, at=clock.now()
        )
        record(
            verb="philosophy.recognised",
            by=by,
            about={"recognition": recognition.pk, "clause": clause_number},
        )
    return recognition


def say_kind_word(
    *, clause_number: int, by: Colleague, to: Colleague, words: str, about: str
) -> KindWord:
    """A word between two people about one sent message; said again, it takes the first's place."""
    functions.must_be_on("kind_words")
    words = _fit(words, by, to)
    _known(clause_number)
    with transaction.atomic():
        word, _made = KindWord.objects.update_or_create(
            by=by,
            about=about,
            defaults={
                "to": to,
                "clause_number": clause_number,
                "words": words,
                "at": clock.now(),
            },
        )
        record(verb="philosophy.kind_word_said", by=by, about={"kind_word": word.pk})
    return word


def _fit(words: str, by: Colleague, to: Colleague) -> str:
    words = words.strip()
    if by.pk == to.pk:
        raise Refusal(_("Thanks are for someone else; nothing was written."))
    if not to.is_active:
        raise Refusal(_("%(name)s no longer works here; nothing was written.") % {"name": to.name})
    if not words:
        raise Refusal(_("Please say in a few words what your colleague did; nothing was written."))
    return words[:300]


def _known(clause_number: int) -> None:
    version = Version.in_force()
    if version is None or not version.clauses.filter(number=clause_number).exists():
        raise Refusal(_("There is no such clause in the version in force; nothing was written."))


def note_sent(*, colleague: Colleague, week: str) -> bool:
    """Mark that this week's note goes to this colleague; False when it has gone already."""
    with transaction.atomic():
        _note, made = WeeklyNote.objects.get_or_create(
            colleague=colleague, week=week, defaults={"at": clock.now()}
        )
        if made:
            record(
                verb="philosophy.weekly_note_written",
                by="machine:desk",
                about={"colleague": colleague.pk},
            )
    return made


def forget_thanks(*, days: int) -> int:
    """Recognitions, kind words and the marks of weekly notes go after `days`."""
    before = clock.now() - timedelta(days=days)
    return sum(
        model.objects.filter(at__lt=before).delete()[0]
        for model in (Recognition, KindWord, WeeklyNote)
    )

"""Standing by the written word: a scene for each clause that is new to one, then the signature."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Calendar, Colleague
from heard.people.staff import functions
from heard.philosophy import letters
from heard.philosophy.models import Clause, SceneAnswer, SigningReminder, SignOff, Version
from heard.philosophy.questions import has_signed, not_yet_signed
from heard.philosophy.signing import asked_since, meaning, scenes_for, still_asked
from heard.philosophy.wording import digest_of

FIRST_REMINDER, SECOND_REMINDER = timedelta(days=3), timedelta(days=6)
NO_MORE_REMINDERS = timedelta(days=14)


def sign(*, version: Version, colleague: Colleague) -> None:
    """`colleague` has read this version and stands by it; bound to the text's hash."""
    _may_sign(version, colleague)
    if has_signed(version, colleague):
        return
    if still_asked(version, colleague):
        raise Refusal(
            _(
                "A few short scenes come before the signature. Nothing was signed yet;"
                " those you have answered are kept."
            )
        )
    with transaction.atomic():
        SignOff.objects.get_or_create(
            version=version,
            colleague=colleague,
            defaults={"digest": version.digest, "at": clock.now()},
        )
        record(verb="philosophy.signed", by=colleague, about={"version": version.pk})


def answer_scene(*, version: Version, clause: Clause, colleague: Colleague) -> None:
    """A scene before signing was answered, well or not: which is kept nowhere."""
    _may_sign(version, colleague)
    if clause.version_id != version.pk or not scenes_for([clause], colleague.language):
        raise Refusal(_("No scene asks about this clause any more. Nothing was changed."))
    SceneAnswer.objects.get_or_create(
        colleague=colleague,
        clause_number=clause.number,
        digest=meaning(clause),
        defaults={"version": version, "at": clock.now()},
    )


def _may_sign(version: Version, colleague: Colleague) -> None:
    current = Version.in_force()
    if current is None or current.pk != version.pk:
        raise Refusal(
            _("There is a newer version by now, so nothing was signed. Please read that one.")
        )
    if not colleague.is_active:
        raise Refusal(_("You no longer work here, so nothing was signed."))
    if digest_of(version) != version.digest:
        raise Refusal(_("This text is not the one that was published, so nothing was signed."))


def remind(*, colleague: Colleague, by: Colleague) -> None:
    """A manager or partner asks a colleague by mail to sign; at most once a day."""
    functions.must_be_on("signing_reminders")
    version = Version.in_force()
    if not (by.is_active and by.leads):
        raise Refusal(_("Managers and partners remind colleagues. Nothing was sent."))
    if version is None or not not_yet_signed(version).filter(pk=colleague.pk).exists():
        raise Refusal(
            _("%(name)s has nothing to sign any more. Nothing was sent.") % {"name": colleague.name}
        )
    if not _reminded(version, colleague, by):
        raise Refusal(
            _("%(name)s has been reminded today already. Nothing was sent.")
            % {"name": colleague.name}
        )


def remind_those_who_have_not_signed() -> int:
    """A mail after three and after six days, in working hours; returns how many were written."""
    version, moment = Version.in_force(), clock.now()
    if not functions.is_on("signing_reminders"):
        return 0
    if version is None or not Calendar.of_the_house().is_open(moment):
        return 0
    count = 0
    for colleague in not_yet_signed(version):
        waited = moment - asked_since(version, colleague)
        if not FIRST_REMINDER <= waited < NO_MORE_REMINDERS:
            continue
        sent = SigningReminder.objects.filter(
            version=version, colleague=colleague, by=None
        ).order_by("-at")
        last = sent.first()
        due = last is None or (
            sent.count() == 1 and waited >= SECOND_REMINDER and moment - last.at >= FIRST_REMINDER
        )
        if due and _reminded(version, colleague, None):
            count += 1
    return count


def _reminded(version: Version, colleague: Colleague, by: Colleague | None) -> bool:
    """Whether a mail was written; False if one was written today."""
    moment = clock.now()
    day = moment.astimezone(ZoneInfo(Calendar.of_the_house().zone)).date()
    try:
        with transaction.atomic():
            SigningReminder.objects.create(
                version=version, colleague=colleague, day=day, at=moment, by=by
            )
            record(
                verb="philosophy.reminded",
                by=by or "machine:philosophy",
                about={"version": version.pk, "colleague": colleague.pk},
            )
            scenes = len(still_asked(version, colleague))
            letters.please_sign(colleague, scenes=scenes, reminded_by=by)
    except IntegrityError:
        return False
    return True


def forget_reminders(*, days: int) -> int:
    """Who was reminded when is forgotten `days` later; returns how many rows."""
    before = clock.now() - timedelta(days=days)
    count, _each = SigningReminder.objects.filter(at__lt=before).delete()
    return count

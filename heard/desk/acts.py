"""What the desk does by itself: the weekly note to each colleague who wants it."""

from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from heard.desk.weekly import is_time, letter, note_for
from heard.journal import clock
from heard.people.models import Colleague
from heard.people.staff import functions
from heard.philosophy import acts as philosophy
from heard.philosophy.week import week_of


def write_weekly_notes() -> int:
    """One note a week to each who wants it, through the door for colleagues; returns how many.

    A week in which there is nothing to say passes without a mail.
    """
    moment = clock.now()
    if not functions.is_on("weekly_note") or not is_time(moment):
        return 0
    week, count = week_of(moment), 0
    waiting = Colleague.objects.active().filter(weekly_note=True)
    for reader in waiting.exclude(weekly_notes__week=week).order_by("pk"):
        with transaction.atomic():
            if philosophy.note_sent(colleague=reader, week=week):
                count += _write(reader)
    return count


def _write(reader: Colleague) -> int:
    language = reader.language or "en"
    with translation.override(language):
        note = note_for(reader)
        if note.is_empty:
            return 0
        subject = _("This week: %(clause)s") % {"clause": note.clause.title} if note.clause else ""
        text = letter(reader, note)
        send_mail(subject or _("This week"), text, None, [reader.email])
    return 1

"""Noticing that no mail comes, and telling those who can look after it, once."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from heard.journal import clock
from heard.journal.acts import record
from heard.mail.models import Alarm, Mailbox
from heard.mail.watching import Finding, finding
from heard.mail.wording import alarm_said
from heard.people.models import Calendar, Colleague

MACHINE = "machine:mail"


def notice_silence() -> int:
    """Look at every mailbox: raise the alarm where there is reason, end it where there is none
    any more. Returns how many were raised; each is told to the administrators by mail, once."""
    moment, working = clock.now(), Calendar.of_the_house().working_time
    found = []
    for mailbox in Mailbox.objects.order_by("pk"):
        known = Alarm.objects.open().filter(mailbox=mailbox).first()
        reason = finding(mailbox, known, moment, working)
        if known or reason:
            found.append((mailbox, reason))
    with transaction.atomic():
        settled = [_settle(mailbox, reason) for mailbox, reason in found]
        raised = [alarm for alarm in settled if alarm]
        if raised:
            _tell(raised)
    return len(raised)


def accept_alarm(*, mailbox: Mailbox, by: Colleague) -> None:
    """All is well as it is: the alarm leaves the desk, and is over once the reason is."""
    with transaction.atomic():
        changed = (
            Alarm.objects.open()
            .filter(mailbox=mailbox, accepted_at=None)
            .update(accepted_at=clock.now(), accepted_by=by)
        )
        if changed:
            record(verb="mail.alarm_accepted", by=by, about={"mailbox": mailbox.pk})


def _settle(mailbox: Mailbox, reason: Finding | None) -> Alarm | None:
    """The alarm of this mailbox as it has to be; returns one that is new."""
    Mailbox.objects.select_for_update().get(pk=mailbox.pk)  # one at a time
    known = Alarm.objects.open().filter(mailbox=mailbox).first()
    if known and reason and _is_the_same(known, reason):
        return None
    if known:
        known.ended_at = clock.now()
        known.save(update_fields=["ended_at"])
        record(verb="mail.alarm_ended", by=MACHINE, about=_about(known))
    if reason is None:
        return None
    alarm = Alarm.objects.create(
        mailbox=mailbox,
        kind=reason.kind,
        since=reason.since,
        trouble=reason.trouble,
        usual=reason.usual,
        raised_at=clock.now(),
    )
    record(verb="mail.alarm_raised", by=MACHINE, about=_about(alarm))
    return alarm


def _is_the_same(known: Alarm, reason: Finding) -> bool:
    """Of several mails left on the server the oldest may have come in meanwhile."""
    still = known.kind == Alarm.MISSING or known.since == reason.since
    return known.kind == reason.kind and still


def _about(alarm: Alarm) -> dict[str, int | str]:
    return {"alarm": alarm.pk, "mailbox": alarm.mailbox_id}


def _tell(alarms: Sequence[Alarm]) -> None:
    """One letter for all that is new, to each administrator in their language."""
    for reader in Colleague.objects.active().filter(role=Colleague.ADMINISTRATOR).order_by("pk"):
        language = reader.language or "en"
        with translation.override(language):
            names = ", ".join(alarm.mailbox.name for alarm in alarms)
            subject = _("Please look after the mail: %(mailboxes)s") % {"mailboxes": names}
            said = {
                "colleague": reader.name,
                "alarms": [alarm_said(alarm) for alarm in alarms],
                "link": settings.HEARD_URL + _page_for(alarms),
            }
            text = render_to_string(f"mail/mail/alarm.{language}.txt", said)
        send_mail(" ".join(subject.split()), text, None, [reader.email])


def _page_for(alarms: Sequence[Alarm]) -> str:
    if len(alarms) == 1:
        return reverse("mail:mailbox", args=[alarms[0].mailbox_id])
    return reverse("mail:mailboxes")

"""What happens with mail, said to people."""

from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heard.journal import clock
from heard.mail.bookkeeping import Alarm, Connection
from heard.people.house_time import here
from heard.people.models import Calendar


class Said(NamedTuple):
    """What is the matter, and the one next step."""

    what: str
    step: str


def trouble_said(kind: str) -> str:
    """One sentence for why nothing can be fetched from the server of a mailbox, and what helps."""
    return {
        "unreachable": _(
            "The server does not answer. Please check its name and port; Heard keeps trying."
        ),
        "certificate": _(
            "The server's certificate cannot be trusted. Ask whoever runs it, or check the name."
        ),
        "encryption": _(
            "The server does not speak this kind of encryption on this port."
            " Please try another one."
        ),
        "sign_in": _("The server does not accept the user name or the password."),
        "consent": _(
            "The permission to sign in was never given or was withdrawn. Somebody has to give it "
            "again on the page of the mailbox."
        ),
        "folder": _("The server has no folder of this name."),
        "answer": _("The server gave an answer that Heard does not understand. It keeps trying."),
        "stands_still": _(
            "Nobody looks into the server: the part of Heard that fetches mail does not run."
            " Please start it again."
        ),
        "disk": _("The disk of the house is full, so nothing can be stored. Nothing is lost yet."),
    }.get(kind, _("Something unexpected happened. Heard keeps trying; the log says more."))


def took_in(on_server: int, stored: int) -> str:
    """How the folder and what is stored compare."""
    if on_server == stored:
        return _("Mails there: %(count)s; all of them are stored here.") % {"count": on_server}
    return _("Mails there: %(count)s; stored here: %(stored)s.") % {
        "count": on_server,
        "stored": stored,
    }


def alarm_said(alarm: Alarm) -> Said:
    """What is not well with a mailbox, in the present language."""
    about = {
        "mailbox": alarm.mailbox.name,
        "since": date_format(here(alarm.since), "SHORT_DATETIME_FORMAT"),
    }
    if alarm.kind == Alarm.TROUBLE:
        what = _("Nothing can be fetched for “%(mailbox)s” since %(since)s.") % about
        return Said(f"{what} {trouble_said(alarm.trouble)}", _("See how fetching stands"))
    connection = Connection.objects.filter(mailbox=alarm.mailbox_id).first()
    there = f" {took_in(connection.on_server, connection.stored)}" if connection else ""
    if alarm.kind == Alarm.MISSING:
        what = (
            _("Since %(since)s the server of “%(mailbox)s” does not hand out every mail.") % about
        )
        return Said(what + there, _("See which, and try again"))
    return Said(
        _silent(alarm, about) + (there if alarm.mailbox.imap_host else ""),
        _("Please send a mail there from outside and see whether it arrives."),
    )


def _silent(alarm: Alarm, about: dict[str, str]) -> str:
    working = Calendar.of_the_house().working_time
    said = about | {
        "hours": _worked(working.hours_between(alarm.since, clock.now())),
        "usual": _worked(alarm.usual or 0),
    }
    return (
        _(
            "Nothing has come into “%(mailbox)s” since %(since)s, for %(hours)s."
            " Usually no more than %(usual)s pass there."
        )
        % said
    )


def _worked(hours: float) -> str:
    count = max(1, round(hours))
    return ngettext("%(count)s hour of work", "%(count)s hours of work", count) % {"count": count}

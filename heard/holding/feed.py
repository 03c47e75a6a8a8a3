"""One's promises as a calendar (RFC 5545), at an address that only its owner knows.

The calendar goes to whatever program one reads it with, so it holds no name and no word of a
conversation: only that a promise is due, when, and the address of the page inside.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from heard.holding.models import Promise
from heard.people.models import Colleague

SALT = "heard.holding.calendar"
LENGTH = timedelta(minutes=30)


def key_of(colleague: Colleague) -> str:
    """The key in the address; a new password makes a new one."""
    return signing.dumps([colleague.pk, _password_mark(colleague)], salt=SALT)


def owner_of(key: str) -> Colleague | None:
    """Whose calendar it is; None for a forged, old or departed one."""
    try:
        pk, mark = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    colleague = Colleague.objects.active().filter(pk=pk).first()
    return colleague if colleague and _password_mark(colleague) == mark else None


def _password_mark(colleague: Colleague) -> str:
    return hashlib.sha256(colleague.password.encode()).hexdigest()[:12]


def promises_for(colleague: Colleague) -> QuerySet[Promise]:
    """Open promises in what one looks after or has promised oneself."""
    mine = Q(conversation__assignee=colleague) | Q(made_by=colleague)
    return (
        Promise.objects.visible_to(colleague)
        .open()
        .filter(mine)
        .select_related("conversation")
        .order_by("due", "id")
    )


def calendar(promises: Iterable[Promise], moment: datetime) -> str:
    """The feed's text; one event that ends when the promise is due."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Heard//Promises//EN"]
    for promise in promises:
        ours = promise.by == Promise.US
        summary = _("A promise of ours is due") if ours else _("A promise to us is due")
        lines += [
            "BEGIN:VEVENT",
            f"UID:promise-{promise.pk}@heard",
            f"DTSTAMP:{_stamp(moment)}",
            f"DTSTART:{_stamp(promise.due - LENGTH)}",
            f"DTEND:{_stamp(promise.due)}",
            f"SUMMARY:{summary}",
            f"URL:{settings.HEARD_URL}{promise.conversation.get_absolute_url()}",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{summary}",
            "TRIGGER;RELATED=END:-PT2H",
            "END:VALARM",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")

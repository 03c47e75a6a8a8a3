"""After sending: a copy in the server's folder, and a look there where it is not known."""

from datetime import datetime, timedelta

from django.conf import settings

from heard.journal import clock
from heard.mail import sent_folder
from heard.mail.acts.consent import signed_in
from heard.mail.imap import Trouble
from heard.mail.models import Mailbox, OutgoingMessage


def is_in_the_sent_folder(*, outgoing: OutgoingMessage) -> bool | None:
    """Whether the server filed it as sent; None where that cannot be known now."""
    if not outgoing.mailbox.imap_host:
        return None
    try:
        with signed_in(outgoing.mailbox) as folder:
            return sent_folder.holds(folder, outgoing.message_id)
    except Trouble:
        return None


def wants_copy(mailbox: Mailbox) -> bool:
    return bool(mailbox.imap_host and mailbox.sent_copy == "heard" and not mailbox.imap_read_only)


def keep_copy(*, outgoing: OutgoingMessage) -> datetime | None:
    """Put a copy of what was sent into the server's folder, once.

    Returns when to come back, where the server cannot be asked now; None when it is done, not
    wanted, was tried for a day in vain, or erased meanwhile. Never within a transaction.
    """
    if outgoing.copied_at or outgoing.sent_at is None or not wants_copy(outgoing.mailbox):
        return None
    if not outgoing.mime:
        return None
    try:
        with signed_in(outgoing.mailbox) as folder:
            sent_folder.put(folder, outgoing.message_id, bytes(outgoing.mime))
    except Trouble:
        patience = timedelta(hours=settings.HEARD_RETRY_HOURS)
        over = clock.now() >= outgoing.sent_at + patience
        return None if over else clock.now() + timedelta(minutes=10)
    OutgoingMessage.objects.filter(pk=outgoing.pk).update(copied_at=clock.now())
    return None

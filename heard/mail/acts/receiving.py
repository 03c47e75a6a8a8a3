"""Taking mail in: the bytes first, everything else later."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.models import Errand
from heard.mail.durability import keep_bytes, synced
from heard.mail.models import Bounce, Mailbox, OutgoingMessage, RawMessage
from heard.mail.parsing import fingerprint


class Receipt(NamedTuple):
    raw: RawMessage
    duplicate: bool  # the mailbox had this mail already


def receive(
    *,
    mailbox: Mailbox,
    raw: bytes,
    door: str,
    lane: int = Errand.LIVE,
    envelope_sender: str = "",
    envelope_recipients: Sequence[str] = (),
    received_at: datetime | None = None,
    header_only: bool = False,
    history: bool = False,
) -> Receipt:
    """Store a mail durably; when this returns, it survives a power cut.

    `received_at`: when a server of ours took it, where that was earlier than now. `header_only`:
    the mail is too large, and `raw` is its header alone. `history`: it was there before Heard was.

    The same mail again (by fingerprint, per mailbox) is not stored twice. What follows (reading,
    filing) are errands of `mail.received`. Raises OSError or a database error when it cannot be
    stored; then nothing of it is kept and the sender has to keep it.
    """
    mark = fingerprint(raw)
    known = RawMessage.objects.filter(mailbox=mailbox, fingerprint=mark).first()
    if known:
        return Receipt(known, duplicate=True)
    file, moment = keep_bytes(raw, folder="raw"), clock.now()
    try:
        with synced(), transaction.atomic():
            row = RawMessage.objects.create(
                mailbox=mailbox,
                fingerprint=mark,
                file=file,
                size=len(raw),
                door=door,
                envelope_sender=_storable(envelope_sender),
                envelope_recipients=[_storable(address) for address in envelope_recipients],
                received_at=min(received_at, moment) if received_at else moment,
                header_only=header_only,
                history=history,
            )
            record(
                verb="mail.received",
                by=f"machine:{door}",
                about={"raw": row.pk, "mailbox": mailbox.pk},
                lane=lane,
            )
    except IntegrityError:  # the same mail through two doors in the same moment
        return Receipt(RawMessage.objects.get(mailbox=mailbox, fingerprint=mark), duplicate=True)
    return Receipt(row, duplicate=False)


def note_bounce(
    *, outgoing: OutgoingMessage, raw: RawMessage, permanent: bool, code: str, reason: str
) -> Bounce:
    """A report came back that `outgoing` did not arrive, or is late."""
    bounce, made = Bounce.objects.get_or_create(
        raw=raw,
        defaults={
            "outgoing": outgoing,
            "permanent": permanent,
            "code": code[:20],
            "reason": reason[:2000],
            "at": raw.received_at,
        },
    )
    if made:
        record(
            verb="mail.bounced",
            by="machine:mail",
            about={"outgoing": outgoing.pk, "raw": raw.pk},
        )
    return bounce


def _storable(address: str) -> str:
    return address.replace("\0", "").encode("utf-8", "replace").decode()[:320]

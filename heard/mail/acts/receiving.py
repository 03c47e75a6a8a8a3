"""Taking mail in: the bytes first, everything else later."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction

from heard.journal import clock
from heard.journal.acts import Happening, record, record_all
from heard.journal.commit import gathering, in_turn
from heard.journal.inserted import insert_together
from heard.journal.models import Errand
from heard.journal.prepared import Lookup
from heard.mail.durability import keep_bytes, synced
from heard.mail.models import Bounce, Mailbox, OutgoingMessage, RawMessage
from heard.mail.parsing import known_by

KNOWN = Lookup(
    lambda mailbox, mark: RawMessage.objects.filter(mailbox=mailbox, fingerprint=mark)[:1], int, str
)


# So long, the same words of a mail without Date and Message-ID are the same mail once more
SAME_WORDS = timedelta(days=3)


class Receipt(NamedTuple):
    raw: RawMessage
    duplicate: bool  # the mailbox had this mail already
    entry: int | None = None  # what follows from it follows from this entry


@dataclass(frozen=True)
class Delivery:
    """A mail at one of the doors."""

    mailbox: Mailbox
    raw: bytes
    door: str
    lane: int = Errand.LIVE
    envelope_sender: str = ""
    envelope_recipients: Sequence[str] = ()
    received_at: datetime | None = None  # when a server of ours took it, if that was earlier
    header_only: bool = False
    history: bool = False


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

    The same mail again (by fingerprint, per mailbox) is not stored twice; without Date and
    Message-ID it is the same for three days and from one sender only. What follows (reading,
    filing) are errands of `mail.received`. Raises OSError or a database error when it cannot be
    stored; then nothing of it is kept and the sender has to keep it.
    """
    delivery = Delivery(
        mailbox=mailbox,
        raw=raw,
        door=door,
        lane=lane,
        envelope_sender=envelope_sender,
        envelope_recipients=envelope_recipients,
        received_at=received_at,
        header_only=header_only,
        history=history,
    )
    [receipt] = receive_all([delivery])
    return receipt


def receive_all(deliveries: Sequence[Delivery]) -> list[Receipt]:
    """Store mails durably, in one commit, a receipt for each; else an error, and none is kept.

    What cannot be stored beside the others is told apart by giving each of them alone.
    """
    intake = Intake(deliveries)
    intake.keep_files()
    return intake.commit()


class Intake:
    """Mails that are stored together, in two steps: their bytes, then their rows.

    The first may be done in another thread, while this one does other things.
    """

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        self.deliveries = deliveries
        candidates = [_marks(one) for one in deliveries]
        self.marks = [own for own, *_others in candidates]
        self.known = [_known(one, each) for one, each in zip(deliveries, candidates, strict=True)]
        self.files: list[str] = []

    @classmethod
    def joined(cls, intakes: Sequence["Intake"]) -> "Intake":
        """Several, whose bytes are kept, as one: for one commit."""
        whole = cls([])
        whole.deliveries = [one for intake in intakes for one in intake.deliveries]
        whole.marks = [mark for intake in intakes for mark in intake.marks]
        whole.known = [raw for intake in intakes for raw in intake.known]
        whole.files = [file for intake in intakes for file in intake.files]
        return whole

    def keep_files(self) -> None:
        """The bytes of those that are new, synced; asks nothing of the database."""
        with gathering() as finish:
            self.files = [
                keep_bytes(one.raw, folder="raw") if old is None else old.file
                for one, old in zip(self.deliveries, self.known, strict=True)
            ]
            finish()

    def commit(self) -> list[Receipt]:
        """Their rows, once the bytes are kept: all in one commit, or none."""
        known = {place: raw for place, raw in enumerate(self.known) if raw}
        rows = {
            place: _row(*new)
            for place, new in enumerate(zip(self.deliveries, self.marks, self.files, strict=True))
            if place not in known
        }
        with synced(), in_turn():
            stored = _store(list(rows.values()), [self.deliveries[place] for place in rows])
        receipts = {place: Receipt(raw, duplicate=True) for place, raw in known.items()}
        receipts |= dict(zip(rows, stored, strict=True))
        return [receipts[place] for place in range(len(self.deliveries))]


def _marks(delivery: Delivery) -> list[str]:
    """The mark it is kept under, and those under which the same mail may be here already.

    What a form sends without Date and Message-ID is told apart by its sender and its days; not in
    an import, where the same file may come again after years.
    """
    plain, names_itself = known_by(delivery.raw)
    if delivery.door == "import" or names_itself:
        return [plain]
    days = (delivery.received_at or clock.now()).toordinal() // SAME_WORDS.days
    said = [f"{plain}|{delivery.envelope_sender}|{days + near}" for near in (0, -1, 1)]
    return [*(hashlib.sha256(one.encode("utf-8", "replace")).hexdigest() for one in said), plain]


def _known(delivery: Delivery, marks: Sequence[str]) -> RawMessage | None:
    own, *others = marks
    moment = delivery.received_at or clock.now()
    near = (KNOWN.first(delivery.mailbox.pk, mark) for mark in others)
    return KNOWN.first(delivery.mailbox.pk, own) or next(
        (one for one in near if one and abs(one.received_at - moment) <= SAME_WORDS), None
    )


def _row(delivery: Delivery, mark: str, file: str) -> RawMessage:
    moment = clock.now()
    return RawMessage(
        mailbox=delivery.mailbox,
        fingerprint=mark,
        file=file,
        size=len(delivery.raw),
        door=delivery.door,
        envelope_sender=_storable(delivery.envelope_sender),
        envelope_recipients=[_storable(address) for address in delivery.envelope_recipients],
        received_at=min(delivery.received_at or moment, moment),
        header_only=delivery.header_only,
        history=delivery.history,
    )


def _store(rows: list[RawMessage], deliveries: list[Delivery]) -> list[Receipt]:
    """All together; where that fails each with a savepoint of its own, for one may be here."""
    try:
        with transaction.atomic():
            insert_together(rows)
            entries = record_all(
                verb="mail.received",
                happened=[
                    Happening(
                        by=f"machine:{row.door}",
                        about={"raw": row.pk, "mailbox": row.mailbox_id},
                        lane=delivery.lane,
                    )
                    for row, delivery in zip(rows, deliveries, strict=True)
                ],
            )
    except IntegrityError:
        if len(rows) > 1:
            return [
                receipt
                for row, delivery in zip(rows, deliveries, strict=True)
                for receipt in _store([row], [delivery])
            ]
        # Twice among these, or through two doors in the same moment
        known = [KNOWN.one(row.mailbox_id, row.fingerprint) for row in rows]
        return [Receipt(raw, duplicate=True) for raw in known]
    return [
        Receipt(row, duplicate=False, entry=entry.pk)
        for row, entry in zip(rows, entries, strict=True)
    ]


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

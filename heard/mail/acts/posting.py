"""The way out: nothing leaves without a permit, and nothing leaves twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.mail.acts.sent import is_in_the_sent_folder
from heard.mail.acts.ways import way_of, way_of_the_house
from heard.mail.composing import dated
from heard.mail.durability import synced
from heard.mail.models import ColleagueLetter, Mailbox, OutgoingMessage, Permit
from heard.mail.server import Answer
from heard.people.models import Colleague

OUTBOX, SMTP = "outbox", "smtp"
# When a server says "later": after how many minutes it is asked again, the last one over and over
PAUSES = (1, 5, 15, 30, 60)
# How often the Sent folder is looked into before a person is asked, a minute apart
LOOKS = 3


ANSWERED = [
    "answer", "cause", "said", "refusals", "next_try_at", "sent_at", "sent_to", "asked_at",
    "failed_at", "attempted_at",
]  # fmt: skip


class NoPermit(Exception):
    """A mail was about to leave without leave: no permit, or one for something else."""


class NotTaken(Exception):
    """The server did not take a letter to colleagues, and waiting does not help."""


def issue_permit(*, by: Colleague, digest: str, last_incoming: str) -> Permit:
    """Leave for exactly what `digest` was made of; asked for by conversations after the gate."""
    return Permit.objects.create(
        by=by, digest=digest, last_incoming=last_incoming, issued_at=clock.now()
    )


def put_out(
    *,
    mailbox: Mailbox,
    permit: Permit,
    message_id: str,
    sender: str,
    recipients: Sequence[str],
    mime: bytes,
    digest: str,
    leaves_at: datetime,
) -> OutgoingMessage:
    """Freeze a mail: its bytes, recipients and Message-ID never change after. NoPermit if
    `permit` is for something else; a permit serves once (the database sees to that)."""
    if permit.digest != digest:
        raise NoPermit
    return OutgoingMessage.objects.create(
        mailbox=mailbox,
        permit=permit,
        message_id=message_id,
        sender=sender,
        recipients=list(recipients),
        mime=mime,
        digest=digest,
        leaves_at=leaves_at,
        created_at=clock.now(),
    )


def post(*, outgoing: OutgoingMessage) -> OutgoingMessage:
    """One try at sending; returns the row as it stands then. Never within a transaction.

    That it is tried is written down before the server is spoken to. A row found tried and without
    an answer may have left: it is looked for in the server's Sent folder, and where that does not
    tell, it gets `asked_at`, and a person decides (`settle`). Afterwards the
    row has `sent_at`, `failed_at` or `asked_at`, or none of them: then it is to be tried again.
    """
    with synced(), transaction.atomic():  # a power cut must not forget that it was tried
        row = OutgoingMessage.objects.select_for_update().get(pk=outgoing.pk)
        if row.permit.digest != row.digest:
            raise NoPermit
        if row.sent_at or row.cancelled_at or row.failed_at or row.asked_at:
            return row
        unknown = row.attempted_at is not None
    return _find_out(row) if unknown else _try(row)


def _find_out(row: OutgoingMessage) -> OutgoingMessage:
    """It was tried, and nobody wrote down how that ended."""
    there = is_in_the_sent_folder(outgoing=row)
    with synced(), transaction.atomic():
        row = OutgoingMessage.objects.select_for_update().get(pk=row.pk)
        if row.sent_at or row.asked_at or row.attempted_at is None:
            return row
        if there:
            row.sent_at, row.sent_to, row.answer = row.attempted_at, SMTP, "in the Sent folder"
            row.copied_at, row.next_try_at = clock.now(), None
            record(verb="mail.posted", by="machine:mail", about={"outgoing": row.pk})
        else:
            _ask_or_look_again(row)
        row.save(update_fields=[*ANSWERED, "looks", "copied_at"])
    return row


def ask_about(*, outgoing: OutgoingMessage) -> OutgoingMessage:
    """Nobody is left to find out how a try ended: if there was one, a person decides."""
    with synced(), transaction.atomic():
        row = OutgoingMessage.objects.select_for_update().get(pk=outgoing.pk)
        if row.is_open and row.attempted_at and row.asked_at is None:
            row.asked_at, row.next_try_at = clock.now(), None
            record(verb="mail.uncertain", by="machine:mail", about={"outgoing": row.pk})
            row.save(update_fields=["asked_at", "next_try_at"])
    return row


def _ask_or_look_again(row: OutgoingMessage) -> None:
    """A server may need a moment to file what it sent; then a person is asked."""
    row.next_try_at = None
    if row.mailbox.imap_host and row.looks < LOOKS:
        row.looks += 1
        row.next_try_at = clock.now() + timedelta(minutes=1)
    else:
        row.asked_at = clock.now()
        record(verb="mail.uncertain", by="machine:mail", about={"outgoing": row.pk})


def _try(row: OutgoingMessage) -> OutgoingMessage:
    with synced(), transaction.atomic():
        row = OutgoingMessage.objects.select_for_update().get(pk=row.pk)
        if not row.can_be_taken_back:
            return row
        way = way_of(row.mailbox)
        if way is None:
            row.sent_at, row.sent_to, row.answer = clock.now(), OUTBOX, ""
            row.save(update_fields=["sent_at", "sent_to", "answer"])
            return row
        row.attempted_at, row.tries = clock.now(), row.tries + 1
        row.tried_since = row.tried_since or row.attempted_at
        row.save(update_fields=["attempted_at", "tries", "tried_since"])
    answer = way.deliver(
        sender=row.sender,
        recipients=row.recipients,
        mime=bytes(row.mime),
        patient=row.tries < 5,
    )
    return _note_answer(row.pk, answer)


def _note_answer(pk: int, answer: Answer) -> OutgoingMessage:
    with synced(), transaction.atomic():
        row = OutgoingMessage.objects.select_for_update().get(pk=pk)
        row.answer, row.cause, row.said = answer.text, answer.cause, answer.said
        row.refusals = [one.as_row() for one in answer.refused]
        row.next_try_at = row.asked_at = None
        if answer.kind == "sent":
            row.sent_at, row.sent_to = clock.now(), SMTP
            record(verb="mail.posted", by="machine:mail", about={"outgoing": row.pk})
        elif answer.kind == "refused":
            row.failed_at = clock.now()
        elif answer.kind == "uncertain":
            _ask_or_look_again(row)
        else:
            _put_off(row)
        row.save(update_fields=[*ANSWERED, "looks"])
    return row


def _put_off(row: OutgoingMessage) -> None:
    """Nothing of it left: asked again after a longer pause each time, for a day by default."""
    patience = timedelta(hours=settings.HEARD_RETRY_HOURS)
    if row.tried_since and clock.now() >= row.tried_since + patience:
        row.failed_at = clock.now()
        return
    row.attempted_at = None
    pause = timedelta(minutes=PAUSES[min(row.tries, len(PAUSES)) - 1])
    row.next_try_at = clock.now() + pause
    record(verb="mail.put_off", by="machine:mail", about={"outgoing": row.pk})


def fail(*, outgoing: OutgoingMessage) -> None:
    """Give up on a mail that was not tried with an uncertain end; it will not be tried again."""
    OutgoingMessage.objects.filter(
        pk=outgoing.pk, sent_at=None, cancelled_at=None, attempted_at=None, failed_at=None
    ).update(failed_at=clock.now())


def cancel(*, outgoing: OutgoingMessage, by: Actor | str) -> None:
    """Take back what has not been tried. Refusal once it has, for then it may have left."""
    with synced(), transaction.atomic():
        taken = OutgoingMessage.objects.filter(
            pk=outgoing.pk, sent_at=None, cancelled_at=None, attempted_at=None, failed_at=None
        ).update(cancelled_at=clock.now())
        if not taken:
            raise Refusal(
                _("It has already left, so it cannot be taken back. You can write once more.")
            )
        record(verb="mail.cancelled", by=by, about={"outgoing": outgoing.pk})


def move(*, outgoing: OutgoingMessage, leaves_at: datetime) -> None:
    """Another time for what was not tried yet, and the letter bears it. Refusal once it has been,
    for it may have left."""
    with transaction.atomic():
        untried = OutgoingMessage.objects.open().filter(attempted_at=None, tries=0)
        row = untried.select_for_update().filter(pk=outgoing.pk).first()
        if row is None:
            raise Refusal(_("It is on its way already, so its time stays as it is."))
        row.leaves_at, row.mime = leaves_at, dated(bytes(row.mime), leaves_at)
        row.save(update_fields=["leaves_at", "mime"])


def settle(*, outgoing: OutgoingMessage, arrived: bool, by: Colleague) -> None:
    """A person decides about a mail that may have left: it arrived, or it is sent once more."""
    with synced(), transaction.atomic():
        row = OutgoingMessage.objects.select_for_update().get(pk=outgoing.pk)
        if row.asked_at is None or row.sent_at:
            raise Refusal(_("This was decided already. Nothing was changed."))
        row.asked_at = None
        if arrived:
            row.sent_at, row.sent_to = row.attempted_at, SMTP
            record(verb="mail.posted", by="machine:mail", about={"outgoing": row.pk})
        else:
            row.attempted_at, row.looks = None, 0
        row.save(update_fields=["asked_at", "sent_at", "sent_to", "attempted_at", "looks"])
        record(verb="mail.settled", by=by, about={"outgoing": row.pk, "arrived": int(arrived)})


def write_to_colleagues(*, recipients: Sequence[str], subject: str, mime: bytes) -> ColleagueLetter:
    """Keep a letter to colleagues; it is posted by an errand, so that no page waits for it."""
    with transaction.atomic():
        letter = ColleagueLetter.objects.create(
            recipients=list(recipients), subject=subject[:500], mime=mime, created_at=clock.now()
        )
        record(verb="mail.colleague_written", by="machine:mail", about={"letter": letter.pk})
    return letter


def forget_letters(*, days: int) -> int:
    """Mail to colleagues is deleted `days` after it was sent; returns how many."""
    before = clock.now() - timedelta(days=days)
    count, _each = ColleagueLetter.objects.filter(sent_at__lt=before).delete()
    return count


def post_to_colleagues(*, letter: ColleagueLetter, sender: str) -> None:
    """Hand the letter to the house's server, or keep it where there is none.

    Raises OSError when the server says "later", for as long as a letter would be tried; NotTaken
    when it refused, or may have taken it.
    """
    if letter.sent_at:
        return
    way = way_of_the_house()
    if way is not None:
        answer = way.deliver(
            sender=sender, recipients=letter.recipients, mime=bytes(letter.mime), patient=False
        )
        if answer.kind not in {"sent", "uncertain"}:  # what may have left is not sent again
            patience = letter.created_at + timedelta(hours=settings.HEARD_RETRY_HOURS)
            passes = answer.kind == "later" and clock.now() < patience
            raise (OSError if passes else NotTaken)(f"not taken: {answer.text}")
        letter.mime = b""  # links for signing in are not kept
    letter.sent_at, letter.sent_to = clock.now(), SMTP if way else OUTBOX
    letter.save(update_fields=["mime", "sent_at", "sent_to"])

"""What they say to our understanding; what colleagues report of it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Message
from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.listening import tokens
from heard.listening.models import Answered, Confirmation, Point, Restatement
from heard.people.hands import in_one_hand
from heard.people.models import Colleague
from heard.situations.acts import about
from heard.situations.models import Situation

LONGEST = 5000  # characters that they can add on their page


class Forged(Refusal):
    """No page belongs to this link."""


class Over(Refusal):
    """The link was good once; `restatement` is the one it belonged to."""

    def __init__(self, sentence: Any, restatement: Restatement) -> None:
        super().__init__(sentence)
        self.restatement = restatement


class Spent(Over):
    """The link was used already."""


class Expired(Over):
    """The link is too old."""


def restatement_of(token: str, moment: datetime | None = None) -> Restatement:
    """The restatement whose unused, living link this is. Raises Forged, Spent or Expired."""
    found = (
        Restatement.objects.select_related("situation__conversation__contact", "who_looks", "by")
        .filter(token_digest=tokens.digest(token))
        .first()
    )
    if found is None:
        raise Forged(
            _("This link is not one of ours. Nothing was sent; please simply reply to our mail.")
        )
    if Confirmation.objects.filter(restatement=found).exists():
        raise Spent(
            _("You have answered already, thank you. If there is more, simply reply to our mail."),
            found,
        )
    if (moment or clock.now()) >= found.expires_at:
        raise Expired(_("This link has grown too old. Please simply reply to our mail."), found)
    return found


def confirm(*, token: str, text: str = "") -> Confirmation:
    """They say: yes, that is it."""
    return _answer(token, Confirmation.CONFIRMED, text)


def correct(*, token: str, text: str) -> Confirmation:
    """They say what is missing; a person answers, never another form.

    Refusal for nothing, or for more than `LONGEST` characters: none of it is cut off.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refusal(_("Please write what is missing; nothing was sent yet."))
    if len(text) > LONGEST:
        raise Refusal(
            _("That is more than 5,000 characters, so nothing was sent yet. Please shorten it,"
              " or simply reply to our mail.")
        )  # fmt: skip
    return _answer(token, Confirmation.CORRECTED, text)


def _answer(token: str, kind: str, text: str) -> Confirmation:
    try:
        with transaction.atomic():
            restatement = restatement_of(token)
            made = Confirmation.objects.create(
                situation=restatement.situation,
                restatement=restatement,
                kind=kind,
                text=text.strip(),
                at=clock.now(),
            )
            made.disown_digest = tokens.digest(tokens.of_confirmation(made.pk))
            made.save(update_fields=["disown_digest"])
            contact = restatement.situation.conversation.contact
            _note(f"listening.{kind}", made, contact or "machine:outside")
            if kind == Confirmation.CORRECTED:
                _belongs_to_their_points(made)
                _back_on_the_desk(restatement.situation)
    except IntegrityError:  # the button was pressed twice in the same moment
        restatement_of(token)
        raise
    return made


def answer_of(token: str) -> Confirmation:
    """The answer that this "that was not me" link takes back. Raises Forged or Spent."""
    found = (
        Confirmation.objects.select_related("situation__conversation", "restatement__by")
        .filter(disown_digest=tokens.digest(token))
        .exclude(restatement=None)
        .first()
    )
    if found is None or found.restatement is None:
        raise Forged(
            _("This link is not one of ours. Nothing was sent; please simply reply to our mail.")
        )
    if found.disowned_at:
        raise Spent(
            _("You have told us already, thank you. The answer that was not yours does not count."),
            found.restatement,
        )
    return found


def disown(*, token: str) -> Confirmation:
    """ "That was not me": what was said there does not count any more, nor is it a point of
    theirs. Raises Forged or Spent."""
    with transaction.atomic():
        said = answer_of(token)
        said.disowned_at = clock.now()
        said.save(update_fields=["disowned_at"])
        if said.kind == Confirmation.CORRECTED:
            _no_point_of_theirs(said)
        _note("listening.disowned", said, "machine:outside")
        _back_on_the_desk(said.situation)
    return said


def _belongs_to_their_points(said: Confirmation) -> None:
    """What they add counts as part of what they told us, in their words."""
    Point.objects.create(
        situation=said.situation,
        side="them",
        text=said.text,
        order=said.situation.points.count(),
        at=clock.now(),
    )


def _no_point_of_theirs(said: Confirmation) -> None:
    """What they never added is said back to nobody."""
    made = said.situation.points.filter(side="them", message=None, by=None, dropped_at=None)
    made.filter(text=said.text).update(dropped_at=said.disowned_at)


def _back_on_the_desk(situation: Situation) -> None:
    """What they say on their page waits for an answer like a letter of theirs, and stops what
    waits to leave."""
    conversation = situation.conversation
    if conversation.closed_at:
        conversations.reopen_quietly(conversation=conversation, by="machine:listening")
    conversations.bring_back(conversation=conversation, by="machine:listening")
    conversations.stop_waiting(conversation, why="they_wrote")


def report_heard(*, situation: Situation, by: Colleague, text: str) -> Confirmation:
    """A colleague reports that they said so, on the phone or at a table."""
    if not text.strip():
        raise Refusal(_("Please write what they said; nothing was reported yet."))
    with transaction.atomic():
        made = Confirmation.objects.create(
            situation=situation,
            kind=Confirmation.REPORTED,
            text=text.strip(),
            reported_by=by,
            at=clock.now(),
        )
        _note("listening.reported", made, by)
    return made


def vouch(*, confirmation: Confirmation, by: Colleague) -> None:
    """Another colleague stands by the report; from then on it counts for the gate."""
    if confirmation.kind != Confirmation.REPORTED:
        raise Refusal(_("Only a report needs somebody who vouches. Nothing was changed."))
    reported_by = confirmation.reported_by
    if reported_by is not None and in_one_hand(reported_by, by, clock.now()):
        raise Refusal(
            _("You reported this yourself, so another colleague has to vouch. Nothing was changed.")
        )
    with transaction.atomic():
        vouched = Confirmation.objects.filter(pk=confirmation.pk, vouched_by=None).update(
            vouched_by=by, vouched_at=clock.now()
        )
        if vouched:
            _note("listening.vouched", confirmation, by)
    confirmation.refresh_from_db()


def confirmed_by_message(
    *, situation: Situation, by: Colleague, message: Message, text: str
) -> Confirmation:
    """A later message of theirs says that we understood; `text` is the place that shows it."""
    place = text.strip()
    if message.conversation_id != situation.conversation_id or message.side != Message.THEM:
        raise Refusal(_("This is not a message of theirs. Nothing was changed."))
    if not place or place not in message.text:
        raise Refusal(
            _("Please copy the words of theirs that show it; they must stand in the message.")
        )
    with transaction.atomic():
        made = Confirmation.objects.create(
            situation=situation,
            kind=Confirmation.REPORTED,
            text=place,
            message=message,
            reported_by=by,
            at=clock.now(),
        )
        _note("listening.reported", made, by)
    return made


def attempt_call(*, restatement: Restatement, by: Colleague) -> None:
    """One attempt to reach them by phone, before their silence counts as heard."""
    with transaction.atomic():
        restatement.called_at, restatement.called_by = clock.now(), by
        restatement.save(update_fields=["called_at", "called_by"])
        record(verb="listening.called", by=by, about=about(restatement.situation))


def mark_answer(*, point: Point, message: Message, state: str, by: Colleague) -> Answered:
    """What became of a point of ours in their reply: "answered", "evaded" or "open"."""
    with transaction.atomic():
        made, _new = Answered.objects.update_or_create(
            point=point,
            message=message,
            defaults={"state": state, "by": by, "at": clock.now()},
        )
        record(verb="listening.answer_marked", by=by, about=about(point.situation))
    return made


def _note(verb: str, confirmation: Confirmation, by: Actor | str) -> None:
    record(
        verb=verb,
        by=by,
        about={**about(confirmation.situation), "confirmation": confirmation.pk},
    )

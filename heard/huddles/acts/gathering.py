"""Asking colleagues for their view, and by when."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.holding.models import Promise
from heard.huddles.deadlines import latest_before, latest_to_ask_for, promise_to_keep
from heard.huddles.models import Huddle, Voice
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Calendar, Colleague
from heard.situations.models import Situation

NEAR = timedelta(hours=3)  # so long before the hour, whoever is silent is asked once more


def gather(
    *,
    situation: Situation,
    by: Colleague,
    question: str,
    invite: Iterable[Colleague],
    due: datetime | None = None,
) -> Huddle:
    """Ask colleagues for their view; each is let into the conversation and gets a mail.

    `due`: where none is given, the latest that the form offers. While a promise of ours runs, it
    lies before that.
    """
    asked = {colleague.pk: colleague for colleague in invite if colleague.pk != by.pk}
    if situation.ended_at:
        raise Refusal(_("This situation has ended, so nobody was asked."))
    if not question.strip():
        raise Refusal(_("Please write what you want to ask; nobody was asked yet."))
    if not asked:
        raise Refusal(_("Please choose at least one colleague; nobody was asked yet."))
    if not all(colleague.is_active for colleague in asked.values()):
        raise Refusal(_("One of those you chose no longer works here; nobody was asked yet."))
    if due and due <= clock.now():
        raise Refusal(_("That date has passed already; nobody was asked yet."))
    promise = promise_to_keep(situation)
    if promise and due and due >= promise.due:
        raise Refusal(
            _("They hear from us before that date, as we promised. Please choose an earlier one;"
              " nobody was asked yet.")
        )  # fmt: skip
    due = due or latest_to_ask_for(promise)
    try:
        with transaction.atomic():
            huddle = Huddle.objects.create(
                situation=situation, question=question.strip(), by=by, due=due, promise=promise,
                at=clock.now(),
            )  # fmt: skip
            _seat(huddle, asked.values(), by)
    except IntegrityError:
        raise Refusal(
            _("Colleagues are being asked here already. Please join them; nothing was changed.")
        ) from None
    return huddle


def ask_further(*, huddle: Huddle, by: Colleague, invite: Iterable[Colleague]) -> None:
    """More colleagues at the same table."""
    still_open(huddle)
    chosen = list(invite)
    if not all(colleague.is_active for colleague in chosen):
        raise Refusal(_("One of those you chose no longer works here; nobody was asked yet."))
    with transaction.atomic():
        _seat(huddle, chosen, by)


def _seat(huddle: Huddle, asked: Iterable[Colleague], by: Colleague) -> None:
    for colleague in asked:
        conversations.invite(conversation=huddle.situation.conversation, colleague=colleague, by=by)
        Voice.objects.get_or_create(huddle=huddle, colleague=colleague)
    record(verb="huddles.gathered", by=by, about=about(huddle))


def follow_promise(*, promise: Promise) -> None:
    """A date of ours was given or moved: what colleagues are asked here is due before it."""
    if promise.by != Promise.US or not promise.is_open:
        return
    moved = Q(promise__renewed_as=promise)
    untied = Q(promise=None, situation__conversation=promise.conversation_id)
    for huddle in Huddle.objects.open().filter(moved | untied):
        if huddle.promise_id is None and huddle.due and huddle.due < promise.due:
            Huddle.objects.filter(pk=huddle.pk).update(promise=promise)
            continue
        with transaction.atomic():
            huddle.promise, huddle.due = promise, latest_before(promise.due)
            huddle.save(update_fields=["promise", "due"])
            huddle.voices.filter(at=None).update(reminded_at=None)
            record(verb="huddles.due_moved", by="machine:huddles", about=about(huddle))


def remind_silent() -> int:
    """Whoever was asked and is silent gets one mail shortly before the hour; returns how many."""
    now, count = clock.now(), 0
    if not Calendar.of_the_house().is_open(now):
        return 0
    near = Voice.objects.filter(
        at=None, reminded_at=None, mailed_at__isnull=False, mailed_at__lt=now - timedelta(hours=1),
        colleague__left_at=None, huddle__in=Huddle.objects.open(), huddle__due__gt=now,
        huddle__due__lte=now + NEAR,
    )  # fmt: skip
    for voice in near.select_related("huddle__situation"):
        with transaction.atomic():
            if Voice.objects.filter(pk=voice.pk, reminded_at=None).update(reminded_at=now):
                count += 1
                said = {**about(voice.huddle), "voice": voice.pk}
                record(verb="huddles.reminded", by="machine:huddles", about=said)
    return count


def mark_mailed(*, voice: Voice) -> None:
    """The invitation to this seat has gone out."""
    voice.mailed_at = clock.now()
    voice.save(update_fields=["mailed_at"])


def still_open(huddle: Huddle) -> None:
    huddle.refresh_from_db(fields=["concluded_at"])
    if not huddle.is_open:
        raise Refusal(_("This huddle is concluded, so nothing was added."))


def about(huddle: Huddle) -> dict[str, int | str]:
    return {
        "huddle": huddle.pk,
        "situation": huddle.situation_id,
        "conversation": huddle.situation.conversation_id,
    }

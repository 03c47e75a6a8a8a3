"""Asking colleagues, giving one's view, talking it over, and saying what came of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.huddles.models import Huddle, Remark, Voice
from heard.huddles.questions import is_sealed
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.situations.models import Situation


def gather(
    *,
    situation: Situation,
    by: Colleague,
    question: str,
    invite: Iterable[Colleague],
    due: datetime | None = None,
) -> Huddle:
    """Ask colleagues for their view; each is let into the conversation and gets a mail."""
    asked = {colleague.pk: colleague for colleague in invite if colleague.pk != by.pk}
    if situation.ended_at:
        raise Refusal(_("This situation has ended, so nobody was asked."))
    if not question.strip():
        raise Refusal(_("Please write what you want to ask; nobody was asked yet."))
    if not asked:
        raise Refusal(_("Please choose at least one colleague; nobody was asked yet."))
    if not all(colleague.is_active for colleague in asked.values()):
        raise Refusal(_("One of them no longer works here; nobody was asked yet."))
    if due and due <= clock.now():
        raise Refusal(_("That date has passed already; nobody was asked yet."))
    try:
        with transaction.atomic():
            huddle = Huddle.objects.create(
                situation=situation, question=question.strip(), by=by, due=due, at=clock.now()
            )
            for colleague in asked.values():
                conversations.invite(
                    conversation=situation.conversation, colleague=colleague, by=by
                )
            Voice.objects.bulk_create(
                Voice(huddle=huddle, colleague=colleague) for colleague in asked.values()
            )
            record(verb="huddles.gathered", by=by, about=_about(huddle))
    except IntegrityError:
        raise Refusal(
            _("Colleagues are being asked here already. Please join them; nothing was changed.")
        ) from None
    return huddle


def ask_further(*, huddle: Huddle, by: Colleague, invite: Iterable[Colleague]) -> None:
    """More colleagues at the same table."""
    _open(huddle)
    with transaction.atomic():
        for colleague in invite:
            if not colleague.is_active:
                raise Refusal(_("One of them no longer works here; nobody was asked yet."))
            conversation = huddle.situation.conversation
            conversations.invite(conversation=conversation, colleague=colleague, by=by)
            Voice.objects.get_or_create(huddle=huddle, colleague=colleague)
        record(verb="huddles.gathered", by=by, about=_about(huddle))


def mark_mailed(*, voice: Voice) -> None:
    """The invitation to this seat has gone out."""
    voice.mailed_at = clock.now()
    voice.save(update_fields=["mailed_at"])


def speak(*, huddle: Huddle, by: Colleague, view: str, why: str) -> Voice:
    """Give one's view, once. Whoever was not asked takes a seat by speaking."""
    _open(huddle)
    _in_the_house(by)
    if view not in dict(Voice.VIEWS):
        raise Refusal(_("Please choose one of the four views; your words are still here."))
    if not why.strip():
        raise Refusal(_("Please say why; a view without a reason helps nobody decide."))
    with transaction.atomic():
        voice, _made = Voice.objects.select_for_update().get_or_create(huddle=huddle, colleague=by)
        if voice.is_given:
            raise Refusal(_("You have given your view already. Add a remark instead."))
        voice.view, voice.why, voice.at = view, why.strip(), clock.now()
        voice.save()
        record(verb="huddles.voice_given", by=by, about=_about(huddle))
    return voice


def remark(*, huddle: Huddle, by: Colleague, text: str) -> Remark:
    """Talk it over, once one's own view is in (or without a seat)."""
    _open(huddle)
    _in_the_house(by)
    if huddle.voices.filter(colleague=by, at=None).exists():
        raise Refusal(_("Please give your own view first; your words are still here."))
    if not text.strip():
        raise Refusal(_("The remark was empty, so nothing was written."))
    with transaction.atomic():
        said = Remark.objects.create(huddle=huddle, by=by, text=text.strip(), at=clock.now())
        record(verb="huddles.remarked", by=by, about=_about(huddle))
    return said


def conclude(*, huddle: Huddle, by: Colleague, summary: str) -> None:
    """Say what came of it: by whoever owns the situation or asked the question."""
    _open(huddle)
    if by.pk not in {huddle.by_id, huddle.situation.owner_id}:
        raise Refusal(_("Whoever asked, or owns the situation, sums it up. Nothing was changed."))
    if is_sealed(huddle, by):
        raise Refusal(
            _("Please give your own view before you sum up the others'. Your words are still here.")
        )
    if not summary.strip():
        raise Refusal(_("Please write in a sentence or two what came of it."))
    with transaction.atomic():
        huddle.summary, huddle.concluded_at = summary.strip(), clock.now()
        huddle.save(update_fields=["summary", "concluded_at"])
        record(verb="huddles.concluded", by=by, about=_about(huddle))


def _open(huddle: Huddle) -> None:
    huddle.refresh_from_db(fields=["concluded_at"])
    if not huddle.is_open:
        raise Refusal(_("This huddle is concluded, so nothing was added."))


def _in_the_house(by: Colleague) -> None:
    if not by.is_active:
        raise Refusal(_("You no longer work here, so nothing was written."))


def _about(huddle: Huddle) -> dict[str, int | str]:
    return {
        "huddle": huddle.pk,
        "situation": huddle.situation_id,
        "conversation": huddle.situation.conversation_id,
    }

"""Giving one's view, talking it over, and saying what came of it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations.models import Conversation
from heard.huddles.acts.gathering import about, ask_further, still_open
from heard.huddles.mentions import mentioned
from heard.huddles.models import Huddle, Mention, Remark, Voice
from heard.huddles.questions import is_sealed
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.situations.models import Situation


def speak(*, huddle: Huddle, by: Colleague, view: str, why: str) -> Voice:
    """Give one's view, once. Whoever was not asked takes a seat by speaking."""
    still_open(huddle)
    _in_the_house(by)
    if view not in dict(Voice.VIEWS):
        raise Refusal(_("Please choose one of the four views; your words are still here."))
    if not why.strip():
        raise Refusal(_("Please say why; a view without a reason helps nobody decide."))
    with transaction.atomic():
        locked = Huddle.objects.select_for_update().get(pk=huddle.pk)
        voice, _made = Voice.objects.select_for_update().get_or_create(huddle=locked, colleague=by)
        if voice.is_given:
            raise Refusal(_("You have given your view already. Add a remark instead."))
        voice.view, voice.why, voice.at = view, why.strip(), clock.now()
        voice.save()
        if locked.opened_at is None and not locked.voices.filter(at=None).exists():
            Huddle.objects.filter(pk=locked.pk).update(opened_at=voice.at)
        record(verb="huddles.voice_given", by=by, about=about(huddle))
    return voice


def remark(*, huddle: Huddle, by: Colleague, text: str) -> Remark:
    """Talk it over, once one's own view is in (or without a seat).

    "@Name" writes to that colleague; whoever was not part of this yet is asked to the table.
    """
    still_open(huddle)
    _in_the_house(by)
    if is_sealed(huddle, by):
        raise Refusal(_("Please give your own view first; your words are still here."))
    if not text.strip():
        raise Refusal(_("The remark was empty, so nothing was written."))
    with transaction.atomic():
        said = Remark.objects.create(huddle=huddle, by=by, text=text.strip(), at=clock.now())
        record(verb="huddles.remarked", by=by, about=about(huddle))
        _call(said, huddle, by)
    return said


def _call(said: Remark, huddle: Huddle, by: Colleague) -> None:
    called = [one for one in mentioned(said.text, huddle) if one.pk != by.pk]
    seen = Conversation.objects.filter(pk=huddle.situation.conversation_id)
    outside = [one for one in called if not seen.visible_to(one).exists()]
    if outside:
        ask_further(huddle=huddle, by=by, invite=outside)
    rows = [Mention(remark=said, colleague=one) for one in called]
    Mention.objects.bulk_create(rows)
    if len(called) > len(outside):
        record(verb="huddles.mentioned", by=by, about={**about(huddle), "remark": said.pk})


def mark_mentioned(*, mention: Mention) -> None:
    mention.mailed_at = clock.now()
    mention.save(update_fields=["mailed_at"])


def conclude(*, huddle: Huddle, by: Colleague, summary: str) -> None:
    """Say what came of it: by whoever owns the situation or asked the question."""
    still_open(huddle)
    if by.pk not in {huddle.by_id, huddle.situation.owner_id}:
        raise Refusal(_("Whoever asked, or owns the situation, sums it up. Nothing was changed."))
    if is_sealed(huddle, by):
        raise Refusal(
            _("Please give your own view before you sum up the others'. Your words are still here.")
        )
    if not summary.strip():
        raise Refusal(_("Please write in a sentence or two what came of it."))
    with transaction.atomic():
        concluded = (
            Huddle.objects.open()
            .filter(pk=huddle.pk)
            .update(summary=summary.strip(), concluded_at=clock.now())
        )
        if not concluded:
            raise Refusal(_("This huddle is concluded, so nothing was added."))
        record(verb="huddles.concluded", by=by, about=about(huddle))
    huddle.refresh_from_db()


def end_with(*, situation: Situation) -> None:
    """The situation is over, and what was asked in it with it; nobody has summed it up."""
    for huddle in Huddle.objects.filter(situation=situation, concluded_at=None):
        with transaction.atomic():
            left = Huddle.objects.filter(pk=huddle.pk, concluded_at=None)
            if left.update(concluded_at=clock.now()):
                record(verb="huddles.concluded", by="machine:huddles", about=about(huddle))


def _in_the_house(by: Colleague) -> None:
    if not by.is_active:
        raise Refusal(_("You no longer work here, so nothing was written."))

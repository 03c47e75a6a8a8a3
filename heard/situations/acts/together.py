"""What belongs together is one matter: one owner, one line, one debrief. Only ever by a person."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.situations.acts.owning import about, end_the_matter, hand_over, raise_, still_open
from heard.situations.models import Apart, Matter, Situation


def bring_together(
    *, title: str, chosen: Iterable[Conversation], by: Colleague, matter: Matter | None = None
) -> Matter:
    """One matter of several conversations that `by` sees; `matter`: the one they are added to.

    Each becomes a situation if it is none yet, and belongs to the matter's owner from now on.
    """
    talks = {one.pk: one for one in chosen}
    seen = Conversation.objects.visible_to(by).filter(pk__in=talks)
    if seen.count() != len(talks):
        raise Refusal(_("You do not see all of these conversations. Nothing was changed."))
    if not title.strip() and matter is None:
        raise Refusal(_("Please say in a few words what it is about. Nothing was changed."))
    if len(talks) < (1 if matter else 2):
        raise Refusal(_("Please choose at least two conversations. Nothing was changed."))
    with transaction.atomic():
        if matter is None:
            matter = Matter.objects.create(
                title=title.strip()[:200], owner=by, opened_by=by, opened_at=clock.now()
            )
            record(verb="situations.matter_opened", by=by, about={"matter": matter.pk})
        else:
            matter = Matter.objects.select_for_update().get(pk=matter.pk)
            _goes_on(matter)
        for talk in talks.values():
            _add(matter, talk, by)
    return matter


def _add(matter: Matter, talk: Conversation, by: Colleague) -> None:
    situation = Situation.of(talk.pk) or raise_(conversation=talk, by=by, raised_by=Situation.THEM)
    if situation.matter_id == matter.pk:
        return
    if situation.matter_id is not None:
        raise Refusal(
            _("“%(subject)s” belongs to another matter already. Nothing was changed.")
            % {"subject": talk.shown_subject}
        )
    situation.matter, situation.owner = matter, matter.owner
    situation.save(update_fields=["matter", "owner"])
    if matter.owner is not None:
        conversations.invite(conversation=talk, colleague=matter.owner, by=by)
        conversations.assign(conversation=talk, to=matter.owner, by=by)
    said = {**about(situation), "matter": matter.pk}
    record(verb="situations.brought_together", by=by, about=said)


def take_out(*, situation: Situation, by: Colleague) -> None:
    """It goes its own way again; its owner stays. Where nothing else is open, the rest is over."""
    still_open(situation)
    matter = situation.matter_id
    if matter is None:
        raise Refusal(_("This belongs to no matter. Nothing was changed."))
    with transaction.atomic():
        said = {**about(situation), "matter": matter}
        situation.matter = None
        situation.save(update_fields=["matter"])
        record(verb="situations.taken_out", by=by, about=said)
        end_the_matter(matter, by)


def set_owner(*, matter: Matter, to: Colleague, by: Colleague) -> None:
    """One owner for all of it, who sees all of it."""
    _goes_on(matter)
    first = matter.situations.filter(ended_at=None).first()
    if first is not None:
        hand_over(situation=first, to=to, by=by)


def keep_apart(
    *, conversation: Conversation, others: Iterable[Conversation], by: Colleague
) -> None:
    """They have nothing in common: this is not offered again, to anyone."""
    with transaction.atomic():
        for other in others:
            one, two = sorted((conversation.pk, other.pk))
            Apart.objects.get_or_create(
                one_id=one, two_id=two, defaults={"by": by, "at": clock.now()}
            )
        record(verb="situations.kept_apart", by=by, about={"conversation": conversation.pk})


def _goes_on(matter: Matter) -> None:
    if matter.ended_at:
        raise Refusal(_("This matter is over. Nothing was changed."))

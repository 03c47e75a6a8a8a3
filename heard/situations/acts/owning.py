"""It gets difficult: someone takes it up, hands it on, or lets the team have it; and it ends."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation
from heard.journal import clock
from heard.journal.acts import Actor, record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.situations.models import Matter, Situation


def raise_(*, conversation: Conversation, by: Colleague, raised_by: str) -> Situation:
    """Raised by them ("them") or by us ("us"); whoever raises it owns it."""
    if raised_by not in {Situation.THEM, Situation.US}:
        raise Refusal(_("Please choose who is unhappy. Nothing was changed."))
    try:
        with transaction.atomic():
            _not_closed(conversation)
            situation = Situation.objects.create(
                conversation=conversation,
                raised_by=raised_by,
                raised_at=clock.now(),
                opened_by=by,
                owner=by,
            )
            if conversation.assignee_id is None:
                conversations.assign(conversation=conversation, to=by, by=by)
            record(verb="situations.raised", by=by, about=about(situation))
    except IntegrityError:
        raise Refusal(
            _(
                "Somebody has taken this up already. Nothing was changed; have a look at where it "
                "stands."
            )
        ) from None
    return situation


def hand_over(*, situation: Situation, to: Colleague, by: Colleague) -> None:
    """Somebody else owns it from now on, and can see it; a matter has one owner for all of it.

    Whoever hands it over sees all that the other is let into.
    """
    still_open(situation)
    _sees_all(situation, by)
    if not to.is_active:
        raise Refusal(_("%(name)s no longer works here. Nothing was changed.") % {"name": to.name})
    with transaction.atomic():
        for one in _all_of(situation):
            conversations.invite(conversation=one.conversation, colleague=to, by=by)
            conversations.assign(conversation=one.conversation, to=to, by=by)
            Situation.objects.filter(pk=one.pk).update(owner=to)
            record(verb="situations.handed_over", by=by, about=about(one))
        _owns(situation, to)
    situation.refresh_from_db()


def join(*, situation: Situation, colleague: Colleague, by: Colleague) -> None:
    """Let a colleague see and help."""
    still_open(situation)
    with transaction.atomic():
        conversations.invite(conversation=situation.conversation, colleague=colleague, by=by)
        record(verb="situations.joined", by=by, about=about(situation))


def offer_to_team(*, situation: Situation, by: Colleague) -> None:
    """ "Not me, not now", by whoever has it in hand: no reason is asked, nobody counts it, and
    nothing says who it was."""
    still_open(situation)
    with transaction.atomic():
        mine = Situation.objects.filter(pk=situation.pk, owner=by).update(owner=None)
        if not mine:
            raise Refusal(_("This is not in your hands, so you cannot let it go."
                            " Nothing was changed."))  # fmt: skip
        for one in _all_of(situation):
            Situation.objects.filter(pk=one.pk).update(owner=None)
            conversations.let_go(conversation=one.conversation)
            record(verb="situations.offered", by="machine:situations", about=about(one))
        _owns(situation, None)
    situation.refresh_from_db()


def let_the_team(*, conversation: Conversation, by: Colleague) -> Situation:
    """ "Not me, not now" before anybody took it up: whoever has a calm hour takes it.

    No reason is asked, and the journal does not say who let it go.
    """
    known = Situation.of(conversation.pk)
    if known is not None:
        offer_to_team(situation=known, by=by)
        return known
    try:
        with transaction.atomic():
            _not_closed(conversation)
            situation = Situation.objects.create(
                conversation=conversation,
                raised_by=Situation.THEM,
                raised_at=clock.now(),
                opened_by=by,
                owner=None,
            )
            if conversation.assignee_id == by.pk:
                conversations.let_go(conversation=conversation)
            record(verb="situations.raised", by="machine:situations", about=about(situation))
            record(verb="situations.offered", by="machine:situations", about=about(situation))
    except IntegrityError:
        raise Refusal(
            _(
                "Somebody has taken this up already. Nothing was changed; have a look at where it "
                "stands."
            )
        ) from None
    return situation


def take_up(*, situation: Situation, by: Colleague) -> None:
    """Own what was offered to the team; the first one does. Of a matter: all of it."""
    still_open(situation)
    _sees_all(situation, by)
    with transaction.atomic():
        taken = Situation.objects.filter(pk=situation.pk, owner=None).update(owner=by)
        if not taken:
            raise Refusal(_("Somebody was quicker and has it already. Nothing was changed."))
        for one in _all_of(situation):
            Situation.objects.filter(pk=one.pk).update(owner=by)
            conversations.assign(conversation=one.conversation, to=by, by=by)
            record(verb="situations.taken_up", by=by, about=about(one))
        _owns(situation, by)
    situation.refresh_from_db()


def take_over(*, situation: Situation, by: Colleague) -> None:
    """Own what a colleague has in hand and could not get to; of a matter: all of it."""
    hand_over(situation=situation, to=by, by=by)


def end(*, situation: Situation, by: Actor | str) -> None:
    """It is over; the conversation may go on."""
    with transaction.atomic():
        ended = Situation.objects.filter(pk=situation.pk, ended_at=None).update(
            ended_at=clock.now()
        )
        if ended:
            record(verb="situations.ended", by=by, about=about(situation))
            if situation.matter_id is not None:
                end_the_matter(situation.matter_id, by)
    situation.refresh_from_db()


def about(situation: Situation) -> dict[str, int | str]:
    return {"situation": situation.pk, "conversation": situation.conversation_id}


def still_open(situation: Situation) -> None:
    situation.refresh_from_db()
    if situation.ended_at:
        raise Refusal(_("This situation has ended. Nothing was changed."))


def _not_closed(conversation: Conversation) -> None:
    """Refusal where somebody has closed it meanwhile; locked until the act is over."""
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if locked.closed_at:
        raise Refusal(
            _("This conversation was closed meanwhile. Nothing was changed; reopen it first.")
        )


def _all_of(situation: Situation) -> list[Situation]:
    """This one, and the open ones that belong to the same matter."""
    if situation.matter_id is None:
        return [situation]
    found = Situation.objects.open().filter(matter=situation.matter_id)
    return list(found.select_related("conversation").order_by("pk"))


def _sees_all(situation: Situation, by: Colleague) -> None:
    parts = [one.conversation_id for one in _all_of(situation)]
    if Conversation.objects.visible_to(by).filter(pk__in=parts).count() < len(parts):
        raise Refusal(
            _("This belongs to a matter of which you do not see every part, so whoever sees all of"
              " it hands it over. Nothing was changed.")
        )  # fmt: skip


def _owns(situation: Situation, owner: Colleague | None) -> None:
    if situation.matter_id is not None:
        Matter.objects.filter(pk=situation.matter_id).update(owner=owner)


def end_the_matter(matter: int, by: Actor | str) -> None:
    """With the last situation that belongs to it a matter (its id) is over."""
    if Situation.objects.open().filter(matter=matter).exists():
        return
    if Matter.objects.filter(pk=matter, ended_at=None).update(ended_at=clock.now()):
        record(verb="situations.matter_ended", by=by, about={"matter": matter})

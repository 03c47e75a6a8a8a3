"""The week's scenes: dealt at the hour a person picked, answered, and dealt again in time.

What somebody answered is theirs alone. The journal says that a card was answered, not by whom.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.people.staff import functions
from heard.philosophy import letters, memory
from heard.philosophy.deck import Answer, Scene, scene_of
from heard.philosophy.hand import choose, of_the_week, rhythm_of
from heard.philosophy.models import CardState, Dealt, PutFirst, Rhythm, SignOff, Version
from heard.philosophy.remembering import A_WEEK
from heard.philosophy.week import scenes_come, week_of

FIRST_WEEK = timedelta(days=7)  # a newcomer reads and signs before scenes come


def set_rhythm(
    *, colleague: Colleague, weekday: int, hour: int, by_mail: bool, off: bool
) -> Rhythm:
    """When this person wants the week's scenes, in the page or by mail too, or not at all."""
    if weekday not in range(7) or hour not in range(24):
        raise Refusal(_("Please choose a weekday and an hour. Nothing was changed."))
    rhythm, _made = Rhythm.objects.update_or_create(
        colleague=colleague,
        defaults={"weekday": weekday, "hour": hour, "by_mail": by_mail, "off": off},
    )
    return rhythm


def close_clause_of_the_week(*, colleague: Colleague) -> None:
    """The line at the top of the desk is read; the next clause comes with the next week."""
    Rhythm.objects.update_or_create(
        colleague=colleague, defaults={"quiet_week": week_of(clock.now())}
    )


def deal_to_everyone() -> int:
    """The first scene of the week to each person whose hour has come; returns how many."""
    moment = clock.now()
    if Version.in_force() is None or not functions.is_on("week_scenes"):
        return 0
    looked = Rhythm.objects.filter(looked_week=week_of(moment)).values("colleague")
    silent = Rhythm.objects.filter(off=True).values("colleague")
    waiting = Colleague.objects.active().exclude(pk__in=looked).exclude(pk__in=silent)
    return sum(_deal_the_first(colleague, moment) for colleague in waiting)


def _deal_the_first(colleague: Colleague, moment: datetime) -> bool:
    rhythm = rhythm_of(colleague)
    comes = scenes_come(rhythm, moment)
    if comes is None or moment < comes:
        return False
    if (
        moment - colleague.joined_at < FIRST_WEEK
        and not SignOff.objects.filter(colleague=colleague).exists()
    ):
        return False
    with transaction.atomic():
        Rhythm.objects.update_or_create(
            colleague=colleague, defaults={"looked_week": week_of(moment)}
        )
        if of_the_week(colleague, moment):
            return False
        dealt = _deal(colleague, moment)
        if dealt is None:
            return False
        scene = scene_of(dealt.card)
        if rhythm.by_mail and scene is not None:
            letters.scene_of_the_week(dealt, scene)
    return True


def deal_another(*, colleague: Colleague) -> Dealt:
    """One more scene of this week, once the one before is answered; Refusal after the third."""
    functions.must_be_on("week_scenes")
    moment = clock.now()
    if not colleague.is_active:
        raise Refusal(_("You no longer work here. Nothing was changed."))
    hand = of_the_week(colleague, moment)
    still_open = next((dealt for dealt in hand if dealt.answered_at is None), None)
    if still_open is not None and scene_of(still_open.card) is not None:
        return still_open
    dealt = _deal(colleague, moment)
    if dealt is None:
        raise Refusal(_("That was all for this week. The next scene comes by itself."))
    return dealt


def _deal(colleague: Colleague, moment: datetime) -> Dealt | None:
    hand = of_the_week(colleague, moment)
    if len(hand) >= A_WEEK:
        return None
    chosen = choose(colleague, moment, besides={dealt.card for dealt in hand})
    if chosen is None:
        return None
    try:
        with transaction.atomic():
            PutFirst.objects.filter(colleague=colleague, clause_number=chosen.clause).delete()
            return Dealt.objects.create(
                colleague=colleague,
                week=week_of(moment),
                place=len(hand) + 1,
                card=chosen.key,
                at=moment,
                nonce=secrets.token_hex(16),
            )
    except IntegrityError:  # dealt in the same moment by another window of the same person
        return of_the_week(colleague, moment)[-1]


def answer_card(*, dealt: Dealt, choice: int, by: Colleague) -> tuple[Scene, Answer]:
    """What this person would do first (from 0). Answers the scene once, in its week."""
    functions.must_be_on("week_scenes")
    if dealt.colleague_id != by.pk:
        raise Refusal(_("This scene is for somebody else. Nothing was changed."))
    if not by.is_active:
        raise Refusal(_("You no longer work here. Nothing was changed."))
    moment = clock.now()
    if dealt.week != week_of(moment):
        raise Refusal(_("This scene was for an earlier week; the next one comes by itself."))
    scene = scene_of(dealt.card)
    if scene is None:
        raise Refusal(_("This scene is no longer asked, so nothing was changed."))
    if choice not in range(len(scene.answers)):
        raise Refusal(_("Please choose one of the answers. Nothing was changed."))
    chosen = scene.answers[choice]
    with transaction.atomic():
        taken = Dealt.objects.filter(pk=dealt.pk, answered_at=None).update(answered_at=moment)
        if not taken:
            raise Refusal(_("You have answered this scene already. Nothing was changed."))
        known = CardState.objects.filter(colleague=by, card=dealt.card).first()
        fresh = memory.after(known.memory if known else None, well=chosen.best, moment=moment)
        CardState.objects.update_or_create(
            colleague=by,
            card=dealt.card,
            defaults={"memory": fresh, "due": memory.due(fresh)},
        )
        record(verb="philosophy.card_answered", by="machine:philosophy")
    return scene, chosen


def put_first(*, colleagues: Iterable[Colleague], clause_number: int) -> None:
    """After a situation the card that fits it is dealt first to those who took part."""
    if not functions.is_on("week_scenes"):
        return
    for colleague in colleagues:
        if colleague.is_active:
            PutFirst.objects.update_or_create(
                colleague=colleague, clause_number=clause_number, defaults={"at": clock.now()}
            )


def forget_person(*, colleague: int) -> None:
    """What somebody remembered goes when they leave the house."""
    with transaction.atomic():
        for kept in (CardState, Dealt, PutFirst, Rhythm):
            kept.objects.filter(colleague=colleague).delete()


def forget_dealt(*, days: int) -> int:
    """What lay before whom is forgotten `days` later; returns how many rows."""
    before = clock.now() - timedelta(days=days)
    dealt, _each = Dealt.objects.filter(at__lt=before).delete()
    first, _each = PutFirst.objects.filter(at__lt=before).delete()
    return dealt + first

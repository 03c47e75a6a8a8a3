"""The pages of what belongs together: the offer, the matter itself, and its debrief."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.conversations.models import Conversation
from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.situations import acts, matter_parts, similar, way
from heard.situations.models import Matter, Situation
from heard.situations.panel import step_word


@login_required
def together(request: Request, pk: int) -> HttpResponse:
    """What may belong together with this conversation; a person chooses."""
    seen = Conversation.objects.visible_to(request.user)
    conversation = get_object_or_404(seen, pk=pk)
    given = request.POST
    chosen = [one for one in map(number, given.getlist("with")) if one]
    if request.method == "POST":
        try:
            if "apart" in given:
                found = [one.conversation for one in similar.alike(conversation, request.user)]
                acts.keep_apart(conversation=conversation, others=found, by=request.user)
                return redirect(conversation)
            situation = Situation.of(conversation.pk)
            matter = acts.bring_together(
                title=given.get("title", ""),
                chosen=[conversation, *seen.filter(pk__in=chosen)] if chosen else [],
                by=request.user,
                matter=situation.matter if situation else None,
            )
            return redirect(matter)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    alike = similar.alike(conversation, request.user)
    known = {one.conversation.pk for one in alike}
    return render(
        request,
        "situations/together.html",
        {
            "conversation": conversation,
            "situation": Situation.of(conversation.pk),
            "alike": alike,
            "there": [
                one
                for one in similar.of_the_organisation(conversation, request.user)
                if one.conversation.pk not in known
            ],
            "title": given.get("title") or conversation.shown_subject,
            "chosen": chosen,
        },
    )


@login_required
@require_GET
def matter(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)
    mine = Situation.objects.visible_to(request.user).filter(matter=found)
    parts = mine.select_related("conversation__contact__organisation").order_by("raised_at", "pk")
    words = matter_parts.words(found, request.user)
    rows = [
        {
            "situation": one,
            "conversation": one.conversation,
            "step": _("over") if one.ended_at else step_word(way.step(one)),
            "word": None if one.ended_at else words.get(one.pk),
        }
        for one in parts
    ]
    said = found.lessons.filter(by=request.user).exists()
    return render(
        request,
        "situations/matter.html",
        {
            "matter": found,
            "rows": rows,
            "elsewhere": found.situations.count() - len(rows),
            "others": Colleague.objects.active().order_by("name"),
            "parts": matter_parts.shown(found, request.user),
            "lessons": found.lessons.select_related("by") if said or found.learnt_at else [],
            "said": said,
            "may_sum_up": said
            and (request.user.pk in {found.owner_id, found.opened_by_id} or request.user.leads),
        },
    )


def _change(request: Request, pk: int, doing: Callable[[Matter], Any]) -> HttpResponse:
    found = get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)
    try:
        doing(found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@login_required
@require_POST
def change_matter(request: Request, pk: int) -> HttpResponse:
    """Another owner, or one conversation goes its own way again."""

    def change(found: Matter) -> None:
        if "take_out" in request.POST:
            mine = Situation.objects.visible_to(request.user).filter(matter=found)
            situation = mine.filter(pk=number(request.POST["take_out"])).first()
            if situation is not None:
                acts.take_out(situation=situation, by=request.user)
            return
        chosen = number(request.POST.get("colleague", ""))
        to = Colleague.objects.active().filter(pk=chosen).first()
        if to is None:
            raise Refusal(_("Please choose a colleague. Nothing was changed."))
        acts.set_owner(matter=found, to=to, by=request.user)

    return _change(request, pk, change)


@login_required
@require_POST
def debrief(request: Request, pk: int) -> HttpResponse:
    given = request.POST

    def say(found: Matter) -> None:
        if "learnt" in given:
            acts.sum_up_lessons(matter=found, by=request.user, learnt=given["learnt"])
        else:
            acts.say_lesson(
                matter=found, by=request.user,
                well=given.get("well", ""), otherwise=given.get("otherwise", ""),
            )  # fmt: skip

    return _change(request, pk, say)

"""The line of a matter: drawn by its owner, agreed to by others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from heard.decisions import acts
from heard.decisions.acts.lining import languages_of
from heard.decisions.models import Decision
from heard.decisions.models.line import PARTS
from heard.decisions.questions import held_by_time_alone
from heard.journal.refusal import Refusal
from heard.people.signin import Request
from heard.situations.models import Matter


def _say_what_waits(request: Request, made: list[Decision]) -> None:
    waiting = [decision for decision in made if decision.taken_at is None]
    hot = [decision for decision in waiting if held_by_time_alone(decision)]
    if hot:
        messages.warning(
            request,
            ngettext(
                "It is decided. One letter is hot and has only just come: draw the line anew"
                " with a short reason, or go on in an hour.",
                "It is decided. %(count)d letters are hot and have only just come: draw the line"
                " anew with a short reason, or go on in an hour.",
                len(hot),
            )
            % {"count": len(hot)},
        )
    if len(waiting) > len(hot):
        messages.warning(
            request,
            ngettext(
                "It is decided. In one conversation it waits for a second person.",
                "It is decided. In %(count)d conversations it waits for a second person.",
                len(waiting) - len(hot),
            )
            % {"count": len(waiting) - len(hot)},
        )


@login_required
@require_POST
def line(request: Request, pk: int) -> HttpResponse:
    matter = get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)
    given = request.POST
    try:
        if "agree" in given:
            digest = given.get("digest", "")
            acts.approve_together(matter=matter, by=request.user, digest=digest)
            return redirect(matter)
        words = {
            code: {part: given.get(f"{part}-{code}", "") for part in PARTS}
            for code in languages_of(matter)
        }
        made = acts.decide_together(
            matter=matter,
            by=request.user,
            kind=given.get("kind", ""),
            words=words,
            why_now=given.get("why_now", ""),
        )
        _say_what_waits(request, made)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(matter)

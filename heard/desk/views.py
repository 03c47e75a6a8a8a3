"""The pages of the desk, put together from what the rooms offer."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from heard.conversations import panel
from heard.conversations.composer import compose
from heard.conversations.models import Conversation
from heard.desk import thanks
from heard.desk.lists import LISTINGS, matching
from heard.desk.rows import PAGE, rows, with_their_words
from heard.desk.stamp import stamp
from heard.desk.timeline import timeline
from heard.desk.words import LONGEST
from heard.holding.questions import counting_down, kept_lately
from heard.journal import clock
from heard.look.typed import number
from heard.mail.models import Alarm, Mailbox
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.philosophy.line import line_for


def _listed(request: Request, name: str) -> dict[str, Any]:
    listing = LISTINGS.get(name)
    if listing is None:
        raise Http404
    mark = stamp()
    page = Paginator(with_their_words(listing.conversations(request.user)), PAGE).get_page(
        request.GET.get("page")
    )
    return {
        "listing": listing,
        "page": page,
        "rows": rows(page.object_list, request.user),
        "stamp": mark,
        "moment": clock.now(),
    }


@login_required
@require_GET
def inbox(request: Request) -> HttpResponse:
    return listing(request, "waiting")


@login_required
@require_GET
def listing(request: Request, name: str) -> HttpResponse:
    line = line_for(request.user) if name == "waiting" else None
    alarms = Alarm.objects.on_the_desk_of(request.user)
    said = {**_listed(request, name), "line": line, "alarms": alarms}
    return render(request, "desk/inbox.html", said)


@login_required
@require_GET
def live_listing(request: Request, name: str) -> HttpResponse:
    """204 while nothing happened since `stamp`, otherwise the fresh list and the numbers on top."""
    if request.GET.get("stamp") == stamp():
        return HttpResponse(status=204)
    return _fresh(request, "desk/_rows.html", _listed(request, name))


@login_required
@require_GET
def live_numbers(request: Request) -> HttpResponse:
    """The same for a page of which nothing else changes by itself."""
    if request.GET.get("stamp") == stamp():
        return HttpResponse(status=204)
    return _fresh(request, "", {})


def _fresh(request: Request, part: str, shown: dict[str, Any]) -> HttpResponse:
    """What an open page takes in by its ids: `part`, and how many wait, are on watch, …"""
    return render(request, "desk/_live.html", {**shown, "part": part})


def _conversation(request: Request, pk: int) -> dict[str, Any]:
    mark = stamp()
    conversation = get_object_or_404(
        Conversation.objects.visible_to(request.user).select_related(
            "contact__organisation", "assignee"
        ),
        pk=pk,
    )
    held, knew = request.GET.get("held") == "1", request.GET.get("knew", "")
    return {
        "conversation": conversation,
        "standing": panel.standing(conversation, request.user),
        "way": panel.shown("way", conversation, request.user),
        "calm": panel.shown("calm", conversation, request.user),
        "side": panel.shown("side", conversation, request.user),
        "composing": panel.shown("composer", conversation, request.user),
        "timeline": timeline(conversation, request.user),
        "marks": panel.marks([conversation.pk], request.user)[conversation.pk],
        "thanking": thanks.offer(),
        "composer": compose(
            conversation, request.user, held=held, knew=number(knew) if held and knew else None
        ),
        "mailboxes": Mailbox.objects.filter(filings__conversation=conversation),
        "colleagues": Colleague.objects.active().order_by("name"),
        "stamp": mark,
        "moment": clock.now(),
    }


@login_required
@require_GET
def conversation(request: Request, pk: int) -> HttpResponse:
    return render(request, "desk/conversation.html", _conversation(request, pk))


@login_required
@require_GET
def live_conversation(request: Request, pk: int) -> HttpResponse:
    """204 while nothing happened since `stamp`, otherwise what stands beside the composer."""
    if request.GET.get("stamp") == stamp():
        return HttpResponse(status=204)
    return _fresh(request, "desk/_conversation.html", _conversation(request, pk))


@login_required
@require_GET
def search(request: Request) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = (
        with_their_words(matching(request.user, words)) if words else Conversation.objects.none()
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/search.html",
        {
            "words": words,
            "page": page,
            "rows": rows(page.object_list, request.user),
            "moment": clock.now(),
        },
    )


@login_required
@require_GET
def promises(request: Request) -> HttpResponse:
    return render(
        request,
        "desk/promises.html",
        {
            "open": counting_down(request.user).select_related("conversation__contact"),
            "kept": kept_lately(request.user).select_related("conversation__contact")[:20],
            "moment": clock.now(),
        },
    )

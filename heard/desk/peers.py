"""Thanking a colleague at their letter; the week as the team sees it; what is one's own alone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.conversations.models import Conversation, Draft, Message
from heard.desk.weekly import note_for
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.people.staff import functions
from heard.philosophy import acts as philosophy
from heard.philosophy.models import Clause, Resolution, Version
from heard.philosophy.questions import kind_words_of

SHOWN = 100


@login_required
@require_POST
def thank(request: Request, pk: int) -> HttpResponse:
    """A word about a letter: to the team, or to its writer alone."""
    visible = Conversation.objects.visible_to(request.user)
    message = get_object_or_404(
        Message, pk=pk, conversation__in=visible, side=Message.US, state=Message.SENT
    )
    given = request.POST
    clause = number(given.get("clause", ""))
    back = redirect(f"{message.conversation.get_absolute_url()}#message-{message.pk}")
    try:
        if message.colleague is None or not clause:
            raise Refusal(_("Please choose a clause; nothing was written."))
        said: dict[str, Any] = {
            "clause_number": clause,
            "by": request.user,
            "to": message.colleague,
            "words": given.get("words", ""),
            "about": message.reference,
        }
        name = {"name": message.colleague.name}
        if "alone" in given:
            philosophy.say_kind_word(**said)
            messages.success(request, _("Said. Only %(name)s and you see it.") % name)
        else:
            philosophy.recognise(**said)
            messages.success(request, _("Said. %(name)s and your team see it.") % name)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return back


@login_required
@require_GET
def week(request: Request) -> HttpResponse:
    """The weekly note as a page."""
    return render(
        request, "desk/week.html", {"note": note_for(request.user), "moment": clock.now()}
    )


@login_required
@require_GET
def own(request: Request) -> HttpResponse:
    """What the clauses said about one's letters, and kind words: for nobody else's eyes."""
    words = kind_words_of(request.user) if functions.is_on("kind_words") else ()
    return render(
        request,
        "desk/own.html",
        {
            "kept": _kept(request.user) if functions.is_on("own_findings") else [],
            "keeps": functions.is_on("own_findings"),
            "words": [(word, _letter(word.about, request.user)) for word in words[:SHOWN]],
        },
    )


def _kept(colleague: Colleague) -> list[dict[str, Any]]:
    """One's resolutions with the letter each is about, latest first."""
    version = Version.in_force()
    titles = {clause.number: clause for clause in version.clauses.all()} if version else {}
    rows = list(Resolution.objects.filter(by=colleague).order_by("-at", "-id")[:SHOWN])
    drafts = [int(row.act.removeprefix("draft:")) for row in rows if row.act.startswith("draft:")]
    letters = {
        draft.reference: draft.sent_as
        for draft in Draft.objects.filter(pk__in=drafts, by=colleague).select_related(
            "sent_as__conversation"
        )
    }
    return [
        {
            "row": row,
            "clause": titles.get(row.clause_number),
            "level": dict(Clause.LEVELS).get(row.level, row.level),
            "letter": letters.get(row.act),
        }
        for row in rows
    ]


def _letter(reference: str, reader: Colleague) -> Message | None:
    return (
        Message.objects.filter(
            pk=number(reference.removeprefix("message:")),
            conversation__in=Conversation.objects.visible_to(reader),
        )
        .select_related("conversation")
        .first()
    )

"""What the other side sees of "Did you feel heard?": one question, three buttons, one field."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from heard.closing import acts
from heard.journal.refusal import Refusal
from heard.listening.outside_page import page, private, sorry
from heard.listening.wording import spoken


@private
def felt(request: HttpRequest, token: str) -> HttpResponse:
    """Shown on GET, answered by one button; looking is not answering."""
    try:
        letter = acts.asked_in(token)
    except acts.Told as told:
        return _told(request, told)
    except Refusal as refusal:
        return sorry(request, str(refusal), 404)
    with translation.override(spoken(letter.conversation)):
        context: dict[str, Any] = {"writer": letter.colleague}
        if request.method != "POST":
            return page(request, "closing/felt", **context)
        try:
            acts.tell(
                token=token,
                answer=request.POST.get("answer", ""),
                text=request.POST.get("text", ""),
            )
        except acts.Told as told:
            return _told(request, told)
        except Refusal as refusal:
            return page(request, "closing/felt", sentence=str(refusal), **context)
        return page(request, "closing/felt_done", **context)


def _told(request: HttpRequest, told: acts.Told) -> HttpResponse:
    """Answered before: one sentence in their language, and whom to write or call."""
    with translation.override(spoken(told.letter.conversation)):
        return sorry(request, str(told), 410, writer=told.letter.colleague)

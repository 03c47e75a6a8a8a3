"""What the other side sees: one narrow page in their language, without cookies or scripts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from heard.journal.refusal import Refusal
from heard.listening import acts
from heard.listening.acts.answers import LONGEST, Over
from heard.listening.outside_page import page, private, sorry
from heard.listening.wording import for_them, spoken


def _over(request: HttpRequest, over: Over) -> HttpResponse:
    """The link was good once: one sentence in their language, and whom to write or call."""
    with translation.override(spoken(over.restatement.situation.conversation)):
        return sorry(request, str(over), 410, writer=over.restatement.by)


@private
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Shown on GET; one button says yes, or what is missing."""
    try:
        restatement = acts.restatement_of(token)
    except Over as over:
        return _over(request, over)
    except Refusal as refusal:
        return sorry(request, str(refusal), 404)
    conversation = restatement.situation.conversation
    with translation.override(spoken(conversation)):
        by_when = for_them(restatement.promised_for, conversation)
        context: dict[str, Any] = {"restatement": restatement, "by_when": by_when}
        if request.method != "POST":
            return page(request, "listening/outside", **context)
        try:
            if "confirm" in request.POST:
                acts.confirm(token=token)
            else:
                acts.correct(token=token, text=request.POST.get("missing", ""))
        except Over as over:
            return _over(request, over)
        except Refusal as refusal:
            context["missing"] = request.POST.get("missing", "")
            context.update(sentence=str(refusal), longest=LONGEST)
            return page(request, "listening/outside", **context)
        corrected = "confirm" not in request.POST
        return page(request, "listening/outside_done", corrected=corrected, **context)


@private
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """ "That was not me", done by one button."""
    try:
        said = acts.answer_of(token)
    except Over as over:
        return _over(request, over)
    except Refusal as refusal:
        return sorry(request, str(refusal), 404)
    with translation.override(spoken(said.situation.conversation)):
        if request.method != "POST":
            return page(request, "listening/outside_not_me")
        try:
            acts.disown(token=token)
        except Over as over:
            return _over(request, over)
        sentence = _("That answer does not count; we will get in touch.")
        return sorry(request, sentence, 200, title=_("Thank you"))

"""What the form of the composer holds, as the acts take it."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from heard.conversations import acts
from heard.conversations.amounts import amount_of
from heard.conversations.composer import recipients
from heard.conversations.models import Conversation
from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.people.signin import Request
from heard.philosophy.acts import MEANT


def revision(request: Request, conversation: Conversation) -> int | None:
    """Which saving the window last saw, None where no text of another window can be in its way.

    Once the draft it saw was sent elsewhere, what was written here and is sent or kept by hand is a
    new one. What merely comes late of the text that was sent, as one types, is none.
    """
    seen_last = request.POST.get("revision", "")
    if not seen_last.isdecimal():
        return None
    if not wants_json(request) and not acts.open_drafts(conversation, request.user).exists():
        return None
    return number(seen_last)


def knew(request: Request) -> int | None:
    """The last letter of ours that the page knew of, as its form says."""
    return number(request.POST["knew"]) if "knew" in request.POST else None


def text_as_it_stands(request: Request, conversation: Conversation) -> str:
    """What the draft holds already: a form that came without its text empties nothing."""
    draft = acts.open_drafts(conversation, request.user).first()
    return draft.text if draft else ""


def copies(given: QueryDict, conversation: Conversation) -> list[str]:
    """Who stands in the field "Copy"; with "Answer everyone" also all who got their letter."""
    copies = recipients(given, "cc")
    if "everyone" in given:
        addressed = [*recipients(given, "to"), *copies, *recipients(given, "bcc")]
        copies += acts.everyone_else(conversation, addressed)
    return copies


def answers(given: QueryDict) -> dict[str, Any] | None:
    """What the writer says where the gate asked: "it is meant so", "no, it does not end it", what
    a yes comes to. Refusal for an amount that is none."""
    said: dict[str, Any] = {}
    if "granting" in given:
        said["own_mistake"] = "own_mistake" in given
        amount = amount_of(given.get("amount", ""))
        said["amount"] = "" if amount is None else str(amount)
    meant = [one for one in map(number, given.getlist("meant")) if one]
    if meant:
        said[MEANT] = meant
    if given.get("ends") == "no":
        said["ends"] = "no"
    return said or None


def wants_json(request: Request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def leave_at(given: QueryDict) -> datetime | None:
    """The hour that was chosen at "Send later", now or when the draft was held; None for now."""
    hour = given.get("leave_at", "now")
    if hour == "now":
        return None
    return moment(given.get("leave_on", "") if hour == "chosen" else hour)


def moment(said: str) -> datetime:
    """The date and time of a form's field, as the house's clocks show it."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise Refusal(_("Please choose a date and a time. Your draft is kept.")) from None
    return moment if moment.tzinfo else make_aware(moment)

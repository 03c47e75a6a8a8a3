"""Why a letter does not leave now: nothing of it is lost."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heard.conversations import cautions, elsewhere, purposes
from heard.conversations.acts.what_leaves import recipients_of
from heard.conversations.models import Conversation, Draft, Message
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.people.acts import normal
from heard.people.models import Colleague
from heard.philosophy.gate import Finding

# So long after Send, the very same letter once more is a second click, not a second letter
SECOND_CLICK = timedelta(minutes=2)


class SentAlready(Refusal):
    """The same letter of the same writer is on its way, or has just left."""


class Held(Exception):  # it is held, nothing is wrong
    """The gate holds it; `findings` say what is missing. The draft is kept."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("held")
        self.findings = findings


class Cautioned(Exception):  # nothing is wrong, something should be looked at
    """Something in it may not be meant. The draft is kept; one click sends it all the same."""

    def __init__(self, cautions: list[cautions.Caution]) -> None:
        super().__init__("cautioned")
        self.cautions = cautions


def may_leave(
    conversation: Conversation,
    draft: Draft,
    by: Colleague,
    seen: int | None,
    spoke: str | None = None,
) -> None:
    """Refusal, in a sentence, where it may not. `seen`, `spoke`: as in `reply`."""
    if draft.by_id != by.pk:
        raise Refusal(_("This is a colleague's draft. Continue it as yours first; it is kept."))
    if draft.sent_as_id or draft.put_away_at:
        raise Refusal(_("This draft is on its way already. Nothing was sent twice."))
    if not draft.text.strip():
        raise Refusal(_("The letter is still empty, so nothing was sent."))
    words = conversation.messages.filter(side=Message.THEM, pk__gt=seen or 0)
    if words.exclude(medium=Message.MAIL, automatic=True).exists() or _spoke_since(draft, spoke):
        raise Refusal(
            _("They wrote meanwhile. Your draft is kept; please read their message first.")
        )
    if _another_leaves_now(conversation, by) and draft.purpose != "acknowledgement":
        raise Refusal(_("A colleague's answer is leaving just now. Your draft is kept."))
    to, cc = recipients_of(draft)
    if _is_second_click(conversation, draft, by, to, cc):
        raise SentAlready(_("This letter is on its way already. Nothing was sent twice."))
    if not to:
        raise Refusal(_("Nobody is named to send it to. Your draft is kept; add an address."))
    for address in (*to, *cc, *draft.bcc):
        normal(address)
    said = unfit(draft)
    if said:
        raise Refusal(said)


def unfit(draft: Draft) -> str:
    """Why it cannot leave as it is, by what it is for; "" when it can."""
    refuse = purposes.of(draft).refuse
    return refuse(draft) if refuse else ""


def _spoke_since(draft: Draft, known: str | None) -> bool:
    """Whether they said something elsewhere that the sender's page, or the draft, cannot know."""
    if known is not None:
        return known != elsewhere.mark(draft.conversation)
    last = elsewhere.last(draft.conversation)
    return last is not None and last > draft.saved_at


def _is_second_click(
    conversation: Conversation, draft: Draft, by: Colleague, to: list[str], cc: list[str]
) -> bool:
    """The same text to the same people, with no file that the letter on its way lacks: its files
    went with the first click."""
    lately = clock.now() - SECOND_CLICK
    same = conversation.messages.filter(
        Q(state=Message.LEAVING) | Q(state=Message.SENT, at__gte=lately),
        side=Message.US,
        colleague=by,
        text=draft.text,
    )
    files = set(draft.enclosures.values_list("name", "file"))
    return any(
        [message.to, message.cc, message.bcc] == [to, cc, draft.bcc]
        and files <= set(message.attachments.values_list("name", "file"))
        for message in same
    )


def _another_leaves_now(conversation: Conversation, by: Colleague) -> bool:
    """Whether a colleague's letter counts down or is being handed over. One that waits for its
    hour or for their server blocks nobody; it is handed back once another has left."""
    soon = clock.now() + timedelta(seconds=settings.HEARD_CANCEL_SECONDS)
    now = Q(outgoing__tries=0, outgoing__leaves_at__lte=soon) | Q(
        outgoing__attempted_at__isnull=False
    )
    leaving = conversation.messages.filter(now, state=Message.LEAVING, outgoing__asked_at=None)
    return leaving.exclude(colleague=by).exists()

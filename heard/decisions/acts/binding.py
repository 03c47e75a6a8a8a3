"""What every decision shares: bound to exactly what would happen, open or not, where it stands."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heard.conversations.acts.drafts import TELLS
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions import guard
from heard.decisions.models import Decision
from heard.journal.acts import keyed_digest
from heard.journal.refusal import Refusal
from heard.people.models import Colleague


def bind(decision: Decision) -> None:
    decision.last_incoming = guard.last_incoming(decision)
    decision.digest = guard.digest_of(decision)
    decision.save()


def sealed(decision: Decision) -> str:
    """What the journal keeps of the digest: keyed, so that it says nothing once erased."""
    return keyed_digest(subject=decision.act_name, content=decision.digest.encode())


def still_open(decision: Decision) -> None:
    if not decision.is_open:
        raise Refusal(_("This is withdrawn, void or done by now, so nothing was changed."))


def conversation_of(decision: Decision) -> Conversation:
    if decision.conversation is None:
        raise Refusal(_("This belongs to no conversation; nothing was written."))
    return decision.conversation


def is_out(decision: Decision) -> bool:
    """Whether its letter has left, or may have left: then nobody takes back what it says."""
    letter = decision.message
    if letter is None or letter.outgoing is None:
        return False
    tried = letter.state == Message.LEAVING and not letter.outgoing.can_be_taken_back
    return letter.state == Message.SENT or tried


def letters_of(decision: Decision) -> QuerySet[Draft]:
    """Drafts that tell this decision, begun, on their way or gone."""
    found = Draft.objects.filter(conversation=decision.conversation_id, purpose="answer")
    return found.filter(**{f"answers__{TELLS}": decision.pk})


def told_by(draft: Draft | None) -> Decision | None:
    """The decision that a letter tells; None for one that is about something else."""
    if draft is None or draft.purpose != "answer":
        return None
    here = Decision.objects.filter(conversation=draft.conversation_id, kind__in=Decision.ANSWERS)
    return here.filter(pk=draft.answers.get(TELLS)).first()


def tells(message: Message, decision: Decision) -> bool:
    """Whether the letter, as its writer declared it, says what was decided."""
    return decision.declares in (message.declared or [decision.declares])


def own_draft(conversation: Conversation, by: Colleague) -> Draft | None:
    return conversation.drafts.filter(by=by, sent_as=None, put_away_at=None).first()


def about(decision: Decision) -> dict[str, int | str]:
    about: dict[str, int | str] = {"decision": decision.pk}
    for name in ("situation", "conversation", "contact", "organisation"):
        value = getattr(decision, f"{name}_id")
        if value:
            about[name] = value
    return about

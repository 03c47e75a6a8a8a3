"""Where we were unhappy and they have answered: higher up, or letting it rest.

Accepting is a good note, accepting in part and insisting are decisions, ending is the guard's.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.closing.acts.ending import look_in_again
from heard.closing.unanswered import refuse_untold
from heard.conversations.models import Conversation, Draft
from heard.holding import acts as holding
from heard.holding.models import Promise
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.listening import acts as listening
from heard.people.acts import normal
from heard.people.models import Colleague
from heard.situations import acts as situations
from heard.situations.models import Situation


def raise_higher(*, situation: Situation, by: Colleague, address: str) -> Draft:
    """A letter to somebody above them, as a draft, with a copy to whom we spoke with: openly.

    It says what we understood of their view, and what is open for us.
    """
    address = normal(address.strip())
    if Colleague.objects.active().filter(email=address).exists():
        raise Refusal(
            _("This is a colleague's address. Ask them in a huddle; nothing was written.")
        )
    conversation = situation.conversation
    contact = conversation.contact
    if contact and contact.addresses.filter(address=address).exists():
        raise Refusal(_("You speak with this person already. Please name somebody above them."))
    return listening.say_ours(situation=situation, by=by, higher=address)


def let_rest(*, situation: Situation, by: Colleague, until: datetime | None = None) -> None:
    """We ask no further: the situation ends, what they promised rests, what was said is kept.

    `until`: the day to look at it again. An open promise of ours stays ours.
    Refusal over a decision that they were not told.
    """
    with transaction.atomic():
        situation = Situation.objects.select_for_update().get(pk=situation.pk)
        if situation.ended_at:
            raise Refusal(_("This situation has ended. Nothing was changed."))
        conversation: Conversation = situation.conversation
        refuse_untold(conversation)
        theirs = Promise.objects.open().filter(conversation=conversation, by=Promise.THEM)
        for promise in theirs:
            holding.release(promise=promise, by=by)
        if until is not None:
            look_in_again(conversation=conversation, by=by, due=until)
        situations.end(situation=situation, by=by)
        about: dict[str, int | str] = {"situation": situation.pk, "conversation": conversation.pk}
        record(verb="closing.let_rest", by=by, about=about)

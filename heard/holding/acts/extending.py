"""A promise by hand that lies beyond a date of theirs: they are asked for more time."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Draft
from heard.holding.acts.promising import about, extension_needed
from heard.holding.models import Promise
from heard.holding.questions import MORE_TIME
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.listening.wording import beside, for_them, their_day, written
from heard.people.models import Colleague


def ask_for_time(*, promise: Promise, by: Colleague) -> Draft:
    """A letter that asks them to wait until the promised date, as a draft."""
    promise.refresh_from_db()
    conversation = promise.conversation
    passed = extension_needed(conversation, promise.due)
    if promise.by != Promise.US or not promise.is_open or passed is None:
        raise Refusal(_("This promise lies before every date of theirs. Nothing was written."))
    said = {
        "text": promise.text,
        "due": for_them(promise.due, conversation),
        "their_date": their_day(passed, conversation),
        "phone": by.phone,
        "writer": by.name,
    }
    text = written("holding/mail/more_time", conversation, said)
    with transaction.atomic():
        draft = conversations.save_draft(
            conversation=conversation,
            by=by,
            text=beside(conversation, by, MORE_TIME, text),
            purpose=MORE_TIME,
            declared=["promise"],
        )
        record(verb="holding.time_asked_for", by=by, about=about(promise))
    return draft

"""A short letter that a machine writes in somebody's name."""

from collections.abc import Mapping

from django.db import transaction

from heard.conversations import purposes
from heard.conversations.acts.sending import freeze_letter
from heard.conversations.acts.what_leaves import act_of
from heard.conversations.models import Conversation, Draft, Message
from heard.journal import clock
from heard.people.models import Colleague
from heard.philosophy.acts import weigh


def acknowledge(
    *,
    conversation: Conversation,
    by: Colleague,
    text: str,
    name: str,
    substitute: Mapping[str, str],
    in_the_name_of: str = "",
) -> Message | None:
    """A short machine-written letter in the name of `by`, or of the house where `in_the_name_of`
    says so; once per `name`, asked at the gate.

    It stands beside whatever draft `by` has open, answers nothing, and is put away as a draft when
    the gate holds it.
    """
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if Draft.objects.filter(conversation=conversation, reason=name).exists():
            return None
        last = conversation.last_incoming
        draft = Draft.objects.create(
            conversation=conversation,
            by=by,
            text=text,
            purpose="acknowledgement",
            declared=["none"],
            reason=name,
            based_on=last,
            begun_at=clock.now(),
            saved_at=clock.now(),
            looked_at=clock.now(),
        )
        act = act_of(draft)
        if any(finding.blocks for finding in weigh(act)):
            draft.put_away_at = clock.now()
            draft.save()
            return None
        return freeze_letter(
            conversation, draft, act, purposes.of(draft), substitute, in_the_name_of
        )

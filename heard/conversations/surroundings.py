"""Where an act happens, for clauses whose rule is narrowed to mailboxes or kinds of counterpart."""

from heard.conversations.models import Conversation, Filing
from heard.philosophy.gate import Act
from heard.philosophy.scope import Surroundings


def of(act: Act) -> Surroundings:
    """Empty for what happens outside a conversation, or with someone nobody has described yet."""
    if act.conversation is None:
        return Surroundings()
    filed = Filing.objects.filter(conversation=act.conversation)
    conversation = (
        Conversation.objects.filter(pk=act.conversation)
        .select_related("contact__organisation")
        .first()
    )
    contact = conversation.contact if conversation else None
    organisation = contact.organisation if contact else None
    return Surroundings(
        mailboxes=frozenset(filed.values_list("mailbox", flat=True)),
        kinds=frozenset(organisation.kinds if organisation else ()),
    )

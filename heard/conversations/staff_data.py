"""What this room does with what is known about colleagues, for the register."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer


def offer_all() -> None:
    offer(
        Function(
            name="conversations",
            title=_("Conversations and letters"),
            purpose=_("Answering people, and knowing who said what to them."),
            stored=_(
                "Who wrote, noted, drafted, sent or looks after what, and when; whom one was "
                "invited by."
            ),
            seen_by=_("Colleagues who read the same mailbox or were invited to the conversation."),
            kept=_("as long as the conversation it belongs to"),
            tables=(
                "conversations.Conversation",
                "conversations.Message",
                "conversations.Note",
                "conversations.Draft",
                "conversations.Invitation",
            ),
            needed=_("the work itself is kept there"),
        ),
    )

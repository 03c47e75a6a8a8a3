"""What this room does with what is known about colleagues, for the register."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer


def offer_all() -> None:
    offer(
        Function(
            name="good_notes",
            title=_("Good notes and follow-ups"),
            purpose=_("A conversation ends well, and someone looks in again."),
            stored=_("Who closed it, and who looks in again when."),
            seen_by=_("Colleagues who read the same mailbox or were invited to the conversation."),
            kept=_("as long as the conversation it belongs to"),
            tables=(
                "closing.GoodNote",
                "closing.FollowUp",
            ),
            needed=_("the work itself is kept there"),
        ),
    )

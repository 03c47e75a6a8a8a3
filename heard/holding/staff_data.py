"""What this room does with what is known about colleagues, for the register."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer


def offer_all() -> None:
    offer(
        Function(
            name="promises",
            title=_("Promises"),
            purpose=_("A promised date has a person who keeps it."),
            stored=_("Who promised what by when, and when it was kept."),
            seen_by=_("Colleagues who read the same mailbox or were invited to the conversation."),
            kept=_("as long as the conversation it belongs to"),
            tables=("holding.Promise",),
            needed=_("the work itself is kept there"),
        ),
    )

"""What this room does with what is known about colleagues, for the register."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer


def offer_all() -> None:
    offer(
        Function(
            name="listening",
            title=_("What we understood"),
            purpose=_("They know that they were heard, and we know by whom."),
            stored=_(
                "Who wrote down a concern, restated it, called, reported or vouched for an answer;"
                " who put the quiet line above what is hot away, for that person alone."
            ),
            seen_by=_("Colleagues who read the same mailbox or were invited to the conversation."),
            kept=_("as long as the conversation it belongs to"),
            tables=(
                "listening.Point",
                "listening.Deadline",
                "listening.Restatement",
                "listening.Confirmation",
                "listening.Answered",
                "listening.MomentPutAway",
            ),
            needed=_("the work itself is kept there"),
        ),
    )

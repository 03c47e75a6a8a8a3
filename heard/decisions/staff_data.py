"""What this room does with what is known about colleagues, for the register."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer


def offer_all() -> None:
    offer(
        Function(
            name="decisions",
            title=_("Decisions and second pairs of eyes"),
            purpose=_("Nobody decides hard things alone, and it can be shown."),
            stored=_(
                "Who decided, proposed, agreed, suspended or opened the way back; who was "
                "asked to read a draft. Until the answer has left also the short reason for not "
                "waiting, which is shown to whoever wrote it alone."
            ),
            seen_by=_("Colleagues who read the same mailbox or were invited to the conversation."),
            kept=_("as long as the conversation it belongs to"),
            tables=(
                "decisions.Decision",
                "decisions.Barrier",
                "decisions.Line",
                "decisions.Erasure",
                "decisions.SecondLook",
                "decisions.Suspension",
            ),
            needed=_("without it one person alone could end a relationship"),
        ),
    )

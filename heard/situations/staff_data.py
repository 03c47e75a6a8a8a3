"""What this room does with what is known about colleagues, for the register."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer


def offer_all() -> None:
    offer(
        Function(
            name="situations",
            title=_("Who owns a situation"),
            purpose=_("So that a difficult conversation never falls between two stools."),
            stored=_(
                "Who raised it and who owns it; what each said of a shared matter once it was over."
            ),
            seen_by=_("Colleagues who read the same mailbox or were invited to the conversation."),
            kept=_("as long as the conversation it belongs to"),
            tables=(
                "situations.Situation",
                "situations.Matter",
                "situations.Apart",
                "situations.Lesson",
            ),
            needed=_("the work itself is kept there"),
        ),
    )

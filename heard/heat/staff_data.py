"""What this room does with what is known about colleagues, for the register."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer


def offer_all() -> None:
    offer(
        Function(
            name="disagreement",
            title=_("Where someone sees the heat differently"),
            purpose=_("The model learns where it is wrong."),
            stored=_("Who found a message hotter or cooler than the model did."),
            seen_by=_("Oneself; the figures for training carry no names."),
            kept=_("as long as the reading"),
            tables=("heat.Disagreement",),
        ),
    )

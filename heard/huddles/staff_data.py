"""What this room does with what is known about colleagues, for the register."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer


def offer_all() -> None:
    offer(
        Function(
            name="huddles",
            title=_("Huddles"),
            purpose=_("Colleagues are heard before something hard is decided."),
            stored=_("Who was asked, gave which view and why, and what was said afterwards."),
            seen_by=_("Those at the table, once their own view is in."),
            kept=_("as long as the conversation it belongs to"),
            tables=(
                "huddles.Huddle",
                "huddles.Voice",
                "huddles.Remark",
                "huddles.Mention",
                "huddles.Reply",
            ),
            needed=_("the work itself is kept there"),
        ),
    )

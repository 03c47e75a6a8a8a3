"""What this room does with what is known about colleagues, for the register."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer


def offer_all() -> None:
    offer(
        Function(
            name="team_norm",
            title=_("The team's norm"),
            purpose=_(
                "A team sees what is usual among its own: how often it restated before it answered."
            ),
            stored=_("Nothing. It is counted anew each week."),
            seen_by=_(
                "That team alone, from five people and five conversations up, never by "
                "person, never narrowed, never where it was all or none."
            ),
            kept=_("nothing is kept"),
        ),
        Function(
            name="weekly_note",
            title=_("The weekly note"),
            purpose=_("Once a week: the clause of the week, thanks among colleagues, what is due."),
            stored=_("That this week's note went to this colleague."),
            seen_by=_("The colleague who gets it; each can switch it off for themselves."),
            kept=_("one year"),
            tables=("philosophy.WeeklyNote",),
        ),
    )

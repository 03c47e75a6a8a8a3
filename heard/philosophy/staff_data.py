"""What this room does with what is known about colleagues, for the register."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer

FUNCTIONS = (
    Function(
        name="philosophy",
        title=_("Writing and signing the philosophy"),
        purpose=_("Two people write the philosophy, and everyone stands by it."),
        stored=_(
            "Who wrote, was asked to read, read and published a version, who signed it and when, "
            "who agreed to which exact act; that a scene before signing was answered, never how."
        ),
        seen_by=_("Signatures: oneself. Who has not signed, as names: managers and partners."),
        kept=_("as long as the version or the act"),
        tables=(
            "philosophy.Version",
            "philosophy.PublicPage",
            "philosophy.SignOff",
            "philosophy.Approval",
            "philosophy.ReaderAsked",
            "philosophy.Card",
            "philosophy.SceneAnswer",
        ),
        needed=_("without it one person alone could end a relationship"),
    ),
    Function(
        name="unsigned_names",
        title=_("Names of those who have not signed"),
        purpose=_("A manager can remind colleagues who have not signed the philosophy yet."),
        stored=_("Nothing of its own."),
        seen_by=_(
            "Managers and partners, as a list of names and nothing else; each look is written down."
        ),
        kept=_("nothing is kept"),
    ),
    Function(
        name="signing_reminders",
        title=_("Reminders to sign"),
        purpose=_("Nobody forgets to read and sign the philosophy."),
        stored=_("Who was asked by mail to sign on which day, and by whom."),
        seen_by=_("Nobody; it only keeps reminders to one a day."),
        kept=_("90 days"),
        tables=("philosophy.SigningReminder",),
    ),
    Function(
        name="week_scenes",
        title=_("The week’s scenes"),
        purpose=_("Each keeps the clauses in mind with a short scene now and then."),
        stored=_("Which scenes one saw, when each comes back, and at what hour one wants them."),
        seen_by=_("Oneself alone. They are never counted."),
        kept=_("until one leaves; which scenes came in which week, 60 days"),
        tables=(
            "philosophy.CardState",
            "philosophy.Dealt",
            "philosophy.PutFirst",
            "philosophy.Rhythm",
        ),
    ),
    Function(
        name="draft_reading",
        title=_("A model reads drafts"),
        purpose=_(
            "Sarcasm, condescension, or an ending that was not meant is noticed before a "
            "letter leaves."
        ),
        stored=_("Nothing. The reading of a draft is made, shown and forgotten."),
        seen_by=_("The writer alone."),
        kept=_("nothing is kept"),
    ),
    Function(
        name="own_findings",
        title=_("What the philosophy said about one's letters"),
        purpose=_("Each can look back at what they were asked and how it was resolved."),
        stored=_(
            "The clause, its level, how it was resolved, and the short reason if one was given."
        ),
        seen_by=_("The writer alone."),
        kept=_("180 days"),
        tables=("philosophy.Resolution",),
    ),
    Function(
        name="rule_trial",
        title=_("What a rule would have said last month"),
        purpose=_("A rule is tried on letters that left before the company switches it on."),
        stored=_("Nothing. Letters of the last thirty days are looked at, shown and forgotten."),
        seen_by=_(
            "Examples: each from their own letters alone. Figures of the house: those who edit "
            "the philosophy, rounded, where five others wrote; each look is written down."
        ),
        kept=_("nothing is kept"),
    ),
    Function(
        name="recognition",
        title=_("Recognition among colleagues"),
        purpose=_("A clause lived in a real conversation is seen and said."),
        stored=_("Who thanked whom for which clause, in which words, about which message."),
        seen_by=_("Colleagues of the same teams. They are never counted."),
        kept=_("one year"),
        tables=("philosophy.Recognition",),
    ),
    Function(
        name="kind_words",
        title=_("Kind words between two colleagues"),
        purpose=_("A good letter gets a word from a colleague, without an audience."),
        stored=_("Who said which words to whom about which message and clause."),
        seen_by=_("Those two alone. They are never counted."),
        kept=_("one year"),
        tables=("philosophy.KindWord",),
    ),
)


def offer_all() -> None:
    offer(*FUNCTIONS)

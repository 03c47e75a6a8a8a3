"""What this room (and the rooms before it) does with what is known about colleagues."""

from django.utils.translation import gettext_lazy as _

from heard.people.staff.functions import Function, offer

UNTIL_DELETED = _("as long as the account exists")
WITH_THE_WORK = _("as long as the conversation it belongs to")


def offer_all() -> None:
    offer(
        Function(
            name="accounts",
            title=_("Colleagues and teams"),
            purpose=_("Signing in, and who reads which mailbox."),
            stored=_(
                "Name, e-mail address, phone, language, role, teams, the amount one may grant"
                " alone, whether one is learning, when one came, last signed in and left; each"
                " sign-in for two weeks."
            ),
            seen_by=_("Name and role: every colleague. The rest: administrators and oneself."),
            kept=UNTIL_DELETED,
            tables=("people.Colleague", "people.Team", "account.EmailAddress"),
            needed=_("without accounts nobody could sign in"),
        ),
        Function(
            name="journal",
            title=_("Journal"),
            purpose=_("So that it can be shown later that nobody decided something hard alone."),
            stored=_("Who did what and when, as references without names, subjects or texts."),
            seen_by=_("Whoever runs the house's computer, with a command."),
            kept=_("as long as the house exists; the names behind it can be erased"),
            tables=("people.Merge",),
            needed=_("every step of the work is written down here"),
        ),
        Function(
            name="looks",
            title=_("Who looked"),
            purpose=_("So that everyone can see who looked at what is kept about them."),
            stored=_("Who looked at which kind of entry, about whom, and when."),
            seen_by=_("About oneself: each colleague. All of it: administrators."),
            kept=_("90 days"),
            tables=("people.Look", "people.RegisterEntry", "people.WorksAgreement"),
            needed=_("this list protects colleagues"),
        ),
        Function(
            name="adviser",
            title=_("An adviser from outside"),
            purpose=_("In a house of at most three people a letter finds a second pair of eyes."),
            stored=_("Name and address of the adviser, who named them, who said yes, and when."),
            seen_by=_("Everyone in the house."),
            kept=UNTIL_DELETED,
            tables=("people.Adviser",),
        ),
        Function(
            name="letters",
            title=_("Letters through the mail server"),
            purpose=_("Nothing leaves without somebody who answers for it."),
            stored=_(
                "Who let a letter leave, who connected a mailbox; mail to colleagues until it is"
                " sent."
            ),
            seen_by=_(
                "Colleagues who read the same mailbox; mail to a colleague: that colleague alone."
            ),
            kept=WITH_THE_WORK,
            tables=("mail.Permit", "mail.Consent", "mail.Alarm"),
            needed=_("without it no letter could leave"),
        ),
    )

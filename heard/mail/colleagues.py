"""The second door: mail to colleagues (sign-in, reminders, invitations), to no one else."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from heard.mail.acts import write_to_colleagues
from heard.people.models import Colleague


class NotAColleague(ValueError):
    """The door for colleagues was asked to write to someone outside."""


class ColleagueMail(BaseEmailBackend):
    """Django's way of sending mail, for colleagues' addresses only.

    The letter is kept with whatever else happens in the same transaction, and posted by an
    errand: through the house's server, or into the local outbox where there is none.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [(email, _colleagues_only(email)) for email in email_messages]
        for email, recipients in letters:
            write_to_colleagues(
                recipients=recipients,
                subject=str(email.subject),
                mime=email.message().as_bytes(),
            )
        return len(letters)


def _colleagues_only(email: EmailMessage) -> list[str]:
    recipients = sorted({address.strip().lower() for address in email.recipients()})
    here = Colleague.objects.filter(left_at=None)  # an adviser from outside among them
    known = set(here.filter(email__in=recipients).values_list("email", flat=True))
    if not recipients or known != set(recipients):
        raise NotAColleague
    return recipients

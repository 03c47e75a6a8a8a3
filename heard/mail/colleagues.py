"""The second door: mail to colleagues (sign-in, reminders, invitations), to no one else."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NotAColleague(ValueError):
    """The door for colleagues was asked to write to someone outside."""


class ColleagueMail(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise NotImplementedError

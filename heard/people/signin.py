"""Who may sign in: colleagues only; accounts are made by an administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from heard.people.models import Colleague


class Request(HttpRequest):
    """A request of someone signed in; for the types of views behind `login_required`."""

    user: Colleague


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

"""Who may sign in: colleagues only; accounts are made by an administrator."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heard.people.models import Colleague

P = ParamSpec("P")


class Request(HttpRequest):
    """A request of someone signed in; for the types of views behind `login_required`."""

    user: Colleague


def administrators_only(
    view: Callable[Concatenate[Request, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponse]:
    """403 for everyone else. Stands below `login_required`."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_administrator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    # The library's own German says "du", and nothing of what to do
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many tries to sign in. Please wait a few minutes and try again."
        ),
        "enter_current_password": _("This is not your present password. Nothing was changed."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's name
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the address of the house, whatever name it was called by."""
        account, _dash, token = key.partition("-")
        said = {"uidb36": account, "key": token}
        return f"{settings.HEARD_URL}{reverse('account_reset_password_from_key', kwargs=said)}"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:  # noqa: ARG002  # likewise
        """Wrong passwords count for the account, not for the name by which the house is called."""
        return credentials.get("email", "").lower()

    def set_password(self, user: Colleague, password: str) -> None:
        """The password alone: what else changed meanwhile, a departure for one, stays. Whoever has
        a new one is not kept waiting for the wrong ones they tried before."""
        user.set_password(password)
        user.save(update_fields=["password"])
        self._delete_login_attempts_cached_email(self.request, email=user.email)


def came_from(request: HttpRequest) -> str:
    """The network address of whoever asks; behind the house's proxy the one that it names."""
    return str(Adapter(request).get_client_ip(request))


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]  # likewise
    """The link goes to the colleague who has this address now, and to nobody else."""

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"]).lower()
        self.users = list(Colleague.objects.filter(email=address, left_at=None))
        return address

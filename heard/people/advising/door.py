"""The narrow door: an adviser signed in comes to the pages made for them, and to no other."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from heard.people.models import Colleague

SIGNING_IN = {
    "account_login",
    "account_logout",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
_pages: list[str] = []


def offer(*pages: str) -> None:
    """A room ahead says which pages are for advisers, their first one first (`apps.ready`)."""
    _pages[:] = pages


class NarrowDoor:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reader = request.user
        if not isinstance(reader, Colleague) or reader.role != Colleague.ADVISER:
            return self.get_response(request)
        try:
            page = resolve(request.path_info).view_name
        except Resolver404:
            return self.get_response(request)
        if page in SIGNING_IN or page in _pages:
            return self.get_response(request)
        if request.method in {"GET", "HEAD"} and _pages:
            return redirect(_pages[0])
        return HttpResponseForbidden()

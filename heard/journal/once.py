"""While one page is shown, a question that many parts of it ask is answered once.

Only where nothing is changed (GET and HEAD): an act asks anew each time, as does everything
outside of a page. What is answered is shared, so nobody changes it.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


P = ParamSpec("P")
R = TypeVar("R")


def asked_once(question: Callable[P, R]) -> Callable[P, R]:
    """Remember the answers for the length of a page; arguments are rows (by number) or plain."""

    @wraps(question)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _known.get()
        if known is None or any(isinstance(one, Model) and one.pk is None for one in args):
            return question(*args, **kwargs)
        asked = (
            question.__module__,
            question.__qualname__,
            *map(_named, args),
            *((name, _named(one)) for name, one in sorted(kwargs.items())),
        )
        if asked not in known:
            known[asked] = question(*args, **kwargs)
        answer: R = known[asked]
        return answer

    return ask


def _named(one: object) -> Hashable:
    return (type(one), one.pk) if isinstance(one, Model) else one


@contextmanager
def one_page() -> Iterator[None]:
    """The stretch in which answers are remembered."""
    before = _known.set({})
    try:
        yield
    finally:
        _known.reset(before)


class OncePerPage:
    """Middleware: a page that only shows is one page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with one_page():
            return self.get_response(request)

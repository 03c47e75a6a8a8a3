"""What was typed or pasted: without NUL, which PostgreSQL cannot keep, and read as a number."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict

NUL = "\x00"


class Typed:
    """Takes it out of the fields of every request, so that a paste is kept and not refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _holds_one(request.GET):
            request.GET = _without(request.GET)  # type: ignore[assignment]  # as immutable again
        if request.method == "POST" and _holds_one(request.POST):
            request.POST = _without(request.POST)  # type: ignore[assignment]  # as immutable again
        return self.get_response(request)


def number(typed: str) -> int:
    """The row that a field of a form names; 0, which no row has, where it can be none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


def place(typed: str) -> int:
    """The place in a short list that a field names, from 0; -1 where it can be none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else -1


class Rows(forms.ModelMultipleChoiceField[Any]):
    """Any number of rows; one that cannot exist is no choice, as one that does not exist."""

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if not number(str(one)):
                said = self.error_messages["invalid_choice"]
                raise ValidationError(said, code="invalid_choice", params={"value": one})
        return super().clean(value)


def _holds_one(fields: QueryDict) -> bool:
    return any(NUL in value for _name, values in fields.lists() for value in values)


def _without(fields: QueryDict) -> QueryDict:
    clean = fields.copy()
    for name, values in fields.lists():
        clean.setlist(name, [value.replace(NUL, "") for value in values])
    clean._mutable = False
    return clean

"""A country, chosen by its name in the language of whoever reads the form."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heard.people.countries import code_of, country_name, with_known_holidays


class CountryField(forms.ChoiceField):
    """Gives the ISO 3166 code; "" where `unsaid`, the words for saying none, is offered."""

    default_error_messages = {
        "invalid_choice": _("The public holidays of “%(value)s” are not known. Try AT, CH or IE.")
    }

    def __init__(self, *, unsaid: str | Promise = "", **kwargs: Any) -> None:
        def choices() -> Iterator[tuple[str, str]]:
            if unsaid:
                yield "", str(unsaid)
            yield from _by_name(get_language() or "en")

        super().__init__(choices=choices, required=not unsaid, **kwargs)

    def to_python(self, value: Any) -> str:
        return code_of(super().to_python(value))

    def prepare_value(self, value: Any) -> Any:
        return code_of(value) if isinstance(value, str) else value


def _by_name(language: str) -> list[tuple[str, str]]:
    named = [(code, country_name(code, language)) for code in with_known_holidays()]
    return sorted(named, key=lambda one: unicodedata.normalize("NFKD", one[1]).casefold())

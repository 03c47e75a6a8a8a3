"""The form of one scene: what happens, up to four answers, and why each is good or is not."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from heard.people.models import LANGUAGES
from heard.philosophy.deck import Answer, Scene
from heard.philosophy.models import Clause

PLACES = (1, 2, 3, 4)


class CardForm(forms.Form):
    clause_number = forms.TypedChoiceField(label=_("Clause"), coerce=int)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    scene = forms.CharField(
        label=_("What happens"),
        required=False,  # the act says it
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    best = forms.TypedChoiceField(
        coerce=int, required=False, choices=[(place, place) for place in PLACES]
    )

    def __init__(self, *args: Any, clauses: Iterable[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause_number"] = forms.TypedChoiceField(
            label=_("Clause"),
            coerce=int,
            choices=[(one.number, f"{one.number}. {one.title}") for one in clauses],
        )
        for place in PLACES:
            self.fields[f"text_{place}"] = forms.CharField(
                label=_("One might …"),
                required=False,
                max_length=400,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"why_{place}"] = forms.CharField(
                label=_("Why it is good, or why not"),
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @staticmethod
    def of(scene: Scene) -> dict[str, Any]:
        """A scene as what the form shows first."""
        shown: dict[str, Any] = {
            "clause_number": scene.clause,
            "language": scene.language,
            "scene": scene.text,
        }
        for place, answer in enumerate(scene.answers, 1):
            shown[f"text_{place}"], shown[f"why_{place}"] = answer.text, answer.why
            if answer.best:
                shown["best"] = place
        return shown

    def rows(self) -> list[tuple[int, bool, BoundField, BoundField]]:
        """For the page: place, whether it is said to be the best, what one might do, and why."""
        best = str(self["best"].value() or "")
        return [
            (place, best == str(place), self[f"text_{place}"], self[f"why_{place}"])
            for place in PLACES
        ]

    def fields_of_act(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "clause_number": given["clause_number"],
            "language": given["language"],
            "scene": given["scene"],
            "answers": [(given[f"text_{place}"], given[f"why_{place}"]) for place in PLACES],
            "best": int(given["best"] or 0) - 1,
        }

    def preview(self) -> Scene:
        given = self.fields_of_act()
        return Scene(
            key="",
            clause=given["clause_number"],
            language=given["language"],
            text=given["scene"],
            answers=tuple(
                Answer(text, why, place == given["best"])
                for place, (text, why) in enumerate(given["answers"])
                if text.strip()
            ),
        )

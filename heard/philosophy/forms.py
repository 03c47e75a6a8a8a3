"""The form of one clause, both languages side by side."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heard.philosophy import gate
from heard.philosophy.models import Clause

PARTS = [
    ("title", _("Title"), 1),
    ("text", _("Text"), 4),
    ("reason", _("Reason"), 3),
    ("so", _("So"), 3),
    ("not_so", _("Not so"), 3),
    ("margin", _("What the rule does, in one sentence"), 2),
]


class ClauseForm(forms.ModelForm[Clause]):
    class Meta:
        model = Clause
        fields = [
            "number",
            *(f"{part}_{language}" for part, _label, _rows in PARTS for language in ("en", "de")),
            "rule",
            "level",
            "parameters",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, label, rows in PARTS:
            for language in ("en", "de"):
                field = self.fields[f"{part}_{language}"]
                field.label = f"{label} ({'English' if language == 'en' else 'Deutsch'})"
                field.widget = forms.Textarea(attrs={"rows": rows, "lang": language})
        names = [(rule.name, rule.name.replace("_", " ")) for rule in gate.rules()]
        self.fields["rule"] = forms.ChoiceField(
            label=_("Rule"),
            choices=[("", _("none: people see to it themselves")), *names],
            required=False,
        )
        self.fields["number"].label = _("Number")
        self.fields["level"].label = _("Level")
        self.fields["parameters"].label = _("Numbers of the rule")
        self.fields["parameters"].required = False
        if self.instance.pk:
            self.fields["number"].disabled = True

    def clean_parameters(self) -> dict[str, Any]:
        return dict(self.cleaned_data.get("parameters") or {})

    def validate_unique(self) -> None:
        """The act says it, in one sentence."""

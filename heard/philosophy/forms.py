"""The form of one clause, both languages side by side, and what else writing it needs."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heard.mail.models import Mailbox
from heard.philosophy import gate, scope
from heard.philosophy.models import Clause

PARTS = [
    ("title", _("Title"), 1),
    ("text", _("Text"), 4),
    ("reason", _("Reason"), 3),
    ("so", _("So"), 3),
    ("not_so", _("Not so"), 3),
    ("margin", _("What the rule does, in one sentence"), 2),
]


class Several(forms.MultipleChoiceField):
    """Boxes to tick; none need be."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class ClauseForm(forms.ModelForm[Clause]):
    """`rows` gives the parts with their two languages, `numbers` the fields of each rule."""

    class Meta:
        model = Clause
        fields = [
            "number",
            *(f"{part}_{language}" for part, _label, _rows in PARTS for language in ("en", "de")),
            "rule",
            "level",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, label, rows in PARTS:
            for language in ("en", "de"):
                field = self.fields[f"{part}_{language}"]
                field.label = f"{label} ({'English' if language == 'en' else 'Deutsch'})"
                field.widget = forms.Textarea(attrs={"rows": rows, "lang": language})
        self.fields["rule"] = forms.ChoiceField(
            label=_("Rule"),
            choices=[
                ("", _("none: people see to it themselves")),
                *((rule.name, rule.title) for rule in gate.rules()),
            ],
            required=False,
        )
        self.fields["level"].label = _("What it takes where the rule does not hold")
        self.fields["number"] = forms.IntegerField(
            label=_("Number"), min_value=1, max_value=9999, disabled=bool(self.instance.pk)
        )
        self._add_numbers()
        self._add_scope()

    def _add_numbers(self) -> None:
        """One field for each number of each rule, within the rule's bounds."""
        for rule in gate.rules():
            held = gate.parameters(rule, self.instance) if self.instance.rule == rule.name else {}
            for name, (default, lowest, highest) in rule.parameters.items():
                self.fields[f"{rule.name}.{name}"] = forms.IntegerField(
                    label=rule.labels.get(name, name),
                    help_text=f"{lowest}–{highest}",
                    min_value=lowest,
                    max_value=highest,
                    initial=held.get(name, default),
                    required=False,
                )

    def _add_scope(self) -> None:
        """Where the rule applies; nothing chosen is everywhere, towards everyone."""
        boxes = [(str(box.pk), box.name) for box in Mailbox.objects.order_by("name")]
        self.fields[scope.MAILBOXES] = Several(
            label=_("Only in these mailboxes"),
            choices=boxes,
            initial=[str(one) for one in scope.mailboxes(self.instance)],
            error_messages={"invalid_choice": _("One of these mailboxes is not in this house.")},
        )
        self.fields[scope.KINDS] = Several(
            label=_("Only towards"),
            choices=list(scope.KNOWN_KINDS.items()),
            initial=sorted(scope.kinds(self.instance)),
            error_messages={
                "invalid_choice": _("A rule is narrowed to customers, vendors or consultants.")
            },
        )

    def narrowing(self) -> list[forms.BoundField]:
        return [self[scope.MAILBOXES], self[scope.KINDS]]

    @property
    def is_narrowed(self) -> bool:
        return any(field.value() or field.errors for field in self.narrowing())

    def rows(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        for part, _label, _rows in PARTS:
            yield part, self[f"{part}_en"], self[f"{part}_de"]

    def numbers(self) -> Iterator[tuple[gate.Rule, list[forms.BoundField]]]:
        for rule in gate.rules():
            fields = [self[f"{rule.name}.{name}"] for name in rule.parameters]
            if fields:
                yield rule, fields

    def words(self) -> dict[str, Any]:
        """The cleaned fields as those of a clause, the chosen rule's numbers among them."""
        chosen = {
            name: _one_way(name, self.cleaned_data[name])
            for name in self.Meta.fields
            if name != "number"
        }
        rule = gate.rule(chosen["rule"])
        numbers = {
            name: self.cleaned_data.get(f"{chosen['rule']}.{name}")
            for name in (rule.parameters if rule else ())
        }
        given = {name: value for name, value in numbers.items() if value is not None}
        scoped = {
            name: ",".join(self.cleaned_data[name])
            for name in (scope.MAILBOXES, scope.KINDS)
            if self.cleaned_data[name]
        }
        return {**chosen, "parameters": {**scoped, **given}}

    def validate_unique(self) -> None:
        """The act says it, in one sentence."""


def _one_way(name: str, said: str) -> str:
    """Lines end as in a file, and a title is one line: so a file gives the same clause back."""
    return " ".join(said.split()) if name.startswith("title_") else said.replace("\r\n", "\n")


class PublishForm(forms.Form):
    """From which day on it is in force; at once where none is given."""

    valid_from = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Please choose a date; nothing was published yet.")},
    )

"""Forms of the house's own pages."""

from typing import Any, cast
from zoneinfo import available_timezones

import holidays
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heard.look.typed import Rows
from heard.people.countries import code_of
from heard.people.country_field import CountryField
from heard.people.models import LANGUAGES, Calendar, Colleague, Contact, Organisation, Team


class ColleagueForm(forms.ModelForm[Colleague]):
    teams = Rows(
        label=_("Teams"),
        queryset=Team.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Colleague
        fields = ["name", "email", "role", "language", "phone", "may_grant", "learning",
            "second_account_of",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.TypedChoiceField", self.fields["role"]).choices = Colleague.ROLES
        self.fields["may_grant"].help_text = _(
            "Up to this amount a colleague may say yes without asking anyone."
        )
        cast(forms.ModelChoiceField[Colleague], self.fields["second_account_of"]).empty_label = _(
            "nobody"
        )
        self.fields["second_account_of"].help_text = _(
            "Where one person signs in with two accounts, both count as one."
        )
        firsts = Colleague.objects.active().filter(second_account_of=None)
        cast(
            forms.ModelChoiceField[Colleague], self.fields["second_account_of"]
        ).queryset = firsts.exclude(pk=self.instance.pk).order_by("name")
        self.fields["learning"].help_text = _(
            "Writes drafts; a colleague with more practice reads them and sends them."
        )
        if self.instance.pk:
            self.fields["teams"].initial = self.instance.teams.all()

    def validate_unique(self) -> None:
        """The act says it, in one sentence."""


class TeamForm(forms.ModelForm[Team]):
    members = Rows(
        label=_("Members"),
        queryset=Colleague.objects.active().order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Team
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["members"].initial = self.instance.members.all()

    def validate_unique(self) -> None:
        """The act says it, in one sentence."""


GUESSED = _("For example America/New_York; empty means that it is guessed from their mails.")
WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


def known_zone(said: str) -> str:
    """The name of a time zone, or "" where none is given."""
    zone = said.strip()
    if zone and zone not in available_timezones():
        raise forms.ValidationError(_("This time zone is not known. Try Europe/Berlin."))
    return zone


class CalendarForm(forms.ModelForm[Calendar]):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    country = CountryField(label=_("Country (for public holidays)"))

    class Meta:
        model = Calendar
        fields = [
            "firm", "language", "zone", "opens", "closes", "weekdays", "country", "region",
            "answer_hours",
        ]  # fmt: skip
        widgets = {
            "opens": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_hours"].help_text = _(
            "Shown beside a conversation; stands still while a promise of ours holds. 0: none."
        )
        self.fields["region"].help_text = _(
            "For example BW, BY or NW; empty for the whole country."
        )

    def clean_zone(self) -> str:
        return known_zone(str(self.cleaned_data["zone"]))

    def clean_region(self) -> str:
        region = str(self.cleaned_data["region"]).strip().upper()
        country = code_of(str(self.data.get("country", "")))
        known = holidays.list_supported_countries().get(country, [])
        if region and region not in known:
            raise forms.ValidationError(
                _("This region is not known there. Known are: %(regions)s.")
                % {"regions": ", ".join(known) or "–"}
            )
        return region


class MeForm(forms.ModelForm[Colleague]):
    class Meta:
        model = Colleague
        fields = ["name", "language", "phone", "weekly_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekly_note"].help_text = _(
            "On Mondays: the clause of the week, thanks among colleagues, what is due."
        )


class ContactForm(forms.ModelForm[Contact]):
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        help_text=_("One per line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("as they write")), *LANGUAGES], required=False
    )

    class Meta:
        model = Contact
        fields = ["name", "position", "organisation", "phone", "language", "zone"]

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        """`organisations`: those that whoever fills in the form may see."""
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        field.queryset, field.empty_label = organisations.order_by("name"), _("none")
        self.fields["position"].help_text = _(
            "Kept only so that equal treatment can be audited; it changes nothing else."
        )
        self.fields["zone"].help_text = GUESSED
        if self.instance.pk:
            self.fields["addresses"].initial = "\n".join(
                self.instance.addresses.values_list("address", flat=True)
            )

    def clean_zone(self) -> str:
        return known_zone(str(self.cleaned_data["zone"]))


class OrganisationForm(forms.ModelForm[Organisation]):
    kinds = forms.MultipleChoiceField(
        label=_("What they are to us"),
        choices=[
            ("customer", _("customer")),
            ("vendor", _("vendor")),
            ("consultant", _("consultant")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    domains = forms.CharField(
        label=_("Mail domains"),
        help_text=_("One per line. Unknown senders from there belong to this organisation."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    country = CountryField(
        label=_("Country"),
        unsaid=_("as their mail address ends"),
        help_text=_("Proposed dates leave out the public holidays there."),
    )

    class Meta:
        model = Organisation
        fields = ["name", "zone", "country"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].help_text = GUESSED
        if self.instance.pk:
            self.fields["kinds"].initial = self.instance.kinds
            self.fields["domains"].initial = "\n".join(
                self.instance.domains.values_list("name", flat=True)
            )

    def clean_zone(self) -> str:
        return known_zone(str(self.cleaned_data["zone"]))

"""The form of a mailbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heard.mail.models import Mailbox
from heard.people.models import Team


class MailboxForm(forms.ModelForm[Mailbox]):
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams that read it"),
        queryset=Team.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    smtp_password = forms.CharField(
        label=_("Password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted and never shown again. Leave empty to keep the present one."),
    )

    class Meta:
        model = Mailbox
        fields = [
            "name",
            "address",
            "sender_name",
            "signature_en",
            "signature_de",
            "smtp_host",
            "smtp_port",
            "smtp_security",
            "smtp_user",
        ]
        widgets = {
            "signature_en": forms.Textarea(attrs={"rows": 4}),
            "signature_de": forms.Textarea(attrs={"rows": 4}),
        }

    field_order = ["name", "address", "sender_name", "teams"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["smtp_host"].help_text = _(
            "Empty: the server of the house; if there is none either, letters stay in the outbox."
        )
        if self.instance.pk:
            self.fields["teams"].initial = Team.objects.filter(access__mailbox=self.instance)

    def validate_unique(self) -> None:
        """The act says it, in one sentence."""

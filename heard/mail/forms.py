"""The form of a mailbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heard.look.typed import Rows
from heard.mail.models import Mailbox
from heard.people.models import Team

# Within a section that is named by its beginning, fields stand as one fills them in
ORDER = ("host", "port", "security", "user", "password", "folder", "read_only")


def place(name: str, names: tuple[str, ...]) -> int:
    if name in names:
        return names.index(name)
    rest = name.partition("_")[2]
    return ORDER.index(rest) if rest in ORDER else len(ORDER)


class MailboxForm(forms.ModelForm[Mailbox]):
    teams = Rows(
        label=_("Teams that read it"),
        queryset=Team.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    # What was typed stands there again after a try; what is stored is in no form
    smtp_password = forms.CharField(
        label=_("Password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
        help_text=_("Kept encrypted and never shown again. Leave empty to keep the present one."),
    )

    imap_password = forms.CharField(
        label=_("Password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
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
            "sign_in",
            "imap_host",
            "imap_port",
            "imap_security",
            "imap_user",
            "imap_folder",
            "imap_read_only",
            "smtp_host",
            "smtp_port",
            "smtp_security",
            "smtp_user",
            "sent_copy",
        ]
        widgets = {
            "signature_en": forms.Textarea(attrs={"rows": 4}),
            "signature_de": forms.Textarea(attrs={"rows": 4}),
        }

    field_order = ["name", "address", "sender_name", "teams"]
    SECTIONS = (
        (None, ("name", "address", "sender_name", "teams", "signature_en", "signature_de")),
        (_("Signing in"), ("sign_in",)),
        (_("Fetching mail (IMAP)"), ("imap_",)),
        (_("Sending mail (SMTP)"), ("smtp_", "sent_copy")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["smtp_host"].help_text = _(
            "Empty: the server of the house; if there is none either, letters stay in the outbox."
        )
        self.fields["imap_host"].help_text = _(
            "Empty: nothing is fetched; mail comes in another way. Heard takes in all that is in"
            " the folder, however old or read, and never marks anything as read."
        )
        self.fields["imap_user"].help_text = _("Empty: the e-mail address.")
        self.fields["imap_folder"].required = False
        self.fields["imap_read_only"].help_text = _(
            "No copy of the letters we send is put into a folder there."
        )
        self.fields["sent_copy"].help_text = _(
            "Over IMAP, so that other programs show our letters too. A letter that is there already"
            " is not put there twice."
        )
        self.fields["sign_in"].help_text = _(
            "For the server mail is fetched from, and for the one it is sent through."
        )
        if self.instance.pk:
            self.fields["teams"].initial = Team.objects.filter(access__mailbox=self.instance)

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings, in the order of the page."""
        return [
            (
                title,
                sorted(
                    (field for field in self if field.name.startswith(names)),
                    key=lambda field: place(field.name, names),
                ),
            )
            for title, names in self.SECTIONS
        ]

    def settled(self) -> dict[str, Any]:
        """What to save; a password left empty stays as it is."""
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        for secret in ("smtp_password", "imap_password"):
            if self.cleaned_data[secret]:
                fields[secret] = self.cleaned_data[secret]
        fields["imap_folder"] = fields["imap_folder"].strip() or "INBOX"
        return fields

    def validate_unique(self) -> None:
        """The act says it, in one sentence."""

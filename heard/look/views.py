"""The catalogue: every component once, with words as they occur in a real house."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


class SampleForm(forms.Form):
    """One field of each kind, the second one filled in wrongly."""

    name = forms.CharField(label="Name", help_text="As it stands in the signature.")
    address = forms.EmailField(label="E-Mail-Adresse")
    note = forms.CharField(label="Bemerkung", widget=forms.Textarea, required=False)
    side = forms.ChoiceField(
        label="Wer ist unzufrieden?",
        choices=[("them", "Sie, mit uns"), ("us", "Wir, mit ihnen")],
        widget=forms.RadioSelect,
    )


@login_required
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    form = SampleForm({"name": "Miriam Hollerbach", "address": "miriam(at)", "side": "them"})
    return render(request, "look/catalogue.html", {"form": form})

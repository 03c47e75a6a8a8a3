"""The page on which an adviser is named, agreed to and let go."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.people.advising import acts, ending
from heard.people.advising.models import Adviser
from heard.people.advising.questions import counts, counts_from, is_small, named, others
from heard.people.hands import in_one_hand
from heard.people.models import LANGUAGES
from heard.people.signin import Request


class AdviserForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("e-mail address"))
    language = forms.ChoiceField(label=gettext_lazy("language"), choices=LANGUAGES)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def adviser(request: Request) -> HttpResponse:
    """Everyone of the house may see who reads along; two of them decide it."""
    form = AdviserForm(
        request.POST if "name" in request.POST else None,
        initial={"language": request.user.language},
    )
    if request.method == "POST":
        try:
            if _changed(request, form):
                return redirect("people:adviser")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    known = named()
    may_agree = (
        known is not None
        and not known.agreed_by_id
        and any(one.pk == request.user.pk for one in others(known))
    )
    said = {
        "form": form,
        "small": is_small(),
        "adviser": known,
        "since": counts_from(known) if known else None,
        "counts": known is not None and counts(known.account),
        "may_agree": may_agree
        and known is not None
        and not in_one_hand(request.user, known.named_by, clock.now()),
        "may_name": acts.may_name(request.user),
    }
    return render(request, "people/adviser.html", said)


def _changed(request: Request, form: AdviserForm) -> bool:
    if "end" in request.POST:
        known = _shown(request)
        ending.end_adviser(adviser=known, by=request.user)
        messages.success(
            request, _("%(name)s reads nothing any more.") % {"name": known.account.name}
        )
    elif "agree" in request.POST:
        known = _shown(request)
        acts.agree_to_adviser(adviser=known, by=request.user)
        messages.success(
            request, _("From now on %(name)s may read along.") % {"name": known.account.name}
        )
    elif not form.is_valid():
        return False
    else:
        acts.name_adviser(by=request.user, **form.cleaned_data)
        messages.success(request, _("Named."))
    return True


def _shown(request: Request) -> Adviser:
    """The adviser on the page whose button was pressed, while they are still the one named."""
    known = named()
    if known is None or known.pk != number(request.POST.get("adviser", "")):
        raise Refusal(
            _("By now nobody or somebody else is named. Nothing was changed; please look again.")
        )
    return known

"""What could not be done by itself, for administrators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.journal import acts
from heard.journal.models import Errand


def _administrators_only(request: HttpRequest) -> None:
    if not getattr(request.user, "is_administrator", False):
        raise PermissionDenied


@login_required
@require_GET
def errands(request: HttpRequest) -> HttpResponse:
    """Errands that gave up, or are held up: what was to be done, when, and the kind of error; no
    content."""
    _administrators_only(request)
    failed = Errand.objects.failed().select_related("entry").order_by("-failed_at")[:200]
    held_up = Errand.objects.held_up().select_related("entry").order_by("entry__at")[:200]
    return render(request, "journal/errands.html", {"errands": failed, "held_up": held_up})


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    _administrators_only(request)
    acts.try_again(errand=get_object_or_404(Errand.objects.failed(), pk=pk))
    messages.success(request, _("It is tried again now."))
    return redirect("journal:errands")

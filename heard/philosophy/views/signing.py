"""Signing: one scene after the other, then the signature; and asking others to sign."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heard.journal.refusal import Refusal
from heard.look.typed import place
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.philosophy import acts, questions
from heard.philosophy.models import Version
from heard.philosophy.signing import asked, still_asked


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signing(request: Request) -> HttpResponse:
    """The next scene before the signature under the version in force; or the signature."""
    version = Version.in_force()
    if version is None or questions.has_signed(version, request.user):
        return redirect("philosophy:reading")
    if request.method == "POST":
        return _answered(request, version)
    left = still_asked(version, request.user)
    if not left:
        return render(request, "philosophy/signature.html", {"version": version})
    clause, scene = left[0]
    number, count = _progress(version, request.user, len(left))
    said = {"clause": clause, "scene": scene, "number": number, "count": count}
    return render(request, "philosophy/signing.html", said)


def _progress(version: Version, colleague: Colleague, left: int) -> tuple[int, int]:
    count = len(asked(version, colleague))
    return count - left + 1, count


def _answered(request: Request, version: Version) -> HttpResponse:
    """Why each answer is good or is not; which was chosen is said here and kept nowhere."""
    given, scenes = request.POST, asked(version, request.user)
    found = [pair for pair in scenes if str(pair[0].number) == given.get("clause")]
    chosen = place(given.get("choice", ""))
    if not found:
        return redirect("philosophy:signing")
    clause, scene = found[0]
    if not 0 <= chosen < len(scene.answers):
        messages.error(request, _("Please choose one of the answers. Nothing was changed."))
        return redirect("philosophy:signing")
    try:
        acts.answer_scene(version=version, clause=clause, colleague=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("philosophy:reading")
    left = len(still_asked(version, request.user))
    said = {
        "clause": clause,
        "scene": scene,
        "chosen": scene.answers[chosen],
        "left": left,
        "number": len(scenes) - left,
        "count": len(scenes),
    }
    return render(request, "philosophy/signing_answered.html", said)


@login_required
@require_POST
def sign(request: Request, number: int) -> HttpResponse:
    version = get_object_or_404(Version, number=number)
    try:
        acts.sign(version=version, colleague=request.user)
        messages.success(request, _("Signed. Thank you for standing by it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("philosophy:reading")


@login_required
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    """Managers and partners only; nothing else is to be learnt here about anyone."""
    if not request.user.leads:
        raise PermissionDenied
    colleague = get_object_or_404(Colleague.objects.active(), pk=pk)
    try:
        acts.remind(colleague=colleague, by=request.user)
        said = _("A mail asks %(name)s to read and sign.") % {"name": colleague.name}
        messages.success(request, said)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("philosophy:reading")

"""The draft before a second pair of eyes: asking somebody, and the whole text to be read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.people.language import shown_language
from heard.people.models import Colleague
from heard.people.signin import Request
from heard.philosophy import acts, signing
from heard.philosophy.models import Version
from heard.philosophy.questions import approvals_of
from heard.philosophy.wording import digest_to_read


def the_draft(request: Request) -> Version:
    """Refusal where nothing is being drafted, or for those who do not edit."""
    version = Version.being_drafted()
    if version is None or not acts.may_edit(request.user):
        raise Refusal(_("No next version is being written. Nothing was changed."))
    return version


@login_required
@require_GET
def whole(request: Request) -> HttpResponse:
    """The whole draft like a printed page, with its scenes; at its end one says that one has
    read it."""
    try:
        version = the_draft(request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("philosophy:reading")
    language = "de" if request.GET.get("language", shown_language()) == "de" else "en"
    digest = digest_to_read(version)
    agreed = approvals_of(act_name=version.reference, digest=digest)
    with translation.override(language):
        said = {
            "version": version,
            "clauses": version.clauses.all(),
            "asked": [one for one in signing.scenes_of(version) if one.scenes],
            "language": language,
            "other": "en" if language == "de" else "de",
            "mine": version.drafted_by_id == request.user.pk,
            "read": agreed.filter(by=request.user).exists(),
            "digest": digest,
        }
        return render(request, "philosophy/whole.html", said)


@login_required
@require_POST
def ask_reader(request: Request) -> HttpResponse:
    """Ask a colleague by mail and on their desk."""
    chosen = request.POST.get("colleague", "")
    asked = Colleague.objects.active().filter(pk=number(chosen)).first()
    try:
        version = the_draft(request)
        if asked is None:
            raise Refusal(_("Please choose a colleague. Nothing was changed."))
        acts.ask_reader(version=version, asked=asked, by=request.user)
        messages.success(request, _("%(name)s is asked to read it.") % {"name": asked.name})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("philosophy:draft")

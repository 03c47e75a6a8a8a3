"""The register for everyone, its switches for administrators, and who looked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.people.models import Calendar
from heard.people.signin import Request, administrators_only
from heard.people.staff import acts, annex, functions
from heard.people.staff.models import Look, WorksAgreement

LANGUAGES = [("de", "Deutsch"), ("en", "English")]


@login_required
@require_GET
def register(request: Request) -> HttpResponse:
    """Everything Heard does with what is known about colleagues; each of them may read it."""
    listed = [(one, annex.state(one)) for one in functions.listed()]
    return render(
        request,
        "people/staff_register.html",
        {
            "choices": [row for row in listed if not row[0].function.needed],
            "needed": [row for row in listed if row[0].function.needed],
            "open": [one for one, _state in listed if not one.on],
            "agreement": WorksAgreement.objects.filter(ended_at=None)
            .select_related("begun_by")
            .first(),
            "before": WorksAgreement.objects.exclude(ended_at=None)
            .select_related("ended_by")
            .order_by("-ended_at")
            .first(),
            "languages": LANGUAGES,
        },
    )


@login_required
@administrators_only
@require_POST
def change(request: Request) -> HttpResponse:
    """Begin or end the mode; enter a function, or switch it off."""
    given = request.POST
    name = given.get("function", "")
    try:
        if "begin" in given:
            acts.begin_agreement(by=request.user)
        elif "end" in given:
            acts.end_agreement(by=request.user)
        elif "off" in given:
            acts.switch_off(name=name, by=request.user)
        else:
            acts.enter(name=name, by=request.user, words=given.get("words", ""))
        messages.success(request, _("Saved."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    back = redirect("people:staff_register")
    if functions.function(name):
        back["Location"] += f"#{name}"
    return back


@login_required
@require_GET
def printed(request: Request, language: str) -> HttpResponse:
    """The annex as one page to print, or as a Markdown file with ?as=file."""
    language = language if language in dict(LANGUAGES) else "en"
    if request.GET.get("as") == "file":
        response = HttpResponse(
            annex.markdown(language), content_type="text/markdown; charset=utf-8"
        )
        name = "anlage-beschaeftigtendaten.md" if language == "de" else "annex-staff-data.md"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    with translation.override(language):
        listed = [(one, annex.state(one)) for one in functions.listed()]
        return render(
            request,
            "people/staff_annex.html",
            {
                "listed": listed,
                "firm": Calendar.of_the_house().firm,
                "moment": clock.now(),
                "languages": LANGUAGES,
                "shown": language,
            },
        )


@login_required
@require_GET
def looks(request: Request) -> HttpResponse:
    """Who looked at what is kept about oneself; for administrators, about anyone."""
    everyone = request.user.is_administrator and request.GET.get("all") == "1"
    found = Look.objects.select_related("by", "about").order_by("-at", "-id")
    if everyone:
        acts.looked(by=request.user, name="looks")
    else:
        found = found.filter(about=request.user) | found.filter(about=None).exclude(by=request.user)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    known = {one.name: one.title for one in functions.functions()}
    rows = [(look, known.get(look.function, look.function)) for look in page.object_list]
    return render(request, "people/looks.html", {"page": page, "rows": rows, "everyone": everyone})

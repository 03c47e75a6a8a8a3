"""What left, what waits to, and, while no mail server is configured, what it says word for word."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heard.conversations.models import SOON
from heard.desk.rows import PAGE
from heard.journal import clock
from heard.mail.acts.ways import way_of_the_house
from heard.mail.models import ColleagueLetter, Mailbox, OutgoingMessage
from heard.mail.parsing import parse
from heard.people.signin import Request


@login_required
@require_GET
def outbox(request: Request) -> HttpResponse:
    """What left lately, what waits and what needs a person; letters whole while kept locally."""
    mailboxes = Mailbox.objects.visible_to(request.user)
    letters = (
        OutgoingMessage.objects.filter(mailbox__in=mailboxes)
        .select_related("mailbox", "message__conversation__contact", "message__colleague")
        .defer("mime")
    )
    soon = clock.now() + SOON
    later = letters.open().filter(attempted_at=None, tries=0, leaves_at__gt=soon)
    sent = letters.exclude(pk__in=later.values("pk")).order_by("-created_at")
    page = Paginator(sent, PAGE).get_page(request.GET.get("page"))
    local = way_of_the_house() is None
    to_you = ColleagueLetter.objects.kept_for(request.user).defer("mime")
    return render(
        request,
        "desk/outbox.html",
        {
            "page": page,
            "later": later.order_by("leaves_at"),
            "to_you": to_you[:PAGE] if local else [],
            "moment": clock.now(),
            "title": _("Outbox"),
            "local": local,
        },
    )


@login_required
@require_GET
def letter(request: Request, pk: int) -> HttpResponse:
    """A letter exactly as it left, links of theirs included: only while none really leaves, and
    until it is erased."""
    outgoing = get_object_or_404(
        OutgoingMessage.objects.exclude(mime=b""),
        pk=pk,
        mailbox__in=Mailbox.objects.visible_to(request.user),
        sent_to="outbox",
    )
    return _as_it_left(request, bytes(outgoing.mime), _("Letter in the outbox"))


@login_required
@require_GET
def letter_to_you(request: Request, pk: int) -> HttpResponse:
    """A mail of the house to whoever is signed in, and to nobody else: it may hold a key of theirs,
    or a question that only they were asked."""
    kept = get_object_or_404(ColleagueLetter.objects.kept_for(request.user), pk=pk)
    return _as_it_left(request, bytes(kept.mime), _("A mail to you"))


def _as_it_left(request: Request, mime: bytes, title: str) -> HttpResponse:
    if way_of_the_house() is not None:
        raise Http404
    return render(request, "desk/outbox_letter.html", {"letter": parse(mime), "title": title})

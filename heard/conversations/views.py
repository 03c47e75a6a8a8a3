"""What one does in a conversation around the letters: note, assign, log a call, begin."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from heard.conversations import acts
from heard.conversations.composer import seen
from heard.conversations.models import Attachment, Conversation, Draft, Message, Note
from heard.conversations.pictures import with_pictures
from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.mail.models import Mailbox, RawMessage
from heard.people.acts import meet, normal
from heard.people.models import Calendar, Colleague
from heard.people.signin import Request


@login_required
@require_POST
def note(request: Request, pk: int) -> HttpResponse:
    conversation = seen(request, pk)
    text = request.POST.get("text", "").strip()
    if text:
        acts.note(conversation=conversation, by=request.user, text=text)
    else:
        messages.error(request, _("The note was empty, so nothing was written."))
    return redirect(conversation)


@login_required
@require_POST
def assign(request: Request, pk: int) -> HttpResponse:
    conversation = seen(request, pk)
    try:
        acts.assign(conversation=conversation, to=_chosen(request), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(conversation)


def _chosen(request: Request) -> Colleague | None:
    """Who is to look after it; None is anyone in the team. Refusal where it names nobody."""
    chosen = request.POST.get("to")
    if chosen == "":
        return None
    inside = Colleague.objects.exclude(role=Colleague.ADVISER)
    found = inside.filter(pk=number(chosen or "")).first()
    if found is None:
        raise Refusal(_("Please choose a colleague. Nothing was changed."))
    return found


@login_required
@require_POST
def snooze(request: Request, pk: int) -> HttpResponse:
    """Out of sight until the morning of a day, or at once again with an empty date."""
    conversation = seen(request, pk)
    calendar = Calendar.of_the_house()
    try:
        day = request.POST.get("until", "")
        until = None
        if day:
            opens = datetime.combine(datetime.fromisoformat(day).date(), time(0, 0))
            until = calendar.working_time.next_open(opens.replace(tzinfo=ZoneInfo(calendar.zone)))
        acts.snooze(conversation=conversation, until=until, by=request.user)
    except ValueError as error:
        messages.error(
            request, str(error) if isinstance(error, Refusal) else _("Please choose a date.")
        )
        return redirect(conversation)
    return redirect("desk:inbox") if until else redirect(conversation)


@login_required
@require_POST
def mark_answered(request: Request, pk: int) -> HttpResponse:
    conversation = seen(request, pk)
    last_seen = request.POST.get("seen", "")
    now = acts.mark_answered(
        conversation=conversation,
        by=request.user,
        seen=number(last_seen) or None,
        spoke=request.POST.get("spoke"),
    )
    if now.waiting_since:
        messages.info(request, _("They wrote meanwhile and wait for an answer to that."))
        return redirect(conversation)
    return redirect("desk:inbox")


@login_required
@require_POST
def put_aside(request: Request, pk: int) -> HttpResponse:
    conversation = seen(request, pk)
    try:
        acts.put_aside(conversation=conversation, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(conversation)
    messages.success(request, _("It is put aside, and nothing is deleted."))
    return redirect("desk:inbox")


@login_required
@require_POST
def welcome(request: Request, pk: int) -> HttpResponse:
    conversation = seen(request, pk)
    acts.welcome(conversation=conversation, by=request.user)
    return redirect(conversation)


@login_required
@require_POST
def copied_back(request: Request, pk: int) -> HttpResponse:
    draft = get_object_or_404(
        Draft,
        pk=pk,
        by=request.user,
        conversation__in=Conversation.objects.visible_to(request.user),
    )
    try:
        acts.copied_back(draft=draft, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(draft.conversation)


@login_required
def begin(request: Request) -> HttpResponse:
    """We write first."""
    mailboxes = Mailbox.objects.visible_to(request.user)
    if request.method == "POST":
        mailbox = mailboxes.filter(pk=number(request.POST.get("mailbox", ""))).first()
        try:
            if mailbox is None:
                raise Refusal(_("Please choose the mailbox this is written from."))
            contact = meet(address=normal(request.POST.get("address", "")))
            conversation = acts.begin(
                mailbox=mailbox,
                contact=contact,
                subject=request.POST.get("subject", "").strip(),
                by=request.user,
                language=request.POST.get("language") or contact.language or "en",
            )
            return redirect(f"{conversation.get_absolute_url()}#composer")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return render(
        request,
        "conversations/begin.html",
        {
            "mailboxes": mailboxes,
            "given": request.POST,
            "languages": [("de", "Deutsch"), ("en", "English")],
        },
    )


@login_required
@require_GET
@xframe_options_sameorigin
def letter(request: Request, pk: int) -> HttpResponse:
    """The sanitised HTML of a message, alone in its sandboxed frame."""
    message = get_object_or_404(
        Message, pk=pk, conversation__in=Conversation.objects.visible_to(request.user)
    )
    html, left_out = with_pictures(message)
    said = {"message": message, "html": html, "left_out": left_out}
    response = render(request, "conversations/letter.html", said)
    response["Content-Security-Policy"] = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline' 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'none'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    return response


@login_required
@require_GET
def attachment(request: Request, pk: int) -> FileResponse:
    """Always as a download: nothing that came by mail is shown in our own name."""
    found = get_object_or_404(
        Attachment, pk=pk, message__conversation__in=Conversation.objects.visible_to(request.user)
    )
    inline = found.inline and found.content_type in {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    }
    if not default_storage.exists(found.file):
        raise Http404
    response = FileResponse(
        default_storage.open(found.file),
        as_attachment=not inline,
        filename=found.name,
        content_type=found.content_type if inline else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_POST
def read_again(request: Request, pk: int) -> HttpResponse:
    message = get_object_or_404(
        Message, pk=pk, conversation__in=Conversation.objects.visible_to(request.user)
    )
    if acts.read_again(message=message, by=request.user):
        messages.success(request, _("It can be read now."))
    else:
        messages.error(
            request, _("It still cannot be read. The original is kept, and you can download it.")
        )
    return redirect(message.conversation)


@login_required
@require_GET
def original(request: Request, pk: int) -> FileResponse:
    """The mail exactly as it came."""
    message = get_object_or_404(
        Message, pk=pk, conversation__in=Conversation.objects.visible_to(request.user)
    )
    return _as_it_came(message.raw, f"message-{message.pk}.eml")


@login_required
@require_GET
def forwarded(request: Request, pk: int) -> FileResponse:
    """The forwarded mail that a note stood in, exactly as it came."""
    note = get_object_or_404(
        Note, pk=pk, conversation__in=Conversation.objects.visible_to(request.user)
    )
    return _as_it_came(note.raw, f"note-{note.pk}.eml")


def _as_it_came(raw: RawMessage | None, name: str) -> FileResponse:
    if raw is None or not default_storage.exists(raw.file):
        raise Http404
    return FileResponse(
        default_storage.open(raw.file),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )

"""What one does with a letter of one's own: keep, enclose, send now or later, take back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heard.conversations import acts, form
from heard.conversations.composer import compose, recipients, seen
from heard.conversations.models import Conversation, Draft, Enclosure, Message
from heard.conversations.uploads import left_out
from heard.journal.refusal import Refusal
from heard.look.typed import number
from heard.mail import acts as mail
from heard.people.signin import Request
from heard.philosophy.acts import weigh


def _save(request: Request, conversation: Conversation) -> Draft:
    """The draft with what the form holds; its files are added to those it has."""
    given = request.POST
    try:
        answers, trouble = form.answers(given), None
    except Refusal as refusal:  # one types: half an amount is none yet, and the text is kept
        answers, trouble = None, refusal
    draft = acts.save_draft(
        conversation=conversation,
        by=request.user,
        text=given["text"] if "text" in given else form.text_as_it_stands(request, conversation),
        to=recipients(given, "to") if "to" in given else None,
        cc=form.copies(given, conversation) if "cc" in given else None,
        bcc=recipients(given, "bcc") if "bcc" in given else None,
        declared=given.getlist("declared") if "declaring" in given else None,
        reason=given.get("reason"),
        answers=answers,
        revision=form.revision(request, conversation),
    )
    _enclose(request, draft)
    if trouble is not None and not form.wants_json(request):
        raise trouble
    return draft


def _save_by_hand(request: Request, conversation: Conversation) -> Draft:
    """As `_save`, where the page goes with its text: Refusal once another window has saved another
    text, with both in the draft."""
    try:
        return _save(request, conversation)
    except acts.ChangedElsewhere:
        acts.keep_both(conversation=conversation, by=request.user, text=request.POST["text"])
        raise Refusal(
            _("This draft was changed in another window. Both texts stand in it; none was sent.")
        ) from None


def _enclose(request: Request, draft: Draft) -> None:
    """Refusal names the first file that could not be added; those before it are."""
    for file in request.FILES.getlist("files"):
        acts.enclose(
            draft=draft,
            by=request.user,
            name=file.name or "",
            content_type=file.content_type or "",
            file=file,
        )
    refuse_left_out = left_out(request)
    if refuse_left_out:
        raise Refusal(refuse_left_out)


@login_required
@require_POST
def save_draft(request: Request, pk: int) -> HttpResponse:
    """Saves as one types; answers with the new revision, or 409 and one sentence."""
    conversation = seen(request, pk)
    try:
        save = _save if form.wants_json(request) else _save_by_hand
        draft = save(request, conversation)
    except Refusal as refusal:
        if form.wants_json(request):
            return JsonResponse({"sentence": str(refusal)}, status=409)
        messages.error(request, str(refusal))
    else:
        if form.wants_json(request):
            found = acts.cautions_of(draft, form.knew(request)) if draft.text.strip() else []
            said = {
                "revision": draft.revision,
                "cautions": [one.text for one in found],
                "findings": _spoken(draft),
            }
            return JsonResponse(said)
    return redirect(f"{conversation.get_absolute_url()}#composer")


def _spoken(draft: Draft) -> str:
    """What the clauses say on a pause in typing, as lines; what they ask waits for Send."""
    if not draft.text.strip():
        return ""
    spoken = [f for f in weigh(acts.act_of(draft)) if not f.resolved and not f.missing.asks]
    return render_to_string("conversations/_spoken.html", {"findings": spoken}).strip()


@login_required
@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    """Files that were dropped or chosen: the list of all there are now, and what went wrong.

    A window that lags behind another keeps the revision it saw, so that it overwrites nothing.
    """
    conversation = seen(request, pk)
    trouble = revision = ""
    try:
        _save(request, conversation)
    except acts.ChangedElsewhere:
        revision = request.POST["revision"]
        trouble = _(
            "This draft was changed in another window. That text is kept, and nothing was attached;"
            " load the page."
        )
    except Refusal as refusal:
        trouble = str(refusal)
    composer = compose(conversation, request.user)
    return render(
        request,
        "conversations/_enclosed.html",
        {"composer": composer, "revision": revision, "trouble": trouble},
        status=422 if trouble else 200,
    )


@login_required
@require_POST
def take_out(request: Request, pk: int) -> HttpResponse:
    """One file less; what stands in the form beside it is kept."""
    enclosure = get_object_or_404(Enclosure, pk=pk, draft__by=request.user)
    conversation = seen(request, enclosure.draft.conversation_id)
    try:
        if "text" in request.POST:
            _save_by_hand(request, conversation)
        acts.take_out(enclosure=enclosure, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{conversation.get_absolute_url()}#composer")


@login_required
@require_GET
def enclosed(request: Request, pk: int) -> FileResponse:
    """A file of a draft, always as a download; for all who see the draft."""
    visible = Conversation.objects.visible_to(request.user)
    found = get_object_or_404(Enclosure, pk=pk, draft__conversation__in=visible)
    if not default_storage.exists(found.file):
        raise Http404
    response = FileResponse(
        default_storage.open(found.file),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    """Save and send; what the gate holds comes back with its findings beside the draft."""
    conversation = seen(request, pk)
    last_seen = request.POST.get("seen", "")
    draft = None
    try:
        draft = _save_by_hand(request, conversation)
        if acts.lacks_a_sender(draft):
            acts.ask_to_send(draft=draft, by=request.user)
            messages.success(request, _("Your colleagues see that it waits to be sent."))
            return redirect(conversation)
        acts.reply(
            draft=draft,
            by=request.user,
            seen=number(last_seen) or None,
            leave_at=form.leave_at(request.POST),
            heeded=request.POST.getlist("heeded"),
            knew=form.knew(request),
            spoke=request.POST.get("spoke"),
        )
    except (acts.Held, acts.Cautioned):
        knew = "" if form.knew(request) is None else f"&knew={form.knew(request)}"
        return redirect(f"{conversation.get_absolute_url()}?held=1{knew}#held")
    except acts.SentAlready as refusal:
        if draft is not None:  # what the second click wrote again
            acts.put_draft_away(draft=draft, by=request.user)
        messages.info(request, str(refusal))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{conversation.get_absolute_url()}#composer")
    return redirect(conversation)


def _leaving(request: Request, pk: int) -> Message:
    visible = Conversation.objects.visible_to(request.user)
    return get_object_or_404(Message, pk=pk, conversation__in=visible)


@login_required
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    message = _leaving(request, pk)
    try:
        draft = acts.cancel(message=message, by=request.user)
        if draft.by_id == request.user.pk:
            messages.success(request, _("It was not sent. Your draft is back."))
        else:
            messages.success(
                request,
                _("It was not sent. %(name)s has the draft back.") % {"name": draft.by.name},
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{message.conversation.get_absolute_url()}#composer")


@login_required
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """It could not be known whether a letter left: a person says whether it arrived."""
    message = _leaving(request, pk)
    arrived = request.POST.get("arrived")
    try:
        if message.outgoing is None or arrived not in {"yes", "no"}:
            raise Refusal(_("Please say whether it arrived. Nothing was changed."))
        mail.settle(outgoing=message.outgoing, arrived=arrived == "yes", by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if back.startswith("/") and inside else message.conversation)


@login_required
@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Another hour for a letter that waits for its own."""
    message = _leaving(request, pk)
    try:
        hour = request.POST.get("leave_at", "")
        chosen = request.POST.get("leave_on", "") if hour == "chosen" else hour
        acts.move(message=message, leave_at=form.moment(chosen), by=request.user)
        messages.success(request, _("It leaves at the new time."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(message.conversation)


@login_required
@require_POST
def take_draft(request: Request, pk: int) -> HttpResponse:
    """Send what a colleague wrote, as one's own act: their draft is copied into one's own."""
    visible = Conversation.objects.visible_to(request.user)
    draft = get_object_or_404(Draft, pk=pk, conversation__in=visible)
    try:
        acts.take_over(draft=draft, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{draft.conversation.get_absolute_url()}#composer")


@login_required
@require_POST
def put_draft_away(request: Request, pk: int) -> HttpResponse:
    draft = get_object_or_404(Draft, pk=pk, by=request.user)
    try:
        acts.put_draft_away(draft=draft, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(draft.conversation)

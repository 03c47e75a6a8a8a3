"""Taking part by answering the invitation: a mail that came for a seat at the table."""

from django.db import transaction

from heard.huddles.acts.speaking import remark, speak
from heard.huddles.models import Reply, Voice
from heard.huddles.spoken import view_in
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.mail.models import RawMessage


def take_reply(*, raw: RawMessage, voice: Voice, sender: str, proven: bool, text: str) -> Reply:
    """A view, or once that is given a remark. Once for each mail.

    What is neither is kept for this colleague's eyes alone, on the page and with a mail that says
    so: it came from another address (`proven` is false), names no view, or came too late.
    """
    with transaction.atomic():
        reply, made = Reply.objects.get_or_create(
            raw=raw,
            defaults={"voice": voice, "sender": sender[:320], "text": text, "at": clock.now()},
        )
        if not made:
            return reply
        reply.state = _taken(voice, text) if proven else Reply.STRANGER
        if reply.is_taken:
            reply.text = ""  # it stands in the view or the remark
        reply.save()
        about = {"reply": reply.pk, "huddle": voice.huddle_id}
        verb = "huddles.reply_taken" if reply.is_taken else "huddles.reply_kept"
        record(verb=verb, by=voice.colleague if proven else "machine:huddles", about=about)
    return reply


def _taken(voice: Voice, text: str) -> str:
    """What it was taken as, or why it was only kept."""
    huddle, by = voice.huddle, voice.colleague
    if not huddle.is_open or not by.is_active:
        return Reply.LATE
    try:
        if voice.is_given:
            remark(huddle=huddle, by=by, text=text)
            return Reply.REMARK
        view, why = view_in(text)
        speak(huddle=huddle, by=by, view=view, why=why)
    except Refusal:
        return Reply.UNCLEAR
    return Reply.VIEW


def mark_told(*, reply: Reply) -> None:
    reply.told_at = clock.now()
    reply.save(update_fields=["told_at"])

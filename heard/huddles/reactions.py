"""What follows from a huddle: mail to colleagues, through the door for colleagues only."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heard.holding.models import Promise
from heard.huddles import acts, reply_address
from heard.huddles.models import Huddle, Mention, Reply, Voice
from heard.journal.models import Entry
from heard.people.house_time import here
from heard.people.models import Colleague
from heard.situations.models import Situation


def mail_invitations(entry: Entry) -> None:
    """One mail a seat; a seat that has its mail, or has spoken, gets no second one."""
    huddle = Huddle.objects.filter(pk=entry.about["huddle"]).select_related("by").first()
    if huddle is None or not huddle.is_open:
        return
    waiting = huddle.voices.filter(mailed_at=None, at=None).exclude(colleague=huddle.by)
    for voice in waiting.select_related("colleague"):
        with translation.override(voice.colleague.language):
            subject = _("%(name)s asks for your view") % {"name": huddle.by.name}
        _mail(voice.colleague, subject, "invitation", huddle, voice)
        acts.mark_mailed(voice=voice)


def mail_reminder(entry: Entry) -> None:
    voice = Voice.objects.filter(pk=entry.about["voice"], at=None).select_related("colleague")
    seat = voice.first()
    if seat is None or not seat.huddle.is_open:
        return
    with translation.override(seat.colleague.language):
        subject = _("Your view is still missing")
    _mail(seat.colleague, subject, "reminder", seat.huddle, seat)


def mail_mentions(entry: Entry) -> None:
    """Only that one was named, and where: what was said stays in the house."""
    called = Mention.objects.filter(remark=entry.about["remark"], mailed_at=None)
    for mention in called.select_related("colleague", "remark__by", "remark__huddle"):
        huddle = mention.remark.huddle
        seat = huddle.voices.filter(colleague=mention.colleague).first()
        if seat is None or seat.mailed_at or seat.is_given:  # else the invitation says it
            with translation.override(mention.colleague.language):
                subject = _("%(name)s mentions you in a huddle") % {"name": mention.remark.by.name}
            _mail(mention.colleague, subject, "mention", huddle, seat, by=mention.remark.by.name)
        acts.mark_mentioned(mention=mention)


def tell_of_reply(entry: Entry) -> None:
    """A mail that could not be taken as it was: its colleague is told why, and what to do."""
    reply = Reply.objects.filter(pk=entry.about["reply"], told_at=None).first()
    if reply is None:
        return
    voice = reply.voice
    with translation.override(voice.colleague.language):
        subject = _("Your answer has not reached the table yet")
    _mail(
        voice.colleague, subject, "kept", voice.huddle, voice, state=reply.state,
        sender=reply.sender,
    )  # fmt: skip
    acts.mark_told(reply=reply)


def promise_given(entry: Entry) -> None:
    promise = Promise.objects.filter(pk=entry.about["promise"]).first()
    if promise is not None:
        acts.follow_promise(promise=promise)


def situation_ended(entry: Entry) -> None:
    situation = Situation.objects.filter(pk=entry.about["situation"]).first()
    if situation is not None:
        acts.end_with(situation=situation)


def _mail(
    to: Colleague, subject: str, name: str, huddle: Huddle, voice: Voice | None, **said: str
) -> None:
    if not to.is_active:
        return
    language = to.language or "en"
    address = reply_address.address_for(voice) if voice else ""
    with translation.override(language):
        due = date_format(here(huddle.due), "l, j. F, H:i") if huddle.due else ""
        text = render_to_string(
            f"huddles/mail/{name}.{language}.txt",
            {
                "colleague": to.name,
                "by": huddle.by.name,
                "question": huddle.question,
                "due": due,
                "link": f"{settings.HEARD_URL}{huddle.get_absolute_url()}",
                "replies": bool(address),
                **said,
            },
        )
    known = {"Message-ID": reply_address.message_id(voice, name)} if voice and address else {}
    EmailMessage(
        subject, text, None, [to.email], reply_to=[address] if address else [], headers=known
    ).send()

"""What follows from a huddle: invitations by mail, through the door for colleagues only."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heard.huddles import acts
from heard.huddles.models import Huddle, Voice
from heard.journal.models import Entry


def mail_invitations(entry: Entry) -> None:
    """One mail a seat; a seat that has its mail, or has spoken, gets no second one."""
    huddle = Huddle.objects.filter(pk=entry.about["huddle"]).select_related("by").first()
    if huddle is None or not huddle.is_open:
        return
    waiting = huddle.voices.filter(mailed_at=None, at=None).exclude(colleague=huddle.by)
    for voice in waiting.select_related("colleague"):
        if voice.colleague.is_active:
            _mail(huddle, voice)
        acts.mark_mailed(voice=voice)


def _mail(huddle: Huddle, voice: Voice) -> None:
    language = voice.colleague.language or "en"
    with translation.override(language):
        due = date_format(localtime(huddle.due), "l, j. F, H:i") if huddle.due else ""
        text = render_to_string(
            f"huddles/mail/invitation.{language}.txt",
            {
                "colleague": voice.colleague.name,
                "by": huddle.by.name,
                "question": huddle.question,
                "due": due,
                "link": f"{settings.HEARD_URL}{huddle.get_absolute_url()}",
            },
        )
        subject = _("%(name)s asks for your view") % {"name": huddle.by.name}
    send_mail(subject, text, None, [voice.colleague.email])

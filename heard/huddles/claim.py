"""Mail that answers an invitation is no letter of a conversation: the huddle takes it."""

from django.conf import settings

from heard.conversations.reading import Letter
from heard.conversations.threading import references_of
from heard.huddles import acts
from heard.huddles.models import Voice
from heard.huddles.reply_address import seat_of
from heard.mail.models import RawMessage
from heard.mail.parsing import ParsedMail
from heard.mail.parsing.authentication import is_from
from heard.people.freemail import domain_of


def claim(raw: RawMessage, letter: Letter) -> bool:
    """Whether the mail is for a seat; then it is taken, or kept for that colleague's eyes alone.

    The signed address or reference alone does not speak: it has to come from the colleague's own
    address, proven by our mail servers where some are trusted.
    """
    mail = letter.mail
    addresses = [*raw.envelope_recipients]
    addresses += [one.address for one in (*mail.to, *mail.cc) if one.address] if mail else []
    voice = seat_of(addresses, references_of(mail) if mail else [])
    if voice is None:
        return False
    if mail is None or letter.read is None:
        acts.take_reply(raw=raw, voice=voice, sender=raw.envelope_sender, proven=False, text="")
        return True
    if mail.is_automatic or mail.is_bounce or mail.null_sender:
        return True  # an absence note, or a report that the invitation came late, says no view
    acts.take_reply(
        raw=raw,
        voice=voice,
        sender=mail.sender.address or raw.envelope_sender,
        proven=_is_from(voice, mail),
        text=letter.read.text.strip(),
    )
    return True


def _is_from(voice: Voice, mail: ParsedMail) -> bool:
    if (mail.sender.address or "").lower() != voice.colleague.email.lower():
        return False
    trusted, domain = settings.HEARD_TRUSTED_SERVERS, domain_of(voice.colleague.email)
    return not trusted or is_from(domain, mail.authentication_results, trusted)

"""Bulk and unwanted mail, put aside where everyone sees it, and brought back with one click."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations.acts.waiting import meant_for_us, they_wait_again
from heard.conversations.lookalike import wrote_to
from heard.conversations.models import Conversation, Message
from heard.conversations.threading import is_list_of_ours
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.prepared import Lookup
from heard.journal.refusal import Refusal
from heard.mail.parsing import ParsedMail
from heard.people.models import Colleague, Contact

LATELY = Lookup(
    lambda contact, since: Message.objects.filter(
        contact=contact, side=Message.THEM, at__gt=since
    ).only("pk"),
    int,
    datetime,
)
BULK, JUNK, RATE, PERSON = "bulk", "junk", "rate", "person"


def aside_of(mail: ParsedMail, contact: Contact | None, *, live: bool) -> str:
    """Why a first mail is put aside; "" for all that is not.

    Never for those to whom somebody here wrote, or who were brought back once.
    """
    why = _why(mail, contact if live else None)
    if not why or contact is None:
        return why
    welcome = contact.conversations.exclude(welcomed_at=None).exists()
    return "" if welcome or wrote_to(contact) else why


def _why(mail: ParsedMail, contact: Contact | None) -> str:
    if mail.junk:
        return JUNK
    handed_on = bool(mail.list_id) and is_list_of_ours(mail.list_id)
    if not handed_on and (mail.list_id or mail.precedence in {"bulk", "list", "junk"}):
        return BULK
    return RATE if contact is not None and is_flood(contact) else ""


def is_flood(contact: Contact) -> bool:
    """More mails in an hour than a person writes: two machines that answer each other."""
    lately = LATELY.rows(contact.pk, clock.now() - timedelta(hours=1))
    return len(lately) >= settings.HEARD_LOOP_RATE


Objection = Callable[[Conversation], str | None]
_objections: dict[str, Objection] = {}


def object_to(name: str, objection: Objection) -> None:
    """A room ahead says why something is not put aside by one person (a sentence, or None)."""
    _objections[name] = objection


def put_aside(*, conversation: Conversation, by: Colleague) -> None:
    """One person may do it, for those to whom nobody here ever wrote; for all others it amounts to
    ending a relationship, and other people are asked (decisions)."""
    if conversation.contact is not None and wrote_to(conversation.contact):
        raise Refusal(
            _("Somebody here has written to them, so nobody puts them aside alone."
              " Propose to archive it instead. Nothing was changed.")
        )  # fmt: skip
    for objection in _objections.values():
        why = objection(conversation)
        if why:
            raise Refusal(why)
    with transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(
            aside=PERSON, waiting_since=None, welcomed_at=None
        )
        record(verb="conversations.put_aside", by=by, about={"conversation": conversation.pk})


def welcome(*, conversation: Conversation, by: Colleague) -> None:
    """It is no bulk mail: among those who wait again, and later mail of theirs stays there."""
    with transaction.atomic():
        locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if not locked.aside:
            return
        they_wait_again(locked, since=locked.began_at)
        meant_for_us(locked, by=by)

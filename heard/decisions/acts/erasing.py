"""Emptying what was said with a contact; who did what and when stays."""

from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from heard.conversations.models import Attachment, Conversation, Draft, Message, Note
from heard.decisions.models import Decision
from heard.holding.models import Promise
from heard.huddles.models import Huddle, Remark, Voice
from heard.journal import clock
from heard.journal.acts import destroy_key
from heard.listening.models import Confirmation, Point, Restatement
from heard.mail.models import OutgoingMessage, RawMessage
from heard.people.models import Contact
from heard.situations.models import Situation


def erase(contact: Contact) -> None:
    """Empty everything that was said with this contact; who did what and when stays."""
    theirs = Conversation.objects.filter(contact=contact)
    messages = Message.objects.filter(conversation__in=theirs)
    situations = Situation.objects.filter(conversation__in=theirs)
    _erase_files(messages)
    messages.update(
        text="", quoted="", signature="", html="", subject="", sender="", sender_name="",
        to=[], cc=[],
    )  # fmt: skip
    OutgoingMessage.objects.filter(message__in=messages).update(mime=b"", recipients=[])
    messages.update(raw=None)
    Note.objects.filter(conversation__in=theirs).update(text="")
    Draft.objects.filter(conversation__in=theirs).update(text="", to=[], cc=[], reason="")
    Point.objects.filter(situation__in=situations).update(text="", effect="", ask="")
    Restatement.objects.filter(situation__in=situations).update(points=[])
    Confirmation.objects.filter(situation__in=situations).update(text="")
    Promise.objects.filter(conversation__in=theirs).update(text="")
    Huddle.objects.filter(situation__in=situations).update(question="", summary="")
    Voice.objects.filter(huddle__situation__in=situations).update(why="")
    Remark.objects.filter(huddle__situation__in=situations).update(text="")
    Decision.objects.filter(conversation__in=theirs).update(
        reason="", instead="", next_step="", text="", recipients=[]
    )
    theirs.update(subject="", waiting_since=None, put_away_at=clock.now())
    contact.addresses.all().delete()
    Contact.objects.filter(pk=contact.pk).update(name="", position="", phone="", organisation=None)
    destroy_key(subject=contact.journal_name)


def _erase_files(messages: Any) -> None:
    """Stored bytes go once nothing else refers to them (files are named by their hash)."""
    attachments = Attachment.objects.filter(message__in=messages)
    raws = RawMessage.objects.filter(messages__in=messages)
    names = {*attachments.values_list("file", flat=True), *raws.values_list("file", flat=True)}
    kept = set(
        Attachment.objects.filter(file__in=names)
        .exclude(message__in=messages)
        .values_list("file", flat=True)
    ) | set(
        RawMessage.objects.filter(file__in=names)
        .exclude(messages__in=messages)
        .values_list("file", flat=True)
    )
    attachments.delete()
    gone = names - kept
    transaction.on_commit(lambda: _delete_files(gone))


def _delete_files(names: set[str]) -> None:
    for name in names:
        if name:
            default_storage.delete(name)

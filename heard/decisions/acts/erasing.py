"""Emptying what was said with a contact; who did what and when stays."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from heard.conversations.models import Attachment, Conversation, Draft, Enclosure, Message, Note
from heard.decisions.models import Decision, Erasure, Line, Suspension
from heard.holding.models import Promise
from heard.huddles.models import Huddle, Remark, Reply, Voice
from heard.journal import clock
from heard.journal.acts import destroy_key
from heard.listening.models import Confirmation, Deadline, Point, Restatement
from heard.mail.models import OutgoingMessage, RawMessage
from heard.people.models import Contact, Merge
from heard.situations.models import Lesson, Matter, Situation

_elsewhere: list[Callable[[QuerySet[Conversation]], None]] = []


def offer(forget: Callable[[QuerySet[Conversation]], None]) -> None:
    """A room further along the way empties what it holds of these conversations."""
    _elsewhere.append(forget)


def erase(contacts: Sequence[Contact]) -> None:
    """Empty everything that was said with these contacts; who did what and when stays."""
    for contact in contacts:
        _erase(contact)


def _erase(contact: Contact) -> None:
    theirs = Conversation.objects.filter(contact=contact)
    _empty_letters(theirs)
    _empty_situations(Situation.objects.filter(conversation__in=theirs))
    _empty_decisions(Decision.objects.filter(Q(conversation__in=theirs) | Q(contact=contact)))
    Promise.objects.filter(conversation__in=theirs).update(text="")
    Suspension.objects.filter(conversation__in=theirs).update(reason="")
    Erasure.objects.filter(contact=contact).update(reason="")
    for forget in _elsewhere:
        forget(theirs)
    theirs.update(subject="", waiting_since=None, put_away_at=clock.now())
    Merge.objects.filter(kept=contact).update(merged_name="", addresses=[])
    contact.addresses.all().delete()
    Contact.objects.filter(pk=contact.pk).update(name="", position="", phone="", organisation=None)
    destroy_key(subject=contact.journal_name)


def _empty_letters(theirs: QuerySet[Conversation]) -> None:
    messages = Message.objects.filter(conversation__in=theirs)
    drafts = Draft.objects.filter(conversation__in=theirs)
    raws = _same_mails(messages)
    _delete_files(messages, drafts, raws)
    OutgoingMessage.objects.filter(message__in=messages).update(
        mime=b"", recipients=[], answer="", said="", refusals=[]
    )
    raws.update(envelope_sender="", envelope_recipients=[])
    messages.update(
        text="", quoted="", signature="", html="", subject="", sender="", sender_name="",
        to=[], cc=[], bcc=[], reply_to=[], raw=None,
    )  # fmt: skip
    Note.objects.filter(conversation__in=theirs).update(text="", raw=None)
    for draft in drafts:
        destroy_key(subject=draft.reference)
    drafts.update(text="", to=[], cc=[], bcc=[], reason="")


def _same_mails(messages: QuerySet[Message]) -> QuerySet[RawMessage]:
    """The mails as they came, those to another mailbox of ours among them, what colleagues
    forwarded, and what they answered to invitations."""
    notes = Q(notes__conversation__messages__in=messages)
    answers = Q(huddle_reply__voice__huddle__situation__conversation__messages__in=messages)
    marks = list(
        RawMessage.objects.filter(Q(messages__in=messages) | notes | answers)
        .values_list("fingerprint", flat=True)
        .distinct()
    )
    return RawMessage.objects.filter(fingerprint__in=marks)


def _empty_situations(situations: QuerySet[Situation]) -> None:
    others = Situation.objects.exclude(pk__in=situations.values("pk")).exclude(matter=None)
    alone = Matter.objects.filter(situations__in=situations).exclude(pk__in=others.values("matter"))
    Lesson.objects.filter(matter__in=alone).update(well="", otherwise="")
    Line.objects.filter(matter__in=alone).update(words={})
    Matter.objects.filter(pk__in=list(alone.values_list("pk", flat=True))).update(
        title="", learnt=""
    )
    Point.objects.filter(situation__in=situations).update(text="", effect="", ask="")
    Deadline.objects.filter(situation__in=situations).update(words="")
    Restatement.objects.filter(situation__in=situations).update(points=[])
    Confirmation.objects.filter(situation__in=situations).update(text="")
    Huddle.objects.filter(situation__in=situations).update(question="", summary="")
    Voice.objects.filter(huddle__situation__in=situations).update(why="")
    Remark.objects.filter(huddle__situation__in=situations).update(text="")
    Reply.objects.filter(voice__huddle__situation__in=situations).update(text="", sender="")


def _empty_decisions(decisions: QuerySet[Decision]) -> None:
    for decision in decisions:
        destroy_key(subject=decision.act_name)
    decisions.update(reason="", instead="", next_step="", text="", recipients=[], why_now="")


def _delete_files(
    messages: QuerySet[Message], drafts: QuerySet[Draft], raws: QuerySet[RawMessage]
) -> None:
    """Stored bytes go once nothing else refers to them (files are named by their hash)."""
    mine: list[tuple[Any, list[int]]] = [
        (
            Attachment,
            list(Attachment.objects.filter(message__in=messages).values_list("pk", flat=True)),
        ),
        (Enclosure, list(Enclosure.objects.filter(draft__in=drafts).values_list("pk", flat=True))),
        (RawMessage, list(raws.values_list("pk", flat=True))),
    ]
    names, kept = set[str](), set[str]()
    for model, rows in mine:
        names |= set(model.objects.filter(pk__in=rows).values_list("file", flat=True))
    for model, rows in mine:
        others = model.objects.filter(file__in=names).exclude(pk__in=rows)
        kept |= set(others.values_list("file", flat=True))
    Attachment.objects.filter(message__in=messages).delete()
    Enclosure.objects.filter(draft__in=drafts).delete()
    gone = names - kept - {""}
    transaction.on_commit(lambda: _delete(gone))


def _delete(names: set[str]) -> None:
    for name in names:
        default_storage.delete(name)

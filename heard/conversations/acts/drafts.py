"""Drafts: saved as one types, never overwritten silently, never deleted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heard.conversations import purposes
from heard.conversations.acts.enclosing import copy_enclosed
from heard.conversations.models import Conversation, Draft, Filing
from heard.conversations.threading import outside
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.mail.models import Mailbox
from heard.people.models import Colleague, Contact

GRANTS = ("amount", "own_mistake")  # what a yes comes to, as its writer declares it
TELLS = "tells"  # the number of the decision that an answer tells


class ChangedElsewhere(Refusal):
    """Another window has saved another text of the same draft since; that one is kept."""


def begin(
    *, mailbox: Mailbox, contact: Contact, subject: str, by: Colleague, language: str
) -> Conversation:
    """We speak first: by mail, on the phone, or because we are unhappy."""
    with transaction.atomic():
        conversation = Conversation.objects.create(
            subject=subject[:500],
            contact=contact,
            language=language if language in {"en", "de"} else "en",
            assignee=by,
            began_at=clock.now(),
            last_at=clock.now(),
        )
        Filing.objects.create(conversation=conversation, mailbox=mailbox)
        record(verb="conversations.begun", by=by, about={"conversation": conversation.pk})
    return conversation


def default_recipients(conversation: Conversation) -> tuple[list[str], list[str]]:
    """Whom an answer goes to: the person who wrote last (or their Reply-To, as far as it is not
    ourselves: groups and forms name us there), else the contact."""
    last = conversation.last_letter
    if last is not None:
        return outside(last.reply_to) or [last.sender], []
    contact = conversation.contact
    return ([contact.address] if contact and contact.address else []), []


def everyone_else(conversation: Conversation, addressed: Iterable[str]) -> list[str]:
    """Who else outside got the letter that is answered: nobody of this house, nobody `addressed`
    already."""
    last = conversation.last_letter
    known = {one.strip().lower() for one in addressed}
    found = dict.fromkeys(one.lower() for one in ([*last.to, *last.cc] if last else []))
    return outside([one for one in found if one not in known])


def save_draft(
    *,
    conversation: Conversation,
    by: Colleague,
    text: str,
    to: Sequence[str] | None = None,
    cc: Sequence[str] | None = None,
    bcc: Sequence[str] | None = None,
    purpose: str | None = None,
    promised_for: datetime | None = None,
    declared: Sequence[str] | None = None,
    reason: str | None = None,
    answers: Mapping[str, Any] | None = None,
    revision: int | None = None,
) -> Draft:
    """Keep what `by` has written so far; None leaves a field as it is.

    `revision` is the one the writer's window last saw; ChangedElsewhere when another window has
    saved since what this text does not go on with, with that other text kept. The last incoming
    message is noted as the one looked at.
    """
    with transaction.atomic():
        # The conversation's row is the lock: two first savings in one moment wait for each other
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        draft = _open_draft(conversation, by)
        goes_on = draft.pk is not None and text.startswith(draft.text)
        if revision not in {None, draft.revision} and draft.text != text and not goes_on:
            raise ChangedElsewhere(
                _(
                    "This draft was changed in another window. What you have typed here is not "
                    "kept yet: press “Keep the draft”, and both texts will stand in it."
                )
            )
        if text != draft.text:
            draft.text, draft.handed_back = text, ""
            # What was answered was about another text; what it grants is declared, as a "no" is
            stays = {one: draft.answers[one] for one in (*GRANTS, TELLS) if one in draft.answers}
            draft.answers, draft.asked_at = stays, None
        for name, value in {"to": to, "cc": cc, "bcc": bcc, "declared": declared}.items():
            if value is not None:
                setattr(draft, name, list(value))
        for name, said in {"purpose": purpose, "reason": reason}.items():
            if said is not None:
                setattr(draft, name, said)
        if answers is not None:
            draft.answers = {**draft.answers, **answers}
        if promised_for is not None:
            draft.promised_for = promised_for
        draft.based_on = conversation.last_incoming
        draft.revision += 1
        draft.saved_at = draft.looked_at = clock.now()
        draft.save()
    return draft


def keep_both(*, conversation: Conversation, by: Colleague, text: str) -> Draft:
    """The text of this window above what another window has saved: nothing of either is lost."""
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        other = _open_draft(conversation, by).text
        both = other if text.strip() in other else f"{text.rstrip()}\n\n{other}"
        return save_draft(conversation=conversation, by=by, text=both)


def open_drafts(conversation: Conversation, by: Colleague) -> QuerySet[Draft]:
    return Draft.objects.filter(
        conversation=conversation, by=by, sent_as=None, put_away_at=None
    ).exclude(purpose="acknowledgement")


def _open_draft(conversation: Conversation, by: Colleague) -> Draft:
    known: Draft | None = open_drafts(conversation, by).select_for_update().first()
    return known or Draft(
        conversation=conversation,
        by=by,
        begun_at=clock.now(),
        saved_at=clock.now(),
        looked_at=clock.now(),
    )


def take_over(*, draft: Draft, by: Colleague) -> Draft:
    """Continue a colleague's text as one's own; theirs is put away with its text."""
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=draft.conversation_id)
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if draft.sent_as_id or draft.put_away_at:
            raise Refusal(_("This draft has been sent or put away by now. Nothing was changed."))
        if draft.by_id == by.pk:
            return draft
        mine = open_drafts(draft.conversation, by).first()
        if mine is not None and mine.text.strip():
            raise Refusal(_("You have a draft of your own here. Put it away first; both are kept."))
        taken = save_draft(
            conversation=draft.conversation,
            by=by,
            text=draft.text,
            to=draft.to,
            cc=draft.cc,
            bcc=draft.bcc,
            purpose=draft.purpose,
            promised_for=draft.promised_for,
            declared=draft.declared,
            answers={TELLS: draft.answers[TELLS]} if TELLS in draft.answers else None,
        )
        Draft.objects.filter(pk=taken.pk).update(who_looks=draft.who_looks)
        copy_enclosed(draft, taken)
        go_on = purposes.of(draft).go_on
        if go_on:
            go_on(draft, taken)
        put_draft_away(draft=draft, by=by)
    return taken


def put_draft_away(*, draft: Draft, by: Colleague) -> None:
    """Out of the way, with its text. Refusal once it is a letter that leaves or has left."""
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=draft.conversation_id)
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if draft.sent_as_id:
            raise Refusal(_("This draft has been sent or put away by now. Nothing was changed."))
        draft.put_away_at = clock.now()
        draft.save(update_fields=["put_away_at"])
        record(
            verb="conversations.draft_put_away",
            by=by,
            about={"conversation": draft.conversation_id, "draft": draft.pk},
        )

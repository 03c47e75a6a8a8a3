"""The one way out: asked at the gate, frozen, counting down or waiting for its hour."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import purposes
from heard.conversations.acts.aside import welcome
from heard.conversations.acts.before_leaving import Cautioned, Held, may_leave
from heard.conversations.acts.enclosing import keep_enclosed
from heard.conversations.acts.what_leaves import (
    act_of,
    cautions_of,
    lacks_a_sender,
    mailbox_of,
    recipients_of,
)
from heard.conversations.models import Conversation, Draft, Message
from heard.conversations.writing import frozen
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.mail import acts as mail
from heard.mail.durability import synced
from heard.people.models import Colleague
from heard.philosophy.acts import keep, weigh
from heard.philosophy.gate import Act


def ask_to_send(*, draft: Draft, by: Colleague) -> None:
    """Whoever is learning asks that it be sent; it leaves in their name once a colleague agrees.

    Held where the writer is asked something first.
    """
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=draft.conversation_id)
        draft = Draft.objects.select_for_update().select_related("by").get(pk=draft.pk)
        last = conversation.last_word
        may_leave(conversation, draft, by, last.pk if last else None)
        findings = weigh(act_of(draft))
        if any(one.blocks and (one.missing.asks or one.level != "colleague") for one in findings):
            raise Held(findings)
        draft.asked_at = clock.now()
        draft.save(update_fields=["asked_at"])
        about = {"conversation": conversation.pk, "draft": draft.pk}
        record(verb="conversations.sending_asked", by=by, about=about)


def reply(
    *,
    draft: Draft,
    by: Colleague,
    seen: int | None,
    leave_at: datetime | None = None,
    heeded: Collection[str] = (),
    knew: int | None = None,
    spoke: str | None = None,
) -> Message:
    """Freeze the draft and let it count down, or wait until `leave_at`. Returns the message.

    `seen`: id of what had come in last when its sender looked; `heeded`: cautions that the
    sender has read; `knew`: id of the last letter of ours that their page knew of (0 for none,
    None where nobody asks); `spoke`: what it had shown of what they said elsewhere, as
    `elsewhere.mark` gives it (None: what was said when the draft was saved). Refusal when they
    wrote meanwhile, when it is on its way already, or cannot leave; Held when the gate says so;
    Cautioned when something should be looked at again.
    The hour stays with the draft then, so that the next click means it too.
    """
    if leave_at is not None and leave_at <= clock.now():
        raise Refusal(_("That moment has passed. Nothing was sent; your draft is kept."))
    Draft.objects.filter(pk=draft.pk, by=by, sent_as=None).update(leave_at=leave_at)
    with synced(), transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=draft.conversation_id)
        draft = Draft.objects.select_for_update().select_related("by").get(pk=draft.pk)
        draft.leave_at = leave_at
        may_leave(conversation, draft, by, seen, spoke)
        act = act_of(draft)
        findings = weigh(act)
        if any(finding.blocks for finding in findings):
            raise Held(findings)
        if lacks_a_sender(draft):
            raise Refusal(
                _("You are learning here, so a colleague sends it. Your draft is kept; ask them.")
            )
        unread = [one for one in cautions_of(draft, knew) if one.code not in heeded]
        if unread:
            raise Cautioned(unread)
        theirs = conversation.messages.filter(side=Message.THEM)
        draft.based_on = theirs.filter(pk=seen or 0).first() or draft.based_on
        message = freeze_letter(conversation, draft, act, purposes.of(draft))
        keep(act=act, findings=findings)
        welcome(conversation=conversation, by=by)
    return message


def freeze_letter(
    conversation: Conversation,
    draft: Draft,
    act: Act,
    purpose: purposes.Purpose,
    extra: Mapping[str, str] | None = None,
    in_the_name_of: str = "",
) -> Message:
    to, cc = recipients_of(draft)
    mailbox = mailbox_of(conversation)
    hidden = {**(purpose.substitute(draft) if purpose.substitute else {}), **(extra or {})}
    letter = frozen(conversation, mailbox, draft, to=to, cc=cc, hidden=hidden, name=in_the_name_of)
    wait = 0 if draft.purpose == "acknowledgement" else settings.HEARD_CANCEL_SECONDS
    leaves_at = draft.leave_at or clock.now() + timedelta(seconds=wait)
    last = conversation.last_word
    permit = mail.issue_permit(
        by=draft.by, digest=act.digest, last_incoming=last.reference if last else ""
    )
    outgoing = mail.put_out(
        mailbox=mailbox,
        permit=permit,
        message_id=letter.message_id,
        sender=mailbox.address,
        recipients=list(dict.fromkeys([*to, *cc, *draft.bcc])),
        mime=letter.mime,
        digest=act.digest,
        leaves_at=leaves_at,
    )
    message = Message.objects.create(
        conversation=conversation,
        side=Message.US,
        state=Message.LEAVING,
        colleague=draft.by,
        sender=mailbox.address,
        sender_name=draft.by.name,
        to=to,
        cc=cc,
        bcc=draft.bcc,
        subject=letter.subject,
        text=draft.text,
        message_id=letter.message_id,
        outgoing=outgoing,
        purpose=draft.purpose,
        declared=draft.declared,
        at=clock.now(),
    )
    keep_enclosed(message, draft)
    draft.sent_as, draft.handed_back = message, ""
    draft.save()
    about = {"conversation": conversation.pk, "message": message.pk, "draft": draft.pk}
    record(verb="conversations.reply_sent", by=draft.by, about=about, due_at=leaves_at)
    return message

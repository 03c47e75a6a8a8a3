"""The steps of any conversation: mails, letters, notes and calls, each through its own door."""

from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from heard.conversations import acts as conversations
from heard.conversations.models import Draft, Message
from heard.desk.sample.told import Step, Told, due
from heard.journal import clock
from heard.journal.worker import run_errands
from heard.mail.acts import receive
from heard.people.models import Colleague


def answering(told: Told) -> str:
    return "AW:" if told.script["language"] == "de" else "Re:"


def letter(told: Told, step: Step) -> bytes:
    """A mail of theirs as it would come from outside."""
    contact, now = told.contact, clock.now()
    mail = EmailMessage()
    mail["From"] = f"{contact.name} <{contact.address}>"
    mail["To"] = told.mailbox.address
    mail["Subject"] = step.get("subject") or (
        f"{answering(told)} {told.script['subject']}"
        if told.conversation
        else told.script["subject"]
    )
    mail["Date"] = format_datetime(now)
    told_so_far = f"{told.script['slug']}{now.isoformat()}".encode()
    domain = contact.address.rpartition("@")[2] or "example"
    mail["Message-ID"] = f"<{sha256(told_so_far).hexdigest()[:24]}@{domain}>"
    before = (
        told.conversation.messages.exclude(message_id="").order_by("-at", "-id").first()
        if told.conversation
        else None
    )
    if before:
        mail["In-Reply-To"] = mail["References"] = before.message_id
    for name, value in step.get("headers", {}).items():
        mail[name] = value
    mail.set_content(step["text"])
    if step.get("html"):
        mail.add_alternative(step["html"], subtype="html")
    for attachment in step.get("attachments", []):
        mail.add_attachment(
            attachment["text"].encode(),
            maintype="text",
            subtype="plain",
            filename=attachment["name"],
        )
    return mail.as_bytes()


def mail(told: Told, step: Step) -> None:
    receipt = receive(mailbox=told.mailbox, raw=letter(told, step), door="receive")
    run_errands()
    message = Message.objects.filter(raw=receipt.raw).select_related("conversation").first()
    if message is None:
        raise LookupError("the mail was not filed")
    told.conversation = message.conversation


def leave(told: Told, draft: Draft, who: Colleague, declared: list[str] | None = None) -> None:
    """Send a draft as its writer would, having looked at the last message."""
    if declared is not None:
        draft = conversations.save_draft(
            conversation=told.talk, by=who, text=draft.text, declared=declared
        )
    seen = told.last_of_theirs()
    read = [caution.code for caution in conversations.cautions_of(draft)]  # and meant
    conversations.reply(draft=draft, by=who, seen=seen.pk if seen else None, heeded=read)


def begun(told: Told, who: Colleague) -> None:
    """Where nothing was said yet, we speak first."""
    if told.conversation is None:
        told.conversation = conversations.begin(
            mailbox=told.mailbox,
            contact=told.contact,
            subject=told.script["subject"],
            by=who,
            language=told.script["language"],
        )


def reply(told: Told, step: Step) -> None:
    who = told.who(step["by"])
    begun(told, who)
    draft = conversations.save_draft(
        conversation=told.talk,
        by=who,
        text=step["text"],
        declared=step.get("declared", ["none"]),
        reason=step.get("reason", ""),
    )
    leave(told, draft, who)


def note(told: Told, step: Step) -> None:
    conversations.note(conversation=told.talk, by=told.who(step["by"]), text=step["text"])


def assign(told: Told, step: Step) -> None:
    conversations.assign(conversation=told.talk, to=told.who(step["to"]), by=told.who(step["by"]))


def call(told: Told, step: Step) -> None:
    who = told.who(step["by"])
    begun(told, who)
    side = Message.US if step.get("direction") == "out" else Message.THEM
    conversations.log_call(
        conversation=told.talk, by=who, text=step["text"], side=side, medium=Message.CALL
    )


def snooze(told: Told, step: Step) -> None:
    conversations.snooze(
        conversation=told.talk, until=due(told, step["until"]), by=told.who(step["by"])
    )


def settled(told: Told, step: Step) -> None:
    conversations.mark_answered(conversation=told.talk, by=told.who(step["by"]))

"""The steps of a told conversation: each is one thing that someone does, through the same door."""

from collections.abc import Callable
from datetime import datetime, time
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from heard.closing import acts as closing
from heard.conversations import acts as conversations
from heard.conversations.models import Draft, Message
from heard.decisions import acts as decisions
from heard.decisions.models import Decision
from heard.holding import acts as holding
from heard.holding.models import Promise
from heard.huddles import acts as huddles
from heard.huddles.models import Huddle
from heard.journal import clock
from heard.journal.worker import run_errands
from heard.listening import acts as listening
from heard.listening.models import Confirmation, Point, Restatement
from heard.mail.acts import receive
from heard.people.models import Colleague
from heard.philosophy import acts as philosophy
from heard.situations import acts as situations

if TYPE_CHECKING:
    from heard.desk.sample import Told

Step = dict[str, Any]


def due(told: "Told", said: str) -> datetime:
    """ "+2 12:00" is two working days from the step's hour, at noon; "+10" at the day's opening."""
    days, _space, hour = said.partition(" ")
    calendar = told.firm.calendar
    at = time.fromisoformat(hour) if hour else calendar.opens
    return calendar.working_time.add_days(clock.now(), int(days), at)


def answering(told: "Told") -> str:
    return "AW:" if told.script["language"] == "de" else "Re:"


def letter(told: "Told", step: Step) -> bytes:
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


def mail(told: "Told", step: Step) -> None:
    receipt = receive(mailbox=told.mailbox, raw=letter(told, step), door="receive")
    run_errands()
    message = Message.objects.filter(raw=receipt.raw).select_related("conversation").first()
    if message is None:
        raise LookupError("the mail was not filed")
    told.conversation = message.conversation


def leave(told: "Told", draft: Draft, who: Colleague, declared: list[str] | None = None) -> None:
    """Send a draft as its writer would, having looked at the last message."""
    if declared is not None:
        draft = conversations.save_draft(
            conversation=told.talk, by=who, text=draft.text, declared=declared
        )
    seen = told.last_of_theirs()
    read = [caution.code for caution in conversations.cautions_of(draft)]  # and meant
    conversations.reply(draft=draft, by=who, seen=seen.pk if seen else None, heeded=read)


def reply(told: "Told", step: Step) -> None:
    who = told.who(step["by"])
    if told.conversation is None:
        told.conversation = conversations.begin(
            mailbox=told.mailbox,
            contact=told.contact,
            subject=told.script["subject"],
            by=who,
            language=told.script["language"],
        )
    draft = conversations.save_draft(
        conversation=told.talk,
        by=who,
        text=step["text"],
        declared=step.get("declared", ["none"]),
        reason=step.get("reason", ""),
    )
    leave(told, draft, who)


def note(told: "Told", step: Step) -> None:
    conversations.note(conversation=told.talk, by=told.who(step["by"]), text=step["text"])


def assign(told: "Told", step: Step) -> None:
    conversations.assign(conversation=told.talk, to=told.who(step["to"]), by=told.who(step["by"]))


def call(told: "Told", step: Step) -> None:
    who = told.who(step["by"])
    if told.conversation is None:
        told.conversation = conversations.begin(
            mailbox=told.mailbox,
            contact=told.contact,
            subject=told.script["subject"],
            by=who,
            language=told.script["language"],
        )
    side = Message.US if step.get("direction") == "out" else Message.THEM
    conversations.log_call(
        conversation=told.talk, by=who, text=step["text"], side=side, medium=Message.CALL
    )


def situation(told: "Told", step: Step) -> None:
    who = told.who(step["by"])
    raised = situations.raise_(conversation=told.talk, by=who, raised_by=step["raised_by"])
    if step.get("points"):
        points = [
            {**point, "by_when": due(told, point["by_when"]) if point.get("by_when") else None}
            for point in step["points"]
        ]
        listening.our_points(situation=raised, by=who, points=points)


def points(told: "Told", step: Step) -> None:
    listening.set_points(
        situation=told.situation, by=told.who(step["by"]), points=list(step["points"])
    )


def restate(told: "Told", step: Step) -> None:
    who = told.who(step["by"])
    draft = holding.buy_time(
        situation=told.situation,
        by=who,
        who_looks=told.who(step["who_looks"]),
        promised_for=due(told, step["promise"]),
        text=step["text"],
    )
    leave(told, draft, who)


def _link(told: "Told") -> str:
    restatement = Restatement.objects.filter(situation=told.situation).order_by("-id").first()
    if restatement is None:
        raise LookupError("nothing was restated")
    return listening.token_of(restatement.message)


def confirm(told: "Told", step: Step) -> None:
    listening.confirm(token=_link(told), text=step.get("text", ""))


def correct(told: "Told", step: Step) -> None:
    listening.correct(token=_link(told), text=step["text"])


def report_heard(told: "Told", step: Step) -> None:
    listening.report_heard(situation=told.situation, by=told.who(step["by"]), text=step["text"])


def tried_to_call(told: "Told", step: Step) -> None:
    restatement = Restatement.objects.filter(situation=told.situation).latest("id")
    listening.attempt_call(restatement=restatement, by=told.who(step["by"]))


def settled(told: "Told", step: Step) -> None:
    conversations.mark_answered(conversation=told.talk, by=told.who(step["by"]))


def remind(told: "Told", step: Step) -> None:
    who = told.who(step["by"])
    theirs = Promise.objects.open().filter(conversation=told.talk, by=Promise.THEM).earliest("due")
    holding.ask_for(promise=theirs, by=who)
    draft = conversations.save_draft(conversation=told.talk, by=who, text=step["text"])
    leave(told, draft, who)


def recognise(told: "Told", step: Step) -> None:
    message = told.talk.last_message
    philosophy.recognise(
        clause_number=step["clause"],
        by=told.who(step["by"]),
        to=told.who(step["to"]),
        words=step["words"],
        about=message.reference if message else "",
    )


def vouch(told: "Told", step: Step) -> None:
    reported = Confirmation.objects.filter(
        situation=told.situation, kind=Confirmation.REPORTED
    ).latest("id")
    listening.vouch(confirmation=reported, by=told.who(step["by"]))


def promise(told: "Told", step: Step) -> None:
    who = told.who(step["who"]) if "who" in step else None
    if who is None:
        who = told.talk.assignee or next(iter(told.firm.colleagues.values()))
    side = step["by"] if step["by"] in {"us", "them"} else step.get("side", "us")
    holding.promise(
        conversation=told.talk, by=who, side=side, text=step["text"], due=due(told, step["due"])
    )


def keep(told: "Told", step: Step) -> None:
    side = step.get("side", Promise.US)
    kept = Promise.objects.open().filter(conversation=told.talk, by=side).earliest("due")
    who = told.who(step["by"]) if step.get("by") in told.firm.colleagues else kept.made_by
    holding.keep(promise=kept, by=who)


def huddle(told: "Told", step: Step) -> None:
    huddles.gather(
        situation=told.situation,
        by=told.who(step["by"]),
        question=step["question"],
        invite=[told.who(key) for key in step["invite"]],
        due=due(told, step["due"]) if step.get("due") else None,
    )


def _huddle(told: "Told") -> Huddle:
    return Huddle.objects.filter(situation=told.situation).latest("id")


def voice(told: "Told", step: Step) -> None:
    huddles.speak(huddle=_huddle(told), by=told.who(step["by"]), view=step["view"], why=step["why"])


def remark(told: "Told", step: Step) -> None:
    huddles.remark(huddle=_huddle(told), by=told.who(step["by"]), text=step["text"])


def conclude(told: "Told", step: Step) -> None:
    huddles.conclude(huddle=_huddle(told), by=told.who(step["by"]), summary=step["summary"])


def decide(told: "Told", step: Step) -> None:
    who = told.who(step["by"])
    if step["kind"] == Decision.SEVER:
        decisions.propose(
            kind=Decision.SEVER,
            by=who,
            situation=told.situation,
            reason=step["reason"],
            text=step["text"],
            look_again=due(told, step["look_again"]).date() if step.get("look_again") else None,
        )
        return
    decisions.decide(
        situation=told.situation,
        by=who,
        kind=step["kind"],
        reason=step["reason"],
        instead=step.get("instead", ""),
        next_step=step.get("next_step", ""),
        own_mistake=step.get("own_mistake", False),
        amount=step.get("amount"),
    )


def approve(told: "Told", step: Step) -> None:
    decision = Decision.objects.filter(situation=told.situation).latest("id")
    decisions.approve(decision=decision, by=told.who(step["by"]))


def answer(told: "Told", step: Step) -> None:
    who = told.who(step["by"])
    decision = Decision.objects.filter(situation=told.situation).latest("id")
    draft = decisions.answer(decision=decision, by=who)
    draft = conversations.save_draft(
        conversation=told.talk, by=who, text=step.get("text") or draft.text
    )
    leave(told, draft, who)


def close(told: "Told", step: Step) -> None:
    """Whoever closes has seen that our points were answered, and says so."""
    who, last = told.who(step["by"]), told.last_of_theirs()
    ours = Point.objects.filter(
        situation__conversation=told.talk, side="us", dropped_at=None, answers=None
    )
    for point in ours:
        if last is not None:
            listening.mark_answer(point=point, message=last, state="answered", by=who)
    closing.close(
        conversation=told.talk,
        by=told.who(step["by"]),
        thanks=step.get("thanks", ""),
        agreed=step.get("agreed", ""),
        follow_up=due(told, step["follow_up"]) if step.get("follow_up") else None,
    )


def snooze(told: "Told", step: Step) -> None:
    conversations.snooze(
        conversation=told.talk, until=due(told, step["until"]), by=told.who(step["by"])
    )


STEPS: dict[str, Callable[["Told", Step], None]] = {
    step.__name__: step
    for step in [
        mail, reply, note, assign, call, situation, points, restate, confirm, correct,
        report_heard, vouch, promise, keep, huddle, voice, remark, conclude, decide, approve,
        answer, close, snooze, settled, tried_to_call, remind, recognise,
    ]
}  # fmt: skip

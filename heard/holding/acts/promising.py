"""Buying time with a date: promised, kept, renewed before it passes, or overdue; never gone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.holding.models import Promise
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.listening import acts as listening
from heard.listening.models import Deadline, Restatement
from heard.listening.questions import passed_by
from heard.listening.wording import beside, for_them, their_day, written
from heard.people.models import Colleague
from heard.situations.models import Situation

RENEWAL, REMINDER = "renewal", "reminder_theirs"


def buy_time(
    *,
    situation: Situation,
    by: Colleague,
    who_looks: Colleague,
    promised_for: datetime,
    text: str = "",
) -> Draft:
    """One message that restates and promises; a draft that a person sends.

    The promise begins when the letter has really left. Refusal for a date that has passed.
    """
    written = text or listening.compose(
        situation=situation, by=by, who_looks=who_looks, promised_for=promised_for
    )
    return listening.restate(
        situation=situation, by=by, text=written, who_looks=who_looks, promised_for=promised_for
    )


def promise(
    *,
    conversation: Conversation,
    by: Colleague,
    side: str,
    text: str,
    due: datetime,
    message: Message | None = None,
    is_answer: bool = False,
) -> Promise:
    """Write down a promise of ours ("us") or of theirs ("them").

    `is_answer`: ours is to answer them, so a letter keeps it; without words it is nothing else.
    """
    if side not in {Promise.US, Promise.THEM}:
        raise Refusal(_("Please choose whose promise it is. Nothing was written."))
    if due <= clock.now():
        raise Refusal(_("That date has passed already. Nothing was written."))
    with transaction.atomic():
        made = Promise.objects.create(
            conversation=conversation,
            by=side,
            text=text.strip(),
            is_answer=side == Promise.US and (is_answer or not text.strip()),
            due=due,
            made_at=clock.now(),
            made_by=by,
            message=message,
        )
        record(verb="holding.promised", by=by, about=about(made))
    return made


def promised_with(*, restatement: Restatement) -> Promise:
    """The promise that a restatement made when it left: an answer, and nothing they said. Once."""
    conversation = restatement.situation.conversation
    with transaction.atomic():
        known = Promise.objects.filter(message=restatement.message, by=Promise.US).first()
        if known:
            return known
        made = Promise.objects.create(
            conversation=conversation,
            by=Promise.US,
            is_answer=True,
            due=restatement.promised_for,
            made_at=clock.now(),
            made_by=restatement.by,
            message=restatement.message,
        )
        _renew_earlier(made, restatement)
        record(verb="holding.promised", by=restatement.by, about=about(made))
    return made


def _renew_earlier(made: Promise, restatement: Restatement) -> None:
    """Said once more, the date of the restatement before is the new one; one that has passed
    stays overdue, and promises about other things stay as they are."""
    earlier = Promise.objects.open().ours().filter(conversation=made.conversation_id)
    before = earlier.filter(message__purpose=restatement.message.purpose).exclude(pk=made.pk)
    last = before.filter(due__gte=made.made_at).order_by("-made_at", "-pk").first()
    if last is not None:
        last.renewed_as = made
        last.save(update_fields=["renewed_as"])


def keep(*, promise: Promise, by: Colleague, message: Message | None = None) -> None:
    """Kept, once; with the message that kept it, where there is one."""
    with transaction.atomic():
        kept = (
            Promise.objects.open()
            .filter(pk=promise.pk)
            .update(kept_at=clock.now(), kept_with=message)
        )
        if kept:
            record(verb="holding.kept", by=by, about=about(promise))
    promise.refresh_from_db()


def answered_with(*, message: Message, by: Colleague) -> None:
    """Our answer has left: it keeps the answers promised before it was begun, and nothing else."""
    draft = Draft.objects.filter(sent_as=message).first()
    begun_at = draft.begun_at if draft else message.at
    ours = Promise.objects.open().ours().filter(conversation=message.conversation_id)
    for promised in ours.filter(is_answer=True, made_at__lte=begun_at):
        keep(promise=promised, by=by, message=message)


def renew(*, promise: Promise, by: Colleague, due: datetime, reason: str) -> Draft:
    """A later date, told to them before the first one passes; it counts when the letter left."""
    promise.refresh_from_db()
    if promise.by != Promise.US or not promise.is_open:
        raise Refusal(_("Only an open promise of ours can be renewed. Nothing was changed."))
    if promise.is_overdue(clock.now()):
        raise Refusal(
            _("The date has passed, so it cannot be renewed. Please answer them now, and say so.")
        )
    if due <= promise.due:
        raise Refusal(_("The new date must be later than the promised one. Nothing was changed."))
    if not reason.strip():
        raise Refusal(_("Please give an honest reason; they will read it. Nothing was changed."))
    conversation = promise.conversation
    passed = extension_needed(conversation, due)
    text = _letter(
        RENEWAL,
        conversation,
        by,
        text=promise.text,
        old_due=for_them(promise.due, conversation),
        new_due=for_them(due, conversation),
        their_date=their_day(passed, conversation) if passed else "",
        reason=reason.strip(),
    )
    with transaction.atomic():
        draft = conversations.save_draft(
            conversation=promise.conversation,
            by=by,
            text=beside(promise.conversation, by, RENEWAL, text),
            purpose=RENEWAL,
            promised_for=due,
            declared=["promise"],
        )
        Promise.objects.filter(renewing=draft).update(renewing=None)
        Promise.objects.filter(pk=promise.pk).update(renewing=draft)
    return draft


def extension_needed(conversation: Conversation, due: datetime) -> Deadline | None:
    """The date they set us that a promise for `due` would let pass, the soonest; None if none."""
    situation = Situation.of(conversation.pk)
    passed = passed_by(situation, due) if situation else []
    return next((one for one in passed if not one.is_legal), None)


def renewed_with(*, message: Message) -> Promise | None:
    """The letter with the new date has left: the promise is renewed. Once.

    When it left after the old date had passed, the old promise stays overdue beside the new one.
    """
    draft = Draft.objects.filter(sent_as=message).first()
    if draft is None or draft.promised_for is None:
        return None
    with transaction.atomic():
        if Promise.objects.filter(message=message).exists():
            return None
        old = _renewed_by(draft)
        made = Promise.objects.create(
            conversation=message.conversation,
            by=Promise.US,
            text=old.text if old else "",
            is_answer=old.is_answer if old else True,
            due=draft.promised_for,
            made_at=clock.now(),
            made_by=draft.by,
            message=message,
        )
        if old is not None and not old.is_overdue(message.at):
            old.renewed_as = made
            old.save(update_fields=["renewed_as"])
        record(verb="holding.renewed", by=draft.by, about=about(made))
    return made


def _renewed_by(draft: Draft) -> Promise | None:
    """The promise that the draft told a later date for; where two wrote such a letter, the only
    one that is open."""
    ours = Promise.objects.select_for_update().open().ours()
    of_the_talk = ours.filter(conversation=draft.conversation_id)
    named = of_the_talk.filter(renewing=draft).first()
    return named or (of_the_talk.get() if of_the_talk.count() == 1 else None)


def unfit(draft: Draft) -> str:
    """Why a letter with a later date cannot leave as it is; "" when it can."""
    if draft.promised_for is None or draft.promised_for > draft.would_leave:
        return ""
    return str(
        _(
            "The new date in this letter will have passed when it leaves. Your draft is kept;"
            " please renew the promise with a later one."
        )
    )


def go_on(draft: Draft, taken: Draft) -> None:
    """What a letter is about stays so when a colleague continues it."""
    Promise.objects.filter(renewing=draft).update(renewing=taken)


def release(*, promise: Promise, by: Colleague) -> None:
    """Let a promise of theirs rest."""
    if promise.by != Promise.THEM:
        raise Refusal(_("A promise of ours is kept or renewed; it does not go away."))
    with transaction.atomic():
        released = Promise.objects.open().filter(pk=promise.pk).update(released_at=clock.now())
        if released:
            record(verb="holding.released", by=by, about=about(promise))
    promise.refresh_from_db()


def ask_for(*, promise: Promise, by: Colleague) -> Draft:
    """A courteous reminder of what they promised, as a draft."""
    promise.refresh_from_db()
    if promise.by != Promise.THEM or not promise.is_open:
        raise Refusal(_("Only an open promise of theirs can be asked for. Nothing was written."))
    text = _letter(
        REMINDER,
        promise.conversation,
        by,
        text=promise.text,
        due=for_them(promise.due, promise.conversation),
    )
    with transaction.atomic():
        draft = conversations.save_draft(
            conversation=promise.conversation,
            by=by,
            text=beside(promise.conversation, by, REMINDER, text),
            purpose=REMINDER,
            declared=["none"],
        )
        Promise.objects.filter(renewing=draft).update(renewing=None)
        Promise.objects.filter(pk=promise.pk).update(renewing=draft)
    return draft


def asked_with(*, message: Message) -> None:
    """The reminder has left: from now on we wait for their word. Once."""
    with transaction.atomic():
        asked = Promise.objects.select_for_update().open().filter(renewing__sent_as=message)
        for promise in asked.filter(by=Promise.THEM):
            promise.asked_at, promise.renewing = clock.now(), None
            promise.save(update_fields=["asked_at", "renewing"])
            record(verb="holding.asked_for", by=message.colleague or "", about=about(promise))


def notice_overdue() -> int:
    """What is overdue is written down once; ours waits for an answer again. Returns how many."""
    count = 0
    unnoticed = Promise.objects.overdue(clock.now()).filter(noticed_at=None)
    for passed in unnoticed.select_related("conversation"):
        with transaction.atomic():
            noticed = Promise.objects.filter(pk=passed.pk, noticed_at=None).update(
                noticed_at=clock.now()
            )
            if noticed:
                count += 1
                if passed.by == Promise.US:
                    if passed.conversation.closed_at:
                        conversations.reopen_quietly(
                            conversation=passed.conversation, by="machine:holding"
                        )
                    conversations.bring_back(conversation=passed.conversation, by="machine:holding")
                record(verb="holding.overdue", by="machine:holding", about=about(passed))
    return count


def about(promise: Promise) -> dict[str, int | str]:
    return {"promise": promise.pk, "conversation": promise.conversation_id}


def _letter(name: str, conversation: Conversation, by: Colleague, **said: str) -> str:
    return written(f"holding/mail/{name}", conversation, {"writer": by.name, **said})

"""One honest message: what we understood, who looks at it, by when they hear."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.listening import tokens
from heard.listening.models import Confirmation, Deadline, Restatement
from heard.listening.questions import said_back, told_already
from heard.listening.theirs import not_theirs_alone
from heard.listening.wording import beside, ended, for_them, in_quotes, spoken, their_day, written
from heard.people.models import Colleague
from heard.situations.acts import about
from heard.situations.models import Situation

PURPOSE = "restatement"
ACKNOWLEDGEMENT = "acknowledgement"
LINK = "{link}"  # the place of their link in what others compose
# What stands there inside the house; the real link is put into the outgoing bytes only
LINKS = {
    "en": "[link to your own page]",
    "de": "[Link zu Ihrer Seite]",
    "de-informal": "[Link zu deiner Seite]",
}
NOT_ME = {"en": "[link: that was not me]", "de": "[Link: Das war ich nicht]"}
GOOD_FOR = timedelta(days=14)
TOLD = _(
    "They know what we understood and have not written since; one such letter is enough before"
    " the answer. To move the date, renew the promise. Nothing was changed."
)


def compose(
    *,
    situation: Situation,
    by: Colleague,
    who_looks: Colleague,
    promised_for: datetime,
    points: Sequence[str] | None = None,
    why: str = "",
    why_words: str = "",
    extension: Deadline | None = None,
) -> str:
    """The letter's first draft in the conversation's language; a person edits and sends it.

    `points`: what would be restated, where it is not yet written down. `why`: the honest reason
    for the time ("facts", "others", "decision", "outside", or "own" in `why_words`).
    `extension`: the date of theirs that would pass, for which more time is asked.
    """
    conversation = situation.conversation
    if points is None:
        points = said_back(situation)
    return written(
        "listening/mail/restatement",
        conversation,
        {
            "points": [
                ended(in_quotes(one, conversation.language)) for one in points if one.strip()
            ],
            "why": why,
            "why_words": ended(why_words) if why_words.strip() else "",
            "their_date": their_day(extension, conversation) if extension else "",
            "who_looks": who_looks.name,
            "promised_for": for_them(promised_for, conversation),
            "phone": by.phone,
            "link": LINKS[spoken(conversation)],
            "writer": by.name,
        },
    )


def restate(
    *,
    situation: Situation,
    by: Colleague,
    text: str,
    who_looks: Colleague,
    promised_for: datetime,
) -> Draft:
    """Put the letter into the draft; it never leaves by itself. Refusal for a date that passed."""
    if situation.ended_at:
        raise Refusal(_("This situation has ended. Nothing was written."))
    if promised_for <= clock.now():
        raise Refusal(_("The promised date has passed already. Please choose a later one."))
    if told_already(situation):
        raise Refusal(TOLD)
    with transaction.atomic():
        draft = conversations.save_draft(
            conversation=situation.conversation,
            by=by,
            text=beside(situation.conversation, by, PURPOSE, _readable(situation, text)),
            purpose=PURPOSE,
            promised_for=promised_for,
            declared=["promise"],
        )
        Draft.objects.filter(pk=draft.pk).update(who_looks=who_looks)
        record(verb="listening.restating", by=by, about=about(situation))
    draft.refresh_from_db()
    return draft


def links(draft: Draft) -> dict[str, str]:
    """What the outgoing bytes of a restatement hold in place of `LINK`."""
    url = _url("listening_answer", tokens.of_draft(draft.pk))
    return dict.fromkeys((LINK, *LINKS.values()), url)


def unfit(draft: Draft) -> str:
    """Why a restatement cannot leave as it is, in one sentence; "" when it can.

    Its link lets whoever holds it answer as them, so it goes to them alone; and it has to keep
    what makes it one: the link, and a date that lies ahead.
    """
    trouble = not_theirs_alone(draft)
    if trouble:
        return trouble
    if not any(place in draft.text for place in (LINK, *LINKS.values())):
        return str(
            _(
                "The place of their link is gone from this letter. Nothing was sent; put it back,"
                " or write an ordinary answer."
            )
        )
    situation = Situation.of(draft.conversation_id)
    if situation is not None and told_already(situation):
        return str(TOLD)
    if draft.promised_for is None or draft.promised_for <= draft.would_leave:
        return str(
            _("The date this letter promises will have passed when it leaves. Choose a later one.")
        )
    return ""


def retire_links(*, conversation: Conversation) -> None:
    """Links of theirs that are no longer theirs alone open nothing any more."""
    Restatement.objects.filter(
        situation__conversation=conversation, confirmation=None, expires_at__gt=clock.now()
    ).update(expires_at=clock.now())


def _readable(situation: Situation, text: str) -> str:
    return text.replace(LINK, LINKS[spoken(situation.conversation)])


def _url(name: str, token: str) -> str:
    return f"{settings.HEARD_URL}{reverse(name, args=[token])}"


def token_of(message: Message) -> str:
    """The token of the page that belongs to a restatement which left as `message`."""
    return tokens.of_draft(message.draft.pk)


def restated(*, message: Message) -> Restatement | None:
    """A restatement has really left: from now on its link works. Once."""
    situation = _situation_of(message)
    draft = Draft.objects.filter(sent_as=message).first()
    if situation is None or draft is None or Restatement.objects.filter(message=message).exists():
        return None
    with transaction.atomic():
        made = Restatement.objects.create(
            situation=situation,
            message=message,
            points=said_back(situation),
            who_looks=draft.who_looks or situation.owner or draft.by,
            promised_for=draft.promised_for or clock.now(),
            token_digest=tokens.digest(tokens.of_draft(draft.pk)),
            expires_at=clock.now() + GOOD_FOR,
            by=draft.by,
            at=clock.now(),
        )
        record(
            verb="listening.restated",
            by=draft.by,
            about={**about(situation), "message": message.pk, "restatement": made.pk},
        )
    return made


def _situation_of(message: Message) -> Situation | None:
    """The one the letter belongs to, even when it was ended while the letter was on its way."""
    return (
        Situation.of(message.conversation_id)
        or Situation.objects.filter(conversation=message.conversation_id).order_by("pk").last()
    )


def acknowledge(*, confirmation: Confirmation) -> Message | None:
    """Tell them that their answer came in, with a way to say "that was not me". Once."""
    restatement = confirmation.restatement
    if restatement is None:
        return None
    conversation, writer = restatement.situation.conversation, restatement.by
    link = _url("listening_not_me", tokens.of_confirmation(confirmation.pk))
    text = written(
        "listening/mail/acknowledged",
        conversation,
        {
            "corrected": confirmation.kind == Confirmation.CORRECTED,
            "text": confirmation.text,
            "not_me_link": NOT_ME[conversation.language],
            "writer": writer.name,
        },
    )
    return conversations.acknowledge(
        conversation=conversation,
        by=writer,
        text=text,
        name=f"confirmation:{confirmation.pk}",
        substitute={NOT_ME[conversation.language]: link},
    )

"""The optional question at the end: "Did you feel heard?" Off unless the house wants it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heard.closing.models import Pulse, Question
from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions.models import Barrier, Decision
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.listening import tokens

PURPOSE = "good_note"
# What stands in the letter inside the house; the real link is put into the outgoing bytes only
QUESTIONS = {
    "en": "[link: did you feel heard?]",
    "de": "[Link: Fühlten Sie sich gehört?]",
    "de-informal": "[Link: Hast du dich gehört gefühlt?]",
}
GOOD_FOR = timedelta(days=30)
GLAD = {Decision.YES, Decision.PARTLY}


class Told(Refusal):
    """The question of `letter` was answered already."""

    def __init__(self, sentence: Any, letter: Message) -> None:
        super().__init__(sentence)
        self.letter = letter


def may_ask(conversation: Conversation) -> bool:
    """Only where the house wants it, and never after a "no", an ending or a suspension."""
    if not settings.HEARD_ASK_IF_HEARD:
        return False
    here = Q(conversation=conversation)
    if conversation.contact_id:
        here |= Q(contact=conversation.contact_id)
    if Decision.objects.filter(here, withdrawn_at=None).exclude(kind__in=GLAD).exists():
        return False
    if Barrier.objects.before(conversation).exists():
        return False
    letters = conversation.messages.filter(side=Message.US).values_list("declared", flat=True)
    return not any({"no", "severs"} & set(declared) for declared in letters)


def links(draft: Draft) -> dict[str, str]:
    """What the outgoing bytes hold in the place of the question."""
    path = reverse("closing_felt", args=[tokens.of_question(draft.pk)])
    return dict.fromkeys(QUESTIONS.values(), f"{settings.HEARD_URL}{path}")


def unfit(draft: Draft) -> str:
    """Why a good note that asks cannot leave, in one sentence; "" when it can."""
    asked = any(place in draft.text for place in QUESTIONS.values())
    if asked and not may_ask(draft.conversation):
        return str(
            _("After a “no” or an ending nobody is asked whether they felt heard. Take it out.")
        )
    return ""


def asked(*, message: Message) -> None:
    """A good note has really left: from now on the link of its question works. Once."""
    draft = Draft.objects.filter(sent_as=message).first()
    if draft is not None and any(place in message.text for place in QUESTIONS.values()):
        digest = tokens.digest(tokens.of_question(draft.pk))
        Question.objects.get_or_create(message=message, defaults={"token_digest": digest})


def asked_in(token: str) -> Message:
    """The letter whose question this link answers. Told for a used one, Refusal for a forged or
    old one."""
    lately = Question.objects.filter(message__at__gte=clock.now() - GOOD_FOR)
    question = (
        lately.filter(token_digest=tokens.digest(token))
        .select_related("message__conversation", "message__colleague")
        .first()
    )
    if question is None:
        raise Refusal(
            _("This link has grown too old, or is none of ours. Please reply to our mail.")
        )
    if Pulse.objects.filter(message=question.message).exists():
        raise Told(_("You have told us already, thank you."), question.message)
    return question.message


def tell(*, token: str, answer: str, text: str = "") -> Pulse:
    """They say whether they felt heard. What is not a plain yes waits for a person."""
    if answer not in {Pulse.YES, Pulse.PARTLY, Pulse.NO}:
        raise Refusal(_("Please choose one of the three; nothing was sent yet."))
    letter = asked_in(token)
    conversation = letter.conversation
    try:
        with transaction.atomic():
            made = Pulse.objects.create(
                conversation=conversation,
                message=letter,
                answer=answer,
                text=text.strip()[:5000],
                at=clock.now(),
            )
            about: dict[str, int | str] = {"conversation": conversation.pk, "pulse": made.pk}
            record(verb="closing.felt", by=conversation.contact or "machine:outside", about=about)
            if answer != Pulse.YES or made.text:
                _back_on_the_desk(conversation)
    except IntegrityError:  # pressed twice in the same moment
        raise Told(_("You have told us already, thank you."), letter) from None
    return made


def _back_on_the_desk(conversation: Conversation) -> None:
    if conversation.closed_at:
        conversations.reopen_quietly(conversation=conversation, by="machine:closing")
    conversations.bring_back(conversation=conversation, by="machine:closing")

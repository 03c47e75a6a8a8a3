"""What nobody does alone is proposed, and others agree to exactly this."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation
from heard.decisions import guard
from heard.decisions.acts.binding import about, bind, sealed, still_open
from heard.decisions.acts.deciding import take, void
from heard.decisions.models import Decision
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague, Contact, Organisation
from heard.philosophy import acts as philosophy
from heard.situations.models import Situation

LOOK_AGAIN = timedelta(days=180)


def propose(
    *,
    kind: str,
    by: Colleague,
    reason: str,
    situation: Situation | None = None,
    conversation: Conversation | None = None,
    contact: Contact | None = None,
    organisation: Organisation | None = None,
    text: str = "",
    recipients: Iterable[str] | None = None,
    look_again: date | None = None,
) -> Decision:
    """Propose a severing act; it happens only once others agreed to exactly this, and time passed.

    With `organisation` it is one act for everybody there. An ending goes to one person.
    Proposing again replaces one's own open proposal, and with it every approval it had.
    """
    if situation is not None:
        conversation = situation.conversation
    if organisation is None:
        contact = contact or (conversation.contact if conversation else None)
    _complete(kind, reason, text, conversation, contact or organisation)
    numbers = guard.parameters()
    if guard.nobody_could_agree(by, numbers):
        raise Refusal(
            _(
                "Nobody ends a relationship alone, and there is nobody here who could agree:"
                " it takes another manager or partner. It cannot happen; nothing was changed."
            )
        )
    with _once(), transaction.atomic():
        _replace_open(kind, by, situation, contact, organisation)
        if kind == Decision.SEVER and recipients is None and conversation:
            to, cc = conversations.default_recipients(conversation)
            recipients = [*to, *cc]
        decision = Decision(
            kind=kind,
            situation=_situation(situation, conversation) if kind == Decision.SEVER else None,
            conversation=conversation,
            contact=contact,
            organisation=organisation,
            reason=reason.strip(),
            text=text.strip(),
            recipients=list(recipients or []),
            look_again=look_again or (clock.now() + LOOK_AGAIN).date(),
            by=by,
            at=clock.now(),
            not_before=clock.now() + timedelta(hours=int(numbers["wait_hours"])),
        )
        bind(decision)
        record(verb="decisions.proposed", by=by, about=about(decision), digest=sealed(decision))
    return decision


def _situation(said: Situation | None, conversation: Conversation | None) -> Situation | None:
    return said or Situation.of(conversation.pk if conversation else None)


@contextmanager
def _once() -> Iterator[None]:
    """Two who propose in the same moment: the second one reads the first one's."""
    try:
        yield
    except IntegrityError:
        raise Refusal(
            _("A decision about this is open already. Please read that one; nothing was proposed.")
        ) from None


def _complete(
    kind: str,
    reason: str,
    text: str,
    conversation: Conversation | None,
    whom: Contact | Organisation | None,
) -> None:
    if kind not in Decision.SEVERING:
        raise Refusal(_("Please choose what is to happen; nothing was proposed yet."))
    if not reason.strip():
        raise Refusal(_("Please write why, for the colleagues who read it; nothing was proposed."))
    if kind == Decision.SEVER and (conversation is None or not text.strip()):
        raise Refusal(_("Please write the message that would leave; nothing was proposed yet."))
    if whom is None or (kind == Decision.SEVER and isinstance(whom, Organisation)):
        raise Refusal(_("Nobody is known here whom this could concern; nothing was proposed."))


def _replace_open(
    kind: str,
    by: Colleague,
    situation: Situation | None,
    contact: Contact | None,
    organisation: Organisation | None,
) -> None:
    open_ones = Decision.objects.open().filter(kind=kind)
    known = open_ones.filter(contact=contact, organisation=organisation).first()
    if known is None and situation is not None:
        known = situation.decisions.open().first()
    if known is None:
        return
    if not known.severs:
        raise Refusal(_("A decision is open here. Withdraw it first; nothing was proposed."))
    if known.by_id != by.pk:
        raise Refusal(_("A colleague has proposed this already; please read that proposal."))
    void(decision=known, why="edited", by=by)


def approve(*, decision: Decision, by: Colleague, digest: str | None = None) -> Decision:
    """`by` agrees to exactly this. `digest`: what they read, refused when it changed since."""
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        still_open(decision)
        current = guard.digest_of(decision)
        if (digest is not None and digest != current) or (
            decision.severs and current != decision.digest
        ):
            raise Refusal(_("This has changed since you opened it. Please read it once more."))
        philosophy.approve(
            act_name=decision.act_name, digest=current, proposed_by=decision.by, by=by
        )
        decision.second_looks.filter(asked=by, answered_at=None).update(answered_at=clock.now())
    if not decision.severs and decision.taken_at is None:
        with suppress(conversations.Held):  # if it takes more than this, it goes on waiting
            take(decision)
    return decision

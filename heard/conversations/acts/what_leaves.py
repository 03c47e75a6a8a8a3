"""A draft as the gate and its writer see it: what exactly would leave, to whom, what to mind."""

import hashlib
import json

from django.utils.translation import gettext_lazy as _

from heard.conversations import cautions, elsewhere
from heard.conversations.acts.drafts import default_recipients
from heard.conversations.models import Conversation, Draft
from heard.conversations.writing import mailbox_with_address
from heard.journal.refusal import Refusal
from heard.mail.models import Mailbox
from heard.people.models import Colleague
from heard.philosophy.gate import Act
from heard.philosophy.questions import approvals_of


def digest_of(draft: Draft) -> str:
    """SHA-256 of exactly what would happen: approvals and permits are bound to it.

    The text, who gets it and how, the files with it, and the last thing they said, wherever.
    """
    to, cc = recipients_of(draft)
    last = draft.conversation.last_word
    files = sorted([one.name, one.file] for one in draft.enclosures.all()) if draft.pk else []
    said = [
        draft.text,
        [sorted(to), sorted(cc), sorted(draft.bcc)],
        files,
        last.pk if last else None,
    ]
    spoke = elsewhere.mark(draft.conversation)
    if spoke:
        said.append(spoke)
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def recipients_of(draft: Draft) -> tuple[list[str], list[str]]:
    to, cc = default_recipients(draft.conversation)
    return list(draft.to) or to, list(draft.cc) or cc


def act_of(draft: Draft) -> Act:
    """Sending this draft, as the gate sees it."""
    to, cc = recipients_of(draft)
    return Act(
        kind="send",
        name=draft.reference,
        by=draft.by,
        digest=digest_of(draft),
        conversation=draft.conversation_id,
        text=draft.text,
        recipients=(*to, *cc, *draft.bcc),
        declared=frozenset(draft.declared),
        answers={**draft.answers, "reason": draft.reason, "purpose": draft.purpose},
    )


def cautions_of(draft: Draft, knew: int | None = None) -> list[cautions.Caution]:
    """What its writer should look at once more before it leaves; `knew` as in `cautions.of`."""
    to, cc = recipients_of(draft)
    return cautions.of(draft, visible=[*to, *cc], hidden=draft.bcc, knew=knew)


def lacks_a_sender(draft: Draft) -> bool:
    """Whether its writer is learning and no colleague with more practice agreed to exactly this."""
    if not draft.by.learning:
        return False
    agreed = approvals_of(act_name=draft.reference, digest=digest_of(draft), besides=draft.by)
    return not agreed.filter(by__learning=False).exclude(by__role=Colleague.ADVISER).exists()


def mailbox_of(conversation: Conversation) -> Mailbox:
    """The mailbox whose name stands on the letter. Refusal when none has an address."""
    chosen = mailbox_with_address(conversation)
    if chosen is None:
        raise Refusal(
            _("The mailbox has no address to send from. Your draft is kept; ask for one.")
        )
    return chosen

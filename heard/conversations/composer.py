"""What the composer beside the letters shows: one's draft, what the gate says, what is leaving."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from heard.conversations import elsewhere
from heard.conversations.acts import (
    act_of,
    cautions_of,
    default_recipients,
    everyone_else,
)
from heard.conversations.cautions import Caution
from heard.conversations.hours import proposed_hours
from heard.conversations.models import Conversation, Draft, Enclosure, Message
from heard.conversations.writing import mailbox_with_address, quoted_in, signature_of
from heard.journal import clock
from heard.people.models import Colleague
from heard.philosophy.acts import weigh
from heard.philosophy.gate import Finding

CARRIED = ("amount", "own_mistake", "reason")
NAMED = 5  # of those who also got a letter; the rest is a number

DECLARATIONS: list[tuple[str, Any]] = [
    ("yes", _("It says yes to what they ask")),
    ("no", _("It says no")),
    ("promise", _("It promises something")),
    ("severs", _("It ends the relationship")),
    ("none", _("None of these")),
]


@dataclass(frozen=True)
class Composer:
    """Everything the composer's template needs.

    `seen`: what had come in last when the page was made, `spoke`: what they had said elsewhere by
    then (`elsewhere.mark`); sending compares both.
    `knew`: id of the last letter of ours that the writer's page knew of, 0 for none.
    `asks`: whether the writer is asked what the message does. `everyone`: who else outside got the
    letter that is answered, and would not get this one.
    """

    conversation: Conversation
    draft: Draft | None
    seen: Message | None
    spoke: str
    knew: int
    leaving: list[Message]
    others: list[Draft]
    to: list[str]
    cc: list[str]
    bcc: list[str] = field(default_factory=list)
    everyone: list[str] = field(default_factory=list)
    enclosed: list[Enclosure] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)
    signature: str = ""
    quoted: tuple[str, str] = ("", "")
    hours: list[datetime] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    held: bool = False
    learning: bool = False

    @property
    def everyone_said(self) -> str:
        """The first few by their addresses, the rest by number."""
        first = ", ".join(self.everyone[:NAMED])
        more = len(self.everyone) - NAMED
        if more <= 0:
            return first
        return ngettext("%(first)s and one more", "%(first)s and %(count)d more", more) % {
            "first": first, "count": more,
        }  # fmt: skip

    @property
    def waits_to_be_sent(self) -> bool:
        return self.learning and self.draft is not None and self.draft.asked_at is not None

    @property
    def asks(self) -> bool:
        if any("yes" in finding.missing.asks for finding in self.findings):
            return True
        return self.held and bool(self.draft and self.draft.declared and not self.draft.purpose)

    @property
    def asks_amount(self) -> bool:
        """What a yes comes to is asked once, and then shown, so that it can be changed."""
        if any("amount" in finding.missing.asks for finding in self.findings):
            return True
        given = self.draft.answers if self.draft and not self.draft.purpose else {}
        return self.held and bool(given.get("amount") or given.get("own_mistake"))

    @property
    def carried(self) -> dict[str, Any]:
        """What is declared already where the letter tells a decision: named, not asked again."""
        if not self.held or self.draft is None or self.draft.purpose != "answer":
            return {}
        grants = "yes" in self.draft.declared and not self.asks_amount
        said = {**(self.draft.answers if grants else {}), "reason": self.draft.reason}
        return {one: said[one] for one in CARRIED if said.get(one) and said[one] != "0"}

    @property
    def may_grant(self) -> Decimal:
        return self.draft.by.may_grant if self.draft else Decimal(0)

    @property
    def wants_reason(self) -> bool:
        return any(f.level == "reason" and not f.resolved for f in self.findings)

    @property
    def wants_colleague(self) -> bool:
        return any(
            f.level == "colleague" and f.blocks and not f.missing.asks for f in self.findings
        )

    @property
    def declarations(self) -> list[tuple[str, Any, bool]]:
        declared = set(self.draft.declared) if self.draft else set()
        return [(value, label, value in declared) for value, label in DECLARATIONS]

    @property
    def stands_open(self) -> bool:
        """Whether the writing field is open at once, not folded behind one button."""
        return bool(self.draft and (self.draft.text or self.held))

    @property
    def later(self) -> datetime | None:
        """The hour to come that the draft was given at "Send later"."""
        given = None if self.learning or self.draft is None else self.draft.leave_at
        return given if given and given > clock.now() else None

    @property
    def limit(self) -> int:
        return int(settings.HEARD_ATTACHMENTS_LIMIT)

    @property
    def came_back(self) -> bool:
        """The writer has not touched it since it was handed back."""
        return bool(self.draft and self.draft.handed_back)


def compose(
    conversation: Conversation, colleague: Colleague, *, held: bool = False, knew: int | None = None
) -> Composer:
    """The composer for `colleague`; `held` asks the gate, so that its findings are shown; `knew` is
    what an earlier page of the same draft knew of, None where this page is the first."""
    drafts = list(
        conversation.drafts.filter(sent_as=None, put_away_at=None)
        .exclude(purpose="acknowledgement")
        .select_related("by")
    )
    mine = next((draft for draft in drafts if draft.by_id == colleague.pk), None)
    to, cc = default_recipients(conversation)
    if mine:
        to, cc = list(mine.to) or to, list(mine.cc)
    bcc = list(mine.bcc) if mine else []
    mailbox = mailbox_with_address(conversation)
    return Composer(
        conversation=conversation,
        draft=mine,
        seen=conversation.last_come,
        spoke=elsewhere.mark(conversation),
        knew=conversation.last_put_out if knew is None else knew,
        leaving=list(
            conversation.messages.filter(state=Message.LEAVING)
            .select_related("outgoing", "colleague")
            .defer("outgoing__mime")
        ),
        others=[draft for draft in drafts if draft.by_id != colleague.pk and draft.text],
        to=to,
        cc=cc,
        bcc=bcc,
        everyone=everyone_else(conversation, [*to, *cc, *bcc]),
        enclosed=list(mine.enclosures.all()) if mine else [],
        cautions=cautions_of(mine, knew) if held and mine else [],
        signature=signature_of(conversation, mailbox) if mailbox else "",
        quoted=quoted_in(conversation),
        hours=proposed_hours(),
        findings=weigh(act_of(mine)) if held and mine else [],
        held=held,
        learning=colleague.learning,
    )


def recipients(given: Mapping[str, str], name: str) -> list[str]:
    """Addresses from a form's text field, separated by commas, semicolons or lines."""
    text = given.get(name, "").replace(";", ",").replace("\n", ",")
    return [part.strip() for part in text.split(",") if part.strip()]


def seen(request: HttpRequest, pk: int) -> Conversation:
    """The conversation, or 404 for whoever may not see it."""
    return get_object_or_404(Conversation.objects.visible_to(cast(Colleague, request.user)), pk=pk)

"""One line for a whole matter, and an answer of its own for each conversation of it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Message
from heard.decisions import guard
from heard.decisions.acts.binding import letters_of
from heard.decisions.acts.deciding import decide, withdraw
from heard.decisions.acts.proposing import approve
from heard.decisions.models import Decision, Line
from heard.decisions.models.line import PARTS
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.situations.models import Matter, Situation

Words = Mapping[str, Mapping[str, str]]


def languages_of(matter: Matter) -> list[str]:
    talks = Conversation.objects.filter(situations__in=open_ones(matter))
    return sorted(set(talks.values_list("language", flat=True)))


def open_ones(matter: Matter) -> list[Situation]:
    found = matter.situations.filter(ended_at=None).select_related("conversation")
    return list(found.order_by("pk"))


def decide_together(
    *, matter: Matter, by: Colleague, kind: str, words: Words, why_now: str = ""
) -> list[Decision]:
    """The same for all: each conversation gets a decision of its own with the words of its
    language; what the philosophy holds in one of them waits there, and only there.

    A line drawn again replaces the decisions that nobody was told yet. `why_now`: the short reason
    where letters are hot and fresh.
    """
    if by.pk != matter.owner_id:
        raise Refusal(_("Whoever owns the matter draws its line. Nothing was decided."))
    if kind not in Decision.ANSWERS:
        raise Refusal(_("Please choose yes, partly, no or insist; nothing was decided yet."))
    parts = open_ones(matter)
    if not parts:
        raise Refusal(_("This matter is over, so nothing was decided."))
    said = {one: {part: words.get(one, {}).get(part, "").strip() for part in PARTS}
            for one in languages_of(matter)}  # fmt: skip
    if not all(each["reason"] for each in said.values()):
        raise Refusal(
            _("Please give the reason in each language of the conversations; nothing was decided.")
        )
    with transaction.atomic():
        for one in parts:
            _make_room(one, by)
        Line.objects.update_or_create(
            matter=matter, defaults={"kind": kind, "words": said, "by": by, "at": clock.now()}
        )
        record(verb="decisions.line_drawn", by=by, about={"matter": matter.pk})
    made = []
    for one in parts:
        try:
            made.append(_decide(one, by, kind, said[one.conversation.language], why_now))
        except conversations.Held:
            made.append(one.decisions.open().get())
    return made


def _decide(
    situation: Situation, by: Colleague, kind: str, words: Mapping[str, str], why_now: str
) -> Decision:
    return decide(
        situation=situation,
        by=by,
        kind=kind,
        reason=words["reason"],
        instead=words["instead"],
        next_step=words["next_step"],
        why_now=why_now,
    )


def _make_room(situation: Situation, by: Colleague) -> None:
    known = situation.decisions.open().first()
    if known is None:
        return
    if known.severs or letters_of(known).filter(sent_as__state=Message.LEAVING).exists():
        raise Refusal(
            _(
                "In “%(subject)s” an ending is proposed or an answer is leaving."
                " Nothing was decided."
            )
            % {"subject": situation.conversation.shown_subject}
        )
    withdraw(decision=known, by=by)


def approve_together(*, matter: Matter, by: Colleague, digest: str) -> int:
    """`by` has read the line, and agrees to it wherever it waits and they may read; how many.

    `digest`: of the line they read. What was decided otherwise, or by others, is read on its own.
    """
    line = Line.objects.filter(matter=matter).first()
    if line is None or line.digest != digest:
        raise Refusal(_("This has changed since you opened it. Please read it once more."))
    waiting = line_waits(line, by)
    if not waiting:
        raise Refusal(_("Nothing of this waits for you. Nothing was changed."))
    for decision in waiting:
        approve(decision=decision, by=by, digest=guard.digest_of(decision))
    return len(waiting)


def line_waits(line: Line, reader: Colleague) -> list[Decision]:
    """Where the line, and nothing else, waits for another's eyes that may be the reader's."""
    found = Decision.objects.waiting().visible_to(reader).filter(situation__matter=line.matter_id)
    others = found.exclude(by=reader).select_related("conversation")
    return [one for one in others.order_by("pk") if line.is_said_in(one)]

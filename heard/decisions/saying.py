"""Whether the answer says what was decided: looked at on a pause and at Send, one click goes on."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from heard.conversations.cautions import Caution
from heard.conversations.models import Draft
from heard.decisions.acts.binding import told_by
from heard.decisions.models import Decision
from heard.judgement import acts as judgement
from heard.judgement.values import Answer
from heard.people.staff import functions

SURE = 0.6  # from so much on a letter is taken to say yes, or no


def look(draft: Draft, addresses: list[str]) -> Iterable[Caution]:  # noqa: ARG001  # the registry's shape
    """For the answer to a decision that was taken and not yet told; nothing of it is kept."""
    decision = told_by(draft)
    if decision is None or not decision.is_open or not draft.text.strip():
        return
    kind = str(decision.get_kind_display())
    if draft.declared and decision.declares not in draft.declared:
        yield Caution(
            "decided_otherwise",
            _("It was decided: %(kind)s. This letter is marked as saying something else.")
            % {"kind": kind},
        )
    yield from _read(decision, draft.text, kind)


def _read(decision: Decision, text: str, kind: str) -> Iterable[Caution]:
    if not functions.is_on("draft_reading"):
        return
    parts = [("reason", decision.reason), ("instead", decision.instead)]
    parts = [(name, said) for name, said in (*parts, ("next", decision.next_step)) if said.strip()]
    review = judgement.review([], text, points=[said for _name, said in parts])
    if _says_the_other(decision, review.answer):
        yield Caution(
            "reads_otherwise",
            _("It was decided: %(kind)s. This letter reads as if it said the opposite.")
            % {"kind": kind},
        )
    names = {
        "reason": _("the reason"),
        "instead": _("what we offer instead"),
        "next": _("what happens next"),
    }
    left_out = [
        names[name]
        for (name, _said), point in zip(parts, review.points, strict=True)
        if not point.covered
    ]
    if left_out:
        yield Caution(
            "left_out",
            _("Not everything that was decided is in this letter. Missing: %(parts)s.")
            % {"parts": ", ".join(left_out)},
        )


def _says_the_other(decision: Decision, answer: Answer) -> bool:
    yes, no = answer.yes, answer.no
    if yes is None or no is None or decision.kind == Decision.PARTLY:
        return False
    other, same = (yes, no) if decision.declares == "no" else (no, yes)
    return other >= SURE > same

"""The calm view above the letters, the heard mark, and the step "say what we understood"."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from heard.conversations import elsewhere, panel, purposes
from heard.conversations.models import Conversation, Message
from heard.conversations.panel import Mark, NextStep, Panel, Standing
from heard.heat.questions import is_hot, waits_in_heat
from heard.journal import clock
from heard.judgement import acts as judgement
from heard.judgement.sentences import sentences
from heard.listening.acts.restating import PURPOSE, links, unfit
from heard.listening.calm import in_calm
from heard.listening.covering import covered
from heard.listening.models import Confirmation, Deadline, MomentPutAway, Point
from heard.listening.questions import (
    deadlines_of,
    heard_in,
    heard_state,
    is_heard,
    last_confirmation,
    last_on_their_page,
    last_restatement,
    legal_dates_near,
    points_of,
    puts_us_right,
    said_back,
    says_more,
    told_ours,
    unanswered,
)
from heard.people.models import Colleague
from heard.philosophy.models import Version
from heard.situations import way
from heard.situations.models import Situation

SURE = 0.7  # from which probability on the fate of a point of ours is suggested


def heard_word(state: str, by: str = "") -> str:
    """The heard mark; what a colleague reports never reads as confirmed by them."""
    if state == Confirmation.REPORTED:
        return _("reported by %(name)s") % {"name": by} if by else _("reported as heard")
    return {
        "restated": _("restated, not yet confirmed"),
        Confirmation.CONFIRMED: _("confirmed by them"),
        Confirmation.CORRECTED: _("they added something"),
    }.get(state, "")


def marks(conversations: Iterable[int], colleague: Colleague) -> dict[int, list[Mark]]:  # noqa: ARG001  # the registry's shape
    ids = list(conversations)
    found = {
        pk: [Mark("heard", heard_word(heard.state, heard.reported_by), heard.state)]
        for pk, heard in heard_in(ids).items()
    }
    for pk, due in legal_dates_near(ids).items():
        found.setdefault(pk, []).append(Mark("deadline", _("Legal date:"), at=due))
    return found


SMILE = 2  # the clause that nobody checks but oneself


def _moment(colleague: Colleague, *, beside_the_way_out: bool) -> str:
    """The quiet line before one answers something hot; "" for whoever has put it away.

    Where "not me, not now" stands beside it as a button, the line does not say it as well.
    """
    if MomentPutAway.objects.filter(colleague=colleague).exists():
        return ""
    version = Version.in_force()
    clause = version.clauses.filter(number=SMILE, rule="").first() if version else None
    if clause is None:
        return ""
    said = [clause.margin[start:end] for start, end in sentences(clause.margin)]
    if beside_the_way_out:
        said = [one for one in said if _("Not me, not now") not in one]
    return " ".join([f"{clause.title}.", *said])


def calm(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """Their points in their own weight, above the original and never instead of it."""
    situation = Situation.of(conversation.pk)
    if situation is None and (conversation.closed_at or not is_hot(conversation.pk)):
        return None
    last = conversation.last_incoming
    hot = waits_in_heat(conversation)
    passes_on = hot and (situation is None or situation.owner_id == colleague.pk)
    return {
        "conversation": conversation,
        "situation": situation,
        "moment": _moment(colleague, beside_the_way_out=passes_on) if hot else "",
        "passes_on": passes_on,
        "calm": in_calm(conversation, situation),
        "ours": _with_suggestions(situation, last) if situation else [],
        "theirs_last": last,
    }


def _with_suggestions(
    situation: Situation, last: Message | None
) -> list[tuple[Point, bool, str, str]]:
    """Our points: whether one is still to be gone through, what their latest letter seems to do
    with it, and in which words.

    A suggestion for those that nobody has decided about; "" where there is none. People decide.
    """
    ours = list(points_of(situation, "us"))
    asked = unanswered(situation)
    if last is None or not asked or not told_ours(situation):
        return [(point, point in asked, "", "") for point in ours]
    read = judgement.answered([f"{point.text} {point.ask}".strip() for point in asked], last.text)
    likely = {point.pk: one for point, one in zip(asked, read, strict=True)}
    found: list[tuple[Point, bool, str, str]] = []
    for point in ours:
        one = likely.get(point.pk)
        words = last.text[one.by[0] : one.by[1]] if one and one.by else ""
        sure = one is not None and one.state != "open" and one.chance >= SURE
        state = one.state if one and sure else None
        quoted = " ".join(words.split()) if state else ""
        found.append((point, point in asked, state or "", quoted))
    return found


def side(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """Whether they were heard, with its evidence; reporting a call and vouching."""
    situation = Situation.of(conversation.pk)
    if situation is None:
        return None
    state = heard_state(situation)
    if situation.raised_by == Situation.US and state is None and not points_of(situation):
        return None  # it is we who want to be heard
    said = situation.confirmations.select_related("reported_by", "vouched_by").order_by("-at")
    return {
        "situation": situation,
        "state": state,
        "heard": is_heard(situation),
        "newest": last_confirmation(situation),
        "said": [(one, _may_vouch(one, colleague)) for one in said],
        "restatement": last_restatement(situation),
        "last": conversation.last_incoming,
    }


def _may_vouch(said: Confirmation, colleague: Colleague) -> bool:
    """Another human being than who reported it, whatever the number of their accounts."""
    return said.reported_by is not None and said.reported_by.person != colleague.person


def deadlines(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:  # noqa: ARG001  # the registry's shape
    """Dates that bind us, theirs and the law's; put right, dropped, written down."""
    situation = Situation.of(conversation.pk)
    if situation is None:
        return None
    return {
        "situation": situation,
        "deadlines": deadlines_of(situation),
        "kinds": Deadline.KINDS,
        "moment": clock.now(),
    }


def covering(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """Below one's own draft: how much of what they say it says again."""
    situation = Situation.of(conversation.pk)
    if situation is None or not said_back(situation):
        return None
    found = covered(conversation, colleague)
    said = sum(bool(one.words) for one in found)
    return {"conversation": conversation, "covered": found, "said": said}


def timeline(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:  # noqa: ARG001  # the registry's shape
    """What they said on their page, and what was reported, between the letters."""
    said = Confirmation.objects.filter(situation__conversation=conversation).select_related(
        "reported_by", "vouched_by"
    )
    who = conversation.contact.shown_name if conversation.contact else ""
    before = timedelta(milliseconds=1)  # ahead of the letter that acknowledges it
    return {
        "entries": [
            (one.at - before, "listening/_answer.html", {"said": one, "who": who}) for one in said
        ]
    }


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:
    situation = Situation.of(conversation.pk)
    if situation is None or situation.owner_id is None:
        return None
    state = heard_state(situation)
    if state in {None, Confirmation.CORRECTED} and _has_written(conversation, colleague):
        return Standing(
            _("What we understood stands in your draft. Nothing has left yet."),
            NextStep(_("Read it and send it"), "#composer"),
        )
    understand = reverse("listening:understand", args=[situation.pk])
    if state == Confirmation.CORRECTED:
        return Standing(
            _("They added something. A person answers that, with what was missing."),
            NextStep(_("Say it once more, with theirs"), understand),
        )
    if says_more(situation):
        return Standing(
            _("They have written more since. They do not know that we understood that, too."),
            NextStep(_("Say what we understood"), understand),
        )
    if state is not None:
        return None
    if situation.raised_by == Situation.US:
        return _ours(situation)
    return Standing(
        _("Not yet heard: they do not know that we understood them."),
        NextStep(_("Say what we understood"), understand),
    )


def _has_written(conversation: Conversation, colleague: Colleague) -> bool:
    """Whether the letter that restates them waits in this colleague's draft."""
    unsent = conversation.drafts.filter(sent_as=None, put_away_at=None, by=colleague)
    return unsent.filter(purpose=PURPOSE).exclude(text="").exists()


def _ours(situation: Situation) -> Standing | None:
    """Raised by us: written down, said, and gone through when they answered."""
    url = reverse("listening:ours", args=[situation.pk])
    if not points_of(situation, "us"):
        return Standing(
            _("We are unhappy. Not yet said: what happened, and what we ask."),
            NextStep(_("Write down our points"), url),
        )
    if not told_ours(situation):
        return Standing(
            _("Our points are written down. They do not know them yet."),
            NextStep(_("Write to them"), url),
        )
    if unanswered(situation):
        return Standing(
            _("They wrote back. What became of each of our points?"),
            NextStep(_("Go through our points"), "#our-points"),
        )
    return None


def _hears_again(situation: Situation) -> bool:
    """They put us right, or had more to say since they were heard."""
    return puts_us_right(situation) or says_more(situation)


def _hearing_done(situation: Situation) -> bool:
    """They know that we understood them; or, where we spoke up, what we ask."""
    if heard_state(situation) is not None:
        return True
    return situation.raised_by == Situation.US and told_ours(situation)


def offer_all() -> None:
    panel.offer(Panel("calm", "calm", 40, "listening/_calm.html", calm))
    panel.offer(Panel("heard", "side", 40, "listening/_side.html", side))
    panel.offer(Panel("covering", "composer", 40, "listening/_covering.html", covering))
    panel.offer(Panel("deadlines", "side", 45, "listening/_deadlines.html", deadlines))
    panel.offer(Panel("answers", "timeline", 40, "listening/_answer.html", timeline))
    panel.offer_standing("listening", 40, standing)
    panel.offer_marks("heard", 40, marks)
    way.offer("hear", _hearing_done, again=_hears_again)
    elsewhere.offer("their_page", last_on_their_page)
    purposes.offer(purposes.Purpose(PURPOSE, substitute=links, refuse=unfit))

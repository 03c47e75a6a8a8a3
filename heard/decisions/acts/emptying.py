"""Emptying conversations: their letters, and what the rooms made of them."""

from django.db.models import Q, QuerySet

from heard.conversations.models import Conversation, Draft, Message, Note
from heard.decisions.acts.emptying_letters import empty_letters
from heard.decisions.models import Decision, Line, Suspension
from heard.holding.models import Promise
from heard.huddles.models import Huddle, Remark, Reply, Voice
from heard.journal import clock
from heard.journal.acts import destroy_key
from heard.listening.models import Confirmation, Deadline, Point, Restatement
from heard.mail.models import RawMessage
from heard.philosophy.models import Resolution
from heard.situations.models import Lesson, Matter, Situation


def empty_conversations(theirs: QuerySet[Conversation], decisions: QuerySet[Decision]) -> None:
    """Empty these conversations, what was decided in them, and those decisions besides."""
    situations = Situation.objects.filter(conversation__in=theirs)
    empty_letters(
        Message.objects.filter(conversation__in=theirs),
        Draft.objects.filter(conversation__in=theirs),
        # What colleagues forwarded, and what they answered to invitations
        RawMessage.objects.filter(
            Q(notes__conversation__in=theirs)
            | Q(huddle_reply__voice__huddle__situation__in=situations)
        ),
    )
    Note.objects.filter(conversation__in=theirs).update(text="", raw=None)
    _empty_situations(situations)
    besides = Q(pk__in=list(decisions.values_list("pk", flat=True)))
    _empty_decisions(Decision.objects.filter(Q(conversation__in=theirs) | besides))
    Promise.objects.filter(conversation__in=theirs).update(text="")
    Suspension.objects.filter(conversation__in=theirs).update(reason="")
    theirs.update(subject="", trouble="", waiting_since=None, put_away_at=clock.now())


def _empty_situations(situations: QuerySet[Situation]) -> None:
    others = Situation.objects.exclude(pk__in=situations.values("pk")).exclude(matter=None)
    alone = Matter.objects.filter(situations__in=situations).exclude(pk__in=others.values("matter"))
    Lesson.objects.filter(matter__in=alone).update(well="", otherwise="")
    Line.objects.filter(matter__in=alone).update(words={})
    Matter.objects.filter(pk__in=list(alone.values_list("pk", flat=True))).update(
        title="", learnt=""
    )
    Point.objects.filter(situation__in=situations).update(text="", effect="", ask="")
    Deadline.objects.filter(situation__in=situations).update(words="")
    Restatement.objects.filter(situation__in=situations).update(points=[])
    Confirmation.objects.filter(situation__in=situations).update(text="")
    Huddle.objects.filter(situation__in=situations).update(question="", summary="")
    Voice.objects.filter(huddle__situation__in=situations).update(why="")
    Remark.objects.filter(huddle__situation__in=situations).update(text="")
    Reply.objects.filter(voice__huddle__situation__in=situations).update(text="", sender="")


def _empty_decisions(decisions: QuerySet[Decision]) -> None:
    names = [decision.act_name for decision in decisions]
    for name in names:
        destroy_key(subject=name)
    Resolution.objects.filter(act__in=names).update(reason="")
    decisions.update(reason="", instead="", next_step="", text="", recipients=[], why_now="")

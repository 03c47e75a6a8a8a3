"""The steps in which someone is heard, and time is bought and promised."""

from heard.conversations import acts as conversations
from heard.desk.sample.talk import leave
from heard.desk.sample.told import Step, Told, due
from heard.holding import acts as holding
from heard.holding.models import Promise
from heard.listening import acts as listening
from heard.listening.models import Confirmation, Restatement
from heard.situations import acts as situations


def situation(told: Told, step: Step) -> None:
    who = told.who(step["by"])
    raised = situations.raise_(conversation=told.talk, by=who, raised_by=step["raised_by"])
    if step.get("points"):
        points = [
            {**point, "by_when": due(told, point["by_when"]) if point.get("by_when") else None}
            for point in step["points"]
        ]
        listening.our_points(situation=raised, by=who, points=points)


def points(told: Told, step: Step) -> None:
    listening.set_points(
        situation=told.situation, by=told.who(step["by"]), points=list(step["points"])
    )


def restate(told: Told, step: Step) -> None:
    who = told.who(step["by"])
    draft = holding.buy_time(
        situation=told.situation,
        by=who,
        who_looks=told.who(step["who_looks"]),
        promised_for=due(told, step["promise"]),
        text=step["text"],
    )
    leave(told, draft, who)


def _link(told: Told) -> str:
    restatement = Restatement.objects.filter(situation=told.situation).order_by("-id").first()
    if restatement is None:
        raise LookupError("nothing was restated")
    return listening.token_of(restatement.message)


def confirm(told: Told, step: Step) -> None:
    listening.confirm(token=_link(told), text=step.get("text", ""))


def correct(told: Told, step: Step) -> None:
    listening.correct(token=_link(told), text=step["text"])


def report_heard(told: Told, step: Step) -> None:
    listening.report_heard(situation=told.situation, by=told.who(step["by"]), text=step["text"])


def tried_to_call(told: Told, step: Step) -> None:
    restatement = Restatement.objects.filter(situation=told.situation).latest("id")
    listening.attempt_call(restatement=restatement, by=told.who(step["by"]))


def vouch(told: Told, step: Step) -> None:
    reported = Confirmation.objects.filter(
        situation=told.situation, kind=Confirmation.REPORTED
    ).latest("id")
    listening.vouch(confirmation=reported, by=told.who(step["by"]))


def promise(told: Told, step: Step) -> None:
    who = told.who(step["who"]) if "who" in step else None
    if who is None:
        who = told.talk.assignee or next(iter(told.firm.colleagues.values()))
    side = step["by"] if step["by"] in {"us", "them"} else step.get("side", "us")
    holding.promise(
        conversation=told.talk, by=who, side=side, text=step["text"], due=due(told, step["due"])
    )


def keep(told: Told, step: Step) -> None:
    side = step.get("side", Promise.US)
    kept = Promise.objects.open().filter(conversation=told.talk, by=side).earliest("due")
    who = told.who(step["by"]) if step.get("by") in told.firm.colleagues else kept.made_by
    holding.keep(promise=kept, by=who)


def remind(told: Told, step: Step) -> None:
    who = told.who(step["by"])
    theirs = Promise.objects.open().filter(conversation=told.talk, by=Promise.THEM).earliest("due")
    holding.ask_for(promise=theirs, by=who)
    draft = conversations.save_draft(conversation=told.talk, by=who, text=step["text"])
    leave(told, draft, who)

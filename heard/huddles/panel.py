"""What the conversation page shows of a huddle, and where we stand with it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heard.conversations import panel
from heard.conversations.models import Conversation
from heard.conversations.panel import NextStep, Panel, Standing
from heard.huddles.models import Huddle
from heard.huddles.questions import table
from heard.journal import clock
from heard.people.models import Colleague
from heard.situations import way
from heard.situations.models import Situation


def side(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """The open huddle as far as this colleague may see it, or the offer to ask."""
    situation = Situation.of(conversation.pk)
    if situation is None:
        return None
    huddle = Huddle.objects.open().filter(situation=situation).select_related("by").first()
    return {
        "situation": situation,
        "table": table(huddle, colleague) if huddle else None,
        "gather": reverse("huddles:gather", args=[situation.pk]),
    }


def timeline(conversation: Conversation, colleague: Colleague) -> Mapping[str, Any] | None:
    """What came of each huddle, between the letters."""
    concluded = (
        Huddle.objects.filter(situation__conversation=conversation)
        .exclude(concluded_at=None)
        .select_related("by")
    )
    entries = [
        (huddle.concluded_at, "huddles/_concluded.html", {"table": table(huddle, colleague)})
        for huddle in concluded
    ]
    return {"entries": entries} if entries else None


def standing(conversation: Conversation, colleague: Colleague) -> Standing | None:
    huddle = Huddle.objects.open().filter(situation__conversation=conversation).first()
    if huddle is None:
        return None
    seen = table(huddle, colleague)
    url = huddle.get_absolute_url()
    if seen.mine is not None and not seen.mine.is_given:
        return Standing(
            _("Your view is asked for. The others' stay closed until yours is given."),
            NextStep(_("Give your view"), url),
        )
    if seen.awaited and not _is_over(huddle):
        count = len(seen.awaited)
        said = ngettext(
            "Colleagues are being asked; one view is still missing.",
            "Colleagues are being asked; %(count)d views are still missing.",
            count,
        ) % {"count": count}
        return Standing(said, NextStep(_("Look at the huddle"), url))
    if seen.awaited:
        said = _("The time for views is over. Given: %(spoken)d of %(seats)d.") % {
            "spoken": len(seen.spoken), "seats": seen.seats,
        }  # fmt: skip
        return Standing(said, NextStep(_("Sum it up"), f"{url}#conclude"))
    return Standing(
        _("Everyone who was asked has given a view."), NextStep(_("Sum it up"), f"{url}#conclude")
    )


def _is_over(huddle: Huddle) -> bool:
    return huddle.due is not None and huddle.due <= clock.now()


def offer_all() -> None:
    panel.offer(Panel("huddle", "side", 60, "huddles/_side.html", side))
    panel.offer(Panel("huddles", "timeline", 60, "huddles/_concluded.html", timeline))
    panel.offer_standing("huddles", 60, standing)
    way.offer("huddle", lambda situation: situation.huddles.exclude(concluded_at=None).exists())

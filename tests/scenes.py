"""What several tests begin with: a house in which everyone has signed, a letter taken up."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core import mail

from heard.journal import clock
from heard.people.models import Colleague
from heard.philosophy import acts
from heard.philosophy.models import Version
from heard.philosophy.signing import still_asked
from heard.situations.acts import raise_
from heard.situations.models import Situation
from tests.firm import ANGRY, Firm, open_the_firm

MONDAY = datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Europe/Berlin"))


def the_house() -> Firm:
    """The firm under the starter philosophy, signed by everyone on a Monday morning."""
    firm = open_the_firm()
    with clock.set_to(MONDAY):
        all_signed(firm)
    return firm


def all_signed(firm: Firm) -> None:
    """The starter philosophy in force, and everyone's signature under it."""
    acts.load_starter(by=firm.eva)
    version = Version.in_force()
    assert version is not None
    for colleague in firm.everyone:
        signed(colleague, version)


def signed(colleague: Colleague, version: Version) -> None:
    """Every scene answered, and then the signature."""
    for clause, _scene in still_asked(version, colleague):
        acts.answer_scene(version=version, clause=clause, colleague=colleague)
    acts.sign(version=version, colleague=colleague)


def taken_up(firm: Firm, text: str = ANGRY) -> Situation:
    """A letter of theirs that somebody has taken up."""
    return raise_(conversation=firm.conversation(text), by=firm.anna, raised_by="them")


def letter_to(colleague: Colleague) -> tuple[str, list[str]]:
    """The text of the one mail to them, and the paths of the links that answer."""
    (letter,) = [one for one in mail.outbox if one.to == [colleague.email]]
    body = str(letter.body)
    return body, re.findall(r"https?://[^/\s]+(/philosophy/scene/by-mail/\S+)", body)

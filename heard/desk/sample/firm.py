"""The sample firm itself: its people, mailboxes, register and philosophy."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from heard.journal import clock
from heard.mail.acts import add_mailbox
from heard.mail.models import Mailbox
from heard.people import acts as people
from heard.people.models import Calendar, Colleague, Contact, Team
from heard.philosophy import acts as philosophy
from heard.philosophy import signing

STORY = Path(__file__).parent / "story"
PASSWORD = "heard-sample-2026"  # noqa: S105  # printed at the start; the sample firm only
MACHINE = "machine:sample"
PHILOSOPHY_DAYS = 60  # published so long ago that its gentle start is over


def addresses() -> list[str]:
    """What the sample people sign in with."""
    told = tomllib.loads((STORY / "firm.toml").read_text(encoding="utf-8"))
    return [person["email"] for person in told["colleague"]]


@dataclass
class Firm:
    calendar: Calendar
    colleagues: dict[str, Colleague] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)


def build(today: datetime) -> Firm:
    """The firm's people, mailboxes and register, and its philosophy with everyone's signature."""
    told = tomllib.loads((STORY / "firm.toml").read_text(encoding="utf-8"))
    with clock.set_to(today - timedelta(days=PHILOSOPHY_DAYS + 1)):
        hours = told["calendar"]
        calendar = people.set_calendar(
            by=MACHINE,
            firm=told["firm"]["name"],
            language=told["firm"].get("language", "de"),
            zone=hours["zone"],
            opens=time.fromisoformat(str(hours["opens"])),
            closes=time.fromisoformat(str(hours["closes"])),
            weekdays=hours.get("weekdays", [0, 1, 2, 3, 4]),
            country=hours["country"],
            region=hours.get("region", ""),
        )
        firm = Firm(calendar)
        for person in told["colleague"]:
            firm.colleagues[person["key"]] = people.add_colleague(
                email=person["email"],
                name=person["name"],
                by=MACHINE,
                role=person["role"],
                password=PASSWORD,
                language=person["language"],
                phone=person["phone"],
                may_grant=person.get("may_grant", 0),
            )
        build_teams(firm, told)
        build_register(firm, told)
        administrator = next(c for c in firm.colleagues.values() if c.is_administrator)
        version = philosophy.load_starter(by=administrator)
    with clock.set_to(today - timedelta(days=PHILOSOPHY_DAYS - 2)):
        for colleague in firm.colleagues.values():
            for clause, _scene in signing.still_asked(version, colleague):
                philosophy.answer_scene(version=version, clause=clause, colleague=colleague)
            philosophy.sign(version=version, colleague=colleague)
    return firm


def build_teams(firm: Firm, told: dict[str, Any]) -> None:
    teams: dict[str, Team] = {}
    for team in told["team"]:
        members = [
            firm.colleagues[person["key"]]
            for person in told["colleague"]
            if team["key"] in person.get("teams", [])
        ]
        teams[team["key"]] = people.add_team(name=team["name"], by=MACHINE, members=members)
    for mailbox in told["mailbox"]:
        firm.mailboxes[mailbox["key"]] = add_mailbox(
            name=mailbox["name"],
            by=MACHINE,
            address=mailbox["address"],
            sender_name=mailbox.get("sender_name", ""),
            signature_en=mailbox.get("signature_en", ""),
            signature_de=mailbox.get("signature_de", ""),
            teams=[teams[team] for team in mailbox["teams"]],
        )


def build_register(firm: Firm, told: dict[str, Any]) -> None:
    organisations = {
        row["key"]: people.add_organisation(
            name=row["name"], by=MACHINE, kinds=row["kinds"], domains=row.get("domains", [])
        )
        for row in told["organisation"]
    }
    for row in told["contact"]:
        firm.contacts[row["key"]] = people.add_contact(
            name=row["name"],
            by=MACHINE,
            addresses=row["addresses"],
            organisation=organisations.get(row.get("organisation", "")),
            position=row.get("position", ""),
            phone=row.get("phone", ""),
            language=row.get("language", ""),
        )

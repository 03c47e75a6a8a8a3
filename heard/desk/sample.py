"""Plays the sample firm's story through the doors that real data comes through.

Mails go through `mail.receive`, acts through the rooms' `acts.py`, with the clock set to each
step's hour; nothing is written directly. The story is data: `heard/desk/story/*.toml`.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from heard.conversations.models import Conversation, Message
from heard.desk.sample_steps import STEPS
from heard.journal import clock
from heard.journal.worker import run_errands
from heard.mail.acts import add_mailbox
from heard.mail.models import Mailbox
from heard.people import acts as people
from heard.people.models import Calendar, Colleague, Contact, Team
from heard.philosophy import acts as philosophy
from heard.situations.models import Situation

STORY = Path(__file__).parent / "story"
PASSWORD = "heard-sample-2026"  # noqa: S105  # printed at the start; the sample firm only
MACHINE = "machine:sample"
PHILOSOPHY_DAYS = 60  # published so long ago that its gentle start is over


@dataclass
class Told:
    """One conversation of the story while it is being told."""

    firm: "Firm"
    script: dict[str, Any]
    conversation: Conversation | None = None
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def contact(self) -> Contact:
        return self.firm.contacts[self.script["contact"]]

    @property
    def mailbox(self) -> Mailbox:
        return self.firm.mailboxes[self.script["mailbox"]]

    @property
    def situation(self) -> Situation:
        found = Situation.of(self.open.pk)
        if found is None:
            raise LookupError(f"{self.script['slug']}: no situation is open at this step")
        return found

    @property
    def open(self) -> Conversation:
        if self.conversation is None:
            raise LookupError(f"{self.script['slug']}: nothing was said yet at this step")
        self.conversation.refresh_from_db()
        return self.conversation

    def who(self, key: str) -> Colleague:
        return self.firm.colleagues[key]

    def last_of_theirs(self) -> Message | None:
        return self.open.last_incoming


@dataclass
class Firm:
    calendar: Calendar
    colleagues: dict[str, Colleague] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)


def scripts() -> list[dict[str, Any]]:
    """The conversations of the story, each with its file's name as `slug`."""
    found = []
    for path in sorted(STORY.glob("[0-9]*.toml")):
        found.append({**tomllib.loads(path.read_text(encoding="utf-8")), "slug": path.stem})
    return found


def moment_of(said: str, calendar: Calendar, today: datetime) -> datetime:
    """ "-3 09:15" is three working days ago at 09:15; "0 08:40" today, never in the future."""
    days, hour = said.split()
    zone = ZoneInfo(calendar.zone)
    start = datetime.combine(today.astimezone(zone).date(), time(12, 0), zone)
    day: date = start.date()
    if int(days):
        day = calendar.working_time.add_days(start, int(days)).date()
    moment = datetime.combine(day, time.fromisoformat(hour), zone)
    latest = today - timedelta(minutes=2)
    if moment > latest:  # told before that hour: keep the order, move it into the last minutes
        late = moment - datetime.combine(day, time(0, 0), zone)
        moment = latest - timedelta(minutes=90) * (1 - late / timedelta(hours=24))
    return moment


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
        for key, person in keyed(told["colleagues"]):
            firm.colleagues[key] = people.add_colleague(
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
        philosophy.load_starter(by=administrator)
    return firm


def keyed(rows: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows of a list (with "key") or a table of tables, as (key, row)."""
    if isinstance(rows, dict):
        yield from rows.items()
    else:
        yield from ((row["key"], row) for row in rows)


def build_teams(firm: Firm, told: dict[str, Any]) -> None:
    teams: dict[str, Team] = {}
    for key, team in keyed(told["teams"]):
        members = [
            firm.colleagues[person]
            for person, row in keyed(told["colleagues"])
            if key in row.get("teams", [])
        ]
        teams[key] = people.add_team(name=team["name"], by=MACHINE, members=members)
    for _key, mailbox in keyed(told["mailboxes"]):
        firm.mailboxes[_key] = add_mailbox(
            name=mailbox["name"],
            by=MACHINE,
            address=mailbox["address"],
            sender_name=mailbox.get("from_name", ""),
            signature_en=mailbox.get("signature_en", ""),
            signature_de=mailbox.get("signature_de", ""),
            teams=[teams[team] for team in mailbox["teams"]],
        )


def build_register(firm: Firm, told: dict[str, Any]) -> None:
    organisations = {
        key: people.add_organisation(
            name=row["name"], by=MACHINE, kinds=row["kinds"], domains=row.get("domains", [])
        )
        for key, row in keyed(told["organisations"])
    }
    for key, row in keyed(told["contacts"]):
        firm.contacts[key] = people.add_contact(
            name=row["name"],
            by=MACHINE,
            addresses=row["addresses"],
            organisation=organisations.get(row.get("organisation", "")),
            position=row.get("position", ""),
            phone=row.get("phone", ""),
            language=row.get("language", ""),
        )


def play(today: datetime, progress: Callable[[int, int], None] | None = None) -> Firm:
    """Build the firm and tell every conversation, all steps in the order of their hours."""
    firm = build(today)
    steps: list[tuple[datetime, int, Told, dict[str, Any]]] = []
    for script in scripts():
        told = Told(firm, script)
        for step in script["step"]:
            steps.append((moment_of(step["at"], firm.calendar, today), len(steps), told, step))
    steps.sort(key=lambda item: item[:2])
    for count, (at, _number, told, step) in enumerate(steps, 1):
        take(told, step, at)
        if progress:
            progress(count, len(steps))
    return firm


def take(told: Told, step: dict[str, Any], at: datetime) -> None:
    """One step at its hour; then whatever follows from it, a letter's leaving included."""
    try:
        with clock.set_to(at):
            STEPS[step["do"]](told, step)
            run_errands()
        with clock.set_to(at + timedelta(seconds=20)):
            run_errands()
    except Exception as error:
        error.add_note(f"in {told.script['slug']}, step {step['do']} at {step['at']}")
        raise

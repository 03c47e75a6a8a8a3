"""One conversation of the story while it is being told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from heard.conversations.models import Conversation, Message
from heard.desk.sample.firm import Firm
from heard.journal import clock
from heard.mail.models import Mailbox
from heard.people.models import Colleague, Contact
from heard.situations.models import Situation

Step = dict[str, Any]


@dataclass
class Told:
    firm: Firm
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
        found = Situation.of(self.talk.pk)
        if found is None:
            raise LookupError(f"{self.script['slug']}: no situation is open at this step")
        return found

    @property
    def talk(self) -> Conversation:
        if self.conversation is None:
            raise LookupError(f"{self.script['slug']}: nothing was said yet at this step")
        self.conversation.refresh_from_db()
        return self.conversation

    def who(self, key: str) -> Colleague:
        return self.firm.colleagues[key]

    def last_of_theirs(self) -> Message | None:
        return self.talk.last_incoming


Telling = Callable[[Told, Step], None]


def due(told: Told, said: str) -> datetime:
    """ "+2 12:00" is two working days from the step's hour, at noon; "+10" at the day's opening."""
    days, _space, hour = said.partition(" ")
    calendar = told.firm.calendar
    at = time.fromisoformat(hour) if hour else calendar.opens
    return calendar.working_time.add_days(clock.now(), int(days), at)

"""The firm of the tests: five colleagues and three counterparts."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count

from heard.conversations.models import Conversation, Message
from heard.journal import clock
from heard.journal.worker import run_errands
from heard.mail.acts import add_mailbox, receive
from heard.mail.models import Mailbox
from heard.people import acts
from heard.people.models import Colleague, Contact

_numbers = count(1)


ANGRY = (
    "Sehr geehrte Damen und Herren,\n\nzum dritten Mal kommt Ihre Lieferung ohne Prüfzeugnis. "
    "Unsere Linie steht seit gestern still. Das ist eine Unverschämtheit! Wenn das Zeugnis nicht "
    "bis morgen hier ist, schalten wir unseren Anwalt ein.\n\nPeter Quandt"
)
ANGRY_ENGLISH = (
    "Hello,\n\nthis is the third time the wrong parts arrived. Our line has been down for two "
    "days and nobody answers the phone. This is completely unacceptable! If I do not hear from "
    "you today, we will go to our lawyers.\n\nPriya Nair"
)
FRIENDLY = (
    "Guten Tag,\n\nkönnen Sie uns bitte ein Angebot für 40 Halter schicken? "
    "Es eilt nicht.\n\nViele Grüße\nPeter Quandt"
)


@dataclass
class Firm:
    """Anna (member, German), Ben (member, English), Clara leads, David owns, Eva administrates.

    "Service" is read by Anna, Ben and Clara, "Einkauf" by David and Clara; Eva is in no team.
    """

    anna: Colleague
    ben: Colleague
    clara: Colleague
    david: Colleague
    eva: Colleague
    service: Mailbox
    purchasing: Mailbox
    customer: Contact
    vendor: Contact
    consultant: Contact

    @property
    def everyone(self) -> list[Colleague]:
        return [self.anna, self.ben, self.clara, self.david, self.eva]

    def mail(
        self,
        text: str,
        *,
        subject: str = "Dritte Lieferung",
        sender: Contact | None = None,
        mailbox: Mailbox | None = None,
        answers: str = "",
        when: datetime | None = None,
    ) -> Message:
        """A mail of theirs comes in through the door and is filed (and read, if wired)."""
        receipt = receive(
            mailbox=mailbox or self.service,
            raw=letter(text, subject, sender or self.customer, answers, when),
            door="receive",
        )
        run_errands()
        return Message.objects.get(raw=receipt.raw)

    def conversation(self, text: str = ANGRY, **said: object) -> Conversation:
        return self.mail(text, **said).conversation  # type: ignore[arg-type]  # passed on


def letter(
    text: str, subject: str, sender: Contact, answers: str = "", when: datetime | None = None
) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"{sender.name} <{sender.address}>"
    mail["To"] = "service@firma.example"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(when or clock.now())
    mail["Message-ID"] = f"<{next(_numbers)}.{sender.pk}@counterpart.example>"
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(text)
    return mail.as_bytes()


def open_the_firm() -> Firm:
    """People, teams, mailboxes and counterparts, through the acts."""
    by = "machine:test"
    acts.set_calendar(by=by, firm="Firma", zone="Europe/Berlin", country="DE")

    def join(name: str, role: str, language: str, may_grant: int = 0) -> Colleague:
        return acts.add_colleague(
            email=f"{name.lower()}@firma.example",
            name=name,
            by=by,
            role=role,
            language=language,
            phone="+49 30 23125 100",
            password="quiet-room-2026",
            may_grant=may_grant,
        )

    anna, ben = join("Anna", "member", "de", 200), join("Ben", "member", "en")
    clara, david = join("Clara", "manager", "de", 2000), join("David", "partner", "en", 10000)
    eva = join("Eva", "administrator", "de")
    service = acts.add_team(name="Service", by=by, members=[anna, ben, clara])
    buyers = acts.add_team(name="Einkauf", by=by, members=[clara, david])

    def counterpart(name: str, organisation: str, kind: str, domain: str) -> Contact:
        firm = acts.add_organisation(name=organisation, by=by, kinds=[kind], domains=[domain])
        address = f"{name.split()[0].lower()}@{domain}"
        return acts.add_contact(name=name, by=by, addresses=[address], organisation=firm)

    return Firm(
        anna=anna,
        ben=ben,
        clara=clara,
        david=david,
        eva=eva,
        service=add_mailbox(
            name="Service", by=by, address="service@firma.example", teams=[service]
        ),
        purchasing=add_mailbox(
            name="Einkauf", by=by, address="einkauf@firma.example", teams=[buyers]
        ),
        customer=counterpart("Peter Quandt", "Quandt Maschinenbau", "customer", "quandt.example"),
        vendor=counterpart("Priya Nair", "Nair Castings Ltd", "vendor", "nair.example"),
        consultant=counterpart("Rolf Ammann", "Ammann Beratung", "consultant", "ammann.example"),
    )

"""Erasing leaves nothing of a person: not in a table, not in a file, not on a page."""

import json
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage

from heard.conversations import acts as conversations
from heard.conversations.models import Attachment, Conversation, Message, Reference
from heard.decisions import acts
from heard.decisions.acts import suspend
from heard.decisions.models import Erasure
from heard.holding.acts import buy_time, promise
from heard.huddles.acts import conclude, gather, remark, speak
from heard.journal import clock
from heard.listening.models import Point
from heard.mail.acts import receive
from heard.mail.models import Bounce, RawMessage
from heard.people.acts import add_contact, meet
from heard.people.models import Contact, Merge, Organisation
from heard.situations.acts import raise_
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm, letter

HERS = "zoe@quittengelee.example"
TRACES = ["quittengelee", "0170 4711", "kirschholz", "Zoë Winterlinde"]
WORDS = "Guten Tag,\n\ndas Kirschholz ist gerissen! Ich erwarte eine Antwort.\n\nZoë Winterlinde"


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    """Files of this story alone, so that each of them can be looked into."""
    own = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": own}


def written_down() -> Iterator[tuple[str, str]]:
    """Every value of every table, and every stored file: where it stands, and what stands there."""
    for model in apps.get_models():
        for row in model._base_manager.values():
            for name, value in row.items():
                if isinstance(value, bytes | memoryview):
                    yield f"{model._meta.label}.{name}", bytes(value).decode(errors="replace")
                else:
                    text = json.dumps(value, default=str, ensure_ascii=False)
                    yield f"{model._meta.label}.{name}", text
    yield from stored("")


def stored(folder: str) -> Iterator[tuple[str, str]]:
    folders, files = default_storage.listdir(folder)
    for name in files:
        with default_storage.open(f"{folder}/{name}".lstrip("/")) as file:
            yield f"file {folder}/{name}", file.read().decode(errors="replace")
    for name in folders:
        yield from stored(f"{folder}/{name}".lstrip("/"))


def found(*traces: str) -> list[str]:
    return [
        f"{place}: {trace}"
        for place, text in written_down()
        for trace in traces
        if trace.lower() in text.lower()
    ]


def come_in(firm: Firm, mail: EmailMessage | bytes, work: Work, **envelope: str) -> RawMessage:
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    receipt = receive(mailbox=firm.service, raw=raw, door="receive", **envelope)  # type: ignore[arg-type]  # passed on
    work()
    return receipt.raw


def from_her(subject: str, answers: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Zoë Winterlinde <{HERS}>"
    mail["To"] = "service@firma.example"
    mail["Subject"] = subject
    mail["Date"] = "Mon, 02 Nov 2026 09:15:00 +0100"
    mail["Message-ID"] = f"<{len(subject)}@quittengelee.example>"
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(WORDS)
    return mail


def with_all_kinds_of_things() -> EmailMessage:
    inner = from_her("Kirschholz, früher")
    mail = from_her("Kirschholz")
    mail.add_attachment(inner)
    mail.add_attachment(b"%PDF Kirschholz", "application", "pdf", filename="kirschholz.pdf")
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTART:20261124T100000Z\r\nDTEND:20261124T110000Z\r\nSUMMARY:Kirschholz\r\n"
        f"ORGANIZER:mailto:{HERS}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    mail.add_attachment(event, subtype="calendar", params={"method": "REQUEST"})
    return mail


def report_of(message_id: str) -> bytes:
    """The server of theirs says that this letter of ours did not arrive."""
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: service@firma.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\nMessage-ID: <b1@mx.example>\r\n"
        "Date: Tue, 03 Nov 2026 10:15:00 +0100\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\n<{HERS}>: mailbox full\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {HERS}\r\nAction: failed\r\nStatus: 5.2.2\r\n"
        f"Diagnostic-Code: smtp; 552 5.2.2 <{HERS}>: mailbox full\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\n"
        f"From: service@firma.example\r\nTo: {HERS}\r\nSubject: Kirschholz\r\n\r\n"
        "Guten Tag Frau Winterlinde\r\n--b--\r\n"
    ).encode()


def answer(
    firm: Firm, at: At, work: Work, talk: Conversation, text: str, hour: str, to: list[str]
) -> Message:
    last = talk.last_come
    draft = conversations.save_draft(
        conversation=talk, by=firm.anna, text=text, to=to, cc=[], declared=["none"]
    )
    heeded = [caution.code for caution in conversations.cautions_of(draft)]
    ours = conversations.reply(
        draft=draft, by=firm.anna, seen=last.pk if last else None, heeded=heeded
    )
    at(hour)
    work()
    ours.refresh_from_db()
    assert ours.state == Message.SENT
    return ours


def erase(firm: Firm, contact: Contact, as_: As) -> None:
    """Anna proposes it and Clara, who leads, carries it out: both on its page."""
    page = f"/decisions/contact/{contact.pk}/erase/"
    anna, clara = as_(firm.anna), as_(firm.clara)
    assert page in anna.get(f"/contact/{contact.pk}/").content.decode(), "offered there"
    anna.post(page, {"ground": "wish", "reason": "Brief von Zoë Winterlinde."})
    made = Erasure.objects.get()
    assert "Jetzt löschen" in clara.get(page).content.decode()
    done = clara.post(f"/decisions/erasure/{made.pk}/", follow=True)
    assert "Es ist gelöscht" in done.content.decode()


@pytest.mark.django_db(transaction=True)
def test_nothing_of_what_was_said_with_somebody_is_left(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-02 09:15")
    first = Message.objects.get(raw=come_in(firm, with_all_kinds_of_things(), work))
    talk, zoe = first.conversation, first.contact
    assert zoe and set(first.noted) == {"invitations", "enclosed"}
    as_(firm.anna).post(
        f"/contact/{zoe.pk}/edit/",
        {"name": zoe.name, "addresses": HERS, "phone": "0170 4711", "position": "Kirschholz"},
    )
    raise_(conversation=talk, by=firm.anna, raised_by="them")
    work()
    conversations.note(conversation=talk, by=firm.ben, text="Kirschholz: anrufen.")
    promise(
        conversation=talk, by=firm.anna, side="us", text="Kirschholz prüfen",
        due=clock.now() + timedelta(days=7),
    )  # fmt: skip
    at("2026-11-02 10:00")
    ours = answer(firm, at, work, talk, "Das Kirschholz!", "2026-11-02 10:05", [HERS])
    assert ours.outgoing
    back = come_in(firm, bytes(ours.outgoing.mime), work)
    assert not back.messages.exists(), "a copy that came back became no message"
    report = come_in(firm, report_of(ours.message_id), work)
    assert Bounce.objects.get().raw == report
    assert len({place for place in found(*TRACES) if place.startswith("file")}) > 3
    erase(firm, zoe, as_)
    assert found(*TRACES) == []
    assert as_(firm.anna).get("/outbox/").status_code == 200
    assert as_(firm.anna).get(f"/outbox/{ours.outgoing_id}/").status_code == 404
    assert "Kirschholz" not in as_(firm.anna).get(talk.get_absolute_url()).content.decode()
    assert not Attachment.objects.exists() and not Reference.objects.exists()
    assert Message.objects.filter(conversation=talk).count() == 2, "who wrote when stays"


@pytest.mark.django_db(transaction=True)
def test_nothing_of_what_the_rooms_made_of_it_is_left(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-02 09:15")
    first = Message.objects.get(raw=come_in(firm, from_her("Kirschholz"), work))
    talk, zoe, anna = first.conversation, first.contact, firm.anna
    assert zoe
    situation = raise_(conversation=talk, by=anna, raised_by="them")
    huddle = gather(
        situation=situation, by=anna, question="Kirschholz?", invite=[firm.ben, firm.clara]
    )
    for someone in (firm.ben, firm.clara):
        speak(huddle=huddle, by=someone, view="partly", why="Kirschholz eben.")
    remark(huddle=huddle, by=firm.ben, text="@Anna Kirschholz")
    conclude(huddle=huddle, by=anna, summary="Kirschholz.")
    suspend(conversation=talk, by=firm.ben, reason="Kirschholz.")
    work()
    in_two_days = clock.now() + timedelta(days=2)
    buy_time(situation=situation, by=anna, who_looks=anna, promised_for=in_two_days)
    assert len(set(found("Kirschholz"))) > 8
    erase(firm, zoe, as_)
    assert found(*TRACES) == []


@pytest.mark.django_db(transaction=True)
def test_what_somebody_said_in_the_conversation_of_another_goes_and_the_others_words_stay(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-02 09:00")
    talk = firm.conversation(FRIENDLY, subject="Halter")
    asked = talk.messages.get()
    situation = raise_(conversation=talk, by=firm.anna, raised_by="them")
    hers = Message.objects.get(raw=come_in(firm, from_her("Kirschholz", asked.message_id), work))
    zoe = hers.contact
    assert zoe and hers.conversation == talk and talk.contact == firm.customer
    assert Point.objects.filter(message=hers).exists()
    at("2026-11-02 10:00")
    peters, both = firm.customer.address, [firm.customer.address, HERS]
    to_her = answer(firm, at, work, talk, "Wir sehen uns das an.", "2026-11-02 10:05", [HERS])
    to_both = answer(firm, at, work, talk, "Ein Angebot folgt.", "2026-11-02 10:20", both)
    report = come_in(firm, report_of(to_both.message_id), work)
    assert Bounce.objects.get().raw == report
    quoting = letter(
        f"Danke, gern.\n\nAm 2. November 2026 schrieb {HERS}:\n> das Kirschholz ist gerissen!\n",
        "Re: Halter", firm.customer, to_both.message_id,
    )  # fmt: skip
    later = Message.objects.get(raw=come_in(firm, quoting, work))
    assert later.conversation == talk and "Kirschholz" in later.quoted
    for nobody in (firm.david, firm.eva):
        assert as_(nobody).get(f"/decisions/contact/{zoe.pk}/erase/").status_code == 404
    erase(firm, zoe, as_)
    left = {place.partition(":")[0] for place in found(*TRACES)}
    assert later.raw
    assert left == {f"file {later.raw.file}"}, "the mail of somebody else stays as it came"
    page = as_(firm.anna).get(talk.get_absolute_url()).content.decode()
    assert "Was hier stand, ist gelöscht" in page and "Danke, gern." in page
    assert "Ein Angebot folgt." in page and "40 Halter" in page
    to_her.refresh_from_db()
    to_both.refresh_from_db()
    assert to_her.text == "" and to_both.to == [peters]
    assert to_both.outgoing and to_both.outgoing.recipients == [peters]
    assert Conversation.objects.get(pk=talk.pk).subject == "Halter"
    assert all(point.text for point in situation.points.filter(dropped_at=None))
    again = letter("Und noch etwas.", "Re: Halter", firm.customer, to_her.message_id)
    assert Message.objects.get(raw=come_in(firm, again, work)).conversation == talk


@pytest.mark.django_db(transaction=True)
def test_whoever_was_joined_to_somebody_is_erased_with_them(
    firm: Firm, work: Work, as_: As
) -> None:
    kept = firm.conversation(FRIENDLY, subject="Halter").contact
    assert kept
    clara = as_(firm.clara)
    zoe, once = (
        add_contact(name="Zoë Winterlinde", by=firm.clara, addresses=[address], phone="0170 4711")
        for address in (HERS, "z@quittengelee.example")
    )
    for contact in (zoe, once):
        firm.mail("Das Kirschholz.", sender=contact, subject="Kirschholz")
    clara.post(f"/contact/{zoe.pk}/merge/", {"address": once.address})
    clara.post(f"/contact/{kept.pk}/merge/", {"address": HERS})
    assert Merge.objects.count() == 2
    work()
    erase(firm, kept, as_)
    assert found(*TRACES, "Peter Quandt") == []
    assert "wurde mit diesem Kontakt" not in clara.get(f"/contact/{kept.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_contact_who_never_wrote_can_be_erased_as_well(firm: Firm, as_: As) -> None:
    zoe = add_contact(name="Zoë Winterlinde", by=firm.anna, addresses=[HERS], phone="0170 4711")
    erase(firm, zoe, as_)
    assert found(*TRACES) == []
    assert f"/contact/{zoe.pk}/" not in as_(firm.anna).get("/register/").content.decode()


def test_a_stranger_who_looked_like_them_is_no_longer_told_apart_by_their_address(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-02 09:00")
    first = Message.objects.get(raw=come_in(firm, from_her("Eins"), work))
    answer(firm, at, work, first.conversation, "Gern.", "2026-11-02 09:05", [HERS])
    mail = from_her("Zwei")
    mail.replace_header("From", "Zoë Winterlinde <winterlinde@web.de>")
    stranger = Message.objects.get(raw=come_in(firm, mail, work))
    assert first.contact and stranger.noted["lookalike"]["address"] == HERS
    acts.carry_out_erasure(erasure=proposed(firm, first.contact), by=firm.clara)
    stranger.refresh_from_db()
    assert stranger.noted == {} and stranger.text


def test_an_organisation_goes_with_its_last_person_where_nobody_gave_it_a_name(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-02 09:00")
    first = Message.objects.get(raw=come_in(firm, from_her("Eins"), work)).contact
    second = meet(address="lager@quittengelee.example")
    assert first and second.organisation == first.organisation
    made = second.organisation
    assert made and made.name == "quittengelee.example"
    acts.carry_out_erasure(erasure=proposed(firm, first), by=firm.clara)
    assert Organisation.objects.filter(pk=made.pk).exists(), "somebody else is in it"
    acts.carry_out_erasure(erasure=proposed(firm, second), by=firm.clara)
    assert not Organisation.objects.filter(pk=made.pk).exists()
    there = firm.customer.organisation
    acts.carry_out_erasure(erasure=proposed(firm, firm.customer), by=firm.clara)
    assert there and Organisation.objects.filter(pk=there.pk).exists(), "the house keeps it itself"


def test_nobody_is_erased_by_joining_them_to_somebody_who_is_to_be(firm: Firm, as_: As) -> None:
    kept = firm.conversation(FRIENDLY).contact
    other = firm.mail(FRIENDLY, subject="Anderes", sender=firm.vendor).contact
    assert kept and other
    erasure = proposed(firm, kept)
    anna = as_(firm.anna)
    for one, two in ((kept, other), (other, kept)):
        page = anna.post(f"/contact/{one.pk}/merge/", {"address": two.address}, follow=True)
        assert "soll gelöscht werden" in page.content.decode()
    assert not Merge.objects.exists()
    acts.withdraw_erasure(erasure=erasure, by=firm.anna)
    anna.post(f"/contact/{kept.pk}/merge/", {"address": other.address})
    assert Merge.objects.exists()


def proposed(firm: Firm, contact: Contact) -> Erasure:
    return acts.propose_erasure(contact=contact, by=firm.anna, ground="law", reason="Art. 17")

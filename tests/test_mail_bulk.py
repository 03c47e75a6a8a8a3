"""Loops are broken, bulk stands aside and is never gone, bounces stand at what bounced."""

import os
import re
from datetime import timedelta
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.test import override_settings
from django.utils.timezone import localtime

from heard.conversations.acts import log_call, reply, save_draft, welcome
from heard.conversations.models import Conversation, Message
from heard.heat.models import Reading
from heard.journal import clock
from heard.mail.acts import receive
from heard.mail.models import Bounce, RawMessage
from heard.mail.parsing.whole import read_whole
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm, letter
from tests.sink import sink_for

pytestmark = pytest.mark.anywhere

DATA = Path(
    os.environ.get("HEARD_TEST_DATA", Path(__file__).parent.parent.parent / "shared/data/mail")
)


def arrives(firm: Firm, work: Work, sender: str = "news@weit.example", **fields: str) -> Message:
    made = EmailMessage()
    made["From"], made["To"] = sender, "service@firma.example"
    made["Subject"] = fields.pop("subject", "Angebote der Woche")
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(FRIENDLY)
    receipt = receive(mailbox=firm.service, raw=made.as_bytes(), door="receive")
    work()
    return Message.objects.get(raw=receipt.raw)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"List_Id": "Neues <neues.weit.example>"}, "bulk"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"X_Spam_Flag": "YES"}, "junk"),
        ({"X_Spam_Status": "Yes, score=9.1 required=5.0"}, "junk"),
        ({"X_MS_Exchange_Organization_SCL": "6"}, "junk"),
        ({"X_Rspamd_Action": "add header"}, "junk"),
    ],
)
def test_bulk_stands_aside_visibly_and_comes_back_with_one_click(
    fields: dict[str, str], why: str, firm: Firm, work: Work, as_: As
) -> None:
    conversation = arrives(firm, work, **fields).conversation
    assert conversation.aside == why and conversation.waiting_since is None
    assert not Reading.objects.exists(), "bulk mail is not read for its heat"
    client = as_(firm.anna)
    assert "Angebote der Woche" not in client.get("/").content.decode()
    assert "Angebote der Woche" in client.get("/list/aside/").content.decode()
    page = client.get(conversation.get_absolute_url()).content.decode()
    assert "Es ist für uns bestimmt" in page
    client.post(f"/conversations/{conversation.pk}/welcome/")
    assert "Angebote der Woche" in client.get("/").content.decode()
    work()
    assert Reading.objects.filter(message__conversation=conversation).exists()
    later = arrives(firm, work, subject="Nochmals", **fields).conversation
    assert later.aside == "", "once welcome, later mail of theirs stays"


def test_whoever_we_answered_is_no_longer_aside(firm: Firm, at: At, work: Work, as_: As) -> None:
    """Their answer waits, though nobody had said that the first mail was meant for us."""
    at("2026-11-02 10:00")
    first = arrives(firm, work, List_Id="Neues <neues.weit.example>")
    conversation, client = first.conversation, as_(firm.anna)
    assert conversation.aside == "bulk"
    with sink_for(firm.service) as sink:
        form = {"text": "Gern, wann passt es Ihnen?", "seen": first.pk, "knew": "0"}
        client.post(f"/conversations/{conversation.pk}/send/", form)
        at("2026-11-02 10:01")
        work()
        assert len(sink.letters) == 1
    conversation.refresh_from_db()
    assert conversation.aside == "" and conversation.waiting_since is None
    ours = Message.objects.get(side="us")
    at("2026-11-02 15:00")
    arrives(firm, work, subject="Donnerstag um zehn?", In_Reply_To=ours.message_id)
    page = client.get("/").content.decode()
    assert "Angebote der Woche" in page, "they wait"
    assert arrives(firm, work, List_Id="Neues <neues.weit.example>").conversation.aside == ""


def test_words_of_ours_from_another_desk_take_it_up_too(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-02 10:00")
    first = arrives(firm, work, List_Id="Neues <neues.weit.example>")
    at("2026-11-02 11:00")
    log_call(
        conversation=first.conversation, by=firm.ben, text="Wir haben angerufen.",
        side=Message.US, medium=Message.CALL,
    )  # fmt: skip
    conversation = Conversation.objects.get()
    assert conversation.aside == "" and conversation.waiting_since is None
    at("2026-11-02 12:00")
    later = arrives(firm, work, In_Reply_To=first.message_id)
    assert later.conversation.waiting_since == later.at


def test_answered_houses_of_old_take_up_what_lies_aside(firm: Firm, at: At, work: Work) -> None:
    migration = import_module("heard.conversations.migrations.0006_answered_is_not_aside")
    at("2026-11-02 10:00")
    answered = arrives(firm, work, Message_ID="<eins@weit.example>", List_Id="<weit.example>")
    silent = arrives(firm, work, sender="andere@fern.example", List_Id="<fern.example>")
    at("2026-11-02 12:00")
    asked = arrives(firm, work, In_Reply_To="<eins@weit.example>")
    Message.objects.create(
        conversation=answered.conversation, side="us", state="sent", text="Gern.",
        at=asked.at - timedelta(hours=1),
    )  # fmt: skip
    assert asked.conversation.waiting_since is None
    migration.take_up(apps, None)
    answered.conversation.refresh_from_db()
    silent.conversation.refresh_from_db()
    assert silent.conversation.aside == "bulk"
    assert answered.conversation.aside == ""
    assert answered.conversation.waiting_since == asked.at


def test_a_group_of_our_own_hands_on_letters_not_bulk(firm: Firm, work: Work) -> None:
    """A group before the mailbox marks every mail as one of a list."""
    message = arrives(
        firm, work, sender="Frau Neu <neu@kunde.example>", subject="Kaputt",
        List_Id="<service.firma.example>", Precedence="list",
    )  # fmt: skip
    assert message.conversation.aside == "" and message.conversation.waiting_since


def test_nobody_we_wrote_to_is_put_aside(firm: Firm, work: Work, as_: As) -> None:
    known = firm.conversation(FRIENDLY)
    Message.objects.create(
        conversation=known, side="us", state="sent", text="Gern.", at=known.last_at
    )
    mail = arrives(firm, work, sender=firm.customer.address, X_Spam_Flag="YES")
    assert mail.conversation.aside == ""
    client = as_(firm.anna)
    answer = client.post(f"/conversations/{known.pk}/aside/", follow=True).content.decode()
    assert "deshalb legt das niemand allein beiseite" in answer
    known.refresh_from_db()
    assert known.aside == ""
    stranger = arrives(firm, work, sender="wer@fremd.example").conversation
    client.post(f"/conversations/{stranger.pk}/aside/")
    stranger.refresh_from_db()
    assert stranger.aside == "person" and stranger.waiting_since is None


def test_a_machine_that_answers_never_waits(firm: Firm, work: Work) -> None:
    """zammad #1131, #4941: two desks thanked each other for their mails all night."""
    for fields in ({"Auto_Submitted": "auto-replied"}, {"Precedence": "auto_reply"},
                   {"Return_Path": "<>"}, {"X_Autoreply": "yes"}):  # fmt: skip
        message = arrives(firm, work, sender="peter@quandt.example", **fields)
        assert message.automatic and message.conversation.waiting_since is None, fields


def test_a_letter_of_ours_that_comes_back_is_no_mail_of_theirs(
    firm: Firm, at: At, work: Work
) -> None:
    """zammad #1131: a forwarding rule sent the desk its own letters, and each opened a ticket."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    with sink_for(firm.service) as sink:
        draft = save_draft(conversation=conversation, by=firm.anna, text="Gern.", declared=["none"])
        last = conversation.last_incoming
        reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
        at("2026-11-03 09:05")
        work()
        ours = sink.letters[0]
    came_back = b"Received: from their rule; Tue, 3 Nov 2026 09:06:00 +0100\r\n" + ours
    receive(mailbox=firm.service, raw=came_back, door="smtp", envelope_sender="x@weit.example")
    work()
    conversation.refresh_from_db()
    assert Message.objects.count() == 2 and conversation.waiting_since is None
    mark = re.search(rb"X-Heard-Loop: (\w+)", ours)
    assert mark is not None
    forged = ours.replace(mark[1], b"0" * len(mark[1])).replace(b"Gern.", b"Zahlen Sie hierhin.")
    receive(mailbox=firm.service, raw=forged, door="smtp", envelope_sender="x@weit.example")
    work()
    assert Message.objects.get(text__contains="hierhin").side == "them", "nobody speaks as us"


def test_a_correspondent_faster_than_people_is_put_aside(firm: Firm, work: Work) -> None:
    with override_settings(HEARD_LOOP_RATE=5):
        for number in range(8):
            arrives(firm, work, sender="robot@weit.example", subject=f"Nr. {number}")
    aside = Conversation.objects.filter(aside="rate")
    assert aside.count() == 3 and Conversation.objects.count() == 8, "nothing is gone"


def answered(firm: Firm, work: Work) -> Message:
    """Our answer has left, and nobody waits."""
    conversation = firm.conversation(FRIENDLY)
    draft = save_draft(conversation=conversation, by=firm.anna, text="Gern, hier ist es.")
    said = conversation.last_incoming
    sent = reply(draft=draft, by=firm.anna, seen=said.pk if said else None)
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        work()
    sent.refresh_from_db()
    assert sent.outgoing and sent.outgoing.sent_at
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    return sent


def reported(firm: Firm, work: Work, report: bytes) -> Conversation:
    """A server reports; the conversation that it then stands in."""
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        receive(mailbox=firm.service, raw=report, door="smtp")
        work()
    return Conversation.objects.order_by("pk")[0]


def report_about(
    sent: str,
    *,
    action: str = "failed",
    status: str = "5.2.2",
    words: str = "552 5.2.2 Mailbox full",
) -> bytes:
    """What a server says of the mail of this name."""
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.firma.example\r\nTo: service@firma.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not work.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; peter@quandt.example\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; {words}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {sent}\r\n\r\n--b--\r\n"
    ).encode()


def test_a_bounce_stands_at_the_letter_with_a_plain_reason(firm: Firm, work: Work, as_: As) -> None:
    sent = answered(firm, work)
    conversation = reported(firm, work, report_about(sent.message_id))
    assert Bounce.objects.get().cause == "full" and Conversation.objects.count() == 1
    for colleague, words in (
        (firm.anna, "Das Postfach dort ist voll"),
        (firm.ben, "mailbox is full"),
    ):
        page = as_(colleague).get(conversation.get_absolute_url()).content.decode()
        assert words in page
    assert conversation.waiting_since, "our answer never reached them"


@pytest.mark.parametrize(
    ("action", "status", "words", "final"),
    [
        ("failed", "4.4.1", "connect to mx.quandt.example[192.0.2.7]:25: timed out", True),
        ("failed", "4.0.0", "DNS Error: Domain name not found", True),
        ("delayed", "4.4.1", "connect to mx.quandt.example[192.0.2.7]:25: timed out", False),
    ],
)
def test_what_the_server_did_tells_whether_it_goes_on_trying(
    firm: Firm, work: Work, action: str, status: str, words: str, final: bool
) -> None:
    """After days of trying the code is still that of a delay; the action is not."""
    sent = answered(firm, work)
    report = report_about(sent.message_id, action=action, status=status, words=words)
    conversation = reported(firm, work, report)
    assert Bounce.objects.get().permanent == final
    assert bool(conversation.waiting_since) == final


def test_a_letter_that_a_service_gave_another_name_is_known_by_whom_it_went_to(
    firm: Firm, work: Work
) -> None:
    answered(firm, work)
    report = report_about(
        "<0102018abc-000000@eu-west-1.amazonses.com>",
        status="5.1.1",
        words="550 5.1.1 User unknown",
    )
    conversation = reported(firm, work, report)
    assert Bounce.objects.get().permanent and conversation.waiting_since


def test_that_it_arrived_is_no_bounce(firm: Firm, work: Work) -> None:
    sent = answered(firm, work)
    words = "250 2.0.0 Ok: queued; mail delivery errors are reported by other systems"
    report = report_about(sent.message_id, action="relayed", status="2.0.0", words=words)
    conversation = reported(firm, work, report)
    assert not Bounce.objects.exists() and conversation.waiting_since is None
    assert not Conversation.objects.exclude(waiting_since=None).exists()


def test_they_wait_from_their_first_letter_without_an_answer(
    firm: Firm, at: At, work: Work
) -> None:
    """However often they asked, and whether our answer bounced once or twice."""

    def answer(to: Message) -> Message:
        draft = save_draft(conversation=to.conversation, by=firm.anna, text="Gern, hier ist es.")
        sent = reply(draft=draft, by=firm.anna, seen=to.pk)
        moment = localtime(clock.now()) + timedelta(minutes=1)
        at(f"{moment:%Y-%m-%d %H:%M}")
        work()
        sent.refresh_from_db()
        return sent

    at("2026-11-02 10:00")
    early = firm.mail(FRIENDLY)
    answer(early)
    at("2026-11-03 10:00")
    first = firm.mail("Und die Zeichnung?", answers=early.message_id)
    at("2026-11-04 10:00")
    second = firm.mail("Noch einmal: die Zeichnung?", answers=first.message_id)
    for day in (5, 6):
        at(f"2026-11-0{day} 10:00")
        sent = answer(second)
        assert Conversation.objects.get().waiting_since is None
        receive(mailbox=firm.service, raw=report_about(sent.message_id), door="smtp")
        work()
        assert Conversation.objects.get().waiting_since == first.at


def test_whoever_is_welcome_waits_from_their_first_letter(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-02 10:00")
    first = arrives(firm, work, List_Id="<weit.example>", Message_ID="<eins@weit.example>")
    at("2026-11-04 10:00")
    arrives(firm, work, In_Reply_To="<eins@weit.example>")
    welcome(conversation=first.conversation, by=firm.anna)
    assert Conversation.objects.get().waiting_since == first.at


def test_bounces_of_many_mail_systems_are_recognised() -> None:
    """sisimai's collection: what is no bounce in it are three complaints, a notice and a reply."""
    folder = DATA / "sisimai-bounces"
    if not folder.exists():
        pytest.skip(f"THE BOUNCES ARE NOT AT {folder}: set HEARD_TEST_DATA to test them")
    reports = {path.name: read_whole(path.read_bytes()).report for path in folder.glob("*.eml")}
    known = {name: one for name, one in reports.items() if one is not None}
    named = [one for one in known.values() if one.recipients]
    matched = [one for one in known.values() if one.message_id]
    coded = [one for one in known.values() if one.code]
    print(
        f"bounces: {len(known)} of {len(reports)} recognised, {len(named)} name the recipient, "
        f"{len(matched)} the mail by its Message-ID, {len(coded)} a code"
    )
    assert len(reports) == 105 and len(known) >= 100
    assert len(named) >= 99 and len(matched) >= 80 and len(coded) >= 75
    assert {name for name in reports if name not in known} <= {
        "arf-01.eml", "arf-16.eml", "arf-22.eml", "lhost-amazonses-10.eml", "rfc3834-05.eml",
    }  # fmt: skip


def test_an_ordinary_mail_is_no_bounce(firm: Firm, work: Work) -> None:
    raw = letter("Ihre Mail kam nicht an, Fehler 550 5.1.1!", "Mail unzustellbar?", firm.customer)
    receive(mailbox=firm.service, raw=raw, door="receive")
    work()
    assert Conversation.objects.get().waiting_since and RawMessage.objects.count() == 1

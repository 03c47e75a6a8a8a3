"""What real mail holds and a strict database would not take."""

import os
from pathlib import Path

from django.core.files.storage import default_storage

from heard.conversations.models import Message
from heard.journal import clock
from heard.mail.acts import receive
from heard.mail.durability import forget_unfinished
from heard.mail.models import RawMessage
from heard.mail.parsing import parse
from heard.mail.parsing.bounces import bounce
from tests.conftest import At, Work
from tests.firm import FRIENDLY, Firm, letter

REPORT = b"""From: MAILER-DAEMON@mx.quandt.example\r
To: service@firma.example\r
Subject: Undelivered Mail\r
Message-ID: <report@mx.quandt.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
It could not be delivered.\r
--b\r
Content-Type: message/delivery-status\r
\r
Final-Recipient: rfc822; peter@quandt.example\r
Action: failed\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 no such \0user here\r
--b--\r
"""


def test_a_report_with_a_nul_in_it_can_be_kept() -> None:
    mail = parse(REPORT)
    report = bounce(REPORT, mail)
    assert report is not None and report.code == "5.1.1"
    assert "no such" in report.reason and "\0" not in report.reason


def test_a_form_sent_by_two_people_or_weeks_apart_is_no_duplicate(firm: Firm, at: At) -> None:
    form = b"From: Formular <form@weit.example>\r\nSubject: Kontakt\r\n\r\nBitte rufen Sie an."

    def comes(sender: str, door: str = "smtp") -> bool:
        given = receive(mailbox=firm.service, raw=form, door=door, envelope_sender=sender)
        return given.duplicate

    at("2026-11-03 09:00")
    assert [comes("a@weit.example"), comes("b@weit.example")] == [False, False]
    at("2026-11-05 09:00")
    assert [comes("a@weit.example"), comes("b@weit.example")] == [True, True]
    at("2026-11-20 09:00")
    assert [comes("a@weit.example"), comes("a@weit.example")] == [False, True]
    assert [comes("", "import"), comes("", "import")] == [False, True]
    at("2027-11-20 09:00")
    assert comes("", "import"), "the same file again"
    assert RawMessage.objects.count() == 4


def test_a_sender_with_a_very_long_domain_is_met(firm: Firm, work: Work) -> None:
    domain = ".".join(["langername"] * 21) + ".example"
    raw = letter(FRIENDLY, "Angebot", firm.customer).replace(
        b"@quandt.example", f"@{domain}".encode()
    )
    receive(mailbox=firm.service, raw=raw, door="smtp", envelope_sender="x@weit.example")
    work()
    contact = Message.objects.get().contact
    assert contact is not None and contact.organisation is not None
    assert len(domain) > 200 and len(contact.organisation.name) <= 200


def test_what_a_killed_process_left_half_written_goes_after_a_day(firm: Firm) -> None:
    receive(mailbox=firm.service, raw=letter(FRIENDLY, "Ganz", firm.customer), door="smtp")
    folder = Path(default_storage.path(".new"))
    assert not list(folder.iterdir()), "nothing is left beside what was finished"
    old, young = folder / "old", folder / "young"
    for half in (old, young):
        half.write_bytes(b"half")
    two_days_ago = clock.now().timestamp() - 2 * 86400
    os.utime(old, (two_days_ago, two_days_ago))
    assert forget_unfinished(days=1) == 1
    assert list(folder.iterdir()) == [young]
    young.unlink()

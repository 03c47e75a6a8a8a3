"""Mail is read in a process of its own: a bad mail ends that one, is shown, and tried again."""

import json
import os
import signal
import time
from email.message import EmailMessage
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import override_settings

from heard.conversations.acts.letters import keep_letter
from heard.conversations.models import Conversation, Message
from heard.journal.models import Errand
from heard.mail.acts import receive
from heard.mail.models import RawMessage
from heard.mail.reader import Reader, reader
from tests.conftest import As, Work
from tests.firm import FRIENDLY, Firm, letter

pytestmark = pytest.mark.anywhere


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Limits are given to a reading process when it starts."""
    reader().end()


def heavy(megabytes: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "x@quandt.example", "Schwer"
    mail.set_content(FRIENDLY)
    mail.add_attachment(os.urandom(megabytes << 20), maintype="application", subtype="zip",
                        filename="bilder.zip")  # fmt: skip
    return mail.as_bytes()


@pytest.mark.slow
def test_a_mail_beyond_its_memory_is_shown_and_read_with_more(
    firm: Firm, work: Work, as_: As
) -> None:
    receive(mailbox=firm.service, raw=heavy(34), door="receive")
    receive(mailbox=firm.service, raw=letter(FRIENDLY, "Danach", firm.customer), door="receive")
    reader().end()
    with override_settings(HEARD_PARSE_MEMORY=220):
        work()
    reader().end()
    assert Conversation.objects.filter(trouble="").get().subject == "Danach", "the next one goes on"
    stuck = Conversation.objects.exclude(trouble="").get()
    assert stuck.trouble in {"too_much", "died"} and stuck.waiting_since
    client = as_(firm.anna)
    page = client.get(stuck.get_absolute_url()).content.decode()
    assert "Noch einmal versuchen" in page and "/original/" in page
    message = stuck.messages.get()
    reader().end()
    client.post(f"/conversations/message/{message.pk}/again/")
    stuck.refresh_from_db()
    assert stuck.trouble == "" and stuck.subject == "Schwer"
    assert stuck.messages.get().attachments.get().name == "bilder.zip"
    work()
    assert stuck.messages.get().reading.word, "it is read for its heat once it can be read"


@pytest.mark.slow
def test_what_takes_too_long_is_stopped_and_all_are_tried_again_by_one_command(
    firm: Firm, work: Work
) -> None:
    """zammad #2416: a loop in the sanitiser stalled fetching for everyone."""
    mails = [letter(FRIENDLY, f"Frage {n}", firm.customer) for n in range(3)]
    mails.insert(1, heavy(20))
    for raw in mails:
        receive(mailbox=firm.service, raw=raw, door="receive")
    reader().read(mails[0])  # started and warm
    with override_settings(HEARD_PARSE_SECONDS=0.02):
        work()
    stuck = Conversation.objects.exclude(trouble="").filter(trouble="too_long")
    assert stuck.exists()
    out = StringIO()
    call_command("retry", stdout=out)
    summary = json.loads(out.getvalue())
    assert summary["tried"] == summary["read"] > 0 and summary["still_unread"] == 0
    assert not Conversation.objects.exclude(trouble="").exists()
    assert Message.objects.filter(subject="Schwer").get().attachments.count() == 1


@pytest.mark.slow
def test_a_killed_reading_process_loses_nothing(firm: Firm) -> None:
    mails = [letter(FRIENDLY, f"Frage {n}", firm.customer) for n in range(40)]
    mine = Reader()
    answers = []
    for number, answer in enumerate(mine.read_many(mails)):
        answers.append(answer)
        if number in (3, 20) and mine.process:
            os.kill(mine.process.pid, signal.SIGKILL)
            time.sleep(0.05)
    mine.end()
    assert len(answers) == 40
    read = [one for one in answers if not isinstance(one, str)]
    assert len(read) >= 38 and {one for one in answers if isinstance(one, str)} <= {"died"}
    for number, one in enumerate(answers):
        assert isinstance(one, str) or one.mail.subject == f"Frage {number}", "in their order"


@pytest.mark.parametrize("together", [1, 5])
def test_a_mail_is_not_blamed_for_a_process_that_was_killed_beside_it(
    firm: Firm, work: Work, together: int
) -> None:
    for number in range(together):
        receive(mailbox=firm.service, raw=with_table(number), door="receive")
    killed, really = list[int](), Reader._send

    def killed_once(self: Reader, raw: bytes) -> None:
        really(self, raw)
        if not killed and self.process:
            os.kill(self.process.pid, signal.SIGKILL)
            killed.append(self.process.pid)

    with patch.object(Reader, "_send", killed_once):
        work()
    assert killed
    assert not Conversation.objects.exclude(trouble="").exists()
    assert sorted(Message.objects.values_list("subject", flat=True)) == [
        f"Tabelle {number}" for number in range(together)
    ]


def test_while_an_import_falls_back_to_one_by_one_no_mail_gets_the_words_of_another(
    firm: Firm, tmp_path: Path
) -> None:
    """The database refuses once in the middle: the mails filed beside it are read once more,
    while the answers for those behind them are on their way already."""
    begin = b"From x Mon Nov  2 09:00:00 2026\n"
    mails = [with_table(number) for number in range(80)]
    (tmp_path / "box").write_bytes(b"".join(begin + one + b"\n" for one in mails))
    filed: list[int] = []

    def refused_once(**letter: Any) -> Message:
        filed.append(letter["raw"].pk)
        if len(filed) == 12:
            raise OperationalError("database is locked")
        return keep_letter(**letter)

    with patch("heard.conversations.acts.filing.keep_letter", refused_once):
        call_command("import", tmp_path / "box", mailbox="Archiv", stdout=StringIO())
    assert len(filed) > 80, "some were filed twice, for their neighbours were given up"
    shown = Message.objects.prefetch_related("attachments")
    assert {one.raw_id: one.subject for one in shown} == {
        raw.pk: f"Tabelle {number}" for number, raw in enumerate(RawMessage.objects.order_by("pk"))
    }
    for one in shown:
        number = one.subject.partition(" ")[2]
        assert f"Nummer {number}." in one.text
        assert [file.name for file in one.attachments.all()] == [f"{number}.csv"]
    assert not Errand.objects.failed().exists()


def with_table(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "x@quandt.example", f"Tabelle {number}"
    mail["Message-ID"] = f"<tabelle-{number}@quandt.example>"
    mail.set_content(f"Nummer {number}.\n\n{FRIENDLY}")
    table = f"Nummer;{number}\n".encode()
    mail.add_attachment(table, maintype="text", subtype="csv", filename=f"{number}.csv")
    return mail.as_bytes()


def test_bombs_of_parts_and_depth_are_bounded(firm: Firm, work: Work) -> None:
    deep = b"From: x@quandt.example\r\nSubject: tief\r\n"
    for n in range(2000):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
    many = (
        b"From: x@quandt.example\r\nSubject: viele\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
        * 50_000
    )
    tags = (
        b"From: x@quandt.example\r\nSubject: offen\r\nContent-Type: text/html\r\n\r\n"
        + b"<div>" * 200_000
    )
    began = time.monotonic()
    for raw in (deep, many, tags):
        receive(mailbox=firm.service, raw=raw, door="receive")
    work()
    assert time.monotonic() - began < 60
    assert Conversation.objects.count() == 3
    assert Message.objects.get(subject="viele").attachments.count() <= 1000

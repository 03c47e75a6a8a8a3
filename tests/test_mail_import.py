"""Taking in what others kept: mbox, Maildir, folders; again is the same as once."""

import json
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from heard.conversations.models import Conversation, Message
from heard.listening.questions import last_answer
from heard.mail.acts import Intake, Receipt
from heard.mail.models import RawMessage
from heard.people.models import Contact
from tests.conftest import As, At
from tests.firm import FRIENDLY, Firm, letter

DATA = Path(
    os.environ.get("HEARD_TEST_DATA", Path(__file__).parent.parent.parent / "shared/data/mail")
)


def imported(path: Path, mailbox: str = "Import") -> dict[str, int]:
    out = StringIO()
    call_command("import", path, mailbox=mailbox, stdout=out)
    summary: dict[str, int] = json.loads(out.getvalue())
    return summary


def test_importing_a_folder_an_mbox_and_a_maildir(db: None, firm: Firm, tmp_path: Path) -> None:
    mails = [letter(FRIENDLY, f"Frage {n}", firm.customer) for n in range(6)]
    (tmp_path / "cur").mkdir()
    (tmp_path / "new").mkdir()
    (tmp_path / "cur" / "1:2,S").write_bytes(mails[0])
    (tmp_path / "new" / "2").write_bytes(mails[1])
    (tmp_path / "one.eml").write_bytes(mails[2])
    mbox = b"".join(b"From x Mon Nov  2 09:00:00 2026\n" + one + b"\n" for one in mails[3:])
    (tmp_path / "box").write_bytes(mbox)
    (tmp_path / "notes.txt").write_text("kein Brief")
    summary = imported(tmp_path)
    assert {k: summary[k] for k in ("read", "stored", "duplicates", "skipped")} == {
        "read": 6, "stored": 6, "duplicates": 0, "skipped": 1,
    }  # fmt: skip
    assert imported(tmp_path)["duplicates"] == 6
    with pytest.raises(CommandError):
        imported(tmp_path / "gibt-es-nicht")
    with pytest.raises(CommandError, match="neither a mail nor an mbox"):
        imported(tmp_path / "notes.txt")


@pytest.mark.slow
def test_the_awkward_real_mails_are_all_kept(db: None) -> None:
    if not DATA.exists():
        pytest.skip(f"THE AWKWARD REAL MAILS ARE NOT AT {DATA}: set HEARD_TEST_DATA to test them")
    first = imported(DATA)
    again = imported(DATA)
    print(f"awkward real mails: {first}, again: {again}")
    assert first["read"] == first["stored"] + first["duplicates"] > 300
    assert RawMessage.objects.count() == first["stored"]
    assert again["stored"] == 0 and again["duplicates"] == again["read"] == first["read"]
    filed = set(Message.objects.exclude(raw=None).values_list("raw", flat=True))
    filed |= set(RawMessage.objects.exclude(bounce=None).values_list("pk", flat=True))
    assert RawMessage.objects.exclude(pk__in=filed).count() == 0, "every mail is visible"
    unread = Conversation.objects.exclude(trouble="").count()
    assert unread == first["unparsed"]


def test_importing_what_is_too_large_takes_its_head(
    db: None, firm: Firm, tmp_path: Path, as_: As
) -> None:
    large = letter("x" * 9000, "Sehr groß", firm.customer)
    small = letter(FRIENDLY, "Klein", firm.customer)
    (tmp_path / "groß.eml").write_bytes(large)
    again = large.replace(b"Message-ID: <", b"Message-ID: <2")
    begin = b"From x Mon Nov  2 09:00:00 2026\n"
    (tmp_path / "box").write_bytes(begin + again + b"\n" + begin + small)
    with override_settings(HEARD_MESSAGE_LIMIT=5000):
        summary = imported(tmp_path)
    assert summary["stored"] == 3 and summary["skipped"] == 0
    assert RawMessage.objects.filter(header_only=True).count() == 2
    heads = Message.objects.filter(subject="Sehr groß")
    assert heads.count() == 2 and not any("xxx" in one.text for one in heads)


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_note_of_absence_of_ours_answers_nobody(
    firm: Firm, at: At, tmp_path: Path, by_itself: bool
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    at("2026-11-03 09:05")
    their = conversation.messages.get().message_id
    note = letter("Ich bin bis Montag nicht im Haus.", "Abwesend", firm.customer, their)
    theirs, ours = firm.customer.address.encode(), b"service@firma.example"
    note = note.replace(theirs, b"X").replace(ours, theirs).replace(b"X", ours)
    if by_itself:
        note = b"Auto-Submitted: auto-replied\n" + note
    (tmp_path / "gesendet.eml").write_bytes(note)
    imported(tmp_path, firm.service.name)
    conversation.refresh_from_db()
    assert conversation.messages.filter(side=Message.US).count() == 1
    assert (conversation.waiting_since is not None) == by_itself
    assert (last_answer(conversation) is None) == by_itself


@pytest.mark.parametrize("sender", ["anna@firma.example", "max@firma.example"])
def test_what_colleagues_wrote_years_ago_is_ours(firm: Firm, tmp_path: Path, sender: str) -> None:
    asked = letter(FRIENDLY, "Frage", firm.customer, when=datetime(2020, 11, 3, 9, tzinfo=UTC))
    name = re.search(rb"Message-ID: (<.+?>)", asked)
    assert name
    day_after = datetime(2020, 11, 4, tzinfo=UTC)
    answered = letter("Gern.", "AW: Frage", firm.customer, name[1].decode(), day_after)
    answered = answered.replace(b"Peter Quandt <peter@quandt.example>", f"X <{sender}>".encode())
    answered = b"Cc: Peter Quandt <peter@quandt.example>\n" + answered
    (tmp_path / "1.eml").write_bytes(asked)
    (tmp_path / "2.eml").write_bytes(answered)
    imported(tmp_path, firm.service.name)
    conversation = Conversation.objects.get()
    assert [one.side for one in conversation.messages.all()] == ["them", "us"]
    assert conversation.contact == firm.customer and conversation.waiting_since is None
    assert not Contact.objects.filter(addresses__address=sender).exists()


@pytest.mark.slow
def test_an_import_that_was_stopped_goes_on_where_it_was(firm: Firm, tmp_path: Path) -> None:
    mails = [letter(FRIENDLY, f"Frage {n}", firm.customer) for n in range(250)]
    begin = b"From x Mon Nov  2 09:00:00 2026\n"
    (tmp_path / "box").write_bytes(b"".join(begin + one + b"\n" for one in mails))
    taken, really = list[int](), Intake.commit

    def only_once(self: Intake) -> list[Receipt]:
        if taken:
            raise KeyboardInterrupt
        taken.append(1)
        return really(self)

    with patch.object(Intake, "commit", only_once), pytest.raises(KeyboardInterrupt):
        imported(tmp_path)
    assert 0 < RawMessage.objects.count() < 250
    summary = imported(tmp_path)
    assert summary["duplicates"] + summary["stored"] == 250
    assert RawMessage.objects.count() == 250 == Message.objects.count()


# HEARD_TEST_MANY=10000 for the whole measure; the ratio shows with fewer, too
MANY, FEW = int(os.environ.get("HEARD_TEST_MANY", "1500")), 500


@pytest.mark.anywhere
@pytest.mark.slow
def test_importing_more_mails_needs_no_more_memory(tmp_path: Path) -> None:
    body = FRIENDLY.encode().replace(b"40", b"%d")
    with (tmp_path / "box").open("wb") as box:
        for n in range(MANY):
            box.write(
                b"From x Mon Nov  2 09:00:00 2026\nFrom: k%d@quandt.example\nSubject: Nr %d\n"
                b"Message-ID: <%d@quandt.example>\n\n" % (n % 300, n, n) + body % n + b"\n\n"
            )
    program = (
        "import resource, sys; from heard.config.command import run; "
        f"run(['import', {str(tmp_path / 'box')!r}, '--mailbox', sys.argv[1]]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )

    def peak(count: int) -> int:
        """Kilobytes that importing the first `count` mails needs at most."""
        text = (tmp_path / "box").read_bytes().split(b"From x Mon")[: count + 1]
        (tmp_path / "box").write_bytes(b"From x Mon".join(text)) if count < MANY else None
        env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("HEARD_")},
            "HEARD_DATA": str(tmp_path / f"house-{count}"),
            "DJANGO_SETTINGS_MODULE": "heard.config.settings",
        }
        done = subprocess.run(
            [sys.executable, "-c", program, f"Nr{count}"],
            env=env, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert f'"stored": {count}' in done.stdout
        return int(done.stderr.strip().splitlines()[-1])

    all_of_them = peak(MANY)
    few = peak(FEW)
    print(f"import: {few} kB at most for {FEW} mails, {all_of_them} kB for {MANY}")
    assert all_of_them < few * 1.3


def test_a_mailbox_that_had_to_be_made_is_named(firm: Firm, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(letter(FRIENDLY, "Frage", firm.customer))
    said = StringIO()
    for _again in range(2):
        call_command("import", tmp_path, mailbox="Servcie", stdout=StringIO(), stderr=said)
    assert said.getvalue().count("There was no mailbox “Servcie”; it was made.") == 1


@pytest.mark.slow
def test_long_work_shows_how_far_it_is_on_any_terminal(
    own_house: dict[str, str], tmp_path: Path, firm: Firm
) -> None:
    (tmp_path / "one.eml").write_bytes(letter(FRIENDLY, "Frage", firm.customer))
    here, there = pty.openpty()  # a terminal that does not say how wide it is
    run = subprocess.run(
        [sys.executable, "-m", "heard", "import", str(tmp_path / "one.eml"), "--mailbox", "A"],
        env=own_house, stdout=subprocess.PIPE, stderr=there, check=True,
    )  # fmt: skip
    os.close(there)
    assert json.loads(run.stdout)["stored"] == 1, "the answer for machines stays clean"
    assert b"1 mails" in os.read(here, 4096)
    os.close(here)

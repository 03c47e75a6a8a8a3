"""Starts roles of a house in no time: one process has everything loaded and forks for each.

Reads lines "ROLE JSON" from standard input and answers each with the pid of the child. What a
child has to say (`done`, `census`) it writes to the file named in its arguments, whole or not at
all.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any


def prepare(answer: str, letters: int, imap: int) -> None:
    """The house: a mailbox that is fetched, one that sends, and letters that are put out."""
    from heard.conversations.acts import begin, reply, save_draft
    from heard.mail.acts import add_mailbox
    from heard.people.acts import add_colleague, add_contact
    from tests.servers import Dovecot

    by = "machine:test"
    anna = add_colleague(email="anna@firma.example", name="Anna", by=by, role="administrator")
    add_mailbox(name="Service", by=by, address="service@firma.example")
    add_mailbox(
        name="Postfach", by=by, address="post@firma.example", imap_host="127.0.0.1",
        imap_port=imap, imap_security="none", imap_user="post", imap_password=Dovecot.PASSWORD,
    )  # fmt: skip
    sends = add_mailbox(name="Vertrieb", by=by, address="vertrieb@firma.example")
    contact = add_contact(name="Petra", by=by, addresses=["petra@quandt.example"])
    put_out = []
    for number in range(letters):
        talk = begin(
            mailbox=sends, contact=contact, subject=f"Brief {number}", by=anna, language="de"
        )
        draft = save_draft(conversation=talk, by=anna, text=f"Guten Tag, das ist Brief {number}.")
        put_out.append(reply(draft=draft, by=anna, seen=None).message_id)
    write(answer, put_out)


def settle(answer: str) -> None:
    """Fetch and do all that is due now and in the coming weeks; time is set, not waited for.

    Then "try again" for what is shown as unreadable, for its reading process was killed each time;
    answers with how many these were.
    """
    from heard.conversations.acts import read_again
    from heard.conversations.models import Message
    from heard.journal import clock
    from heard.journal.worker import run_errands
    from heard.mail.acts import look
    from heard.mail.models import Mailbox

    moment = clock.now()
    for days in (0, 0, 1, 2, 4, 8, 16):
        with clock.set_to(moment + timedelta(days=days)):
            for mailbox in Mailbox.objects.exclude(imap_host=""):
                look(mailbox=mailbox)
            while run_errands():
                pass
    shown = Message.objects.exclude(conversation__trouble="").select_related("raw")
    for message in shown:
        read_again(message=message, by="machine:test")
    write(answer, len(shown))


def census(answer: str) -> None:
    """Who is there: how often each Message-ID, and what is still open."""
    from heard.conversations.models import Message
    from heard.journal.chain import verify
    from heard.journal.models import Errand
    from heard.mail.models import OutgoingMessage, RawMessage

    theirs = Message.objects.filter(side=Message.THEM)
    outgoing = OutgoingMessage.objects.all()
    held = outgoing.exclude(asked_at=None, failed_at=None) | outgoing.exclude(cancelled_at=None)
    write(
        answer,
        {
            "in": Counter(theirs.values_list("message_id", flat=True)),
            "unfiled": RawMessage.objects.filter(messages=None, bounce=None).count(),
            "unread": theirs.exclude(conversation__trouble="").count(),
            "open": Errand.objects.open().count(),
            "failed": list(Errand.objects.failed().values_list("reaction", "error")),
            "sent": list(outgoing.exclude(sent_at=None).values_list("message_id", flat=True)),
            "held": list(held.filter(sent_at=None).values_list("message_id", flat=True)),
            "faults": verify().faults,
        },
    )


def take(answer: str, path: str, mailbox: str) -> None:
    """`heard receive` with the bytes of this file."""
    from django.core.management import call_command

    sys.stdin = TextIOWrapper(BytesIO(Path(path).read_bytes()))
    call_command("receive", mailbox=mailbox)
    write(answer, True)


def bring(answer: str, path: str, mailbox: str) -> None:
    """`heard import` of this mbox."""
    from django.core.management import call_command

    call_command("import", Path(path), mailbox=mailbox)
    write(answer, True)


def command(answer: str, name: str, **options: Any) -> None:
    from django.core.management import call_command

    call_command(name, **options)
    write(answer, True)


ROLES: dict[str, Callable[..., None]] = {
    "prepare": prepare, "settle": settle, "census": census, "receive": take, "import": bring,
    "command": command,
}  # fmt: skip


def write(path: str, said: Any) -> None:
    beside = Path(path + ".new")
    beside.write_text(json.dumps(said))
    beside.replace(path)


def child(role: str, arguments: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with suppress(OSError):
        os.setpgid(0, 0)
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    os.dup2(quiet, 1)
    try:
        ROLES[role](**arguments)
    except BaseException as error:  # told to the log, whatever it was
        print(f"{role}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def main() -> None:
    import django

    django.setup()
    from django.db import connections

    from heard.config.command import our_commands  # noqa: F401  # loaded before the forks
    from heard.config.schema import bring_up_to_date
    from heard.conversations import reactions  # noqa: F401  # likewise
    from heard.heat import reactions as heat  # noqa: F401  # likewise

    bring_up_to_date()
    connections.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        role, _space, arguments = line.strip().partition(" ")
        pid = os.fork()
        if pid == 0:
            child(role, json.loads(arguments))
        with suppress(OSError):  # whoever comes first: a kill has to meet the whole group
            os.setpgid(pid, pid)
        print(pid, flush=True)


if __name__ == "__main__":
    main()

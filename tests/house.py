"""A whole house started as a user starts it, and browsers to look into it."""

import fcntl
import os
import shutil
import signal
import smtplib
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import make_msgid
from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests.servers import free_port, wait_for_port

ROOT = Path(__file__).parent.parent
# Without its windows it does the same with two thirds of the work
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or "chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PASSWORD = "heard-sample-2026"


def told() -> Path:
    """A folder in which the sample firm was told once; every house of this run begins as a copy."""
    shared = Path(os.environ["HEARD_TEST_SHARED"])
    folder = shared / "told"
    with (shared / "told.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            environment = {**_without_ours(), "HEARD_DATA": str(shared / "telling")}
            command = [str(ROOT / ".venv/bin/heard"), "sample"]
            subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
            (shared / "telling").rename(folder)
    return folder


def _without_ours() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("HEARD_", "DJANGO_"))}


class House:
    """`heard run --sample` in a folder of its own, on free ports; ended with the block."""

    def __init__(self, **settings: str) -> None:
        self.signed_in: dict[str, StorageState] = {}  # what their browsers keep, by address
        self.folder = Path(tempfile.mkdtemp(prefix="heard-house-"))
        shutil.copytree(told(), self.folder, dirs_exist_ok=True)
        self.port, self.smtp_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **_without_ours(),
            "HEARD_DATA": str(self.folder),
            "HEARD_URL": self.url,
            "HEARD_CANCEL_SECONDS": "2",
            **settings,
        }

    def __enter__(self) -> "House":
        self.log = (self.folder / "log").open("w")
        self.process = subprocess.Popen(
            [str(ROOT / ".venv/bin/heard"), "run", "--sample", "--port", str(self.port),
             "--smtp-port", str(self.smtp_port)],
            env=self.environment, cwd=ROOT, stdout=self.log, stderr=self.log,
        )  # fmt: skip
        wait_for_port(self.port, 120)
        wait_for_port(self.smtp_port, 120)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)
        self.log.close()
        if kind is not None:
            print((self.folder / "log").read_text()[-4000:])
        shutil.rmtree(self.folder, ignore_errors=True)

    def send(self, sender: str, to: str, subject: str, text: str, answers: str = "") -> str:
        """A mail through the SMTP door, as any program would send it; returns its Message-ID."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-ID"] = make_msgid(domain="counterpart.example")
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers
        mail.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as door:
            door.send_message(mail)
        return str(mail["Message-ID"])

    def rows(self, asked: str, *given: object) -> list[Any]:
        """What the house has written down, for what a page does not show."""
        with closing(sqlite3.connect(self.folder / "heard.sqlite3", timeout=20)) as known, known:
            return known.execute(asked, given).fetchall()

    def mail_to(self, colleague: str, saying: str, seconds: float = 20) -> EmailMessage:
        """The mail to a colleague that says so, as their mail program would show it."""
        asked = "SELECT mime FROM mail_colleagueletter WHERE recipients LIKE ? ORDER BY id DESC"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for (mime,) in self.rows(f"{asked} LIMIT 3", f"%{colleague}%"):
                mail = message_from_bytes(mime, policy=default)
                if saying in mail.get_content():
                    return mail
            time.sleep(0.1)
        raise AssertionError(f"no mail to {colleague} says {saying}")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def signed_in(browser: Browser, house: House, email: str, *, at: str = "/", **look: object) -> Page:
    """A page in a browser of its own in which this colleague has signed in.

    They sign in by hand the first time and keep the cookie; checking a password is slow on purpose.
    `at`: where they are then; "" where they go somewhere at once.
    """
    kept = house.signed_in.get(email)
    context: BrowserContext = browser.new_context(
        base_url=house.url,
        storage_state=kept,
        reduced_motion="reduce",
        **look,  # type: ignore[arg-type]  # passed on
    )
    page = context.new_page()
    page.set_default_timeout(20000)
    if kept is None:
        page.goto("/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_selector(".top__nav")
        house.signed_in[email] = context.storage_state()
    elif at:
        page.goto(at)
    return page


def until(what: object, seconds: float = 30) -> None:
    """Until `what()`, a look at a page as a rule, is true; AssertionError otherwise."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():  # type: ignore[operator]  # a callable
            return
        time.sleep(0.5)
    raise AssertionError("it did not become true")

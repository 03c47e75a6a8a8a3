"""From "250" until an open page shows the heat of the mail, alone and beside a large import."""

import re
import secrets
import smtplib
import subprocess
import sys
import time
import urllib.request
from email.message import EmailMessage
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from heard.config.bench.corpus import made, real
from heard.config.bench.figure import CannotMeasure, Figure
from heard.config.bench.house import House, empty_house, free_port
from heard.look.progress import progress

LIMIT = 2.0  # seconds, at the 95th percentile
LOOK = 1.0  # an open page asks once a second (look/live.js)
PASSWORD = "heard-sample-2026"  # noqa: S105  # of the sample firm, known to everyone
ANGRY = (
    "This is the third time the wrong parts arrived and nobody answers! Our line stands still. "
    "This is unacceptable. If I hear nothing today, we go to our lawyers."
)


def measure(folder: Path, *, count: int, mails: int) -> list[Figure]:
    """`mails` letters one after the other, in peace and while `count` mails are imported."""
    if not folder.exists():
        raise CannotMeasure(f"There are no mails at {folder}. Name their folder.")
    with empty_house() as house:
        house.run("sample")
        house.environment["HEARD_SMTP_CATCHALL"] = "Service"
        web, smtp = free_port(), free_port()
        with (
            house.role("web", "--port", str(web), port=web),
            house.role("smtp", "--port", str(smtp), port=smtp),
            house.role("worker"),
        ):
            page = Page(web)
            peace = [_one(page, smtp) for _ in progress(range(mails), unit=" mails")]
            process = _importing(house, folder, count)
            try:
                beside: list[float] = []
                bar = progress(total=mails, unit=" mails")
                while len(beside) < mails and process.poll() is None:
                    beside.append(_one(page, smtp))
                    bar.update()
            finally:
                process.terminate()
                process.wait()
    figures = [_figure("250 until the page shows its heat, in peace", peace)]
    if beside:
        what = f"the same while {count} mails are imported ({len(beside)} letters)"
        figures.append(_figure(what, beside))
    return figures


def _figure(what: str, seconds: list[float]) -> Figure:
    worst = sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * 0.95))]
    middle = sorted(seconds)[len(seconds) // 2]
    beside = f"median {middle:.2f} s; limit {LIMIT} s"
    return Figure(what, worst, "s at p95", beside, worst <= LIMIT)


def _importing(house: House, folder: Path, count: int) -> subprocess.Popen[bytes]:
    box = house.folder / "many"
    box.mkdir()
    for number, raw in enumerate(made(real(folder), count)):
        (box / f"{number:06}.eml").write_bytes(raw)
    return subprocess.Popen(
        [sys.executable, "-m", "heard", "import", str(box), "--mailbox", "Archive"],
        env=house.environment, cwd=settings.PACKAGE.parent, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _one(page: "Page", port: int) -> float:
    """Its subject is a word that no other mail has, so that it is found among ten thousand; and
    each has a sender of its own, for whoever writes faster than people do is put aside unread."""
    subject = secrets.token_hex(6)
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{subject}@quandt.example", "service@house.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject}@quandt.example>"
    mail.set_content(f"{ANGRY}\n\n{subject}")
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as door:
        door.send_message(mail)
    began = time.monotonic()
    while time.monotonic() - began < 120:
        if page.shows_heat_of(subject):
            return time.monotonic() - began
        time.sleep(LOOK)
    return 120.0


class Page:
    """The inbox as a browser holds it open: it asks the live address whether something is new."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        form = self._get("/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        said = {
            "login": "miriam@hollerbach.example",
            "password": PASSWORD,
            "csrfmiddlewaretoken": token[1] if token else "",
        }
        request = urllib.request.Request(  # noqa: S310  # our own address
            f"{self.base}/account/login/", urlencode(said).encode(), {"Referer": self.base}
        )
        self.opener.open(request, timeout=60).read()

    def _get(self, path: str) -> str:
        text: bytes = self.opener.open(f"{self.base}{path}", timeout=60).read()
        return text.decode()

    def shows_heat_of(self, subject: str) -> bool:
        """Looked for by its words, for the newest stand last in the order of waiting."""
        found = self._get("/search/?" + urlencode({"q": subject}))
        row = re.search(rf"<li[^>]*>(?:(?!</li>).)*{re.escape(subject)}.*?</li>", found, re.DOTALL)
        return bool(row and "mark--heat" in row[0])

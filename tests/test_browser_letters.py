"""Letters as they were laid out: the pictures they bring show, their links lead to whole pages."""

import base64
import smtplib
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.house import House, until
from tests.someone import SERVICE, Sit, Someone, fresh, is_there, named

pytestmark = pytest.mark.browser

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
SHOP = b"""<!doctype html><title>Laden</title><p>zu</p>
<script>document.querySelector("p").textContent = opener ? "verbunden" : "offen"</script>"""


class Shop(BaseHTTPRequestHandler):
    """A page of theirs that needs its scripts."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(SHOP)

    def log_message(self, *_said: object) -> None:
        """Silent."""


@pytest.fixture
def shop() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def laid_out(house: House, one: Someone, html: str) -> FrameLocator:
    """A letter of theirs with a picture in it, unfolded on its page."""
    mail, subject = EmailMessage(), fresh("Skizze")
    mail["From"], mail["To"], mail["Subject"] = named("p@sketch.example"), SERVICE, subject
    mail.set_content("Guten Tag,\n\nsehen Sie selbst.")
    mail.add_alternative(html, subtype="html")
    shown = mail.get_payload(1)
    assert isinstance(shown, EmailMessage)
    shown.add_related(DOT, "image", "png", cid="<skizze>")
    with smtplib.SMTP("127.0.0.1", house.smtp_port, timeout=10) as door:
        door.send_message(mail)
    is_there(one.page, subject)
    one.unfold("As it was laid out")
    return one.page.frame_locator(".letter__frame")


def test_a_picture_of_the_letter_shows_and_nothing_is_fetched(
    sample_house: House, sit: Sit
) -> None:
    one = sit("tarik")
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(request.url))
    html = '<p>Hier: <img src="cid:skizze"><img src="https://spy.example/x.gif"></p>'
    picture = laid_out(sample_house, one, html).locator("img").first
    expect(picture).to_be_attached()
    until(lambda: picture.evaluate("one => one.naturalWidth") > 0, seconds=10)
    assert not [url for url in asked if "spy.example" in url or "/attachment/" in url]


def test_a_link_leads_to_a_whole_page_that_learns_nothing_of_ours(
    sample_house: House, sit: Sit, shop: str
) -> None:
    one = sit("tarik")
    letter = laid_out(sample_house, one, f'<p><a href="{shop}">Zum Laden</a></p>')
    with one.page.context.expect_page() as opened:
        letter.get_by_role("link").click()
    there = opened.value
    expect(there.locator("p")).to_have_text("offen", timeout=5_000)
    assert there.evaluate("origin") == shop.rstrip("/")
    assert there.evaluate("document.referrer") == ""

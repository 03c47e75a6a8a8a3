"""Whatever is done to a mail, reading it ends in time and raises nothing but what it says."""

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.mail.parsing import Unparseable, fingerprint
from heard.mail.parsing.whole import read_whole
from tests.firm import FRIENDLY
from tests.test_mail_import import DATA

pytestmark = pytest.mark.anywhere

SECONDS = 10.0
OWN = [
    b"From: a@b.example\r\nSubject: =?utf-8?q?gr=C3=BCn?=\r\nMessage-ID: <1@b.example>\r\n\r\n"
    + FRIENDLY.encode(),
    b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/html; charset=utf-7\r\n\r\n<p>hallo<img src=cid:1></p>\r\n--x\r\n"
    b"Content-Type: application/pdf; name*0*=utf-8''%C3%BC; name*1=b.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK=\r\n--x--\r\n",
]
CORPUS = OWN + [p.read_bytes()[:60_000] for p in sorted(DATA.rglob("*.eml"))]
TRICKS = [
    b"Content-Type: multipart/mixed; boundary=\"\"\r\n",
    b"Content-Type: text/plain; charset=unknown-8bit\r\n",
    b"Content-Type: message/rfc822\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Disposition: attachment; filename*=utf-16''%00%00\r\n",
    b"Message-ID: <[abc]@x>\r\n",
    b"From: =?utf-8?b?" + b"QUFB" * 500 + b"?=\r\n",
    b"From: \"a\r\n b\" <<@>>, ,;:@\r\n",
    b"Date: Mon, 99 Foo 99999 99:99:99 +9999\r\n",
    b"Subject: " + b"=?x?q?=?" * 300 + b"\r\n",
    b"References: " + b"<" * 5000 + b"\r\n",
    b"\r\n", b"\n", b"\r", b"\0", b"\xff\xfe", b"From \r\n", b"--x\r\n",
    b"<a " * 2000, b"&#0;" * 500,
]  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A mail of the corpus, cut, spliced, flipped, nested, and with tricks put in."""
    mail = bytearray(draw(st.sampled_from(CORPUS)))
    for _ in range(draw(st.integers(1, 6))):
        if not mail:
            break
        place = draw(st.integers(0, len(mail) - 1))
        what = draw(st.sampled_from(["cut", "splice", "flip", "nest", "trick", "repeat"]))
        if what == "cut":
            del mail[place : place + draw(st.integers(1, 400))]
        elif what == "splice":
            other = draw(st.sampled_from(CORPUS))
            begin = draw(st.integers(0, max(0, len(other) - 1)))
            mail[place:place] = other[begin : begin + draw(st.integers(1, 2000))]
        elif what == "flip":
            for near in range(place, min(len(mail), place + draw(st.integers(1, 20)))):
                mail[near] ^= draw(st.integers(1, 255))
        elif what == "nest":
            depth = draw(st.integers(1, 60))
            mail[0:0] = b"Content-Type: message/rfc822\r\n\r\n" * depth
        elif what == "trick":
            mail[place:place] = draw(st.sampled_from(TRICKS))
        else:
            mail[place:place] = bytes(mail[place : place + 300]) * draw(st.integers(1, 30))
    return bytes(mail)


@settings(
    max_examples=int(os.environ.get("HEARD_FUZZ_EXAMPLES", "150")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(mangled())
def test_a_mangled_mail_is_read_or_named(raw: bytes) -> None:
    began = time.process_time()
    assert len(fingerprint(raw)) == 64
    try:
        read = read_whole(raw)
    except Unparseable as named:
        assert named.reason in {"empty", "no_header"}
    else:
        for said in (read.text, read.quoted, read.html, read.mail.subject, read.mail.message_id):
            said.encode("utf-8")
            assert "\0" not in said
        assert read.mail.message_id
    assert time.process_time() - began < SECONDS


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(mangled(), min_size=1, max_size=4))
def test_the_reading_process_answers_for_each_of_them(mails: list[bytes]) -> None:
    from heard.mail.reader import reader

    answers = list(reader().read_many(mails))
    assert len(answers) == len(mails)
    for one in answers:
        assert not isinstance(one, str) or one in {"empty", "no_header"}, one

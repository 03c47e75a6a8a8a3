"""What the environment says is heard as it was meant, or refused in a sentence."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ImproperlyConfigured

from heard.mail.server import Server
from tests.servers import ROOT, free_port
from tests.sink import Sink

pytestmark = pytest.mark.anywhere


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`settled(SMTP_HOST="…")`: all settings under this environment."""

    def read(**said: str) -> dict[str, Any]:
        monkeypatch.delenv("HEARD_DATABASE_URL", raising=False)
        for name, value in {"DATA": str(tmp_path), **said}.items():
            monkeypatch.setenv(f"HEARD_{name}", value)
        return runpy.run_path(str(ROOT / "heard/config/settings.py"))

    return read


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("SMTP_DOOR_TLS", "Required", "required"),
        ("SMTP_DOOR_TLS", " tls ", "tls"),
        ("SMTP_DOOR_TLS", "", "none"),
        ("SMTP_SECURITY", "STARTTLS", "starttls"),
        ("SMTP_SECURITY", "", "starttls"),
    ],
)
def test_encryption_is_meant_however_it_is_written(
    settled: Any, name: str, written: str, meant: str
) -> None:
    assert settled(**{name: written})[f"HEARD_{name}"] == meant


@pytest.mark.parametrize("name", ["SMTP_DOOR_TLS", "SMTP_SECURITY"])
def test_an_unknown_word_is_not_taken_for_none(settled: Any, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"HEARD_{name} must be one of .*starttls"):
        settled(**{name: "ssl"})


def test_nothing_goes_over_an_open_line_that_nobody_asked_for() -> None:
    kept, port = Sink(), free_port()
    house = Controller(kept, hostname="127.0.0.1", port=port)
    house.start()
    try:
        for security, ended in [("STARTTLS", "later"), ("none", "sent")]:
            said = Server("127.0.0.1", port, security).deliver(
                sender="service@firma.example", recipients=["a@b.example"], mime=b"Subject: x\n\nx"
            )
            assert said.kind == ended
    finally:
        house.stop()
    assert len(kept.letters) == 1

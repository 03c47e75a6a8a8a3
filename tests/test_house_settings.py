"""What the environment says is heard as it was meant, or refused in a sentence."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ImproperlyConfigured

from heard.config.environment import env
from heard.mail.server import Server
from tests.servers import ROOT, free_port
from tests.sink import Sink

pytestmark = pytest.mark.anywhere


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`settled(SMTP_HOST="…")`: all settings under this environment."""

    def read(**said: str) -> dict[str, Any]:
        monkeypatch.delenv("HEARD_DATABASE_URL", raising=False)
        monkeypatch.delenv("HEARD_SECRET_KEY", raising=False)
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


def test_a_setting_that_is_empty_counts_as_not_set(
    settled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = settled(SMTP_PORT="", LEARN_HEAT="", SMTP_BIND="")
    assert (made["HEARD_SMTP_PORT"], made["HEARD_SMTP_BIND"]) == (2525, "127.0.0.1")
    assert made["HEARD_LEARN_HEAT"] is True
    monkeypatch.setenv("HEARD_DATA", "")
    assert env("DATA", "/srv/heard") == "/srv/heard", "not the folder one happens to be in"


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "SECRET_KEY", "SMTP_PASSWORD", "SERVICE_KEY", "GOOGLE_CLIENT_SECRET"]
)
def test_what_is_secret_can_lie_in_a_file(settled: Any, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("postgresql://heard:quiet@db.firm.example/heard\n")
    made = settled(**{f"{name}_FILE": str(tmp_path / "secret")})
    assert "db.firm.example" in str(
        made["DATABASES"]["default"] if name == "DATABASE_URL" else [
            made.get(name), made.get(f"HEARD_{name}"), made["HEARD_OAUTH"],
        ]
    )  # fmt: skip


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

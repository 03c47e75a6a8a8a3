"""A mail server that hands mails over the pipe has none bounced by a fault of ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.firm import FRIENDLY
from tests.servers import ROOT

pytestmark = pytest.mark.anywhere

MAIL = f"From: petra@quandt.example\nSubject: Wann?\n\n{FRIENDLY}".encode()


def handed_over(folder: Path, *more: str, **settings: str) -> tuple[int, str]:
    """The exit status of the pipe, and what it complains of."""
    ended = subprocess.run(
        [sys.executable, "-m", "heard", "receive", *more],
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith(("HEARD_", "DJANGO_"))},
            "HEARD_DATA": str(folder / "house"),
            **settings,
        },
        cwd=ROOT, input=MAIL, capture_output=True,
    )  # fmt: skip
    return ended.returncode, ended.stderr.decode()


@pytest.mark.slow
def test_only_what_is_meant_for_good_comes_back_to_the_sender(tmp_path: Path) -> None:
    assert handed_over(tmp_path, "--mailbox", "Nobody")[0] == os.EX_NOUSER
    (tmp_path / "shadow").mkdir()
    (tmp_path / "shadow" / "django.py").write_text("raise ImportError('half installed')")
    for more, settings in [
        ([], {}),
        (["--mailbox", "Service"], {"HEARD_SMTP_PORT": "many"}),
        (["--mailbox", "Service"], {"HEARD_DATABASE_URL": "nonsense://"}),
        (["--mailbox", "Service"], {"HEARD_SECRET_KEY_FILE": str(tmp_path / "gone")}),
        (["--mailbox", "Service"], {"PYTHONPATH": str(tmp_path / "shadow")}),
        (["--mailbox", "Service"], {"HEARD_SMTP_PORT": "many", "HEARD_LOG_LEVEL": "DEBUG"}),
    ]:
        code, said = handed_over(tmp_path, *more, **settings)
        assert code == os.EX_TEMPFAIL, f"{more} {settings}: {said}"
        assert said.count("\n") == 1 or "HEARD_LOG_LEVEL" in settings, said

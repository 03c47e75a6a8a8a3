"""What the environment says: HEARD_<name>, as a word, a number, a yes, or a secret in a file."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"HEARD_{name}", default)


def envint(name: str, default: int) -> int:
    try:
        return int(env(name, str(default)))
    except ValueError:
        raise ImproperlyConfigured(f"HEARD_{name} must be a whole number.") from None


def envbool(name: str, default: bool) -> bool:
    return env(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def envsecret(name: str) -> str:
    """The value of HEARD_<name>, or the content of the file named by HEARD_<name>_FILE."""
    path = env(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else env(name)


def kept_key(folder: Path) -> str:
    """A key made at the first start and kept beside the data."""
    path = folder / "secret-key"
    if not path.exists():
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of the same start was quicker
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()

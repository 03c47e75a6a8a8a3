"""What the environment says: HEARD_<name>, as text, a number, a yes, one word of several, or a
secret in a file."""

import os
import secrets
from collections.abc import Collection
from pathlib import Path
from socket import gethostname
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str = "") -> str:
    """What is there and empty counts as not there: an empty HEARD_DATA is no folder."""
    return os.environ.get(f"HEARD_{name}", "") or default


def envint(name: str, default: int) -> int:
    try:
        return int(env(name, str(default)))
    except ValueError:
        raise ImproperlyConfigured(f"HEARD_{name} must be a whole number.") from None


def envbool(name: str, default: bool) -> bool:
    return env(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def envlist(name: str) -> list[str]:
    """What stands between commas, without blanks around it."""
    return [one.strip() for one in env(name).split(",") if one.strip()]


def envword(name: str, default: str, words: Collection[str]) -> str:
    """One of `words`, however it is written; any other is an error, lest it count as none."""
    said = env(name, default).strip().lower()
    if said not in {default, *words}:
        raise ImproperlyConfigured(f"HEARD_{name} must be one of {', '.join(words)}.")
    return said


def envsecret(name: str) -> str:
    """The value of HEARD_<name>, or the content of the file named by HEARD_<name>_FILE."""
    path = env(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else env(name)


def own_hosts(url: str) -> list[str]:
    """The names of a house at `url`: of its address, of its machine, and of any machine."""
    named = urlsplit(url).hostname or ""
    named = f"[{named}]" if ":" in named else named
    names = (named, gethostname().lower(), "localhost", "127.0.0.1", "[::1]")
    return list(dict.fromkeys(name for name in names if name))


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

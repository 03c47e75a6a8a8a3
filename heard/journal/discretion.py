"""Keeps addresses, subjects and texts out of the log: it names what happened and where."""

import logging
import re
import traceback
from pathlib import Path

ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
# The pages that a key opens by itself, and the keys as they are made: 32 characters, or what is
# signed and when. Anybody's site has pages of these names.
LINK = re.compile(r"/(heard|felt|not-me|calendar)/[\w:-]+")
KEY = re.compile(
    r"/(heard|felt|not-me|calendar)/(?:[\w-]{32}(?![\w-])|(?:[\w-]+(?::|%3A)){2}[\w-]{20,})", re.I
)


REDACTED = "…"


def without_keys(text: str) -> str:
    """`text` with the keys of such links taken out: whoever holds one speaks as its owner."""
    return KEY.sub(rf"/\1/{REDACTED}", text) if KEY.search(text) else text


class Discretion(logging.Filter):
    """Replaces mail addresses and keys of links; of a traceback it keeps classes and places."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = str(record.msg)
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
            message = f"{message} [{record.exc_info[0].__name__} at {places}]"
        record.exc_info = record.exc_text = None
        message = LINK.sub(r"/\1/<key>", ADDRESS.sub("<address>", message))
        record.msg, record.args = message, None
        return True

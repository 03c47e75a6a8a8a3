"""A stored mail read for filing: parsed, its new words told apart from what it quotes."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.files.storage import default_storage

from heard.mail.models import RawMessage
from heard.mail.parsing import ParsedMail, Unparseable, parse
from heard.mail.parsing.quotes import fold

log = logging.getLogger("heard.conversations")

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Letter:
    """`mail` is None where nothing could be read; then `trouble` says why, in a machine word."""

    mail: ParsedMail | None
    at: datetime
    trouble: str = ""
    text: str = ""
    quoted: str = ""
    signature: str = ""


def read(raw: RawMessage) -> Letter:
    """Never raises for what a mail contains; OSError where the stored bytes are out of reach."""
    with default_storage.open(raw.file) as file:
        content = file.read()
    try:
        mail = parse(content)
        folded = fold(mail.text)
    except Unparseable as reason:
        return Letter(None, raw.received_at, trouble=reason.reason)
    except Exception as error:  # noqa: BLE001 – one bad mail is shown to people, it stops nothing
        log.error("raw message %s could not be read: %s", raw.pk, type(error).__name__)
        return Letter(None, raw.received_at, trouble="unexpected")
    return Letter(
        mail,
        _moment(raw, mail),
        text=folded.text,
        quoted=folded.quoted,
        signature=folded.signature,
    )


def _moment(raw: RawMessage, mail: ParsedMail) -> datetime:
    """When it was said. Only an imported mail's own date counts, and never one in the future:
    who sends with a forged date gains no place in the inbox."""
    if raw.door == "import" and mail.date and EARLIEST < mail.date < raw.received_at:
        return mail.date
    return raw.received_at

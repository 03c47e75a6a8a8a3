"""A stored mail read for filing: parsed apart, its new words told from what it quotes."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.files.storage import default_storage

from heard.conversations.language import spoken
from heard.mail.models import RawMessage
from heard.mail.parsing import ParsedMail
from heard.mail.parsing.whole import ReadMail
from heard.mail.reader import reader

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Letter:
    """`read` is None where nothing could be read; then `trouble` says why, in a machine word."""

    read: ReadMail | None
    at: datetime
    trouble: str = ""
    language: str = ""  # "en" or "de" where the words tell

    @property
    def mail(self) -> ParsedMail | None:
        return self.read.mail if self.read else None


_ahead = threading.local()


@contextmanager
def reading_ahead(mails: Sequence[tuple[RawMessage, bytes]]) -> Iterator[None]:
    """Within the block, `read` of these, in this order, finds them read already or nearly so."""
    _ahead.order = [raw.pk for raw, _content in mails]
    _ahead.answers = reader().read_many(content for _raw, content in mails)
    try:
        yield
    finally:
        _ahead.answers.close()
        _ahead.order = []


def read(raw: RawMessage) -> Letter:
    """Never raises for what a mail contains; OSError where the stored bytes are out of reach."""
    found = _answer(raw)
    if isinstance(found, str):
        return Letter(None, raw.received_at, trouble=found)
    words = found.text or found.mail.subject
    return Letter(found, _moment(raw, found.mail), language=spoken(words))


def _answer(raw: RawMessage) -> ReadMail | str:
    order = getattr(_ahead, "order", [])
    while raw.pk in order:
        answer = next(_ahead.answers)
        if order.pop(0) == raw.pk:
            return answer  # type: ignore[no-any-return]  # a thread's own
    with default_storage.open(raw.file) as file:
        return reader().read(file.read())


def _moment(raw: RawMessage, mail: ParsedMail) -> datetime:
    """When it was said. Only an imported mail's own date counts, and never one in the future:
    who sends with a forged date gains no place in the inbox."""
    if raw.door == "import" and mail.date and EARLIEST < mail.date < raw.received_at:
        return mail.date
    return raw.received_at

"""A stored mail read for filing: parsed apart, its new words told from what it quotes."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.core.files.storage import default_storage

from heard.mail.models import RawMessage
from heard.mail.parsing import ParsedMail
from heard.mail.parsing.whole import ReadMail
from heard.mail.reader import reader

AGAIN = 2  # so often what a process died over is read by another one
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Letter:
    """`read` is None where nothing could be read; then `trouble` says why, in a machine word."""

    read: ReadMail | None
    at: datetime
    trouble: str = ""

    @property
    def mail(self) -> ParsedMail | None:
        return self.read.mail if self.read else None


@dataclass
class Ahead:
    """Mails handed to the reading process; what is read between them goes to another one, so that
    no answer is taken for another's."""

    answers: Iterator[ReadMail | str]
    order: list[int]
    out_of_reach: set[int] = field(default_factory=set)

    def answer(self, raw: RawMessage) -> ReadMail | str | None:
        """What came of this mail; None where it was not handed over, or its bytes not found."""
        while raw.pk in self.order:
            answer = next(self.answers)
            if self.order.pop(0) == raw.pk:
                return None if raw.pk in self.out_of_reach else answer
        return None


_own = threading.local()  # its `ahead`, while a block lasts


def is_reading_ahead() -> bool:
    return getattr(_own, "ahead", None) is not None


@contextmanager
def reading_ahead(mails: Sequence[tuple[RawMessage, bytes | None]]) -> Iterator[None]:
    """Within the block, `read` of these, in this order, finds them read already or nearly so.

    Bytes that are None are taken from the storage. A block within a block reads one by one.
    """
    if is_reading_ahead() or len(mails) < 2:
        yield
        return
    out_of_reach = set[int]()
    answers = reader().read_many(_contents(mails, out_of_reach))
    _own.ahead = Ahead(answers, [raw.pk for raw, _content in mails], out_of_reach)
    try:
        yield
    finally:
        _own.ahead = None
        answers.close()


def _contents(
    mails: Iterable[tuple[RawMessage, bytes | None]], out_of_reach: set[int]
) -> Iterator[bytes]:
    for raw, content in mails:
        try:
            yield _stored(raw) if content is None else content
        except OSError:  # said again, and heard, when its turn comes
            out_of_reach.add(raw.pk)
            yield b""


def _stored(raw: RawMessage) -> bytes:
    with default_storage.open(raw.file) as file:
        content: bytes = file.read()
    return content


def read(raw: RawMessage) -> Letter:
    """Never raises for what a mail contains; OSError where the stored bytes are out of reach."""
    ahead: Ahead | None = getattr(_own, "ahead", None)
    found = ahead.answer(raw) if ahead else None
    apart = reader("between" if ahead else "one")
    if found is None:
        found = apart.read(_stored(raw))
    for _again in range(AGAIN):  # it did not always die over this mail
        if found == "died":
            found = apart.read(_stored(raw))
    if isinstance(found, str):
        return Letter(None, raw.received_at, trouble=found)
    return Letter(found, _moment(raw, found.mail))


def _moment(raw: RawMessage, mail: ParsedMail) -> datetime:
    """When it was said. Only an imported mail's own date counts, and never one in the future:
    who sends with a forged date gains no place in the inbox."""
    if raw.door == "import" and mail.date and EARLIEST < mail.date < raw.received_at:
        return mail.date
    return raw.received_at

"""A stored mail read for filing: parsed apart, its new words told from what it quotes."""

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(eq=False)
class Turn:
    """A mail that was handed over; `raw` is its row, once it has one."""

    raw: int | None = None
    out_of_reach: bool = False


class Ahead:
    """Mails handed to the reading process; what is read between them goes to another one, so that
    no answer is taken for another's."""

    def __init__(self) -> None:
        self.to_hand_over: deque[tuple[Turn, RawMessage | bytes]] = deque()
        self.order: deque[Turn] = deque()
        self.awaited = dict[int, RawMessage]()
        self.answers = reader().read_many(self._contents())

    def hand_over(self, mails: Iterable[RawMessage | bytes]) -> list[Turn]:
        """Rows whose bytes are stored, or the bytes of mails that will be `called` later."""
        turns = []
        for mail in mails:
            turn = Turn()
            if isinstance(mail, RawMessage):
                self.call(turn, mail)
            self.to_hand_over.append((turn, mail))
            turns.append(turn)
        self.order += turns
        return turns

    def call(self, turn: Turn, raw: RawMessage) -> None:
        """This mail's row is `raw`; of one that is never called the answer is passed over."""
        turn.raw = raw.pk
        self.awaited[raw.pk] = raw

    def _contents(self) -> Iterator[bytes | None]:
        while True:
            if not self.to_hand_over:
                yield None
                continue
            turn, mail = self.to_hand_over.popleft()
            try:
                yield _stored(mail) if isinstance(mail, RawMessage) else mail
            except OSError:  # said again, and heard, when its turn comes
                turn.out_of_reach = True
                yield b""

    def answer(self, raw: RawMessage) -> ReadMail | str | None:
        """What came of this mail; None where it was not handed over, or its bytes not found."""
        while raw.pk in self.awaited:
            answer, turn = next(self.answers), self.order.popleft()
            if turn.raw is not None:
                self.awaited.pop(turn.raw, None)
            if turn.raw == raw.pk:
                return None if turn.out_of_reach else answer
        return None


_own = threading.local()  # its `ahead`, while a block lasts


def is_reading_ahead() -> bool:
    return getattr(_own, "ahead", None) is not None


def handed_over(raw: int) -> RawMessage | None:
    """The row of this key, if its mail is being read ahead; nobody needs to ask for it again."""
    ahead: Ahead | None = getattr(_own, "ahead", None)
    return ahead.awaited.get(raw) if ahead else None


@contextmanager
def reading_ahead(mails: Sequence[RawMessage] = ()) -> Iterator[Ahead]:
    """Within the block, `read` of these, in this order, finds them read already or nearly so; and
    of those that are handed over meanwhile. A block within a block hands over to nobody."""
    ahead = Ahead()
    if is_reading_ahead():
        yield ahead
        return
    ahead.hand_over(mails)
    _own.ahead = ahead
    try:
        yield ahead
    finally:
        _own.ahead = None
        ahead.answers.close()


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

"""The line to a mail server: SMTP as aiosmtpd speaks it, with the mail taken as a whole.

The library takes a mail line by line, which costs more than all else at the door.
"""

import asyncio
import re
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, syntax

PIECE = 4 << 20  # bytes that are looked through at once for the end
WORD, LABEL = r"[A-Za-z0-9_+=-]+", r"[A-Za-z0-9-]+"
PLAIN = re.compile(rf"<({WORD}(?:\.{WORD})*@{LABEL}(?:\.{LABEL})*)>\s*(.*)")
END = b"\r\n.\r\n"


class TakenWhole:
    """The command DATA (RFC 5321, 4.1.1.4). A mail may have lines of any length: real mail has."""

    line_length_limit = PIECE

    def _getaddr(self: Any, arg: str) -> Any:
        """The library's reading takes long; nearly all addresses are plain ones."""
        found = PLAIN.fullmatch(arg)
        return (found[1], found[2]) if found else SMTP._getaddr(self, arg)

    @syntax("DATA")  # type: ignore[untyped-decorator]  # aiosmtpd has no types
    async def smtp_DATA(self: Any, arg: str | None) -> None:  # noqa: N802  # aiosmtpd's name
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 Error: need RCPT command")
            return
        if arg:
            await self.push("501 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await whole_of(self._reader, self.data_size_limit)
        if content is None:
            # Over LMTP each recipient has an answer of its own (RFC 2033, 4.2)
            answers = len(self.envelope.rcpt_tos) if isinstance(self, LMTP) else 1
            status = "\r\n".join(["552 Error: Too much mail data"] * answers)
        else:
            self.envelope.content = self.envelope.original_content = content
            status = await self.event_handler.handle_DATA(self, self.session, self.envelope)
        self._set_post_data_state()
        await self.push(status)


class SmtpLine(TakenWhole, SMTP):  # type: ignore[misc]  # likewise
    pass


class LmtpLine(TakenWhole, LMTP):  # type: ignore[misc]  # likewise
    pass


async def whole_of(reader: asyncio.StreamReader, limit: int) -> bytes | None:
    """What stands before the line with a dot alone, without the dots put in front of others; None
    where it is longer than `limit`, of which no more is kept."""
    taken = Taken(limit)
    # While the end may begin with what was just read, by lines; then it is looked for as a whole
    while not taken.is_over:
        first = await reader.readexactly(1)
        taken.add(first)
        if first not in (b".", b"\r"):
            await _up_to(reader, END, taken)
            break
        while not taken.last.endswith(b"\r\n"):
            await _up_to(reader, b"\n", taken)
    return taken.content()


class Taken:
    """What was read so far, or only its last bytes once it is too much."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self.pieces: list[bytes] = []
        self.last = b"\r\n"  # the command's own end stands before the first line

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        self.last = (self.last + piece[-len(END) :])[-len(END) :]
        self.pieces.append(piece)
        if self.limit and self.size > self.limit + len(END):
            self.pieces.clear()

    @property
    def is_over(self) -> bool:
        return self.last == END

    def content(self) -> bytes | None:
        text = b"".join(self.pieces).removesuffix(b".\r\n")
        if self.limit and self.size - 3 > self.limit:
            return None
        return text.replace(b"\r\n.", b"\r\n").removeprefix(b".")


async def _up_to(reader: asyncio.StreamReader, mark: bytes, taken: Taken) -> None:
    """Read until the mark is read, in pieces where it is far away."""
    while True:
        try:
            taken.add(await reader.readuntil(mark))
            return
        except asyncio.LimitOverrunError as far:
            taken.add(await reader.read(far.consumed))

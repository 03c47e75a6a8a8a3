"""A mail is taken from the line exactly as it was said, however it arrives in pieces."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.mail.line import whole_of

pytestmark = pytest.mark.anywhere

# What could be taken for the end, and what could hide it
TEXTS = st.lists(
    st.sampled_from([b"a", b"Hallo", b".", b"..", b"\r", b"\n", b"\r\n", b"\r\n.", b"x" * 40, b""]),
    max_size=12,
).map(b"".join)


def on_the_wire(text: bytes) -> bytes:
    """As a sender does it (RFC 5321, 4.5.2): a dot before each line that begins with one."""
    lines = text.split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)


async def taken(
    wire: bytes, pieces: list[int], *, limit: int, at_once: int
) -> tuple[object, bytes]:
    reader = asyncio.StreamReader(limit=at_once)

    async def feed() -> None:
        rest = wire
        for size in pieces:
            reader.feed_data(rest[:size])
            rest = rest[size:]
            await asyncio.sleep(0)
        reader.feed_data(rest)
        reader.feed_eof()

    feeding = asyncio.ensure_future(feed())
    content = await whole_of(reader, limit)
    await feeding
    return content, await reader.read()


@settings(deadline=None)
@given(TEXTS, st.lists(st.integers(0, 9), max_size=9), st.integers(4, 60))
def test_what_was_said_is_taken_and_what_follows_is_left(
    text: bytes, pieces: list[int], at_once: int
) -> None:
    said = text if text.endswith(b"\r\n") or not text else text + b"\r\n"
    wire = on_the_wire(said) + b".\r\nMAIL FROM:<next@firm.example>\r\n"
    found = asyncio.run(taken(wire, pieces, limit=0, at_once=at_once))
    assert found == (said, b"MAIL FROM:<next@firm.example>\r\n")


@settings(deadline=None)
@given(st.integers(0, 120), st.integers(4, 60))
def test_what_is_larger_than_the_limit_is_read_to_its_end_and_not_kept(
    size: int, at_once: int
) -> None:
    said = b"y" * size + b"\r\n"
    found = asyncio.run(taken(said + b".\r\nQUIT\r\n", [], limit=50, at_once=at_once))
    assert found == (said if len(said) <= 50 else None, b"QUIT\r\n")

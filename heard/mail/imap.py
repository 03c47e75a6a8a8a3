"""Speaking IMAP to the server of a mailbox: looks only, never changes a flag there."""

import contextlib
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from typing import Any, cast

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from heard.mail.models import Mailbox

TIMEOUT = 30
PIECE = 200  # mails asked about in one command
LISTED = re.compile(
    rb"UID (?P<uid>\d+)|RFC822\.SIZE (?P<size>\d+)|INTERNALDATE \"(?P<date>[^\"]{10,40})\""
    rb"|FLAGS \((?P<flags>[^)]*)\)"
)


class Trouble(Exception):
    """What kept a look from succeeding, in a machine word (see `wording.trouble_said`).

    "unreachable", "certificate", "encryption", "sign_in", "consent", "folder", "answer".
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Listed:
    """A mail in the folder, before its bytes are asked for."""

    uid: int
    size: int
    arrived_at: datetime | None
    answered: bool


@dataclass
class Folder:
    """A folder of a server, opened without leave to write (EXAMINE)."""

    box: BaseMailBox
    name: str
    uid_validity: int
    size: int | None = None  # how many mails the server last said are there

    def uids(self) -> list[int]:
        """The numbers of all mails that are there, in ascending order; never only the newest."""
        return sorted({int(uid) for uid in _asked(lambda: self.box.uids("ALL", charset=None))})

    def listed(self, uids: list[int]) -> Iterator[Listed]:
        """Size and moment of arrival of each; those that are gone meanwhile are left out."""
        for start in range(0, len(uids), PIECE):
            piece = ",".join(str(uid) for uid in uids[start : start + PIECE])
            wanted = set(uids[start : start + PIECE])
            try:
                answer = self._fetch(piece, "(UID RFC822.SIZE INTERNALDATE FLAGS)")
            except Refused:
                raise Trouble("answer") from None
            for line in answer:
                one = _listed(line if isinstance(line, bytes) else b" ".join(line))
                if one is not None and one.uid in wanted:
                    yield one

    def content(self, uid: int) -> bytes | None:
        """The bytes of a mail exactly as the server has them; None when it is gone."""
        return self._body(uid, "(UID BODY.PEEK[])")

    def header(self, uid: int) -> bytes | None:
        return self._body(uid, "(UID BODY.PEEK[HEADER])")

    def wait(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        """Until something changes in the folder (IDLE); False when nothing did in `seconds`."""
        end = time.monotonic() + seconds
        _asked(self._begin_idle)
        try:
            if self.has_grown():
                return True
            said = _asked(self._said_at_once)
            while not any(b"EXISTS" in line or b"EXPUNGE" in line for line in said):
                if time.monotonic() >= end or stopped():
                    return False
                asked_at = time.monotonic()
                said = _asked(lambda: self.box.idle.poll(1))
                if not said and time.monotonic() - asked_at < 0.5:
                    return False  # the connection is gone; ending IDLE will say so
            self.box.client.untagged_responses.pop("EXISTS", None)
            self.size = None
            return True
        finally:
            _asked(self.box.idle.stop)

    def has_grown(self) -> bool:
        """Whether the server said, beside another answer, that the number of mails changed.

        It says so once (RFC 3501, 7.3.1), and often while the mails before it are fetched.
        """
        said: list[Any] | None = self.box.client.untagged_responses.get("EXISTS")
        size = int(said[-1]) if said else None
        changed, self.size = size != self.size, size
        return changed

    def _begin_idle(self) -> None:
        """As imap_tools begins it, but for a server that has something to say before its "+"."""
        client = self.box.client
        tag = client._command("IDLE")
        while client._get_response() is not None:
            if client.tagged_commands[tag]:
                raise Trouble("answer")
        self.box.idle._idle_tag = tag

    def _said_at_once(self) -> list[bytes]:
        """The lines that came in one piece with the "+": read already, so that none is waited for.

        They lie in the buffer of the connection, where a look at the socket does not see them.
        """
        client, lines = self.box.client, []
        read = cast(BufferedReader, client.file)
        patience = client.sock.gettimeout()
        client.sock.settimeout(0)
        try:
            while b"\n" in read.peek(1):
                lines.append(client._get_line())
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        finally:
            client.sock.settimeout(patience)
        return lines

    @property
    def can_idle(self) -> bool:
        return "IDLE" in self.box.client.capabilities

    def _fetch(self, uids: str, parts: str) -> list[Any]:
        kind, answer = _asked(lambda: self.box.client.uid("FETCH", uids, parts))
        if kind != "OK":
            raise Refused
        return [part for part in answer if part is not None]

    def _body(self, uid: int, parts: str) -> bytes | None:
        mark = re.compile(rb"UID %d\b" % uid)
        try:
            answer = self._fetch(str(uid), parts)
        except Trouble as trouble:
            if trouble.kind == "answer":  # "BAD": it chokes on this one, the others may come
                raise Refused from None
            raise
        for place, part in enumerate(answer):
            if isinstance(part, tuple):
                after = answer[place + 1] if place + 1 < len(answer) else b""
                rest = after if isinstance(after, bytes) else b""
                if mark.search(part[0]) or mark.search(rest):
                    return bytes(part[1])
        return None


class Refused(Exception):
    """The server would not hand out this one mail."""


@contextlib.contextmanager
def opened(mailbox: Mailbox, *, token: str = "") -> Iterator[Folder]:
    """The folder of the mailbox, signed in with its password or the token. Raises Trouble."""
    box = _asked(lambda: _connected(mailbox))
    try:
        _sign_in(box, mailbox, token)
        yield _examined(box, mailbox.imap_folder or "INBOX")
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            box.logout()
        with contextlib.suppress(OSError):
            box.client.shutdown()


def _connected(mailbox: Mailbox) -> BaseMailBox:
    host, port = mailbox.imap_host, mailbox.imap_port
    if mailbox.imap_security == "none":
        return MailBoxUnencrypted(host, port, timeout=TIMEOUT)
    context = ssl.create_default_context()
    if mailbox.imap_security == "tls":
        return MailBox(host, port, timeout=TIMEOUT, ssl_context=context)
    try:
        return MailBoxStartTls(host, port, timeout=TIMEOUT, ssl_context=context)
    except ssl.SSLError:
        raise
    except (imaplib.IMAP4.error, ImapToolsError, ValueError):
        raise Trouble("encryption") from None


def _sign_in(box: BaseMailBox, mailbox: Mailbox, token: str) -> None:
    user = mailbox.imap_user or mailbox.address
    try:
        if mailbox.sign_in != "password":
            box.xoauth2(user, token, initial_folder=None)
        elif user.isascii() and mailbox.imap_password.isascii():
            box.login(user, mailbox.imap_password, initial_folder=None)
        else:
            box.login_utf8(user, mailbox.imap_password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise Trouble("unreachable") from None
    except (imaplib.IMAP4.error, ImapToolsError):
        raise Trouble("sign_in") from None
    except OSError:
        raise Trouble("unreachable") from None


def _examined(box: BaseMailBox, name: str) -> Folder:
    try:
        box.folder.set(name, readonly=True)
    except (imaplib.IMAP4.error, ImapToolsError):
        raise Trouble("folder") from None
    except OSError:
        raise Trouble("unreachable") from None
    _kind, said = box.client.response("UIDVALIDITY")
    if not said or said[0] is None:
        raise Trouble("answer")
    folder = Folder(box, name, int(said[0]))
    folder.has_grown()  # from here on
    return folder


def _asked(ask: Callable[[], Any]) -> Any:
    """Ask the server; whatever goes wrong becomes a Trouble with its name."""
    try:
        return ask()
    except Trouble:
        raise
    except ssl.SSLCertVerificationError:
        raise Trouble("certificate") from None
    except ssl.SSLError:
        raise Trouble("encryption") from None
    except (OSError, socket.gaierror, imaplib.IMAP4.abort, UnicodeError):
        raise Trouble("unreachable") from None
    except (imaplib.IMAP4.error, ImapToolsError, ValueError):
        raise Trouble("answer") from None


def _listed(line: bytes) -> Listed | None:
    found: dict[str, bytes] = {}
    for match in LISTED.finditer(line):
        found.update({name: said for name, said in match.groupdict().items() if said is not None})
    if "uid" not in found:
        return None
    return Listed(
        uid=int(found["uid"]),
        size=int(found.get("size", b"0")),
        arrived_at=_moment(found.get("date", b"").decode("ascii", "replace")),
        answered=b"\\answered" in found.get("flags", b"").lower(),
    )


def _moment(said: str) -> datetime | None:
    try:
        return datetime.strptime(said.strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return None

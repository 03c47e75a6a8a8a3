"""The folder of the mail server where lies what was sent: looked into, and given a copy."""

import contextlib
import imaplib
from collections.abc import Iterator

from imap_tools import BaseMailBox, MailMessageFlags
from imap_tools.errors import ImapToolsError

from heard.mail.imap import Folder, Trouble

# What it is called where the server does not mark it with \\Sent (RFC 6154)
NAMES = ("sent", "sent items", "sent messages", "sent mail", "gesendet", "gesendete objekte",
         "gesendete elemente", "gesendete nachrichten")  # fmt: skip
NEW = "Sent"


def holds(folder: Folder, message_id: str) -> bool:
    """Whether a mail of this name lies there. Raises Trouble where that cannot be known."""
    with _named():
        name = _name(folder.box)
        return name is not None and _found(folder.box, name, message_id)


def put(folder: Folder, message_id: str, mime: bytes) -> None:
    """A copy, marked as read, unless there is one. Raises Trouble when it could not be put."""
    with _named():
        name = _name(folder.box)
        if name is None:
            folder.box.folder.create(NEW)
            name = NEW
        if not _found(folder.box, name, message_id):
            folder.box.append(mime, name, dt=None, flag_set=[MailMessageFlags.SEEN])


def _name(box: BaseMailBox) -> str | None:
    folders = box.folder.list()
    for one in folders:
        if any(flag.lower() == "\\sent" for flag in one.flags):
            return str(one.name)
    for one in folders:
        if one.name.rpartition(one.delim or "/")[2].lower() in NAMES:
            return str(one.name)
    return None


def _found(box: BaseMailBox, name: str, message_id: str) -> bool:
    box.folder.set(name, readonly=True)
    quoted = message_id.replace("\\", "\\\\").replace('"', '\\"')
    return bool(box.uids(f'HEADER Message-ID "{quoted}"', charset="US-ASCII"))


@contextlib.contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except (OSError, imaplib.IMAP4.abort):
        raise Trouble("unreachable") from None
    except (imaplib.IMAP4.error, ImapToolsError, UnicodeError):
        raise Trouble("answer") from None

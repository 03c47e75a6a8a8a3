"""Speaking to the mail server that takes our letters, with every way it can end named."""

import contextlib
import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.conf import settings

from heard.mail.answers import cause_of
from heard.mail.composing import in_ascii
from heard.mail.imap import Trouble
from heard.mail.models import Mailbox

TIMEOUT = 30
# For the answer to the final dot, while the server looks through the letter (RFC 5321, 4.5.3.2.6)
LAST_TIMEOUT = 600


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    security: str  # "starttls", "tls" or "none"
    user: str = ""
    password: str = ""
    # Where it signs in with OAuth2: a token, a fresh one when asked for (`token(True)`)
    token: Callable[[bool], str] | None = None

    @classmethod
    def of_the_house(cls) -> "Server | None":
        """The server of the settings; None where letters stay in the local outbox."""
        if not settings.HEARD_SMTP_HOST:
            return None
        return cls(
            settings.HEARD_SMTP_HOST,
            settings.HEARD_SMTP_HOST_PORT,
            settings.HEARD_SMTP_SECURITY,
            settings.HEARD_SMTP_USER,
            settings.HEARD_SMTP_PASSWORD,
        )

    @classmethod
    def of(cls, mailbox: Mailbox, token: Callable[[bool], str] | None = None) -> "Server":
        """The mailbox's own server; `token` where it signs in with OAuth2."""
        return cls(
            mailbox.smtp_host,
            mailbox.smtp_port,
            mailbox.smtp_security,
            mailbox.smtp_user or (mailbox.address if token else ""),
            mailbox.smtp_password,
            token,
        )

    def deliver(
        self, *, sender: str, recipients: Sequence[str], mime: bytes, patient: bool = True
    ) -> "Answer":
        """Hand one mail over; see `deliver`."""
        return deliver(self, sender=sender, recipients=recipients, mime=mime, patient=patient)


class Refused(NamedTuple):
    """One recipient whom it did not reach, with the server's code and words."""

    address: str
    code: int
    said: str

    def as_row(self) -> dict[str, str | int]:
        return {
            "address": self.address,
            "code": self.code,
            "cause": cause_of(self.code, self.said),
            "said": self.said,
        }


class Answer(NamedTuple):
    """How a try ended. `text`: the server's code or the kind of error, never an address.

    "sent"; "later" (nothing left, try again); "refused" (for good); "uncertain" (the connection
    broke after everything was handed over and before the server said yes).
    `cause`: a machine word of `answers.py`; `said`: the server's own words, for people only;
    `refused`: the recipients that a server turned away.
    """

    kind: Literal["sent", "later", "refused", "uncertain"]
    text: str
    cause: str = ""
    said: str = ""
    refused: tuple[Refused, ...] = ()


def deliver(
    server: Server, *, sender: str, recipients: Sequence[str], mime: bytes, patient: bool = True
) -> Answer:
    """Hand one mail over.

    `patient`: when only some recipients are put off for later, nobody gets it yet; otherwise it
    goes to those who are accepted, unless the first is put off: for whom it is written, it stays.
    """
    try:
        connection = _signed_in(server)
    except Trouble as trouble:
        return Answer("later", trouble.kind, trouble.kind)
    except smtplib.SMTPAuthenticationError as error:
        return Answer("later", f"{error.smtp_code} sign-in", "sign_in", _words(error.smtp_error))
    except smtplib.SMTPResponseException as error:
        return _told(error.smtp_code, error.smtp_error)
    except ssl.SSLError as error:
        return Answer("later", type(error).__name__, "certificate")
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        # UnicodeError: a host such as "smtp..firm.example", which no name can be
        return Answer("later", type(error).__name__, "unreachable")
    try:
        return _hand_over(connection, sender, recipients, mime, patient)
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.quit()


def _signed_in(server: Server) -> smtplib.SMTP:
    """A connection that may send; a token that is refused is refreshed once."""
    if server.token is None:
        return _connect(server)
    try:
        return _connect(server, server.token(False))
    except smtplib.SMTPAuthenticationError:
        return _connect(server, server.token(True))


def _connect(server: Server, token: str = "") -> smtplib.SMTP:
    connection: smtplib.SMTP
    if server.security == "tls":
        connection = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        connection.ehlo_or_helo_if_needed()
        if server.security not in {"tls", "none"}:
            connection.starttls(context=ssl.create_default_context())
        if token:
            _sign_in_with(connection, server.user, token)
        elif server.user:
            _log_in(connection, server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _log_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    """As the library does; in UTF-8 (RFC 4616, 2) where a name or password has other letters."""
    if (user + password).isascii():
        connection.login(user, password)
        return
    said = b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, words = connection.docmd("AUTH", f"PLAIN {said}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, words)


def _sign_in_with(connection: smtplib.SMTP, user: str, token: str) -> None:
    """XOAUTH2, as Google and Microsoft describe it: on a refusal the server tells why in a
    challenge, which is answered with nothing."""
    said = f"user={user}\x01auth=Bearer {token}\x01\x01"

    def answer(challenge: bytes | None = None) -> str:
        return said if challenge is None else ""

    connection.ehlo_or_helo_if_needed()
    connection.auth("XOAUTH2", answer)


def _hand_over(
    connection: smtplib.SMTP, sender: str, recipients: Sequence[str], mime: bytes, patient: bool
) -> Answer:
    """RFC 5321, 3.3: until the final dot is out nothing has left, and after it only the
    server's answer tells."""
    try:
        connection.ehlo_or_helo_if_needed()
        options = [f"size={len(mime)}"] if connection.has_extn("size") else []
        code, said = connection.mail(in_ascii(sender), options)
        if code >= 400:
            return _told(code, said)
        replies = [(one, *connection.rcpt(in_ascii(one))) for one in recipients]
        missed = [Refused(one, code, _words(said)) for one, code, said in replies if code >= 400]
        later = [one for one in missed if one.code < 500]
        first_later = any(one.address == recipients[0] for one in later)
        if len(missed) == len(replies) or first_later or (later and patient):
            return _missed(missed, later)
        connection.putcmd("data")
        code, said = connection.getreply()
        if code != 354:
            return _told(code, said)
        connection.send(_on_the_wire(mime))
    except UnicodeError:  # an address outside ASCII, which this server cannot take
        return Answer("refused", "address", "address")
    except (OSError, smtplib.SMTPException) as error:
        return Answer("later", type(error).__name__, "unreachable")
    try:
        if connection.sock is not None:
            connection.sock.settimeout(LAST_TIMEOUT)
        code, said = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Answer("uncertain", type(error).__name__)
    # What is no answer of the protocol: it may have been taken all the same
    if code < 200 or 300 <= code < 400:
        return Answer("uncertain", str(code), said=_words(said))
    if code >= 400:
        return _told(code, said)
    text = f"{code}; {len(missed)} of {len(replies)} recipients refused" if missed else str(code)
    return Answer("sent", text, refused=tuple(missed))


def _missed(missed: Sequence[Refused], later: Sequence[Refused]) -> Answer:
    """Nobody is given it now: some are put off, or all were refused."""
    first = later[0] if later else missed[0]
    return Answer(
        "later" if later else "refused",
        f"{first.code} recipient",
        cause_of(first.code, first.said),
        first.said,
        tuple(missed),
    )


def _on_the_wire(mime: bytes) -> bytes:
    """CRLF line ends, dots doubled, and the final dot (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", mime).removesuffix(b"\r\n")
    return re.sub(rb"(?m)^\.", b"..", lines) + b"\r\n.\r\n"


def _told(code: int, said: bytes | str) -> Answer:
    words = _words(said)
    return Answer("refused" if code >= 500 else "later", str(code), cause_of(code, words), words)


def _words(said: bytes | str) -> str:
    """What the server said, on one line, at most 500 characters."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:500]

"""Speaking to the mail server that takes our letters, with every way it can end named."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.conf import settings

from heard.mail.models import Mailbox

TIMEOUT = 30


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    security: str  # "starttls", "tls" or "none"
    user: str = ""
    password: str = ""

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
    def of(cls, mailbox: Mailbox) -> "Server | None":
        if not mailbox.smtp_host:
            return cls.of_the_house()
        return cls(
            mailbox.smtp_host,
            mailbox.smtp_port,
            mailbox.smtp_security,
            mailbox.smtp_user,
            mailbox.smtp_password,
        )


class Answer(NamedTuple):
    """How a try ended. `text`: the server's code or the kind of error, never an address.

    "sent"; "later" (nothing left, try again); "refused" (for good); "uncertain" (the connection
    broke after everything was handed over and before the server said yes).
    """

    kind: Literal["sent", "later", "refused", "uncertain"]
    text: str


def deliver(
    server: Server, *, sender: str, recipients: Sequence[str], mime: bytes, patient: bool = True
) -> Answer:
    """Hand one mail over.

    `patient`: when only some recipients are put off for later, nobody gets it yet; otherwise it
    goes to those who are accepted.
    """
    try:
        connection = _connect(server)
    except smtplib.SMTPAuthenticationError as error:
        return Answer("later", f"{error.smtp_code} sign-in")
    except smtplib.SMTPResponseException as error:
        return _told(error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        return Answer("later", type(error).__name__)
    try:
        return _hand_over(connection, sender, recipients, mime, patient)
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.quit()


def _connect(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.security == "tls":
        connection = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        connection.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _hand_over(
    connection: smtplib.SMTP, sender: str, recipients: Sequence[str], mime: bytes, patient: bool
) -> Answer:
    """RFC 5321, 3.3: until the final dot is out nothing has left, and after it only the
    server's answer tells."""
    try:
        connection.ehlo_or_helo_if_needed()
        options = [f"size={len(mime)}"] if connection.has_extn("size") else []
        code, _said = connection.mail(sender, options)
        if code >= 400:
            return _told(code)
        codes = [connection.rcpt(address)[0] for address in recipients]
        later = [code for code in codes if 400 <= code < 500]
        refused = [code for code in codes if code >= 500]
        if len(refused) == len(codes):
            return Answer("refused", f"{refused[0]} recipient")
        if (later and patient) or len(later) + len(refused) == len(codes):
            return Answer("later", f"{later[0]} recipient")
        connection.putcmd("data")
        code, _said = connection.getreply()
        if code != 354:
            return _told(code)
        connection.send(_on_the_wire(mime))
    except UnicodeError:  # an address outside ASCII, which this server cannot take
        return Answer("refused", "address")
    except (OSError, smtplib.SMTPException) as error:
        return Answer("later", type(error).__name__)
    try:
        code, _said = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Answer("uncertain", type(error).__name__)
    if code != 250:
        return _told(code)
    missed = len(later) + len(refused)
    return Answer("sent", f"250; {missed} of {len(codes)} recipients refused" if missed else "250")


def _on_the_wire(mime: bytes) -> bytes:
    """CRLF line ends, dots doubled, and the final dot (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", mime).removesuffix(b"\r\n")
    return re.sub(rb"(?m)^\.", b"..", lines) + b"\r\n.\r\n"


def _told(code: int) -> Answer:
    return Answer("refused" if code >= 500 else "later", str(code))

"""Everything that is read out of the bytes of one mail, in one go: pure, and done apart."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from heard.mail.parsing.bounces import BounceReport, bounce
from heard.mail.parsing.enclosed import Enclosed, Invitation, enclosed_in, invitations_in
from heard.mail.parsing.history import History, history_of
from heard.mail.parsing.html import clean
from heard.mail.parsing.parsed import ParsedMail
from heard.mail.parsing.quotes import fold
from heard.mail.parsing.reading import parse


@dataclass(frozen=True)
class ReadMail:
    """`mail` is without its raw HTML; `html` is safe to show once `placed` has been asked."""

    mail: ParsedMail
    text: str  # what is new in it
    quoted: str
    signature: str
    html: str
    blocked: int  # remote pictures kept out
    mark: str  # stands in `html` before the number of an inline picture
    report: BounceReport | None
    enclosed: tuple[Enclosed, ...]
    invitations: tuple[Invitation, ...]
    history: History  # what was said before, as this mail carries it

    def placed(self, addresses: Mapping[int, str]) -> str:
        """The HTML with its inline pictures at the addresses of their attachments (by place)."""
        html = self.html
        for place, address in addresses.items():
            html = html.replace(f"/{self.mark}/{place}/", address)
        return html


def read_whole(raw: bytes) -> ReadMail:
    """Raises Unparseable where nothing can be read as a mail."""
    mail = parse(raw)
    folded = fold(mail.text)
    mark = f"inline-{secrets.token_hex(8)}"
    inline = {
        part.content_id: f"/{mark}/{place}/"
        for place, part in enumerate(mail.attachments)
        if part.content_id
    }
    cleaned = clean(mail.html, inline=inline)
    enclosed = enclosed_in(mail)
    return ReadMail(
        mail=replace(mail, html=""),
        text=folded.text,
        quoted=folded.quoted,
        signature=folded.signature,
        html=cleaned.html,
        blocked=cleaned.blocked,
        mark=mark,
        report=bounce(raw, mail),
        enclosed=enclosed,
        invitations=invitations_in(mail),
        history=history_of(mail, enclosed),
    )

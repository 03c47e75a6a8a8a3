"""What is new in a mail, apart from what it quotes and from its signature."""

from dataclasses import dataclass

from mailparser_reply import EmailReplyParser

LIMIT = 60_000  # what is beyond it is kept, but not searched for quotes


@dataclass(frozen=True)
class Folded:
    new: str
    quoted: str
    signature: str

    @property
    def text(self) -> str:
        return self.new


def fold(text: str, languages: tuple[str, ...] = ("en", "de")) -> Folded:
    """Split the text; `new` is never empty while the text says anything."""
    head, rest = text[:LIMIT], text[LIMIT:]
    try:
        parsed = EmailReplyParser(languages=list(languages)).read(text=head)
        latest = parsed.replies[0]
    except Exception:  # noqa: BLE001  # whatever the library meets, the text stays readable
        return Folded(text.strip(), "", "")
    new = latest.body.strip()
    signature = latest.signatures.strip() if isinstance(latest.signatures, str) else ""
    quoted = "\n".join(reply.content for reply in parsed.replies[1:]).strip()
    if not new:
        return Folded(text.strip(), "", "")
    return Folded(new + rest, quoted, signature)

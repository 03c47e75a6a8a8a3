"""What a mail is besides its words, as kept in `Message.noted`; asks only, writes nothing.

Keys, each only where there is something to say: "encrypted", "signed" ("pgp" or "smime"),
"winmail" (true), "authentication" ({"spf", "dkim", "dmarc": result}), "invitations" and "enclosed"
(lists of what was attached), "lookalike" ({"contact", "address", "kind"}), "recovered" (the name of
whoever brought it from another desk), "unproven" (true: it seems to be brought, but nothing proves
that its sender is one of us), "copied_back" (true: it left without passing the gate), "erased"
(true: what somebody said here, in a conversation with somebody else, is gone by law).
"""

from dataclasses import asdict
from typing import Any

from django.conf import settings

from heard.conversations.lookalike import lookalike_of
from heard.mail.models import RawMessage
from heard.mail.parsing.authentication import results
from heard.mail.parsing.whole import ReadMail
from heard.people.models import Contact

SHOWN = 20_000  # characters of an enclosed mail that stand on the page


def noted_of(raw: RawMessage, read: ReadMail, contact: Contact | None) -> dict[str, Any]:
    mail = read.mail
    noted: dict[str, Any] = {
        "encrypted": mail.encrypted,
        "signed": mail.signed,
        "winmail": "winmail" in mail.troubles,
        "authentication": results(mail.authentication_results, settings.HEARD_TRUSTED_SERVERS),
        "invitations": [asdict(one) for one in read.invitations],
        "enclosed": [
            {
                "name": one.sender.name or one.sender.address or "",
                "address": one.sender.address or "",
                "subject": one.subject,
                "date": one.date.isoformat() if one.date else "",
                "text": one.text[:SHOWN],
            }
            for one in read.enclosed
        ],
    }
    if contact is not None and raw.door != "import" and mail.sender.address:
        noted["lookalike"] = lookalike_of(mail.sender, contact)
    return {key: value for key, value in noted.items() if value}

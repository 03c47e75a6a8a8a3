"""Which conversation a mail belongs to; asks only, writes nothing."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet

from heard.conversations import reply_address
from heard.conversations.models import Conversation, Message, Reference
from heard.mail.models import Mailbox, OutgoingMessage, RawMessage
from heard.mail.parsing import ParsedMail
from heard.mail.parsing.bounces import BounceReport

MOST_REFERENCES = 30


def references_of(mail: ParsedMail) -> list[str]:
    """What the mail answers to, nearest first, each once; at most 30."""
    nearest = [*mail.in_reply_to, *reversed(mail.references)]
    return [name[:500] for name in dict.fromkeys(nearest)][:MOST_REFERENCES]


def find(raw: RawMessage, mail: ParsedMail) -> Conversation | None:
    """By the signed reply address, then by References, within what this mailbox shows."""
    seen = Conversation.objects.filter(filings__mailbox=raw.mailbox)
    addressed = [*raw.envelope_recipients, *(a.address for a in (*mail.to, *mail.cc) if a.address)]
    answered = reply_address.conversation_of(addressed)
    if answered:
        found = seen.filter(pk=answered).first()
        if found:
            return found
    return _by_references(seen, references_of(mail)) or _awaited(seen, mail.message_id)


def _by_references(seen: QuerySet[Conversation], references: Iterable[str]) -> Conversation | None:
    wanted = list(references)
    known = dict(
        Message.objects.filter(message_id__in=wanted, conversation__in=seen)
        .order_by("-id")
        .values_list("message_id", "conversation")
    )
    nearest = next((known[name] for name in wanted if name in known), None)
    return Conversation.objects.get(pk=nearest) if nearest else None


def _awaited(seen: QuerySet[Conversation], message_id: str) -> Conversation | None:
    """An answer to this mail arrived before it did."""
    found = (
        Reference.objects.filter(name=message_id[:500], message__conversation__in=seen)
        .select_related("message__conversation")
        .order_by("id")
        .first()
    )
    return found.message.conversation if found else None


def elsewhere(raw: RawMessage) -> Conversation | None:
    """A conversation that began with this very mail in another mailbox of ours.

    Only one that began with it: a mailbox is never shown what was said before, elsewhere.
    """
    twin = (
        Message.objects.filter(raw__fingerprint=raw.fingerprint)
        .exclude(raw=raw)
        .select_related("conversation")
        .order_by("id")
        .first()
    )
    if twin is None:
        return None
    first = twin.conversation.messages.order_by("id").first()
    return twin.conversation if first and first.pk == twin.pk else None


def own_outgoing(mail: ParsedMail) -> OutgoingMessage | None:
    """The mail of ours that came back as it is; None where its mark is missing or forged."""
    if not reply_address.is_ours(mail.message_id, mail.loop):
        return None
    return OutgoingMessage.objects.filter(message_id=mail.message_id).first()


def outgoing_of(report: BounceReport, raw: RawMessage) -> OutgoingMessage | None:
    """The mail of ours that a report is about: by its Message-ID; where the report names none, the
    only one that left for this address within three days before."""
    if report.message_id:
        return OutgoingMessage.objects.filter(message_id=report.message_id).first()
    lately = OutgoingMessage.objects.filter(
        mailbox=raw.mailbox,
        sent_at__gt=raw.received_at - timedelta(days=3),
        sent_at__lte=raw.received_at,
    )
    meant = [one for one in lately[:500] if {*report.recipients} & {*map(str, one.recipients)}]
    return meant[0] if len(meant) == 1 else None


def own_addresses() -> set[str]:
    return set(Mailbox.objects.exclude(address="").values_list("address", flat=True))


def without_tag(address: str) -> str:
    """`sales+anything@firm.example` → `sales@firm.example`, in lower case."""
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"

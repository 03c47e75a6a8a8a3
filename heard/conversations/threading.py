"""Which conversation a mail belongs to; asks only, writes nothing."""

from collections.abc import Collection
from datetime import datetime, timedelta

from heard.conversations import reply_address
from heard.conversations.models import Conversation, Message
from heard.journal.prepared import Lookup
from heard.mail.models import Mailbox, OutgoingMessage, RawMessage
from heard.mail.parsing import ParsedMail
from heard.mail.parsing.bounces import BounceReport
from heard.people.freemail import domain_of, says_nothing
from heard.people.models import Colleague

MOST_REFERENCES = 30
ANSWERED = Lookup(  # what a message ID belongs to, within what a mailbox shows
    lambda name, mailbox: (
        Message.objects.filter(message_id=name, conversation__filings__mailbox=mailbox)
        .order_by("id")
        .only("pk", "conversation")[:1]
    ),
    str,
    int,
)
AWAITED = Lookup(
    lambda name, mailbox: (
        Message.objects.filter(references__name=name, conversation__filings__mailbox=mailbox)
        .order_by("references__id")
        .only("pk", "conversation")[:1]
    ),
    str,
    int,
)
TWIN = Lookup(
    lambda mark, raw: (
        Message.objects.filter(raw__fingerprint=mark)
        .exclude(raw=raw)
        .order_by("id")
        .only("pk", "conversation")[:1]
    ),
    str,
    int,
)
FIRST = Lookup(
    lambda conversation: (
        Message.objects.filter(conversation=conversation).order_by("id").only("pk")[:1]
    ),
    int,
)
OWN = Lookup(lambda: Mailbox.objects.exclude(address="").only("address"))
WORKS_HERE = Lookup(lambda address: Colleague.objects.filter(email=address)[:1], str)
OUTGOING = Lookup(lambda name: OutgoingMessage.objects.filter(message_id=name), str)
LATELY = Lookup(  # without the letters' bytes
    lambda mailbox, after, until: OutgoingMessage.objects.filter(
        mailbox=mailbox, sent_at__gt=after, sent_at__lte=until
    ).only("pk", "recipients")[:500],
    int,
    datetime,
    datetime,
)


def references_of(mail: ParsedMail) -> list[str]:
    """What the mail answers to, nearest first, each once; at most 30."""
    nearest = [*mail.in_reply_to, *reversed(mail.references)]
    return [name[:500] for name in dict.fromkeys(nearest)][:MOST_REFERENCES]


def find(raw: RawMessage, mail: ParsedMail) -> int | None:
    """The key of the conversation: by the signed reply address, then by References, within what
    this mailbox shows."""
    addressed = [*raw.envelope_recipients, *(a.address for a in (*mail.to, *mail.cc) if a.address)]
    answered = reply_address.conversation_of(addressed)
    if answered:
        seen = Conversation.objects.filter(filings__mailbox=raw.mailbox_id)
        if seen.filter(pk=answered).exists():
            return answered
    for name in references_of(mail):
        nearest = ANSWERED.first(name, raw.mailbox_id)
        if nearest:
            return nearest.conversation_id
    # An answer to this mail may have arrived before it did
    earlier = AWAITED.first(mail.message_id[:500], raw.mailbox_id)
    return earlier.conversation_id if earlier else None


def elsewhere(raw: RawMessage) -> int | None:
    """The key of a conversation that began with this very mail in another mailbox of ours.

    Only one that began with it: a mailbox is never shown what was said before, elsewhere.
    """
    twin = TWIN.first(raw.fingerprint, raw.pk)
    if twin is None:
        return None
    first = FIRST.first(twin.conversation_id)
    began = first is not None and first.pk == twin.pk
    return twin.conversation_id if began else None


def own_outgoing(mail: ParsedMail) -> OutgoingMessage | None:
    """The mail of ours that came back as it is; None where its mark is missing or forged."""
    if not reply_address.is_ours(mail.message_id, mail.loop):
        return None
    return OUTGOING.first(mail.message_id)


def outgoing_of(report: BounceReport, raw: RawMessage) -> OutgoingMessage | None:
    """The mail of ours that a report is about: by its Message-ID; where the report names none, or
    one that a server on the way gave it, the only one that left for this address within three days
    before."""
    named_so = OUTGOING.first(report.message_id) if report.message_id else None
    if named_so is not None:
        return named_so
    named = {address.lower() for address in report.recipients}
    lately = LATELY.all(raw.mailbox_id, raw.received_at - timedelta(days=3), raw.received_at)
    meant = [one for one in lately if named & {str(to).lower() for to in one.recipients}]
    return meant[0] if len(meant) == 1 else None


def own_addresses() -> set[str]:
    return {address for _key, address in OWN.rows()}


def is_ours(address: str) -> bool:
    """A colleague's address, a mailbox's, or one under a domain of the house."""
    plain = without_tag(address)
    return _is_in_the_house(plain, own_addresses()) or bool(WORKS_HERE.rows(plain))


def outside(addresses: Collection[str]) -> list[str]:
    """Those that are not ours, in their order; asked for all at once."""
    own = own_addresses()
    plain = {one: without_tag(one) for one in addresses}
    colleagues = Colleague.objects.filter(email__in=plain.values())
    here = set(colleagues.values_list("email", flat=True))
    return [
        one for one in plain if plain[one] not in here and not _is_in_the_house(plain[one], own)
    ]


def _is_in_the_house(plain: str, own: set[str]) -> bool:
    """A mailbox's address, or one under the domain of one."""
    domain = domain_of(plain)
    if plain in own:
        return True
    return not says_nothing(domain) and domain in {domain_of(one) for one in own}


def is_list_of_ours(list_id: str) -> bool:
    """Whether a List-Id (RFC 2919) names a group or a domain of the house: through it mail for us
    is handed on."""
    name = list_id.rpartition("<")[2].strip("<> ").lower()
    own = own_addresses()
    domains = {domain for domain in map(domain_of, own) if domain and not says_nothing(domain)}
    groups = {address.replace("@", ".") for address in own}
    return name in groups | domains or any(name.endswith(f".{one}") for one in domains)


def is_from_inside(message: Message) -> bool:
    """Written by one of us, or in our name. What names somebody outside to answer to is a form on a
    page of ours that they filled in."""
    return is_ours(message.sender) and all(is_ours(one) for one in message.reply_to)


def by_message_id(raw: RawMessage, message_id: str) -> int | None:
    """The key of the conversation of this mailbox that holds the message of this name."""
    found = Message.objects.filter(
        message_id=message_id[:500], conversation__filings__mailbox=raw.mailbox_id
    ).first()
    return found.conversation_id if found else None


def without_tag(address: str) -> str:
    """`sales+anything@firm.example` → `sales@firm.example`, in lower case."""
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"

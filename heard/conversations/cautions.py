"""What should be looked at once more before a letter leaves: never a stop, one click goes on.

A caution is no clause of the philosophy: it guards against a slip of the hand, not against a way
of treating people. Rooms ahead offer cautions of their own through `offer`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heard.conversations.models import Draft, Message
from heard.conversations.threading import outside
from heard.mail.models import Mailbox
from heard.people.models import Colleague

# Shorter notes ("ok", "called back") stand in many letters by chance
SHORTEST_NOTE = 25
ENCLOSING = re.compile(
    r"\b(attached|attachment|enclosed|im anhang|in der anlage|anbei|beigefügt|angehängt)\b", re.I
)


@dataclass(frozen=True)
class Caution:
    """`code`: a machine word that a click answers; `text`: one sentence for the reader."""

    code: str
    text: str


Look = Callable[[Draft, list[str]], Iterable[Caution]]

_looks: dict[str, Look] = {}


def offer(name: str, look: Look) -> None:
    """`look(draft, addresses)`: what it finds; `addresses` are all those it goes to, lower case."""
    _looks[name] = look


def of(
    draft: Draft, *, visible: Iterable[str], hidden: Iterable[str], knew: int | None = None
) -> list[Caution]:
    """What the writer should look at; nothing for what a machine writes.

    `visible`: the addresses that every recipient sees (To, Cc); `hidden`: those in Bcc; `knew`: id
    of the last letter of ours that the writer's page knew of, 0 for none, None where nobody asks.
    """
    if draft.purpose == "acknowledgement":
        return []
    visible = [one.strip().lower() for one in visible]
    addresses = [*visible, *(one.strip().lower() for one in hidden)]
    found = [
        *_sent_meanwhile(draft, knew),
        *_not_who_wrote(draft, addresses),
        *_someone_of_ours(visible),
        *_a_note(draft),
        *_nothing_attached(draft),
    ]
    for look in _looks.values():
        found += look(draft, addresses)
    return found


def _sent_meanwhile(draft: Draft, knew: int | None) -> Iterable[Caution]:
    """The page it was written on is older than a letter of ours: two may contradict each other."""
    if knew is None:
        return
    going = Message.objects.filter(
        conversation=draft.conversation_id,
        side=Message.US,
        state__in=(Message.LEAVING, Message.SENT),
        outgoing__isnull=False,
        pk__gt=knew,
    ).exclude(purpose="acknowledgement")
    last = going.select_related("colleague").order_by("-pk").first()
    if last is None:
        return
    if last.colleague_id == draft.by_id:
        said = _(
            "Since this page was opened you have sent another letter here;"
            " with this one there would be two."
        )
    else:
        said = _(
            "Since this page was opened %(who)s has sent a letter here;"
            " with this one there would be two."
        ) % {"who": last.colleague.name if last.colleague else last.sender_name}
    yield Caution(f"sent-{last.pk}", said)


def _not_who_wrote(draft: Draft, addresses: list[str]) -> Iterable[Caution]:
    """The letter answers someone who would not get it."""
    last = draft.conversation.last_letter
    if last is None:
        return
    theirs = {one.lower() for one in outside([last.sender, *last.reply_to])}
    if theirs and not theirs & set(addresses):
        yield Caution(
            "not_who_wrote",
            _("%(who)s wrote last, but this letter does not go there.")
            % {"who": last.sender_name or last.sender},
        )


def _someone_of_ours(visible: list[str]) -> Iterable[Caution]:
    """Addresses of the house where people outside would see them."""
    colleagues = set(
        Colleague.objects.filter(email__in=visible).values_list("email", flat=True)
    ) | set(Mailbox.objects.filter(address__in=visible).values_list("address", flat=True))
    outside = [one for one in visible if one not in colleagues]
    inside = [one for one in visible if one in colleagues]
    if inside and outside:
        yield Caution(
            "internal",
            _("%(inside)s belongs to this house; %(outside)s would see the address.")
            % {"inside": ", ".join(inside), "outside": ", ".join(outside)},
        )


def _a_note(draft: Draft) -> Iterable[Caution]:
    """Words that were written for colleagues only."""
    text = _folded(draft.text)
    for note in draft.conversation.notes.select_related("by"):
        words = _folded(note.text)
        if len(words) >= SHORTEST_NOTE and words in text:
            yield Caution(
                f"note-{note.pk}",
                _("The letter contains a note that %(who)s wrote for colleagues only.")
                % {"who": note.writer},
            )


def _nothing_attached(draft: Draft) -> Iterable[Caution]:
    """A restatement repeats what they wrote of their attachments; only free letters are asked."""
    if not draft.purpose and ENCLOSING.search(draft.text) and not draft.enclosures.exists():
        yield Caution(
            "nothing_attached", _("The letter speaks of an attachment, but there is none.")
        )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()

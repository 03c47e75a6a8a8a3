"""The words of a search, found however their letters are written."""

import re
import sqlite3
from typing import Any

from django.db.models import CharField, Exists, Lookup, OuterRef, Q, TextField
from django.db.models.lookups import IContains

from heard.conversations.models import Message
from heard.people.models import Address, Contact

LONGEST = 200  # letters of a search; a database refuses much longer patterns
MOST = 8  # words
Said = tuple[str, tuple[Any, ...]]  # SQL and its values


def words_of(said: str) -> list[str]:
    return said.split()[:MOST]


def in_contact(word: str) -> Q:
    """Contacts in whose name, organisation or addresses it occurs."""
    addresses = Address.objects.filter(contact=OuterRef("pk"), address__holds=word)
    return Q(name__holds=word) | Q(organisation__name__holds=word) | Q(Exists(addresses))


def in_conversation(word: str) -> Q:
    """Conversations in whose subject, contact or letters it occurs."""
    contact = Contact.objects.filter(in_contact(word), pk=OuterRef("contact"))
    letters = Message.objects.filter(conversation=OuterRef("pk"), text__holds=word)
    return Q(subject__holds=word) | Q(Exists(contact)) | Q(Exists(letters))


@CharField.register_lookup
@TextField.register_lookup
class Holds(Lookup[Any]):
    """Like `icontains`, also for the letters beyond ASCII that SQLite's LIKE takes as they are.

    What holds the longest part within ASCII is looked into letter by letter.
    """

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> Said:  # noqa: ARG002  # Django's signature
        sql, values = compiler.compile(IContains(self.lhs, self.rhs))
        return sql, tuple(values)

    def as_sqlite(self, compiler: Any, connection: Any) -> Said:
        if self.rhs.isascii():
            return self.as_sql(compiler, connection)
        part = max(re.split(r"[^\x00-\x7f]+", self.rhs), key=len)
        sql, values = compiler.compile(IContains(self.lhs, part))
        text, more = self.process_lhs(compiler, connection)
        return f"({sql} AND heard_holds({text}, %s))", (*values, *more, self.rhs.casefold())


def teach(sender: Any, connection: Any, **_more: Any) -> None:  # noqa: ARG001  # Django's signature
    """Each new connection to SQLite learns what `Holds` asks of it."""
    if connection.vendor == "sqlite":
        known: sqlite3.Connection = connection.connection
        known.create_function("heard_holds", 2, _holds, deterministic=True)


def _holds(text: str | None, word: str) -> bool:
    return text is not None and word in text.casefold()

"""What is done is known for one account on one server; what a server holds back is known too."""

from collections.abc import Iterator
from datetime import timedelta

from heard.journal import clock
from heard.mail.acts import change_mailbox, fetch
from heard.mail.imap import Folder, Listed
from heard.mail.models import Connection, Fetched, RawMessage
from tests.firm import FRIENDLY, Firm, letter


class Shelf(Folder):
    """A folder that answers from memory; its numbers and their validity are ours to choose."""

    def __init__(self, firm: Firm, count: int, begin: str) -> None:
        self.name, self.uid_validity = "INBOX", 1
        self.mails: dict[int, bytes | None] = {
            uid: letter(FRIENDLY, f"{begin} {uid}", firm.customer) for uid in range(1, count + 1)
        }

    def uids(self) -> list[int]:
        return sorted(self.mails)

    def listed(self, uids: list[int]) -> Iterator[Listed]:
        for uid in uids:
            yield Listed(uid, len(self.mails[uid] or b""), clock.now(), answered=False)

    def content(self, uid: int) -> bytes | None:
        return self.mails[uid]


def moved(firm: Firm, host: str) -> None:
    change_mailbox(mailbox=firm.service, by=firm.eva, imap_host=host, imap_user="service")


def test_a_house_that_moves_to_another_server_with_the_same_numbers_gets_all_its_mail(
    firm: Firm,
) -> None:
    moved(firm, "imap.alt.example")
    old, new = Shelf(firm, 5, "Alt"), Shelf(firm, 7, "Neu")
    new.mails[2] = old.mails[2]  # moved along
    fetch(mailbox=firm.service, folder=old)
    since = Connection.objects.get().first_seen_at
    moved(firm, "imap.neu.example")
    with clock.set_to(clock.now() + timedelta(hours=1)):
        row = fetch(mailbox=firm.service, folder=new)
    assert (row.on_server, row.stored) == (7, 7)
    assert RawMessage.objects.count() == 11, "all of it, and what is known already once"
    assert since and row.first_seen_at and row.first_seen_at > since


def test_an_account_that_was_away_for_a_while_is_known_again(firm: Firm) -> None:
    moved(firm, "imap.firma.example")
    shelf = Shelf(firm, 3, "Frage")
    first = fetch(mailbox=firm.service, folder=shelf)
    moved(firm, "")
    moved(firm, "IMAP.firma.example")
    shelf.content = lambda uid: None  # type: ignore[method-assign]  # nobody asks for it again
    with clock.set_to(clock.now() + timedelta(days=30)):
        row = fetch(mailbox=firm.service, folder=shelf)
    assert row.stored == 3 and row.first_seen_at == first.first_seen_at


def test_what_the_server_lists_and_keeps_back_is_missed_and_what_is_gone_is_not(
    firm: Firm,
) -> None:
    moved(firm, "imap.firma.example")
    shelf = Shelf(firm, 3, "Frage")
    shelf.mails[2] = shelf.mails[3] = None
    row = fetch(mailbox=firm.service, folder=shelf)
    assert (row.on_server, row.stored, row.missing) == (3, 1, 2)
    assert {one.uid for one in Fetched.objects.exclude(trouble="")} == {2, 3}
    del shelf.mails[3]  # deleted by a person
    with clock.set_to(clock.now() + timedelta(days=2)):
        shelf.mails[2] = letter(FRIENDLY, "Doch noch", firm.customer)
        row = fetch(mailbox=firm.service, folder=shelf)
    assert (row.on_server, row.stored, row.missing) == (2, 2, 0)
    assert not Fetched.objects.exclude(trouble="").exists()

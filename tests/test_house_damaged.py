"""What no form of ours sends: one sentence, nothing lost, and no fault."""

from email.message import EmailMessage

import pytest

from heard.conversations.acts import save_draft
from heard.conversations.models import Message
from heard.mail.acts import receive
from tests.conftest import As, Work
from tests.firm import FRIENDLY, Firm

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("multipart/form-data", b"--x\r\nbroken"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % one for one in range(6000))),
    ],
)
def test_what_cannot_be_read_is_answered_in_a_sentence(
    firm: Firm, as_: As, kind: str, sent: bytes
) -> None:
    talk = firm.conversation(FRIENDLY)
    answer = as_(firm.anna).post(f"/conversations/{talk.pk}/note/", sent, content_type=kind)
    assert answer.status_code == 400 and "Es wurde nichts geändert" in answer.content.decode()
    assert not talk.notes.exists()


@pytest.mark.parametrize("kind", ["application/json", "text/xml", "text/plain"])
def test_a_form_without_its_text_empties_no_draft(firm: Firm, as_: As, kind: str) -> None:
    talk = firm.conversation(FRIENDLY)
    save_draft(conversation=talk, by=firm.anna, text="Guten Tag")
    as_(firm.anna).post(f"/conversations/{talk.pk}/draft/", b"{}", content_type=kind)
    assert talk.drafts.get().text == "Guten Tag"


@pytest.mark.anywhere
def test_a_search_of_thousands_of_letters_is_a_search(firm: Firm, as_: As) -> None:
    for words in ("a" * 60_000, "a b " * 10_000, "%_" * 30_000):
        for place in ("/search/", "/register/"):
            assert as_(firm.anna).get(place, {"q": words}).status_code == 200


def test_who_else_got_a_letter_stays_a_line(firm: Firm, as_: As, work: Work) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = firm.customer.address, "An alle"
    mail["To"] = ["service@firma.example", *[f"n{one}@viele.example" for one in range(60)]]
    mail.set_content(FRIENDLY)
    receive(mailbox=firm.service, raw=mail.as_bytes(), door="receive")
    work()
    page = as_(firm.anna).get(Message.objects.get().conversation.get_absolute_url())
    said = page.content.decode()
    assert "n4@viele.example und 55 weitere" in said and "n5@viele.example" not in said

"""Who looks after a conversation: what names nobody changes nothing, and says so."""

import pytest

from heard.conversations import acts
from heard.people.acts import depart
from tests.conftest import As
from tests.firm import FRIENDLY, Firm

pytestmark = pytest.mark.anywhere

NOBODY = {
    "anna": "Bitte wählen Sie jemanden aus. Es wurde nichts geändert.",
    "ben": "Please choose a colleague. Nothing was changed.",
}


@pytest.mark.parametrize("form", [{"to": "999999"}, {"to": "Anna"}, {"to": "²"}, {}], ids=str)
@pytest.mark.parametrize("name", ["anna", "ben"])
def test_nobody_of_that_name(firm: Firm, as_: As, name: str, form: dict[str, str]) -> None:
    conversation = firm.conversation(FRIENDLY)
    acts.assign(conversation=conversation, to=firm.clara, by=firm.anna)
    client = as_(getattr(firm, name))
    page = client.post(f"/conversations/{conversation.pk}/assign/", form, follow=True)
    assert page.content.decode().count(NOBODY[name]) == 1
    conversation.refresh_from_db()
    assert conversation.assignee == firm.clara


def test_somebody_who_left_is_named(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    depart(colleague=firm.clara, by=firm.david)
    form = {"to": str(firm.clara.pk)}
    page = as_(firm.anna).post(f"/conversations/{conversation.pk}/assign/", form, follow=True)
    assert "Clara arbeitet nicht mehr hier. Es wurde nichts geändert." in page.content.decode()


def test_the_team_looks_after_it_again(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    acts.assign(conversation=conversation, to=firm.clara, by=firm.anna)
    as_(firm.anna).post(f"/conversations/{conversation.pk}/assign/", {"to": ""})
    conversation.refresh_from_db()
    assert conversation.assignee is None

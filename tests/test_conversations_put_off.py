"""Not now: out of the list until a morning, and then on the desk again, whoever waits."""

import re

import pytest
from django.utils.timezone import localtime

from heard.conversations import acts
from heard.conversations.models import Conversation
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm

pytestmark = pytest.mark.anywhere


def listed(page: bytes) -> list[str]:
    return re.findall(r'class="inbox-row__subject">(.*?)<', page.decode())


SAID = {
    "anna": "Das war bis heute 08:00 aufgeschoben. Niemand wartet.",
    "ben": "This was put off until today 08:00. Nobody is waiting.",
}


@pytest.mark.parametrize("name", ["anna", "ben"])
def test_it_is_shown_again_though_nobody_waits(
    firm: Firm, at: At, work: Work, as_: As, name: str
) -> None:
    at("2026-11-06 10:00")
    first = firm.mail(FRIENDLY)
    conversation, client = first.conversation, as_(getattr(firm, name))
    acts.mark_answered(conversation=conversation, by=firm.anna)
    client.post(f"/conversations/{conversation.pk}/snooze/", {"until": "2026-11-10"})
    work()
    assert listed(client.get("/").content) == []
    assert listed(client.get("/list/snoozed/").content) == ["Dritte Lieferung"]
    at("2026-11-10 08:00")
    work()
    assert listed(client.get("/").content) == ["Dritte Lieferung"]
    assert listed(client.get("/list/snoozed/").content) == []
    assert SAID[name] in client.get(conversation.get_absolute_url()).content.decode()
    client.post(f"/conversations/{conversation.pk}/answered/", {"seen": first.pk})
    work()
    assert listed(client.get("/").content) == [], "once is enough"
    at("2026-11-10 12:00")
    later = firm.mail("Und?", answers=first.message_id)
    assert later.conversation.waiting_since == later.at


def test_what_they_write_on_that_day_waits_from_then(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-06 10:00")
    first = firm.mail(FRIENDLY)
    acts.mark_answered(conversation=first.conversation, by=firm.anna)
    morning = at("2026-11-10 08:00")
    at("2026-11-06 10:00")
    acts.snooze(conversation=first.conversation, until=morning, by=firm.anna)
    at("2026-11-10 09:30")
    work()
    later = firm.mail("Und?", answers=first.message_id)
    assert later.conversation.waiting_since == later.at
    assert not later.conversation.shown_again


def test_whoever_waits_keeps_their_place(firm: Firm, at: At, work: Work, as_: As) -> None:
    asked = at("2026-11-06 10:00")
    conversation, client = firm.conversation(FRIENDLY), as_(firm.anna)
    client.post(f"/conversations/{conversation.pk}/snooze/", {"until": "2026-11-10"})
    assert listed(client.get("/").content) == []
    at("2026-11-10 08:00")
    work()
    assert listed(client.get("/").content) == ["Dritte Lieferung"]
    conversation.refresh_from_db()
    assert conversation.waiting_since == asked


def test_what_was_archived_is_in_no_list_of_what_is_to_do(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-06 10:00")
    conversation, client = firm.conversation(FRIENDLY), as_(firm.anna)
    acts.assign(conversation=conversation, to=firm.anna, by=firm.anna)
    client.post(f"/conversations/{conversation.pk}/snooze/", {"until": "2026-11-10"})
    for name in ("mine", "snoozed"):
        assert listed(client.get(f"/list/{name}/").content) == ["Dritte Lieferung"]
    acts.put_away(conversation=conversation, by=firm.anna)
    for name in ("mine", "snoozed"):
        assert listed(client.get(f"/list/{name}/").content) == []


def test_it_can_be_moved_and_undone_on_the_page(firm: Firm, at: At, work: Work, as_: As) -> None:
    at("2026-11-06 10:00")
    conversation, client = firm.conversation(FRIENDLY), as_(firm.anna)
    where = f"/conversations/{conversation.pk}/snooze/"
    undo = "Doch nicht aufschieben"
    assert undo not in client.get(conversation.get_absolute_url()).content.decode()
    client.post(where, {"until": "2026-11-10"})
    client.post(where, {"until": "2026-11-12"})
    at("2026-11-10 08:00")
    work()
    assert listed(client.get("/").content) == []
    page = client.get(conversation.get_absolute_url()).content.decode()
    assert undo in page and "Es ist bis Donnerstag 08:00 aufgeschoben." in page
    client.post(where)
    assert listed(client.get("/").content) == ["Dritte Lieferung"]
    assert Conversation.objects.get().snoozed_until is None
    at("2026-11-12 08:00")
    work()
    assert localtime(Conversation.objects.get().waiting_since).day == 6

"""A slip of the hand is shown before the letter leaves, and one click sends it all the same."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heard.conversations import acts
from heard.conversations.models import Conversation, Draft, Message
from heard.journal.worker import run_errands
from heard.mail.acts import receive
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm, letter
from tests.sink import Sink, sink_for

pytestmark = pytest.mark.anywhere

NOTE = "Der Einkäufer dort ist neu und kennt unsere Absprache vom Sommer nicht."


@pytest.fixture
def sink(firm: Firm) -> Iterator[Sink]:
    with sink_for(firm.service) as kept:
        yield kept


def press_send(client: Client, conversation: Conversation, **more: object) -> str:
    seen = conversation.last_incoming
    form = {"text": "Guten Tag.", "seen": seen.pk if seen else "", **more}
    answer = client.post(f"/conversations/{conversation.pk}/send/", form, follow=True)
    return answer.content.decode()


def ours() -> int:
    return Message.objects.filter(side=Message.US).count()


def test_hidden_copies_are_in_no_header(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    press_send(
        as_(firm.anna), conversation, to=firm.customer.address, cc="lager@quandt.example",
        bcc="clara@firma.example",
    )  # fmt: skip
    at("2026-11-03 09:01")
    work()
    assert sorted(sink.envelopes[0]) == [
        "clara@firma.example", "lager@quandt.example", firm.customer.address,
    ]  # fmt: skip
    assert b"clara" not in sink.letters[0].lower()
    assert sink.read()["Bcc"] is None and sink.read()["Cc"] == "lager@quandt.example"
    page = as_(firm.ben).get(conversation.get_absolute_url()).content.decode()
    assert "clara@firma.example" in page, "colleagues see who had a hidden copy"


def test_everyone_outside_who_got_their_letter_can_be_answered(firm: Firm, as_: As) -> None:
    raw = letter(FRIENDLY, "An alle", firm.customer).replace(
        b"To: service@firma.example",
        b"To: service@firma.example, Lager <Lager@quandt.example>\n"
        b"Cc: clara@firma.example, einkauf@quandt.example",
    )
    receipt = receive(mailbox=firm.service, raw=raw, door="receive")
    run_errands()
    conversation = Message.objects.get(raw=receipt.raw).conversation
    client = as_(firm.anna)
    page = client.get(conversation.get_absolute_url()).content.decode()
    assert "ging auch an lager@quandt.example, einkauf@quandt.example" in page
    form = {"text": "Guten Tag.", "to": firm.customer.address, "cc": "", "everyone": "1"}
    page = client.post(
        f"/conversations/{conversation.pk}/draft/", form, follow=True
    ).content.decode()
    assert Draft.objects.get().cc == ["lager@quandt.example", "einkauf@quandt.example"]
    assert "Allen antworten" not in page and "lager@quandt.example, einkauf" in page


def test_a_letter_to_very_many_asks_no_more_of_the_database(firm: Firm, as_: As) -> None:
    client, asked = as_(firm.anna), []
    client.get("/")
    for number in (2, 180):
        many = ", ".join(f"lager{one}@quandt{one}.example" for one in range(number))
        raw = letter(FRIENDLY, f"An {number}", firm.customer).replace(
            b"To: service@firma.example", f"To: service@firma.example, {many}".encode()
        )
        receipt = receive(mailbox=firm.service, raw=raw, door="receive")
        run_errands()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(Message.objects.get(raw=receipt.raw).conversation.get_absolute_url())
        assert "ging auch an lager0@quandt0.example" in page.content.decode()
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_letter_that_misses_who_wrote_last(firm: Firm, as_: As) -> None:
    """FreeScout #5121: after the customer was changed, the answer went to the wrong person."""
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    page = press_send(client, conversation, to="jemand@anderswo.example")
    assert "Zuletzt schrieb Peter Quandt, aber dieser Brief geht nicht dorthin." in page
    assert "Trotzdem senden" in page and ours() == 0
    assert Draft.objects.get().text == "Guten Tag."
    press_send(client, conversation, to="jemand@anderswo.example", heeded="not_who_wrote")
    assert ours() == 1


def test_who_wrote_last_is_answered_whoever_the_contact_was(firm: Firm) -> None:
    first = firm.mail(FRIENDLY)
    firm.mail("Ich übernehme.", sender=firm.vendor, answers=first.message_id)
    draft = acts.save_draft(conversation=first.conversation, by=firm.anna, text="Danke")
    assert acts.recipients_of(draft)[0] == [firm.vendor.address]
    assert acts.cautions_of(draft) == []


def test_who_asks_for_answers_to_ourselves_is_answered(firm: Firm, work: Work) -> None:
    """Groups and forms on a website name our own mailbox there; the copy would be known as ours."""
    raw = letter(FRIENDLY, "Anfrage", firm.customer)
    raw = raw.replace(b"Subject:", b"Reply-To: service@firma.example\nSubject:", 1)
    receipt = receive(mailbox=firm.service, raw=raw, door="smtp")
    work()
    conversation = Message.objects.get(raw=receipt.raw).conversation
    assert acts.default_recipients(conversation) == ([firm.customer.address], [])
    draft = acts.save_draft(
        conversation=conversation, by=firm.anna, text="Gern.", declared=["none"],
        to=["service@firma.example"],
    )  # fmt: skip
    assert "not_who_wrote" in [one.code for one in acts.cautions_of(draft)]


@pytest.mark.slow
@pytest.mark.parametrize("field", ["to", "cc"])
@pytest.mark.parametrize("inside", ["ben@firma.example", "einkauf@firma.example"])
def test_an_address_of_the_house_among_people_outside(
    firm: Firm, as_: As, field: str, inside: str
) -> None:
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    given = {"to": firm.customer.address, "cc": ""}
    given[field] = f"{given[field]}, {inside}"
    page = press_send(client, conversation, **given)
    assert f"{inside} gehört zu diesem Haus" in page and ours() == 0
    page = press_send(client, conversation, to=firm.customer.address, cc="", bcc=inside)
    assert ours() == 1, "in hidden copy nobody outside sees it"


def test_a_note_for_colleagues_stays_inside(firm: Firm, as_: As) -> None:
    """Chatwoot #306: a private note was shown to the customer."""
    conversation = firm.conversation(FRIENDLY)
    acts.note(conversation=conversation, by=firm.ben, text=NOTE)
    client = as_(firm.anna)
    page = press_send(client, conversation, text=f"Guten Tag,\n\n{NOTE.upper()}\n\nGruß")
    assert "Notiz, die Ben nur für das Haus geschrieben hat" in page and ours() == 0


def test_a_note_is_in_nothing_that_leaves(firm: Firm, at: At, work: Work, sink: Sink) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    acts.note(conversation=conversation, by=firm.ben, text=NOTE)
    draft = acts.save_draft(conversation=conversation, by=firm.anna, text="Gern.")
    seen = conversation.last_incoming
    acts.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 09:01")
    work()
    whole = sink.text() + sink.text(kind="html")
    assert "Gern." in whole and "Einkäufer" not in whole and "Absprache" not in whole


def test_a_forgotten_attachment(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    page = press_send(as_(firm.anna), conversation, text="Das Angebot finden Sie im Anhang.")
    assert "spricht von einem Anhang" in page and ours() == 0


def test_on_a_pause_it_is_said_beside_the_draft(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    client, where = as_(firm.ben), f"/conversations/{conversation.pk}/draft/"
    said = client.post(
        where, {"text": "Please see attached."}, headers={"Accept": "application/json"}
    ).json()
    assert said["cautions"] == ["The letter speaks of an attachment, but there is none."]
    said = client.post(where, {"text": "Thanks."}, headers={"Accept": "application/json"}).json()
    assert said["cautions"] == []


def test_one_click_answers_what_was_shown_and_nothing_else(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    page = press_send(
        client, conversation, text="Im Anhang.", to="x@anderswo.example", heeded="nothing_attached"
    )
    assert "Zuletzt schrieb" in page and ours() == 0

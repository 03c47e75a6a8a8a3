"""A form whose fields name rows that no house has: one sentence, nothing written, no fault."""

import pytest

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation
from heard.decisions.models import Decision
from heard.huddles.models import Huddle
from heard.listening.models import Confirmation
from heard.people.models import Team
from heard.philosophy.acts import load_starter
from heard.situations.acts import raise_
from heard.situations.models import Matter, Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, FRIENDLY, Firm

pytestmark = pytest.mark.slow

FORGED = ["9" * 30, "-1", "word", "", "٣", "1.5", "1\x00 or 1"]


@pytest.fixture
def situation(firm: Firm) -> Situation:
    return raise_(conversation=firm.conversation(ANGRY), by=firm.anna, raised_by="them")


@pytest.mark.parametrize("number", FORGED)
def test_we_write_first_from_no_mailbox(firm: Firm, as_: As, number: str) -> None:
    given = {"mailbox": number, "address": "neu@quandt.example", "subject": "Angebot"}
    page = as_(firm.anna).post("/conversations/begin/", given)
    assert "Bitte wählen Sie das Postfach" in page.content.decode()
    assert not Conversation.objects.filter(subject="Angebot").exists()


@pytest.mark.parametrize("number", FORGED)
def test_a_report_that_points_at_no_letter_is_a_report(
    situation: Situation, firm: Firm, as_: As, number: str
) -> None:
    at = f"/listening/situation/{situation.pk}/report/"
    assert as_(firm.anna).post(at, {"message": number, "text": ""}, follow=True).status_code == 200
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("number", FORGED)
def test_nobody_of_that_number_is_asked(
    situation: Situation, firm: Firm, as_: As, number: str
) -> None:
    given = {"invite": number, "question": "Zahlen wir?", "due": "2030-01-01T10:00"}
    page = as_(firm.anna).post(f"/huddles/situation/{situation.pk}/gather/", given, follow=True)
    assert page.status_code in {200, 422} and not Huddle.objects.exists()


@pytest.mark.parametrize("number", FORGED)
def test_nothing_of_that_number_belongs_together(
    situation: Situation, firm: Firm, as_: As, number: str
) -> None:
    at = f"/situations/conversation/{situation.conversation.pk}/together/"
    page = as_(firm.anna).post(at, {"with": number, "title": "Prüfzeugnisse"}, follow=True)
    assert page.status_code in {200, 422} and not Matter.objects.exists()


@pytest.mark.parametrize("number", FORGED)
@pytest.mark.parametrize(
    ("at", "field"),
    [("/people/team/", "members"), ("/people/colleague/", "teams"), ("/mail/mailbox/", "teams")],
)
def test_an_administrator_chooses_among_those_there_are(
    firm: Firm, as_: As, at: str, field: str, number: str
) -> None:
    teams = Team.objects.count()
    page = as_(firm.eva).post(at, {"name": "", field: number})
    assert page.status_code in {200, 422} and Team.objects.count() == teams


def test_the_outbox_says_to_whom_as_people_write_it(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    draft = conversations.save_draft(
        conversation=conversation, by=firm.anna, text="Gern.", declared=["none"]
    )
    last = conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    at("2026-11-03 09:01")
    work()
    client = as_(firm.anna)
    outbox = client.get("/outbox/").content.decode()
    letter = outbox.partition('href="/outbox/')[2].partition('"')[0]
    page = client.get(f"/outbox/{letter}").content.decode()
    assert firm.customer.addresses.get().address in page
    assert "Mailaddress" not in page


def test_what_holds_a_letter_stands_where_the_page_opens(firm: Firm, at: At, as_: As) -> None:
    at("2026-10-01 09:00")
    load_starter(by=firm.eva)
    at("2026-11-03 09:00")
    conversation = raise_(
        conversation=firm.conversation(ANGRY), by=firm.anna, raised_by="them"
    ).conversation
    client, last = as_(firm.anna), conversation.last_incoming
    given = {"text": "Nein, das zahlen wir nicht.", "seen": last.pk if last else ""}
    sent = client.post(f"/conversations/{conversation.pk}/send/", given)
    path, _, place = sent["Location"].partition("#")
    above, found, below = client.get(path).content.decode().partition(f'id="{place}"')
    assert found and "composer__text" in above and 'class="finding ' in below


def test_a_colleague_at_their_page_reads_why_it_is_closed(firm: Firm, as_: As) -> None:
    page = as_(firm.anna).get("/heard/none/", headers={"Accept-Language": "en"})
    assert page.status_code == 403 and "für die andere Seite" in page.content.decode()


@pytest.mark.parametrize("amount", ["9" * 5000, "1e999999", "NaN", "-5", "viel"])
def test_what_is_no_amount_decides_nothing(
    situation: Situation, firm: Firm, as_: As, amount: str
) -> None:
    given = {"kind": "yes", "reason": "Unser Fehler.", "amount": amount}
    page = as_(firm.anna).post(f"/decisions/situation/{situation.pk}/decide/", given)
    assert "Das ist kein Betrag" in page.content.decode() and not Decision.objects.exists()

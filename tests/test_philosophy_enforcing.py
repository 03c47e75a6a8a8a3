"""What clauses say where people write: on a pause, at Send, through a colleague, for learners."""

import json
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from heard.conversations import acts
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions.models import Decision, SecondLook
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.mail.models import OutgoingMessage
from heard.people.acts import change_colleague, depart
from heard.people.models import Colleague
from heard.philosophy.acts import load_starter
from heard.philosophy.models import Clause, Resolution
from heard.situations.acts import raise_
from tests.conftest import As, At, Work
from tests.firm import ANGRY, FRIENDLY, Firm

pytestmark = pytest.mark.anywhere

CUTTING = "Wie bereits mehrfach erklärt, sollten selbst Sie das verstehen."
ENDING = "Hiermit beenden wir die Geschäftsbeziehung mit sofortiger Wirkung."
CALM = "Guten Tag Herr Quandt, gern; das Angebot kommt morgen bis zwölf Uhr."


@pytest.fixture
def calm(firm: Firm, at: At) -> Conversation:
    """The gentle start is over, and somebody asks for an offer."""
    at("2026-10-01 09:00")
    load_starter(by=firm.eva)
    at("2026-11-03 09:00")
    return firm.conversation(FRIENDLY)


def send(as_: As, who: Colleague, conversation: Conversation, text: str, **more: object) -> str:
    """Press Send on the page; returns the page one comes to."""
    last = conversation.last_incoming
    assert last is not None
    form = {"text": text, "seen": last.pk, **more}
    page = as_(who).post(f"/conversations/{conversation.pk}/send/", form, follow=True)
    return page.content.decode()


def level_of(number: int, level: str) -> None:
    Clause.objects.filter(number=number).update(level=level)


def sent() -> list[Message]:
    return list(Message.objects.filter(side="us", state__in=["leaving", "sent"]))


def test_a_draft_that_reads_like_an_ending_is_asked_about(
    firm: Firm, calm: Conversation, as_: As
) -> None:
    page = send(as_, firm.anna, calm, ENDING)
    assert "als wäre die Beziehung damit beendet" in page and sent() == []
    assert f"/decisions/conversation/{calm.pk}/propose/" in page, "yes becomes a proposal"
    proposing = as_(firm.anna).get(f"/decisions/conversation/{calm.pk}/propose/").content.decode()
    assert ENDING in proposing


@pytest.mark.slow
def test_no_ending_leaves_once_a_second_person_agrees(
    firm: Firm, calm: Conversation, as_: As, work: Work, at: At
) -> None:
    send(as_, firm.anna, calm, ENDING)
    page = send(as_, firm.anna, calm, ENDING, ends="no")
    assert "vorher liest es noch jemand" in page and sent() == []
    draft = Draft.objects.get()
    as_(firm.ben).post(
        f"/decisions/draft/{draft.pk}/second-look/", {"digest": acts.act_of(draft).digest}
    )
    send(as_, firm.anna, calm, ENDING)
    assert len(sent()) == 1
    at("2026-11-03 09:01")
    work()
    assert sent()[0].state == Message.SENT and not Decision.objects.exists()


def test_no_ending_said_once_is_asked_again_after_an_edit(
    firm: Firm, calm: Conversation, as_: As
) -> None:
    send(as_, firm.anna, calm, ENDING, ends="no")
    page = send(as_, firm.anna, calm, ENDING + " Gruß, Anna")
    assert "als wäre die Beziehung damit beendet" in page and sent() == []


def test_a_reading_asks_and_never_stops(firm: Firm, calm: Conversation, as_: As) -> None:
    level_of(4, "stop")
    page = send(as_, firm.ben, calm, CUTTING)
    assert "It is meant so; send it" in page and sent() == []
    send(as_, firm.ben, calm, CUTTING, meant="4")
    assert len(sent()) == 1
    kept = Resolution.objects.get()
    assert (kept.clause_number, kept.how, kept.by) == (4, Resolution.ANSWERED, firm.ben)


def test_what_is_kept_of_a_letter_is_let_go_when_it_is_taken_back(
    firm: Firm, calm: Conversation, as_: As
) -> None:
    send(as_, firm.anna, calm, CUTTING)
    assert Resolution.objects.get().how == Resolution.NOTED
    acts.cancel(message=sent()[0], by=firm.anna)
    assert not Resolution.objects.exists()


def test_a_pause_in_typing_brings_the_clause_and_the_spot_and_keeps_nothing(
    firm: Firm, calm: Conversation, as_: As
) -> None:
    answer = as_(firm.anna).post(
        f"/conversations/{calm.pk}/draft/",
        {"text": CUTTING},
        HTTP_ACCEPT="application/json",
    )
    said = json.loads(answer.content)["findings"]
    assert "Kein Spott" in said and "data-spot" in said and not Resolution.objects.exists()
    calm_one = as_(firm.ben).post(
        f"/conversations/{calm.pk}/draft/", {"text": CALM}, HTTP_ACCEPT="application/json"
    )
    assert json.loads(calm_one.content)["findings"] == ""
    page = as_(firm.anna).get(calm.get_absolute_url()).content.decode()
    assert 'data-findings aria-live="polite"' in page


def test_a_clause_narrowed_to_vendors_is_silent_towards_a_customer(
    firm: Firm, calm: Conversation, as_: As
) -> None:
    Clause.objects.filter(number=4).update(level="stop", parameters={"only_kinds": "vendor"})
    send(as_, firm.anna, calm, CUTTING)
    assert len(sent()) == 1
    other = firm.conversation(FRIENDLY, sender=firm.vendor, subject="Offer")
    send(as_, firm.anna, other, CUTTING)
    assert len(sent()) == 1
    boxes = {"only_mailboxes": str(firm.purchasing.pk)}
    Clause.objects.filter(number=4).update(parameters=boxes)
    send(as_, firm.anna, other, CUTTING)
    assert len(sent()) == 2


def test_what_guards_people_is_never_narrowed(firm: Firm, calm: Conversation, as_: As) -> None:
    Clause.objects.filter(number=9).update(
        parameters={"only_kinds": "vendor", "people": 2, "wait_hours": 24}
    )
    send(as_, firm.anna, calm, ENDING, declaring="1", declared="severs")
    assert sent() == []


# -- The team as the second pair of eyes ----------------------------------------------------------


@pytest.fixture
def held(firm: Firm, at: At) -> Draft:
    """Anna's unheard "no" in a situation waits for a colleague."""
    at("2026-10-01 09:00")
    load_starter(by=firm.eva)
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    raise_(conversation=conversation, by=firm.anna, raised_by="them")
    at("2026-11-03 14:00")
    return acts.save_draft(
        conversation=conversation, by=firm.anna, text="Nein, das geht nicht.", declared=["no"]
    )


def test_whoever_of_the_team_comes_first_is_the_second_pair_of_eyes(
    firm: Firm, held: Draft, as_: As
) -> None:
    conversation = held.conversation
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "Schauen Sie mit mir darauf" in page
    as_(firm.anna).post(f"/decisions/draft/{held.pk}/ask/", {"colleague": "team"})
    as_(firm.anna).post(f"/decisions/draft/{held.pk}/ask/", {"colleague": "team"})
    assert SecondLook.objects.count() == 1
    subject = conversation.shown_subject
    assert subject in as_(firm.ben).get("/decisions/waiting/").content.decode()
    assert subject not in as_(firm.david).get("/decisions/waiting/").content.decode()
    assert subject not in as_(firm.anna).get("/decisions/waiting/").content.decode()
    address = f"/decisions/draft/{held.pk}/second-look/"
    as_(firm.ben).post(address, {"comment": "1", "text": "Freundlicher, bitte."})
    assert conversation.notes.get().text == "Freundlicher, bitte."
    assert subject in as_(firm.clara).get("/decisions/waiting/").content.decode()
    as_(firm.clara).post(address, {"digest": acts.act_of(held).digest})
    assert subject not in as_(firm.ben).get("/decisions/waiting/").content.decode()
    send(as_, firm.anna, conversation, held.text)
    assert len(sent()) == 1
    assert {r.how for r in Resolution.objects.filter(clause_number=3)} == {Resolution.COLLEAGUE}


@pytest.mark.slow
@pytest.mark.parametrize("what", ["an edit", "a copy", "their message"])
def test_what_changes_asks_again(firm: Firm, held: Draft, as_: As, what: str) -> None:
    conversation = held.conversation
    digest = acts.act_of(held).digest
    as_(firm.clara).post(f"/decisions/draft/{held.pk}/second-look/", {"digest": digest})
    text, more = held.text, {}
    if what == "an edit":
        text += " Gruß"
    elif what == "a copy":
        more = {"cc": "rolf@ammann.example"}
    else:
        last = conversation.last_incoming
        assert last is not None
        firm.mail("Und noch etwas.", answers=last.message_id)
    send(as_, firm.anna, conversation, text, **more)
    assert sent() == []
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "Clara hat zugestimmt, seither hat sich etwas geändert" in page
    assert "Clara noch einmal fragen" in page


def test_taking_it_over_asks_anew_and_keeps_both_texts(firm: Firm, held: Draft, as_: As) -> None:
    as_(firm.anna).post(f"/decisions/draft/{held.pk}/ask/", {"colleague": "team"})
    as_(firm.ben).post(f"/conversations/draft/{held.pk}/take/")
    taken = Draft.objects.get(by=firm.ben)
    assert taken.text == held.text and Draft.objects.filter(pk=held.pk).exists()
    assert "Dritte Lieferung" not in as_(firm.clara).get("/decisions/waiting/").content.decode()
    send(as_, firm.ben, held.conversation, taken.text)
    assert sent() == [], "Ben has nobody's agreement yet"


# -- Draft-only membership ------------------------------------------------------------------------


@pytest.fixture
def learner(firm: Firm) -> Colleague:
    change_colleague(colleague=firm.ben, by=firm.eva, learning=True)
    return firm.ben


def test_who_learns_asks_to_send_and_it_leaves_in_their_name(
    firm: Firm, calm: Conversation, learner: Colleague, as_: As, work: Work, at: At
) -> None:
    page = as_(learner).get(calm.get_absolute_url()).content.decode()
    assert "Ask to send" in page and "Send later" not in page
    page = send(as_, learner, calm, CALM)
    assert "waits to be sent" in page and sent() == []
    work()
    draft = Draft.objects.get()
    waiting = as_(firm.anna).get("/decisions/waiting/").content.decode()
    assert calm.shown_subject in waiting
    address = f"/decisions/draft/{draft.pk}/second-look/"
    assert "Im Namen von Ben senden" in as_(firm.anna).get(address).content.decode()
    as_(firm.anna).post(address, {"digest": acts.act_of(draft).digest})
    message = sent()[0]
    assert message.colleague == learner and message.text == CALM
    at("2026-11-03 09:05")
    work()
    message.refresh_from_db()
    assert message.state == Message.SENT
    assert "Ben" not in as_(firm.anna).get("/decisions/waiting/").content.decode().split("<main")[1]


def test_who_learns_neither_sends_nor_agrees_by_any_door(
    firm: Firm, calm: Conversation, learner: Colleague, as_: As
) -> None:
    draft = acts.save_draft(conversation=calm, by=learner, text=CALM)
    last = calm.last_incoming
    assert last is not None
    with pytest.raises(Refusal, match="learning"):
        acts.reply(draft=draft, by=learner, seen=last.pk)
    mine = acts.save_draft(conversation=calm, by=firm.anna, text=CALM)
    address = f"/decisions/draft/{mine.pk}/second-look/"
    page = as_(learner).post(address, {"digest": acts.act_of(mine).digest}).content.decode()
    assert "learning" in page
    send(as_, learner, calm, CALM, leave_at=(clock.now() + timedelta(hours=3)).isoformat())
    assert not OutgoingMessage.objects.exists()


def test_a_letter_that_waits_comes_back_when_its_writer_begins_to_learn(
    firm: Firm, calm: Conversation, as_: As, work: Work, at: At
) -> None:
    send(as_, firm.ben, calm, CALM)
    change_colleague(colleague=firm.ben, by=firm.eva, learning=True)
    at("2026-11-03 09:05")
    work()
    assert sent() == [] and Draft.objects.get().handed_back == "learning"
    assert "you are learning here" in as_(firm.ben).get(calm.get_absolute_url()).content.decode()


def test_who_agreed_and_left_counts_no_more(
    firm: Firm, calm: Conversation, learner: Colleague, as_: As, work: Work, at: At
) -> None:
    send(as_, learner, calm, CALM)
    draft = Draft.objects.get()
    as_(firm.anna).post(
        f"/decisions/draft/{draft.pk}/second-look/", {"digest": acts.act_of(draft).digest}
    )
    depart(colleague=firm.anna, by=firm.eva)
    at("2026-11-03 09:05")
    work()
    assert sent() == []


def test_a_team_is_not_mailed_but_a_colleague_who_was_named_is(
    firm: Firm, held: Draft, as_: As, work: Work, mailoutbox: list[EmailMessage]
) -> None:
    as_(firm.anna).post(f"/decisions/draft/{held.pk}/ask/", {"colleague": "team"})
    work()
    assert mailoutbox == []
    as_(firm.anna).post(f"/decisions/draft/{held.pk}/ask/", {"colleague": firm.clara.pk})
    work()
    assert [mail.to for mail in mailoutbox] == [[firm.clara.email]]

"""What they add on their page while we write holds what waits, as a mail of theirs does."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions import acts as decisions
from heard.journal import clock
from heard.listening import acts, tokens
from heard.listening.models import Confirmation, Restatement
from heard.listening.questions import puts_us_right
from tests.conftest import As, At, Work
from tests.firm import Firm
from tests.test_listening_their_page import restated, token

pytestmark = pytest.mark.anywhere

MORE = "Es fehlt der Schaden am Tor, bitte rufen Sie an!"


def add(restatement: Restatement) -> None:
    Client().post(f"/heard/{token(restatement)}/", {"missing": MORE})


def hidden(page: str, name: str) -> dict[str, str]:
    """What the form holds unseen that posts to the address ending in `name`."""
    form = next(one for one in page.split("<form")[1:] if f"/{name}/" in one[:300])
    return dict(re.findall(r'type="hidden" name="(seen|knew|spoke)" value="(.*?)"', form))


def test_a_letter_from_a_page_that_had_not_shown_it_stays(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    restatement = restated(firm, at, work)
    talk, anna = restatement.situation.conversation, as_(firm.anna)
    address = f"/conversations/{talk.pk}/send/"
    at("2026-11-03 10:00")
    form = hidden(anna.get(talk.get_absolute_url()).content.decode(), "send")
    at("2026-11-03 10:30")
    add(restatement)
    at("2026-11-03 10:31")
    written = {"text": "Guten Tag, ich habe den Fahrer gefragt.", "declared": "none"}
    answer = anna.post(address, {**form, **written}, follow=True).content.decode()
    assert "Inzwischen kam eine Nachricht" in answer and MORE in answer
    assert Draft.objects.get(sent_as=None).text == written["text"]
    talk.refresh_from_db()
    assert talk.waiting_since and puts_us_right(restatement.situation)
    anna.post(address, {**hidden(answer, "send"), **written})  # having read it
    at("2026-11-03 10:35")
    work()
    talk.refresh_from_db()
    assert talk.waiting_since is None and not puts_us_right(restatement.situation)


@pytest.mark.parametrize("said", ["added", "not me"])
def test_what_waits_for_its_hour_comes_back(firm: Firm, at: At, work: Work, said: str) -> None:
    restatement = restated(firm, at, work)
    talk = restatement.situation.conversation
    if said == "not me":
        acts.confirm(token=token(restatement))
    at("2026-11-03 10:00")
    message = waiting(firm, talk)
    at("2026-11-03 10:30")
    if said == "added":
        add(restatement)
    else:
        acts.disown(token=tokens.of_confirmation(Confirmation.objects.get().pk))
    message.refresh_from_db()
    assert message.state == Message.CANCELLED, "at once"
    at("2026-11-03 11:01")
    work()
    assert Draft.objects.get(sent_as=None).handed_back == "they_wrote"
    talk.refresh_from_db()
    assert talk.waiting_since


def waiting(firm: Firm, talk: Conversation) -> Message:
    draft = conversations.save_draft(
        conversation=talk, by=firm.anna, text="Guten Tag, es bleibt so.", declared=["none"]
    )
    last, hour = talk.last_incoming, clock.now() + timedelta(hours=1)
    return conversations.reply(
        draft=draft, by=firm.anna, seen=last.pk if last else None, leave_at=hour
    )


def test_they_wait_on_where_it_came_as_the_letter_left(firm: Firm, at: At, work: Work) -> None:
    restatement = restated(firm, at, work)
    talk = restatement.situation.conversation
    at("2026-11-03 10:00")
    message = waiting(firm, talk)
    assert message.outgoing is not None
    message.outgoing.attempted_at = clock.now()  # it is being handed to their server
    message.outgoing.save()
    spoke = at("2026-11-03 10:30")
    add(restatement)
    at("2026-11-03 10:31")
    conversations.leave(message=message)
    talk.refresh_from_db()
    assert talk.waiting_since == spoke


def test_nobody_waits_any_more_says_nothing_of_what_came_meanwhile(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    restatement = restated(firm, at, work)
    talk, anna = restatement.situation.conversation, as_(firm.anna)
    at("2026-11-03 10:00")
    firm.mail("Und noch etwas.", answers=restatement.message.message_id)
    form = hidden(anna.get(talk.get_absolute_url()).content.decode(), "answered")
    spoke = at("2026-11-03 10:30")
    add(restatement)
    anna.post(f"/conversations/{talk.pk}/answered/", form)
    talk.refresh_from_db()
    assert talk.waiting_since == spoke


def test_an_ending_proposed_before_it_is_void(firm: Firm, at: At, work: Work) -> None:
    restatement = restated(firm, at, work)
    talk = restatement.situation.conversation
    at("2026-11-03 10:00")
    made = decisions.propose(
        kind="block", by=firm.anna, reason="Weil.", conversation=talk, contact=talk.contact
    )
    at("2026-11-03 10:30")
    add(restatement)
    work()
    made.refresh_from_db()
    assert made.voided_at and made.voided_by == "new_message"

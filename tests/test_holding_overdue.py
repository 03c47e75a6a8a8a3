"""What is overdue goes to the team; what lies beyond a date of theirs is asked for."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from heard.conversations.models import Conversation, Draft
from heard.holding import acts
from heard.holding.models import Promise
from heard.holding.panel import side
from heard.journal import clock
from heard.journal.models import Entry
from heard.journal.refusal import Refusal
from heard.people.acts import depart
from heard.people.models import Colleague
from heard.situations import acts as situations
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, FRIENDLY, Firm

TAKE = re.compile(r'action="(/holding/promise/\d+/take-over/\?held=\d*)"')


def overdue(firm: Firm, at: At, by: Colleague, text: str = FRIENDLY) -> Promise:
    at("2026-11-03 09:00")
    made = acts.promise(
        conversation=firm.conversation(text), by=by, side="us", text="Das Angebot",
        due=clock.now() + timedelta(hours=4),
    )  # fmt: skip
    at("2026-11-03 13:30")
    acts.notice_overdue()
    return made


def offered(browser: Client, conversation: Conversation) -> str:
    """Where the one click goes that takes it; "" where there is none."""
    found = TAKE.findall(browser.get(conversation.get_absolute_url()).content.decode())
    assert len(found) <= 1
    return found[0] if found else ""


@pytest.mark.anywhere
def test_one_click_takes_what_is_overdue_and_who_held_it_is_told(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    promise = overdue(firm, at, firm.anna)
    talk = promise.conversation
    assert not offered(as_(firm.anna), talk), "whoever holds it answers"
    address = offered(as_(firm.ben), talk)
    assert as_(firm.david).post(address).status_code == 404, "reads another mailbox"
    mail.outbox.clear()
    as_(firm.ben).post(address)
    work()
    talk.refresh_from_db()
    assert talk.assignee == firm.ben
    (letter,) = mail.outbox
    assert letter.to == [firm.anna.email] and "Ben" in letter.body
    assert "Quandt" not in letter.body and "Angebot" not in letter.body
    promise.refresh_from_db()
    assert promise.is_open, "taken is not kept"
    assert not offered(as_(firm.ben), talk) and offered(as_(firm.anna), talk)


def test_the_one_who_was_quicker_has_it(firm: Firm, at: At, as_: As) -> None:
    promise = overdue(firm, at, firm.anna, ANGRY)
    situations.raise_(conversation=promise.conversation, by=firm.anna, raised_by="them")
    ben, clara = (offered(as_(one), promise.conversation) for one in (firm.ben, firm.clara))
    as_(firm.clara).post(clara)
    for odd in ("²", "9" * 5000, "x", "-1"):
        as_(firm.ben).post(f"{ben.partition(chr(61))[0]}={odd}")
    page = as_(firm.ben).post(ben, follow=True).content.decode()
    assert "Somebody was quicker" in page
    assert Situation.objects.get().owner == firm.clara
    assert Entry.objects.filter(verb="holding.taken_over").count() == 1


def test_before_it_is_overdue_nobody_takes_it_like_this(firm: Firm, at: At, as_: As) -> None:
    promise = overdue(firm, at, firm.anna)
    at("2026-11-03 12:00")
    assert not offered(as_(firm.ben), promise.conversation)
    with pytest.raises(Refusal):
        acts.take_over(promise=promise, by=firm.ben, held=firm.anna.pk)


@pytest.mark.anywhere
def test_what_somebody_promised_who_left_is_taken_as_well(firm: Firm, at: At, as_: As) -> None:
    promise = overdue(firm, at, firm.anna)
    depart(colleague=firm.anna, by=firm.eva)
    mail.outbox.clear()
    as_(firm.ben).post(offered(as_(firm.ben), promise.conversation))
    promise.conversation.refresh_from_db()
    assert promise.conversation.assignee == firm.ben
    assert not mail.outbox


@pytest.mark.anywhere
def test_of_a_matter_all_of_it_or_nothing(firm: Firm, at: At, as_: As) -> None:
    promise = overdue(firm, at, firm.anna, ANGRY)
    other = firm.conversation(ANGRY, subject="Zweite", mailbox=firm.purchasing)
    situations.bring_together(
        title="Zeugnisse", chosen=[promise.conversation, other], by=firm.clara, matter=None
    )
    page = as_(firm.ben).post(offered(as_(firm.ben), promise.conversation), follow=True)
    assert "do not see every part" in page.content.decode()
    assert {one.owner for one in Situation.objects.all()} == {firm.clara}


def test_a_promise_by_hand_beyond_their_date_says_so_and_offers_to_ask(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    talk = firm.conversation(ANGRY)  # "bis morgen"
    situations.raise_(conversation=talk, by=firm.anna, raised_by="them")
    work()
    anna, address = as_(firm.anna), f"/holding/conversation/{talk.pk}/promise/"
    said = {"side": "us", "text": "Das Zeugnis"}
    anna.post(address, {**said, "other_due": "2026-11-04T12:00"})
    assert "liegt danach" not in anna.get(talk.get_absolute_url()).content.decode()
    landed = anna.post(address, {**said, "other_due": "2026-11-06T12:00"})
    assert landed["Location"].endswith("#promises")
    page = anna.get(talk.get_absolute_url()).content.decode()
    assert page.count("Diese Zusage liegt danach") == 1 and "Die Frist von dort: morgen" in page
    late = Promise.objects.latest("due")
    anna.post(f"/holding/promise/{late.pk}/ask-for-time/")
    draft = Draft.objects.get()
    assert "bis Mittwoch, 4. November Zeit gegeben" in draft.text
    assert "bis Freitag, 6. November, 12:00 Uhr" in draft.text and "Aufschub" in draft.text
    seen = talk.last_incoming
    anna.post(
        f"/conversations/{talk.pk}/send/",
        {"text": draft.text, "declared": "promise", "seen": seen.pk if seen else ""},
    )
    at("2026-11-03 09:10")
    work()
    late.refresh_from_db()
    assert late.is_open, "asking is not keeping"
    part = side(talk, firm.anna)
    assert part is not None
    assert [asked for one, _beyond, asked in part["promises"] if one == late] == [True]
    page = anna.get(talk.get_absolute_url()).content.decode()
    assert "Wir haben um Aufschub gebeten." in page and "Um Aufschub bitten" not in page
    soon = Promise.objects.earliest("due")
    anna.post(f"/holding/promise/{soon.pk}/ask-for-time/")
    assert Draft.objects.filter(sent_as=None, purpose="more_time").count() == 0

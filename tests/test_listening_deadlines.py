"""What they ask, by when, and what binds us: in calm, found in their words, put right by people."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation
from heard.journal import clock
from heard.journal.models import Entry
from heard.listening import acts
from heard.listening.calm import in_calm
from heard.listening.models import Deadline
from heard.listening.questions import deadlines_of
from heard.listening.set_dates import asks, dates_set
from heard.people.acts import set_calendar
from heard.situations.acts import raise_
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, FRIENDLY, Firm

pytestmark = pytest.mark.anywhere

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 3, 9, 0, tzinfo=BERLIN)

SET = [
    ("Wenn das nicht bis morgen hier ist, schalten wir unseren Anwalt ein.", "2026-11-04 23:59"),
    ("If I do not hear from you today, we will go to our lawyers.", "2026-11-03 23:59"),
    ("Bitte antworten Sie bis zum 12.11.2026, 14 Uhr.", "2026-11-12 14:00"),
    ("Ich erwarte bis Donnerstagmittag Ihre Antwort.", "2026-11-05 12:00"),
    ("Please reply by 5 pm tomorrow.", "2026-11-04 17:00"),
    ("We expect payment within 14 days.", "2026-11-17 23:59"),
    ("I want 600 new plates before the end of next week.", "2026-11-13 23:59"),
    ("Bitte binnen fünf Arbeitstagen.", "2026-11-10 23:59"),
    ("Please confirm by 31 January.", "2027-01-31 23:59"),
]


@pytest.mark.django_db
def test_dates_are_found_where_they_set_one_and_nowhere_else() -> None:
    for text, due in SET:
        found = [one.due.strftime("%Y-%m-%d %H:%M") for one in dates_set(text, TUESDAY)]
        assert found == [due], text
    for text in (
        "Wir liefern bis Freitag.",
        "Give me until the end of next week.",
        "Bitte schicken Sie uns die 31. Rechnung bis zum 45.13.2026.",
        "Bitte bis gestern.",
        "am 3.11. war das bitte schon so",
    ):
        assert dates_set(text, TUESDAY) == [], text


def test_a_cry_is_no_question() -> None:
    assert asks("Können Sie uns das Zeugnis schicken?") and asks("Please send us the certificate.")
    assert not asks("Was seid ihr eigentlich für Stümper?!")
    assert not asks("Die Linie steht seit gestern still.")


def test_each_sentence_stands_in_one_place(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(
        ANGRY.replace("Peter Quandt", "Bitte rufen Sie mich zurück.\n\nPeter Quandt")
    )
    calm = in_calm(conversation, None)
    assert any("Linie steht" in one for one in calm.says)
    assert any("rufen Sie" in one for one in calm.asks)
    assert any("Anwalt" in one for one in calm.grave)
    assert [one.due.day for one in calm.dates] == [4]
    said = [*calm.says, *calm.asks, *calm.grave]
    assert len(said) == len(set(said))
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "Gebeten wird um" in page and "Bis wann" in page and "Nicht zu übersehen" in page


def taken_up(firm: Firm, at: At, work: Work) -> Situation:
    at("2026-11-03 09:00")
    situation = raise_(conversation=firm.conversation(ANGRY), by=firm.anna, raised_by="them")
    work()
    return situation


def test_a_date_of_theirs_is_put_right_and_never_found_again(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    situation = taken_up(firm, at, work)
    found = situation.deadlines.get()
    assert found.kind == "theirs" and found.by is None and found.due.astimezone(BERLIN).day == 4
    anna = as_(firm.anna)
    anna.post(f"/listening/deadline/{found.pk}/right/", {"day": "2026-11-06"})
    (standing,) = deadlines_of(situation)
    assert standing.due.astimezone(BERLIN).day == 6 and standing.by == firm.anna
    assert acts.find_deadlines(situation=situation) == []
    anna.post(f"/listening/deadline/{standing.pk}/right/", {"drop": "1"})
    assert deadlines_of(situation) == [] and Deadline.objects.count() == 2, "kept as dropped"
    assert as_(firm.david).post(f"/listening/deadline/{found.pk}/right/").status_code == 404


def test_a_house_in_another_zone_has_one_clock(firm: Firm, at: At, as_: As, work: Work) -> None:
    """A legal day is the same on the page, in its form and in the database, whatever the zone of
    the machine."""
    set_calendar(by="machine:test", firm="Firma", zone="America/New_York", country="US")
    situation = taken_up(firm, at, work)
    ben, address = as_(firm.ben), f"/listening/situation/{situation.pk}/deadline/"
    ben.post(address, {"kind": "warranty", "day": "2026-11-12", "words": "two years"})
    due = Deadline.objects.get(kind="warranty")
    assert due.whole_day and due.due.astimezone(ZoneInfo("America/New_York")).day == 12
    page = ben.get(situation.conversation.get_absolute_url()).content.decode()
    assert 'name="day" value="2026-11-12"' in page and 'value="2026-11-13"' not in page
    ben.post(f"/listening/deadline/{due.pk}/right/", {"day": "2026-11-12"})
    (kept,) = Deadline.objects.filter(kind="warranty", dropped_at=None)
    assert kept.due == due.due


def test_a_legal_date_stays_whatever_we_answer(firm: Firm, at: At, as_: As, work: Work) -> None:
    situation = taken_up(firm, at, work)
    anna, address = as_(firm.anna), f"/listening/situation/{situation.pk}/deadline/"
    for wrong in ({"kind": "defects", "day": "bald"}, {"kind": "defects", "day": "2026-11-01"},
                  {"kind": "holiday", "day": "2026-11-20"},
                  {"kind": "defects", "day": "9999-12-31"}):  # fmt: skip
        assert "nichts notiert" in anna.post(address, wrong, follow=True).content.decode()
    anna.post(address, {"kind": "defects", "day": "2026-11-09", "words": "Rüge nach § 377 HGB"})
    assert "Gesetzliche Frist:" in anna.get("/").content.decode(), "at the edge of the inbox"
    conversation = situation.conversation
    draft = conversations.save_draft(
        conversation=conversation, by=firm.anna, text="Hier ist das Zeugnis.", declared=["yes"]
    )
    seen = conversation.last_incoming
    at("2026-11-03 11:00")
    conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 11:05")
    work()
    assert [one.kind for one in deadlines_of(situation)] == ["defects"], "theirs is answered"
    page = anna.get(conversation.get_absolute_url()).content.decode()
    assert "Mängelrüge" in page and "keine Beratung hält eine gesetzliche Frist an" in page


def passing_on(browser: Client, conversation: Conversation) -> int:
    """How often "not me, not now" stands on the page."""
    page = browser.get(conversation.get_absolute_url()).content.decode()
    return page.count("Nicht ich, nicht jetzt")


def test_not_me_not_now_stands_once_and_for_whoever_could_pass_it_on(firm: Firm, as_: As) -> None:
    hot, calm = firm.conversation(ANGRY), firm.conversation(FRIENDLY, subject="Angebot")
    anna, clara = as_(firm.anna), as_(firm.clara)
    assert passing_on(anna, hot) == 1 and passing_on(anna, calm) == 0
    for conversation in (hot, calm):
        raise_(conversation=conversation, by=firm.anna, raised_by="them")
        assert passing_on(anna, conversation) == 1 and passing_on(clara, conversation) == 0
    anna.post("/listening/moment/put-away/")
    assert passing_on(anna, hot) == 1, "without the quiet line as well"


def test_not_me_not_now_before_anybody_took_it_up(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(ANGRY)
    anna = as_(firm.anna)
    assert passing_on(anna, conversation) == 1
    for _twice in range(2):
        anna.post(f"/situations/conversation/{conversation.pk}/not-me/")
    situation = Situation.objects.get()
    assert situation.owner is None
    verbs = ("situations.raised", "situations.offered", "conversations.assigned")
    about_it = Entry.objects.filter(verb__in=verbs)
    assert not about_it.filter(by=firm.anna.journal_name).exists(), "nothing says who it was"
    assert clock.now() and as_(firm.ben).post(f"/situations/{situation.pk}/take-up/")
    situation.refresh_from_db()
    assert situation.owner == firm.ben
    assert firm.conversation(FRIENDLY, subject="Angebot").situations.count() == 0

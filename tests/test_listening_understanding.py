"""Saying what we understood: points, the letter beside them, and what colleagues add."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from heard.conversations import acts as conversations
from heard.conversations.models import Draft, Message
from heard.journal import clock
from heard.journal.discretion import Discretion
from heard.journal.refusal import Refusal
from heard.listening import acts
from heard.listening.models import Confirmation, Restatement
from heard.listening.panel import heard_word
from heard.listening.questions import heard_in, heard_state, is_heard
from heard.people.models import Calendar
from heard.situations.acts import raise_
from heard.situations.way import step
from tests.conftest import As, At, Work
from tests.firm import ANGRY, ANGRY_ENGLISH, FRIENDLY, Firm
from tests.scenes import taken_up


def leave(draft: Draft, firm: Firm, at: At, work: Work, hour: str = "2026-11-03 09:05") -> Message:
    seen = draft.conversation.last_incoming
    message = conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at(hour)
    work()
    message.refresh_from_db()
    return message


@pytest.mark.parametrize(
    "text, title, ours",
    [
        (ANGRY, "Sagen, was wir verstanden haben", "richtig verstanden"),
        (ANGRY_ENGLISH, "Sagen, was wir verstanden haben", "have understood you"),
    ],
)
def test_the_letter_stands_beside_the_points(
    firm: Firm, at: At, as_: As, text: str, title: str, ours: str
) -> None:
    """In the reader's language the page, in theirs the letter."""
    at("2026-11-03 09:00")
    situation = taken_up(firm, text)
    address = f"/listening/situation/{situation.pk}/understand/"
    page = as_(firm.anna).get(address).content.decode()
    assert title in page and ours in page and "{link}" not in page
    letter = (
        as_(firm.anna)
        .post(
            address,
            {
                "point": ["Ganz neu gesagt"],
                "who_looks": firm.clara.pk,
                "other_promised_for": "2026-11-05T12:00",
            },
            headers={"HX-Request": "true"},
        )
        .content.decode()
    )
    assert "<html" not in letter and "Ganz neu gesagt" in letter and "Clara" in letter
    assert not situation.points.filter(text="Ganz neu gesagt").exists(), "only looked at"
    assert not Draft.objects.exists()


def test_from_points_to_the_draft_and_nothing_leaves(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm)
    address = f"/listening/situation/{situation.pk}/understand/"
    given_points = {"point": ["Dritte Lieferung ohne Zeugnis", "", "Die Linie steht"]}
    as_(firm.anna).post(
        address,
        {**given_points, "who_looks": firm.clara.pk, "other_promised_for": "2026-11-05T12:00"},
    )
    draft = Draft.objects.get()
    assert draft.purpose == "restatement" and draft.who_looks == firm.clara
    assert (
        "Donnerstag, 5. November, 12:00 Uhr" in draft.text and "[Link zu Ihrer Seite]" in draft.text
    )
    at("2026-11-03 11:00")
    work()
    assert draft.sent_as is None and not Restatement.objects.exists()
    stands = [point.text for point in situation.points.filter(side="them", dropped_at=None)]
    assert stands == ["Dritte Lieferung ohne Zeugnis", "Die Linie steht"]


def test_while_the_letter_counts_down_nothing_else_is_the_next_step(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm)
    conversation, anna = situation.conversation, as_(firm.anna)
    step = "Sagen, was wir verstanden haben"
    assert step in anna.get(conversation.get_absolute_url()).content.decode()
    anna.post(
        f"/listening/situation/{situation.pk}/understand/",
        {"point": ["Kein Zeugnis"], "who_looks": firm.clara.pk,
         "other_promised_for": "2026-11-05T12:00"},
    )  # fmt: skip
    seen = conversation.last_incoming
    text = Draft.objects.get().text
    anna.post(
        f"/conversations/{conversation.pk}/send/",
        {"text": text, "seen": seen.pk if seen else "", "revision": Draft.objects.get().revision},
    )
    page = anna.get(conversation.get_absolute_url()).content.decode()
    assert "Unser Brief geht gerade hinaus." in page and step not in page
    at("2026-11-03 09:01")
    work()
    page = anna.get(conversation.get_absolute_url()).content.decode()
    assert "Unser Brief geht gerade hinaus." not in page and "Sie hören von uns bis" in page


def test_what_was_begun_stays_beneath_the_composed_letter(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm)
    conversations.save_draft(
        conversation=situation.conversation, by=firm.anna, text="Sehr geehrter Herr Quandt, ich"
    )
    draft = acts.restate(
        situation=situation,
        by=firm.anna,
        text="Guten Tag. {link}",
        who_looks=firm.anna,
        promised_for=clock.now() + timedelta(days=1),
    )
    assert draft.text.startswith("Guten Tag. [Link") and draft.text.endswith("Herr Quandt, ich")


@pytest.mark.slow
def test_our_points_become_a_letter_and_are_gone_through(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY, sender=firm.vendor)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="us")
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "Unsere Anliegen aufschreiben" in page
    as_(firm.anna).post(
        f"/listening/situation/{situation.pk}/ours/",
        {
            "text": ["Der Guss kam zu spät", ""],
            "effect": ["Zwei Leute warten", ""],
            "ask": ["Einen Termin, der hält", ""],
            "by_when": ["2026-11-06T12:00", ""],
            "letter": "1",
        },
    )
    draft = Draft.objects.get()
    for words in ("Der Guss kam zu spät.", "Zwei Leute warten.", "6. November", "Einen Termin"):
        assert words in draft.text
    assert step(situation) == "hear"
    leave(draft, firm, at, work)
    assert step(situation) == "hold", "they know what we ask"
    at("2026-11-03 12:00")
    firm.mail(
        "Wir liefern am Freitag.",
        subject="Re: Dritte Lieferung",
        sender=firm.vendor,
        answers=conversation.messages.get(side="us").message_id,
    )
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "Was wurde aus jedem unserer Anliegen" in page
    point = situation.points.get(side="us", dropped_at=None)
    seen = conversation.last_incoming
    assert seen is not None and f'name="message" value="{seen.pk}"' in page
    firm.mail("Doch: am Donnerstag.", sender=firm.vendor, answers=seen.message_id)
    address = f"/listening/point/{point.pk}/answer/"
    as_(firm.anna).post(address, {"state": "answered", "message": seen.pk})
    assert point.answers.get().state == "answered" and point.answers.get().message == seen
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    ours = page[page.index('id="our-points"') :].partition("</section>")[0]
    back = re.findall(r'name="(message|state)" value="(.*?)"', ours)
    assert back == [("message", str(seen.pk)), ("state", "evaded")], "a wrong click can be undone"
    as_(firm.anna).post(address, dict(back))
    assert point.answers.get().state == "evaded"
    for elsewhere in ("", "0", str(firm.conversation(FRIENDLY).messages.get().pk)):
        wrong = as_(firm.anna).post(address, {"state": "answered", "message": elsewhere})
        assert wrong.status_code == 404


@pytest.mark.anywhere
def test_a_correction_waits_for_an_answer_like_a_letter(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm)
    acts.extract(situation=situation, by=firm.anna)
    due = Calendar.of_the_house().working_time.add_days(clock.now(), 1)
    text = acts.compose(situation=situation, by=firm.anna, who_looks=firm.anna, promised_for=due)
    draft = acts.restate(
        situation=situation, by=firm.anna, text=text, who_looks=firm.anna, promised_for=due
    )
    message = leave(draft, firm, at, work)
    assert "Dritte Lieferung" not in as_(firm.anna).get("/").content.decode()
    at("2026-11-03 10:00")
    Client().post(f"/heard/{acts.token_of(message)}/", {"missing": "Auch der Lieferschein fehlte."})
    assert "Dritte Lieferung" in as_(firm.anna).get("/").content.decode()
    page = as_(firm.anna).get(situation.conversation.get_absolute_url()).content.decode()
    assert "ergänzt, was fehlte" in page and "Auch der Lieferschein fehlte." in page
    assert heard_in([situation.conversation_id])[situation.conversation_id].state == "corrected"
    assert "Es wurde etwas ergänzt" in page, "the one next step"
    again = as_(firm.anna).get(f"/listening/situation/{situation.pk}/understand/").content.decode()
    assert again.count("Auch der Lieferschein fehlte.") == 2, "a point, and in the letter beside it"


@pytest.mark.anywhere
def test_guessing_is_throttled_and_their_own_link_still_works(
    firm: Firm, at: At, work: Work
) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm)
    acts.extract(situation=situation, by=firm.anna)
    due = Calendar.of_the_house().working_time.add_days(clock.now(), 1)
    draft = acts.restate(
        situation=situation, by=firm.anna, text="{link}", who_looks=firm.anna, promised_for=due
    )
    message = leave(draft, firm, at, work)
    outside = Client()
    answers = [outside.get(f"/heard/guess-{number}/").status_code for number in range(45)]
    assert answers[0] == 404 and answers[-1] == 429
    assert outside.get("/not-me/guess/").status_code == 429
    assert outside.get(f"/heard/{acts.token_of(message)}/").status_code == 200
    assert outside.head(f"/heard/{acts.token_of(message)}/").status_code == 200


def test_no_key_of_theirs_reaches_a_log() -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 1, "Gone: /heard/%s/", ("aB-c_9",), None)
    Discretion().filter(record)
    assert record.getMessage() == "Gone: /heard/<key>/"


DOINGS = st.lists(
    st.sampled_from(["report", "vouch", "self_vouch", "message", "call", "days", "disown"]),
    max_size=8,
)


@pytest.mark.slow
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(DOINGS)
def test_confirmed_by_them_is_never_ours(firm: Firm, doings: list[str]) -> None:
    """Whatever colleagues do, in whatever order: it never reads as said by the other side."""
    situation = taken_up(firm)
    last = situation.conversation.last_incoming
    assert last is not None
    for doing in doings:
        said = situation.confirmations.order_by("-pk").first()
        try:
            if doing == "report":
                acts.report_heard(situation=situation, by=firm.anna, text="Ja, am Telefon.")
            elif doing == "message":
                acts.confirmed_by_message(
                    situation=situation, by=firm.anna, message=last, text=last.text[:20]
                )
            elif doing == "vouch" and said:
                acts.vouch(confirmation=said, by=firm.ben)
            elif doing == "self_vouch" and said:
                acts.vouch(confirmation=said, by=firm.anna)
            elif doing == "disown":
                acts.disown(token="x" * 32)
        except Refusal:
            pass
        assert not situation.confirmations.filter(kind=Confirmation.CONFIRMED).exists()
        state = heard_state(situation)
        assert state in {None, Confirmation.REPORTED}
        if state:
            assert heard_word(state, "Anna") != heard_word(Confirmation.CONFIRMED)
        vouched = situation.confirmations.exclude(vouched_by=None)
        assert is_heard(situation) == vouched.exists()
        assert not vouched.filter(vouched_by=firm.anna).exists()


def test_the_next_step_goes_on_once_the_letter_is_written(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    """Written: to be sent. Sent with a date: to be talked over, for that is what time is for."""
    at("2026-11-03 09:00")
    situation = taken_up(firm)
    address = situation.conversation.get_absolute_url()
    as_(firm.anna).post(
        f"/listening/situation/{situation.pk}/understand/",
        {"point": ["Kein Zeugnis"], "who_looks": firm.anna.pk,
         "other_promised_for": "2026-11-05T12:00"},
    )  # fmt: skip
    hers, anothers = (as_(one).get(address).content.decode() for one in (firm.anna, firm.clara))
    assert "Lesen und senden" in hers and "Noch nicht gehört" not in hers
    assert "Lesen und senden" not in anothers and "Noch nicht gehört" in anothers
    leave(Draft.objects.get(), firm, at, work)
    page = html.document_fromstring(as_(firm.anna).get(address).content.decode())
    (standing,) = page.find_class("standing")
    assert "hört die andere Seite von uns" in standing.text_content()
    assert "Zwei Leute fragen" in standing.text_content()

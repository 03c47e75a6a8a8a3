"""A promised date is kept, renewed before it passes, or overdue; it never vanishes."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.closing.acts import close
from heard.conversations import acts as conversations
from heard.conversations.acts import Held
from heard.conversations.models import Conversation, Draft
from heard.holding import acts
from heard.holding import feed as feeds
from heard.holding.models import Promise
from heard.holding.questions import counting_down, proposed_dates
from heard.journal import clock
from heard.journal.models import Entry
from heard.journal.refusal import Refusal
from heard.journal.worker import run_errands
from heard.people.models import Calendar, Colleague
from heard.philosophy.acts import load_starter
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm


def promised(firm: Firm, at: At, *, is_answer: bool = False) -> Promise:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    return acts.promise(
        conversation=conversation,
        by=firm.anna,
        side="us",
        text="Das Angebot",
        due=clock.now() + timedelta(days=1),
        is_answer=is_answer,
    )


def answer(conversation: Conversation, firm: Firm, text: str = "Hier ist es.") -> None:
    draft = conversations.save_draft(
        conversation=conversation, by=firm.anna, text=text, declared=["none"]
    )
    seen = conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)


@pytest.mark.anywhere
def test_a_real_answer_keeps_it(firm: Firm, at: At, work: Work) -> None:
    promise = promised(firm, at, is_answer=True)
    at("2026-11-03 11:00")
    answer(promise.conversation, firm)
    at("2026-11-03 11:05")
    work()
    promise.refresh_from_db()
    assert promise.kept_at and promise.kept_with is not None


PARTS = {"side": "us", "text": "40 Ersatzteile liefern", "other_due": "2026-11-04T12:00"}


@pytest.mark.anywhere
@pytest.mark.parametrize("is_answer", [True, False])
def test_a_letter_keeps_an_answer_and_nothing_else(
    firm: Firm, at: At, as_: As, work: Work, is_answer: bool
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    given = {**PARTS, "is_answer": "on"} if is_answer else PARTS
    as_(firm.anna).post(f"/holding/conversation/{conversation.pk}/promise/", given)
    promise = Promise.objects.get()
    hint = "Kein Brief löst diese Zusage von selbst ein"
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert (hint in page) != is_answer
    at("2026-11-03 11:00")
    answer(conversation, firm, "Wir denken noch nach.")
    at("2026-11-03 11:05")
    work()
    promise.refresh_from_db()
    assert bool(promise.kept_at) == is_answer
    as_(firm.anna).post(f"/holding/promise/{promise.pk}/keep/")
    promise.refresh_from_db()
    assert promise.kept_at


def test_what_was_written_is_said_again_where_it_is_refused(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-05 09:00")
    conversation = firm.conversation(FRIENDLY)
    address = f"/holding/conversation/{conversation.pk}/promise/"
    answered = as_(firm.anna).post(address, PARTS, follow=True)
    assert "Sie hatten geschrieben: 40 Ersatzteile liefern" in answered.content.decode()
    assert answered.redirect_chain == [(conversation.get_absolute_url(), 302)]  # seen on a phone
    assert not Promise.objects.exists()


@pytest.mark.anywhere
def test_a_letter_begun_before_it_was_promised_keeps_nothing(
    firm: Firm, at: At, work: Work
) -> None:
    at("2026-11-03 08:55")
    conversation = firm.conversation(FRIENDLY)
    conversations.save_draft(conversation=conversation, by=firm.anna, text="Guten Tag,")
    at("2026-11-03 09:00")
    due = clock.now() + timedelta(days=1)
    promise = acts.promise(conversation=conversation, by=firm.anna, side="us", text="", due=due)
    at("2026-11-03 09:30")
    answer(conversation, firm)
    at("2026-11-03 09:35")
    work()
    promise.refresh_from_db()
    assert promise.is_open


@pytest.mark.anywhere
def test_where_we_stand_says_again_only_of_what_came_after_it(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    promise = promised(firm, at, is_answer=True)
    conversation = promise.conversation

    def stands(who: Colleague) -> str:
        return as_(who).get(conversation.get_absolute_url()).content.decode()

    assert "Zugesagt ist eine Antwort bis morgen 09:00" in stands(firm.anna)
    assert "We have promised them an answer by tomorrow 09:00" in stands(firm.ben)
    at("2026-11-03 10:00")
    firm.mail("Noch eins.", answers=conversation.messages.get().message_id)
    assert "Inzwischen kam wieder etwas; zugesagt ist eine Antwort" in stands(firm.anna)


@pytest.mark.anywhere
def test_a_promise_of_something_else_leaves_them_waiting(firm: Firm, at: At, as_: As) -> None:
    promise = promised(firm, at)
    at("2026-11-03 11:00")
    page = as_(firm.anna).get(promise.conversation.get_absolute_url()).content.decode()
    assert "Antwort bis morgen" not in page and "seit 2 h" in page
    conversations.mark_answered(conversation=promise.conversation, by=firm.anna)
    page = as_(firm.anna).get(promise.conversation.get_absolute_url()).content.decode()
    assert "Unsere Zusage wird fällig: morgen 09:00." in page


@pytest.mark.anywhere
def test_what_was_kept_lately_says_when_and_dates_say_their_year(
    firm: Firm, at: At, as_: As
) -> None:
    promise = promised(firm, at)
    at("2026-11-03 10:15")
    acts.keep(promise=promise, by=firm.anna)
    due = "2027-11-03T12:00"
    address = f"/holding/conversation/{promise.conversation_id}/promise/"
    as_(firm.anna).post(address, {**PARTS, "other_due": due})
    at("2026-11-03 11:00")
    page = as_(firm.anna).get("/promises/").content.decode()
    assert "heute 10:15" in page and "morgen 09:00" not in page
    assert "3. November 2027, 12 Uhr" in page
    assert "3 Nov 2027, noon" in as_(firm.ben).get("/promises/").content.decode()


@pytest.mark.anywhere
def test_a_date_years_ahead_is_asked_back(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    address = f"/holding/conversation/{firm.conversation(FRIENDLY).pk}/promise/"
    given = {**PARTS, "other_due": "2062-11-04T12:00"}
    for who, sentence in ((firm.anna, "stimmt das Jahr?"), (firm.ben, "is the year right?")):
        assert sentence in as_(who).post(address, given, follow=True).content.decode()
    assert not Promise.objects.exists()


def test_it_is_renewed_only_before_it_passes_and_with_a_letter(
    firm: Firm, at: At, work: Work
) -> None:
    promise = promised(firm, at)
    with pytest.raises(Refusal):
        acts.renew(promise=promise, by=firm.anna, due=promise.due, reason="dauert")
    later = promise.due + timedelta(days=2)
    draft = acts.renew(promise=promise, by=firm.anna, due=later, reason="Die Prüfung dauert.")
    assert Promise.objects.count() == 1, "a draft renews nothing"
    seen = promise.conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 09:10")
    work()
    promise.refresh_from_db()
    assert promise.renewed_as is not None and promise.renewed_as.due == later
    at("2026-11-20 09:00")
    with pytest.raises(Refusal):
        acts.renew(
            promise=promise.renewed_as,
            by=firm.anna,
            due=later + timedelta(days=60),
            reason="zu spät",
        )


def test_what_is_overdue_is_noticed_once_and_stays(firm: Firm, at: At, as_: As) -> None:
    promise = promised(firm, at)
    at("2026-11-05 09:00")
    assert acts.notice_overdue() == 1 and acts.notice_overdue() == 0
    assert Entry.objects.filter(verb="holding.overdue").count() == 1
    assert list(counting_down(firm.anna)) == [promise]
    assert "überfällig" in as_(firm.anna).get("/promises/").content.decode()


def test_nothing_closes_silently_over_an_open_promise(firm: Firm, at: At) -> None:
    load_starter(by=firm.eva)
    promise = promised(firm, at)
    with pytest.raises(Held) as held:
        close(conversation=promise.conversation, by=firm.anna)
    assert [f.clause.number for f in held.value.findings if f.blocks] == [7]
    acts.keep(promise=promise, by=firm.anna)
    close(conversation=promise.conversation, by=firm.anna, thanks="Danke", agreed="Angebot")


def test_proposed_dates_lie_within_working_hours(firm: Firm, at: At) -> None:
    for moment in ["2026-12-23 16:00", "2026-12-24 23:00", "2026-11-06 11:00"]:
        at(moment)
        calendar = Calendar.of_the_house()
        for date in proposed_dates():
            assert date > clock.now()
            assert calendar.working_time.is_working_day(date.date())


def test_a_colleague_who_continues_the_letter_renews_the_same_promise(
    firm: Firm, at: At, work: Work
) -> None:
    promise = promised(firm, at)
    begun = acts.renew(
        promise=promise, by=firm.anna, due=promise.due + timedelta(days=2), reason="krank"
    )
    taken = conversations.take_over(draft=begun, by=firm.clara)
    seen = promise.conversation.last_incoming
    conversations.reply(draft=taken, by=firm.clara, seen=seen.pk if seen else None)
    at("2026-11-03 10:05")
    work()
    promise.refresh_from_db()
    made = Promise.objects.exclude(pk=promise.pk).get()
    assert promise.renewed_as == made and made.text == promise.text


def test_a_new_date_that_has_passed_is_promised_to_nobody(firm: Firm, at: At) -> None:
    promise = promised(firm, at)
    letter = acts.renew(
        promise=promise, by=firm.anna, due=promise.due + timedelta(hours=1), reason="krank"
    )
    seen = promise.conversation.last_incoming
    at("2026-11-20 09:00")
    with pytest.raises(Refusal, match="will have passed when it leaves"):
        conversations.reply(draft=letter, by=firm.anna, seen=seen.pk if seen else None)


def test_theirs_can_be_asked_for_and_let_rest_ours_cannot(firm: Firm, at: At) -> None:
    ours = promised(firm, at)
    theirs = acts.promise(
        conversation=ours.conversation,
        by=firm.anna,
        side="them",
        text="Die Zeichnung",
        due=clock.now() + timedelta(hours=3),
    )
    assert "Die Zeichnung" in acts.ask_for(promise=theirs, by=firm.anna).text
    acts.release(promise=theirs, by=firm.anna)
    assert not theirs.is_open
    with pytest.raises(Refusal):
        acts.release(promise=ours, by=firm.anna)


STEPS = st.lists(
    st.sampled_from(["promise", "keep", "renew", "answer", "release", "hours", "days"]), max_size=12
)


@pytest.mark.anywhere
def test_what_is_overdue_waits_for_an_answer_again(firm: Firm, at: At, as_: As, work: Work) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    answer(conversation, firm)
    at("2026-11-03 09:05")
    work()
    acts.promise(
        conversation=conversation,
        by=firm.anna,
        side="us",
        text="Angebot",
        due=clock.now() + timedelta(hours=2),
    )
    assert "Dritte Lieferung" not in as_(firm.anna).get("/").content.decode()
    at("2026-11-03 12:00")
    assert acts.notice_overdue() == 1 and acts.notice_overdue() == 0
    assert Entry.objects.filter(verb="holding.overdue").count() == 1
    assert "Dritte Lieferung" in as_(firm.anna).get("/").content.decode()
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "ist überfällig" in page and "lässt sich nicht mehr verschieben" in page


@pytest.mark.anywhere
def test_theirs_is_asked_for_kindly_and_then_waited_for(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY, sender=firm.vendor)
    conversations.mark_answered(conversation=conversation, by=firm.anna)
    theirs = acts.promise(
        conversation=conversation,
        by=firm.anna,
        side="them",
        text="Der Termin",
        due=clock.now() + timedelta(hours=2),
    )
    at("2026-11-03 12:00")
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "Freundlich erinnern" in page
    as_(firm.anna).post(f"/holding/promise/{theirs.pk}/ask-for/")
    assert "Der Termin" in Draft.objects.get().text
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "an die Zusage erinnert" not in page, "a draft reminds nobody"
    seen = conversation.last_come
    conversations.reply(draft=Draft.objects.get(), by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 12:05")
    work()
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "an die Zusage erinnert" in page
    at("2026-11-06 12:05")
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "es kam nichts" in page
    assert seen is not None
    firm.mail("Es dauert bis Freitag.", sender=firm.vendor, answers=seen.message_id)
    conversations.mark_answered(conversation=conversation, by=firm.anna)
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "es kam nichts" not in page, "something did"


@pytest.mark.anywhere
def test_what_has_no_words_is_asked_for_without_quoting_any(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY, sender=firm.vendor)
    soon = clock.now() + timedelta(hours=2)
    theirs = acts.promise(conversation=conversation, by=firm.anna, side="them", text=" ", due=soon)
    text = acts.ask_for(promise=theirs, by=firm.anna).text
    assert "für eine Nachricht von Ihnen notiert." in text and "„" not in text


def test_promises_in_ones_calendar_name_no_one(firm: Firm, at: At, as_: As) -> None:
    made = promised(firm, at)
    page = as_(firm.anna).get("/holding/calendar/").content.decode()
    address = page.split('value="http://127.0.0.1:8000')[1].split('"')[0]
    feed = Client().get(address)
    text = feed.content.decode()
    assert feed["Content-Type"].startswith("text/calendar")
    assert "DTEND:20261104T080000Z" in text and f"/conversation/{made.conversation_id}/" in text
    assert "Quandt" not in text and "Angebot" not in text
    assert feeds.promises_for(firm.david).count() == 0
    assert Client().get("/holding/calendar/forged/promises.ics").status_code == 404
    firm.anna.set_password("another-room-2026")
    firm.anna.save()
    assert Client().get(address).status_code == 404


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_a_promise_never_vanishes(firm: Firm, steps: list[str]) -> None:
    """Whatever is done in whatever order: kept, renewed into an open one, overdue or open."""
    moment = clock.now()
    conversation = firm.conversation(FRIENDLY)
    for step in steps:
        moment += timedelta(days=2) if step == "days" else timedelta(hours=1)
        with clock.set_to(moment):
            last = Promise.objects.filter(conversation=conversation).last()
            try:
                if step == "promise":
                    due = moment + timedelta(hours=5)
                    acts.promise(
                        conversation=conversation, by=firm.anna, side="us", text="x", due=due
                    )
                elif step == "answer":
                    answer(conversation, firm)
                elif last is not None and step == "keep":
                    acts.keep(promise=last, by=firm.anna)
                elif last is not None and step == "release":
                    acts.release(promise=last, by=firm.anna)
                elif last is not None and step == "renew":
                    draft = acts.renew(
                        promise=last, by=firm.anna, due=last.due + timedelta(days=1), reason="r"
                    )
                    seen = conversation.last_incoming
                    conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
            except Refusal:
                pass
        with clock.set_to(moment + timedelta(minutes=1)):
            run_errands()
        made = Entry.objects.filter(verb="holding.promised").count()
        renewed = Entry.objects.filter(verb="holding.renewed").count()
        ours = Promise.objects.ours()
        assert ours.filter(conversation=conversation).count() <= made + renewed
        for one in ours:
            assert one.kept_at or one.renewed_as_id or one.is_open
            assert one.released_at is None

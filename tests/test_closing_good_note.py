"""It ends on a good note: not silently over a promise, looked at again, and never forgotten."""

import re
from datetime import timedelta

import pytest

from heard.closing import acts
from heard.closing.models import FollowUp, GoodNote
from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.conversations.panel import marks
from heard.decisions.acts import answer, decide
from heard.heat.acts import disagree
from heard.heat.models import Reading
from heard.heat.questions import latest_reading
from heard.holding.acts import keep, promise
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening.acts import mark_answer, our_points
from heard.philosophy.acts import load_starter
from heard.situations.acts import raise_
from tests.conftest import As, At, Work
from tests.firm import ANGRY, ANGRY_ENGLISH, FRIENDLY, Firm


@pytest.mark.anywhere
@pytest.mark.slow
def test_closed_with_thanks_and_a_day_to_look_in(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    raise_(conversation=conversation, by=firm.anna, raised_by="them")
    as_(firm.anna).post(
        f"/closing/conversation/{conversation.pk}/close/",
        {
            "thanks": "Für die Geduld.",
            "agreed": "Zeugnis liegt bei.",
            "other_follow_up": "2026-11-17",
        },
    )
    conversation.refresh_from_db()
    assert conversation.closed_at and not conversation.situations.filter(ended_at=None).exists()
    assert FollowUp.objects.get().due.day == 17
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "Zeugnis liegt bei." in page and "17. November 2026" in page


def test_what_was_hot_is_over_once_it_is_closed(firm: Firm) -> None:
    """The word at the edge goes; beside their letter it still says how it was."""
    conversation = firm.conversation(ANGRY)

    def kinds() -> set[str]:
        return {mark.kind for mark in marks([conversation.pk], firm.anna)[conversation.pk]}

    assert "heat" in kinds()
    acts.close(conversation=conversation, by=firm.anna, thanks="x", agreed="y")
    assert "heat" not in kinds()
    acts.reopen(conversation=conversation, by=firm.anna)
    assert "heat" in kinds()


@pytest.mark.slow
def test_on_the_day_it_is_back_on_the_desk(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    acts.close(conversation=conversation, by=firm.anna, follow_up=clock.now() + timedelta(days=7))
    assert "Dritte Lieferung" not in as_(firm.anna).get("/").content.decode()
    at("2026-11-10 09:01")
    assert acts.follow_up_due() == 1 and acts.follow_up_due() == 0
    assert "Dritte Lieferung" in as_(firm.anna).get("/").content.decode()
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "heute ist der Tag zum Nachfassen" in page


@pytest.mark.anywhere
def test_nothing_closes_silently_over_a_promise(firm: Firm, as_: As) -> None:
    load_starter(by=firm.eva)
    conversation = firm.conversation(FRIENDLY)
    due = clock.now() + timedelta(days=1)
    made = promise(conversation=conversation, by=firm.anna, side="us", text="Angebot", due=due)
    page = as_(firm.anna).post(
        f"/closing/conversation/{conversation.pk}/close/",
        {"thanks": "x", "agreed": "y"},
        follow=True,
    )
    assert "Zusage von uns offen" in page.content.decode()
    conversation.refresh_from_db()
    assert conversation.closed_at is None
    keep(promise=made, by=firm.anna)
    acts.close(conversation=conversation, by=firm.anna, thanks="x", agreed="y")
    conversation.refresh_from_db()
    assert conversation.closed_at


def test_a_point_of_ours_without_an_answer_stops_it(firm: Firm) -> None:
    conversation = firm.conversation(FRIENDLY, sender=firm.vendor)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="us")
    our_points(situation=situation, by=firm.anna, points=[{"text": "Zu spät.", "ask": "Termin"}])
    with pytest.raises(Refusal):
        acts.close(conversation=conversation, by=firm.anna)
    message = conversation.last_incoming
    assert message is not None
    mark_answer(point=situation.points.get(), message=message, state="answered", by=firm.anna)
    acts.close(conversation=conversation, by=firm.anna)


@pytest.mark.parametrize(
    "text, words", [(ANGRY, "Freundlichen Grüßen"), (ANGRY_ENGLISH, "Kind regards")]
)
def test_the_good_note_goes_out_first_and_is_not_asked_for_twice(
    firm: Firm, at: At, as_: As, work: Work, text: str, words: str
) -> None:
    load_starter(by=firm.eva)
    at("2026-11-03 09:00")
    conversation = firm.conversation(text)
    as_(firm.anna).post(
        f"/closing/conversation/{conversation.pk}/close/",
        {
            "thanks": "Danke!",
            "agreed": "So machen wir es.",
            "follow_up": "2026-11-17",
            "letter": "1",
        },
    )
    draft = Draft.objects.get(purpose="good_note")
    assert words.lower() in draft.text.lower() and "So machen wir es." in draft.text
    seen = conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 09:05")
    work()
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "Der gute Abschluss ist hinausgegangen" in page
    as_(firm.anna).post(f"/closing/conversation/{conversation.pk}/close/")
    note = GoodNote.objects.get()
    assert note.message is not None and note.message.purpose == "good_note"
    assert FollowUp.objects.get(done_at=None).due.day == 17, "as the letter said"


def test_reopened_with_all_it_was(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    acts.close(conversation=conversation, by=firm.anna, thanks="Danke", agreed="Alles gut.")
    with pytest.raises(Refusal):
        acts.close(conversation=conversation, by=firm.anna)
    as_(firm.anna).post(f"/closing/conversation/{conversation.pk}/reopen/")
    again = Conversation.objects.get(pk=conversation.pk)
    assert again.closed_at is None and GoodNote.objects.get().reopened_at
    assert "Alles gut." in as_(firm.anna).get(conversation.get_absolute_url()).content.decode()


def test_what_is_typed_survives_a_composed_letter(firm: Firm) -> None:
    conversation = firm.conversation(FRIENDLY)
    conversations.save_draft(conversation=conversation, by=firm.anna, text="Schon begonnen.")
    draft = acts.write_good_note(
        conversation=conversation, by=firm.anna, thanks="Danke", agreed="", follow_up=None
    )
    assert draft.text.startswith("Guten Tag") and draft.text.endswith("Schon begonnen.")


@pytest.mark.anywhere
def test_bad_days_are_refused_in_one_sentence(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    for day in ("gestern", "2020-01-01"):
        page = as_(firm.anna).post(
            f"/closing/conversation/{conversation.pk}/close/", {"other_follow_up": day}, follow=True
        )
        assert "Nachfassen" in page.content.decode()
        conversation.refresh_from_db()
        assert conversation.closed_at is None


@pytest.mark.anywhere
def test_what_is_left_at_the_end_is_a_good_note(firm: Firm, at: At, as_: As, work: Work) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    situation = raise_(conversation=conversation, by=firm.clara, raised_by="them")
    at("2026-11-03 13:00")
    decision = decide(
        situation=situation, by=firm.clara, kind="yes", reason="Unser Fehler.", own_mistake=True
    )
    draft = answer(decision=decision, by=firm.clara)
    seen = conversation.last_incoming
    conversations.reply(draft=draft, by=firm.clara, seen=seen.pk if seen else None)
    at("2026-11-03 13:05")
    work()
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "Es bleibt ein guter Abschluss" in page and "#good-note" in page


@pytest.mark.anywhere
@pytest.mark.parametrize("language, sentence", [
    ("de", "Die hitzige Nachricht von dort hat noch keine Antwort."),
    ("en", "Their hot message has no answer yet."),
])  # fmt: skip
def test_what_is_hot_and_unanswered_closes_not_in_silence(
    firm: Firm, at: At, as_: As, language: str, sentence: str
) -> None:
    """Whether anybody has taken it up or not, and whatever friendly word came after it."""
    at("2026-11-03 09:00")
    conversation = hot(firm)
    at("2026-11-03 09:30")
    firm.mail(FRIENDLY, answers=conversation.messages.get().message_id)
    who = firm.anna if language == "de" else firm.ben
    close = f"/closing/conversation/{conversation.pk}/close/"
    page = as_(who).post(close, {"thanks": "Für die Geduld.", "other_follow_up": "2026-11-17"})
    shown = page.content.decode()
    assert sentence in shown and 'id="good-note"' in shown
    assert "Für die Geduld.</textarea>" in shown and 'value="2026-11-17"' in shown, "nothing lost"
    assert sentence in as_(who).post(close).content.decode(), "nor by an empty post"
    conversation.refresh_from_db()
    assert conversation.closed_at is None and not GoodNote.objects.exists()
    as_(who).post(close, {"agreed": "Neue Lieferung am Freitag."})
    conversation.refresh_from_db()
    assert conversation.closed_at


def hot(firm: Firm) -> Conversation:
    conversation = firm.conversation(ANGRY)
    reading = latest_reading(conversation.pk)
    assert reading is not None and reading.word in {"hot", "boiling"}
    return conversation


@pytest.mark.anywhere
def test_what_was_hot_closes_once_it_is_answered(firm: Firm, at: At, as_: As, work: Work) -> None:
    at("2026-11-03 09:00")
    conversation = hot(firm)
    at("2026-11-03 13:00")
    for minute, text, declared in (
        (5, "Wir melden uns bis morgen.", ["promise"]),
        (15, "Das Zeugnis liegt bei.", ["none"]),
    ):
        draft = conversations.save_draft(
            conversation=conversation, by=firm.anna, text=text, declared=declared
        )
        seen = conversation.last_incoming
        conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
        at(f"2026-11-03 13:{minute:02}")
        work()
        as_(firm.anna).post(f"/closing/conversation/{conversation.pk}/close/")
        conversation.refresh_from_db()
        assert bool(conversation.closed_at) == (declared == ["none"])


def test_whoever_sees_it_cooler_closes_not_in_silence_alone(firm: Firm) -> None:
    """As at the gate: a colleague's word counts, one's own does not."""
    conversation = hot(firm)
    Reading.objects.update(word="hot")
    reading = latest_reading(conversation.pk)
    assert reading is not None
    disagree(reading=reading, by=firm.anna, direction="cooler")
    with pytest.raises(Refusal, match="no answer yet"):
        acts.close(conversation=conversation, by=firm.anna)
    acts.close(conversation=conversation, by=firm.ben)


def test_what_was_put_aside_closes_as_it_is(firm: Firm) -> None:
    conversation = hot(firm)
    conversations.put_aside(conversation=conversation, by=firm.anna)
    acts.close(conversation=conversation, by=firm.anna)


@pytest.mark.parametrize("door", ["form", "next step"])
def test_nothing_they_wrote_meanwhile_is_closed_unread(
    house: Firm, at: At, as_: As, work: Work, door: str
) -> None:
    anna, conversation = as_(house.anna), house.conversation(FRIENDLY)
    if door == "next step":
        letter_left(house, conversation, at, work)
    page = anna.get(conversation.get_absolute_url()).content.decode()
    found = re.search(r'action="([^"]*/close/\?seen=\d+)"', page)
    seen = re.search(r'id="good-note">.*?name="seen" value="(\d+)"', page, re.DOTALL)
    assert seen is not None
    at("2026-11-02 09:30")
    new = house.mail("Bitte stornieren Sie 4711 noch heute.", answers=first_id(conversation))
    assert new.conversation == conversation
    if door == "form":
        address = f"/closing/conversation/{conversation.pk}/close/"
        form = {"thanks": "Danke.", "agreed": "Angebot folgt.", "seen": seen[1]}
    else:
        assert found is not None
        address, form = found[1], {}
    again = anna.post(address, form).content.decode()
    conversation.refresh_from_db()
    assert conversation.closed_at is None and conversation.waiting_since
    assert "4711" in again and (door != "form" or "Angebot folgt.</textarea>" in again)
    assert f'name="seen" value="{new.pk}"' in again, "now it is read"
    anna.post(f"/closing/conversation/{conversation.pk}/close/", {"seen": str(new.pk)})
    conversation.refresh_from_db()
    assert conversation.closed_at


def letter_left(firm: Firm, conversation: Conversation, at: At, work: Work) -> Message:
    """The good note as a letter, gone five minutes after nine."""
    draft = acts.write_good_note(
        conversation=conversation, by=firm.anna, thanks="Danke", agreed="So.", follow_up=None
    )
    last = conversation.last_come
    letter = conversations.reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    at("2026-11-02 09:05")
    work()
    letter.refresh_from_db()
    assert letter.state == Message.SENT
    return letter


def first_id(conversation: Conversation) -> str:
    return str(conversation.messages.filter(side=Message.THEM).earliest("pk").message_id)


@pytest.mark.parametrize("taken", [True, False])
def test_a_good_note_says_nothing_to_the_heat_that_came_after_it(
    house: Firm, at: At, as_: As, work: Work, taken: bool
) -> None:
    anna, conversation = as_(house.anna), house.conversation(FRIENDLY)
    letter = letter_left(house, conversation, at, work)
    at("2026-11-02 12:00")
    house.mail("Danke, Ihnen auch!", answers=letter.message_id)
    assert acts.good_letter(conversation, house.anna) == letter, "a thank you changes nothing"
    house.mail(ANGRY, answers=letter.message_id)
    if taken:
        raise_(conversation=conversation, by=house.anna, raised_by="them")
    close = f"/closing/conversation/{conversation.pk}/close/"
    page = anna.post(close).content.decode()
    conversation.refresh_from_db()
    assert conversation.closed_at is None and not GoodNote.objects.exists()
    assert 'name="letter"' in page, "another can be written"
    anna.post(close, {"agreed": "Neue Lieferung am Freitag."})
    assert GoodNote.objects.get().message is None

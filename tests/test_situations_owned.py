"""It gets difficult: taken up once, handed on, let go without a reason, and over at the end."""

import pytest

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation
from heard.journal.models import Entry
from heard.journal.refusal import Refusal
from heard.philosophy.acts import load_starter
from heard.situations import acts, way
from heard.situations.models import Situation
from tests.conftest import As, Work
from tests.firm import ANGRY, ANGRY_ENGLISH, FRIENDLY, Firm

pytestmark = pytest.mark.anywhere


@pytest.mark.parametrize(
    "text, said, step",
    [
        (ANGRY, "Es ist heiß, und noch hat es niemand aufgenommen", "Aufnehmen"),
        (ANGRY_ENGLISH, "It is hot, and nobody has taken it up yet", "Take it up"),
    ],
)
def test_a_hot_letter_offers_to_take_it_up(
    firm: Firm, as_: As, text: str, said: str, step: str
) -> None:
    conversation = firm.conversation(text)
    reader = firm.anna if text == ANGRY else firm.ben
    page = as_(reader).get(conversation.get_absolute_url()).content.decode()
    assert said in page and step in page
    as_(reader).post(f"/situations/conversation/{conversation.pk}/raise/", {"raised_by": "them"})
    situation = Situation.objects.get()
    assert situation.owner == reader and situation.raised_by == "them"
    conversation.refresh_from_db()
    assert conversation.assignee == reader


def test_their_points_stand_in_calm_above_the_letter(firm: Firm, as_: As, work: Work) -> None:
    conversation = firm.conversation(ANGRY)
    before = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "In Ruhe" in before, "calm from the first look on"
    acts.raise_(conversation=conversation, by=firm.anna, raised_by="them")
    work()
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    calm, letter = page.index('class="calm"'), page.index('class="letter ')
    assert calm < letter and "Unverschämtheit" not in page[calm:letter]
    assert "Prüfzeugnis" in page[calm:letter] and "Anwalt" in page[calm:letter]
    assert "Unverschämtheit" in page[letter:], "above the letter, never instead of it"


def test_what_they_quote_of_ours_is_not_what_they_say(firm: Firm, as_: As) -> None:
    head = "Am 12.11.2026 um 10:12 schrieb Anna Berg <service@firma.example>:"
    quoted = (
        "> Die Platten sind am Freitag, 20. November bei Ihnen.\n> Sonst kündigen wir dem Fahrer."
    )
    conversation = firm.conversation(f"Guten Tag,\n\n{head}\n{quoted}\n\n{ANGRY}")
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    calm = page[page.index('class="calm"') : page.index('class="letter ')]
    assert "Prüfzeugnis" in calm
    assert "schrieb" not in calm and "Platten" not in calm and "Fahrer" not in calm


def test_only_one_person_takes_it_up(firm: Firm) -> None:
    conversation = firm.conversation(ANGRY)
    situation = acts.raise_(conversation=conversation, by=firm.anna, raised_by="them")
    with pytest.raises(Refusal):
        acts.raise_(conversation=conversation, by=firm.ben, raised_by="them")
    acts.offer_to_team(situation=situation, by=firm.anna)
    acts.take_up(situation=situation, by=firm.ben)
    with pytest.raises(Refusal):
        acts.take_up(situation=situation, by=firm.clara)
    assert Situation.objects.get().owner == firm.ben


def test_not_me_not_now_asks_no_reason_and_is_not_counted(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(ANGRY)
    situation = acts.raise_(conversation=conversation, by=firm.anna, raised_by="them")
    as_(firm.anna).post(f"/situations/{situation.pk}/offer/")
    situation.refresh_from_db()
    assert situation.owner is None
    assert Entry.objects.get(verb="situations.offered").by == "machine:situations"
    assert (
        "Liegt beim Team" in as_(firm.clara).get(conversation.get_absolute_url()).content.decode()
    )


def test_only_whoever_has_it_lets_it_go(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(ANGRY)
    situation = acts.raise_(conversation=conversation, by=firm.anna, raised_by="them")
    ben = as_(firm.ben)  # on the page of before, where nobody had it yet
    for address in (f"{situation.pk}/offer/", f"conversation/{conversation.pk}/not-me/"):
        page = ben.post(f"/situations/{address}", follow=True).content.decode()
        assert "not in your hands" in page and "with the team now" not in page
    situation.refresh_from_db()
    assert situation.owner == firm.anna


def test_nothing_begins_in_what_was_closed_meanwhile(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    conversations.close_quietly(conversation=conversation, by=firm.ben)
    for address in ("raise/", "not-me/"):
        page = as_(firm.anna).post(
            f"/situations/conversation/{conversation.pk}/{address}", {"raised_by": "them"},
            follow=True,
        )  # fmt: skip
        assert "inzwischen abgeschlossen" in page.content.decode()
    assert not Situation.objects.exists()


def test_whoever_gets_it_can_see_it(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(ANGRY)
    situation = acts.raise_(conversation=conversation, by=firm.anna, raised_by="them")
    assert as_(firm.david).get(conversation.get_absolute_url()).status_code == 404
    as_(firm.anna).post(f"/situations/{situation.pk}/hand-over/", {"colleague": firm.david.pk})
    assert as_(firm.david).get(conversation.get_absolute_url()).status_code == 200
    as_(firm.david).post(f"/situations/{situation.pk}/join/", {"colleague": firm.eva.pk})
    assert Conversation.objects.visible_to(firm.eva).filter(pk=conversation.pk).exists()


def test_who_may_not_see_it_may_not_touch_it(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(ANGRY)
    situation = acts.raise_(conversation=conversation, by=firm.anna, raised_by="them")
    for address in ("offer/", "take-up/", "hand-over/", "join/"):
        answer = as_(firm.david).post(f"/situations/{situation.pk}/{address}", {"colleague": 1})
        assert answer.status_code == 404


def test_the_way_begins_with_hearing_and_ends_with_closing(firm: Firm, work: Work) -> None:
    situation = acts.raise_(conversation=firm.conversation(ANGRY), by=firm.anna, raised_by="them")
    assert way.step(situation) == "hear"
    assert [step for step, _done in way.steps_done(situation)] == list(way.STEPS)


def test_an_ended_situation_refuses_and_a_new_one_may_begin(firm: Firm) -> None:
    conversation = firm.conversation(FRIENDLY)
    situation = acts.raise_(conversation=conversation, by=firm.anna, raised_by="us")
    acts.end(situation=situation, by=firm.anna)
    with pytest.raises(Refusal):
        acts.hand_over(situation=situation, to=firm.ben, by=firm.anna)
    assert acts.raise_(conversation=conversation, by=firm.ben, raised_by="them").pk != situation.pk


@pytest.mark.slow
def test_a_moment_before_comes_until_one_puts_it_away_for_good(firm: Firm, as_: As) -> None:
    load_starter(by=firm.eva)
    hot, calm = firm.conversation(ANGRY), firm.conversation(FRIENDLY, subject="Angebot")
    line, answer = "Das prüft niemand außer Ihnen selbst.", "„Nicht ich, nicht jetzt“ ist immer"
    anna = as_(firm.anna)
    page = anna.get(hot.get_absolute_url()).content.decode()
    assert line in page and page.count("Nicht ich, nicht jetzt") == 1, "the button says it"
    situation = acts.raise_(conversation=hot, by=firm.clara, raised_by="them")
    page = anna.get(hot.get_absolute_url()).content.decode()
    assert line in page and answer in page, "where there is no button, the clause says it"
    acts.hand_over(situation=situation, to=firm.anna, by=firm.clara)
    assert line not in anna.get(calm.get_absolute_url()).content.decode()
    anna.post("/listening/moment/put-away/")
    assert line not in anna.get(hot.get_absolute_url()).content.decode()
    assert "Not me, not now" in as_(firm.ben).get(hot.get_absolute_url()).content.decode()
    assert not Entry.objects.filter(by=firm.anna.journal_name, verb__contains="moment").exists()
    anna.post("/listening/moment/bring-back/")
    assert line in anna.get(hot.get_absolute_url()).content.decode()


def test_the_moment_can_be_brought_back_on_ones_own_page(firm: Firm, as_: As) -> None:
    anna = as_(firm.anna)
    assert "Zurückholen" not in anna.get("/people/me/").content.decode()
    anna.post("/listening/moment/put-away/")
    assert "Zurückholen" in anna.get("/people/me/").content.decode()

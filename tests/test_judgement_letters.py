"""Letters nobody trained on: angry ones read hot, ordinary ones calm, in both languages."""

from collections.abc import Sequence

import pytest

from heard.judgement.acts import judge
from heard.judgement.values import Judgement, Turn
from tests.judgement_letters import LETTERS

pytestmark = pytest.mark.anywhere

ANGRY_GERMAN = (
    "Sehr geehrte Damen und Herren,\n\ndas ist jetzt die dritte Lieferung ohne Prüfzeugnis. Seit "
    "gestern steht unsere Linie still. Wenn das Zeugnis nicht bis morgen hier ist, schalten wir "
    "unseren Anwalt ein.\n\nMit freundlichen Grüßen\nPetra Huber"
)
ANGRY_ENGLISH = (
    "Dear Sir or Madam,\n\nthis is the third delivery without a test certificate. Our line has "
    "stood still since yesterday. If it is not here by tomorrow, you will hear from our lawyer."
    "\n\nYours sincerely\nPaula Hunter"
)


def reading(*texts: str) -> Judgement:
    return judge([Turn("them", text) for text in texts], why=True)


@pytest.mark.parametrize("text", [ANGRY_GERMAN, ANGRY_ENGLISH])
def test_the_angry_letter_is_hot_with_reasons(text: str) -> None:
    found = reading(text)
    assert found.word in ("hot", "boiling")
    assert found.hot is not None and found.hot >= 0.5
    labels = {span.label for span in found.why}
    assert {"repetition", "threat"} <= labels
    assert all(text[span.start : span.end].strip() for span in found.why)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("kind", "at_least"), [("hot", 0.75), ("displeased", 0.5), ("calm", 0.86)])
def test_fresh_letters_read_as_a_person_would(language: str, kind: str, at_least: float) -> None:
    letters = [(words, text) for tongue, words, text in LETTERS if tongue == language]
    wanted = [(words, text) for words, text in letters if words[0] == kind]
    right = [reading(text).word in words for words, text in wanted]
    assert sum(right) / len(right) >= at_least


@pytest.mark.slow
def test_no_calm_letter_is_called_hot() -> None:
    calm = [text for _, words, text in LETTERS if words == ("calm",)]
    assert [text for text in calm if (reading(text).hot or 0) >= 0.5] == []


def test_the_language_is_told() -> None:
    told = [(reading(text).language, tongue) for tongue, _, text in LETTERS]
    assert [pair for pair in told if pair[0] != pair[1]] == []


def test_capitals_among_friends_are_not_hot() -> None:
    assert reading("WOW, das ist SO SCHÖN geworden, DANKE EUCH!!! 🎉").word == "calm"
    assert reading("YOU ARE THE BEST!!! The party was AMAZING, thank you all 🎉").word == "calm"


def test_a_quoted_letter_does_not_heat_ours() -> None:
    mine = "Thank you for your help, everything is settled now."
    theirs = "\n> ".join(["", *ANGRY_ENGLISH.split("\n")])
    alone, quoting = reading(mine), reading(f"{mine}\n\nOn 3 May 2024 Paula wrote:{theirs}")
    assert quoting.word == "calm"
    assert quoting.heat == alone.heat


@pytest.mark.parametrize(
    ("displeased", "calm", "then"),
    [
        (
            "Ich warte nun seit drei Wochen auf den Rückruf und bin enttäuscht.",
            "Danke für die schnelle Hilfe gestern!",
            "Und, was ist jetzt?",
        ),
        (
            "This is the second reminder and I am disappointed that nobody answers.",
            "Thanks for the quick help yesterday!",
            "Any news on this?",
        ),
    ],
)
def test_a_short_letter_is_read_in_the_context_of_the_one_before(
    displeased: str, calm: str, then: str
) -> None:
    def heat(before: str) -> float:
        return judge([Turn("them", before), Turn("us", "OK."), Turn("them", then)]).heat or 0.0

    assert heat(displeased) > heat(calm) + 0.02
    assert heat(calm) == judge([Turn("them", then)]).heat


def test_the_forecast_rises_with_a_cold_answer() -> None:
    before = [Turn("them", "Unsere Lieferung ist zwei Wochen zu spät. Was ist los?")]
    cold = Turn(
        "us", "Wie bereits mehrfach erklärt, ist das nicht unser Problem. Lesen Sie die AGB."
    )
    warm = Turn(
        "us",
        "Es tut mir leid, dass Sie zwei Wochen gewartet haben. Ich kläre es und rufe Sie bis "
        "morgen 12 Uhr an.",
    )

    def chance(turns: Sequence[Turn]) -> float:
        return judge(turns).forecast or 0.0

    assert chance([*before, cold]) > chance([*before, warm]) + 0.2


@pytest.mark.parametrize(
    ("asked", "offered", "taken", "refused"),
    [
        (
            "Der Tisch kam mit kaputtem Bein. Ich möchte mein Geld zurück.",
            "Wir schicken Ihnen ein neues Bein oder ziehen 40 Euro ab.",
            "Gut, mit den 40 Euro kann ich leben, danke.",
            "Nein. Ich habe Geld zurück gesagt und sonst nichts. Sie hören ja nie zu.",
        ),
        (
            "The desk arrived with a broken leg. I want my money back.",
            "I can send you a new leg or take 40 off.",
            "Alright, 40 off sounds fair. How do I get it?",
            "No. I said money back and nothing else. You people never listen.",
        ),
    ],
)
def test_the_forecast_hears_whether_an_offer_is_taken_up(
    asked: str, offered: str, taken: str, refused: str
) -> None:
    def ahead(last: str) -> float:
        turns = [Turn("them", asked), Turn("us", offered), Turn("them", last)]
        return judge(turns).forecast or 0.0

    assert ahead(refused) > ahead(taken) + 0.3
    assert judge([Turn("us", offered)]).forecast is None  # nobody has said anything yet


def test_the_forecast_rises_the_longer_we_let_them_wait() -> None:
    def chance(hours: float | None) -> float:
        asked = Turn("them", "Unsere Lieferung ist zu spät. Was ist los?", 100.0)
        answered = Turn(
            "us", "Die Lieferung ist unterwegs.", None if hours is None else 100.0 + hours
        )
        return judge([asked, answered]).forecast or 0.0

    assert chance(1) < chance(4) < chance(48) < chance(400)
    assert chance(None) == chance(4)


def test_what_we_add_to_an_answer_does_not_undo_the_waiting() -> None:
    def chance(hours: float) -> float:
        asked = Turn("them", "Unsere Lieferung ist zu spät. Was ist los?", 0.0)
        answered = Turn("us", "Die Lieferung ist unterwegs.", hours)
        added = Turn("us", "Die Sendungsnummer ist 4711.", hours + 1)
        return judge([asked, answered, added]).forecast or 0.0

    assert chance(1) < chance(48) < chance(400)


@pytest.mark.parametrize("text", ["Danke!", "Vielen Dank!", "Thanks", "Liebe Grüße\nAnna"])
def test_a_closing_alone_is_a_message(text: str) -> None:
    assert reading(text).word == "calm"


def test_an_afterthought_below_the_name_is_read() -> None:
    letter = "Anbei die Unterlagen.\n\nMit freundlichen Grüßen\nMax Huber\n\n"
    cold = "PS: Wenn das Zeugnis bis morgen nicht da ist, geht die Sache zum Anwalt."
    assert (reading(letter + cold).hot or 0) > 2 * (reading(letter).hot or 1)


def test_what_displeases_is_named_where_nothing_is_hot() -> None:
    found = reading(
        "Guten Tag, die Rechnung kam an. Dass wir wieder drei Wochen auf eine Antwort warten"
        " mussten, hat uns enttäuscht. Bitte senden Sie die Zeichnung an Herrn Kolb."
    )
    assert found.word == "displeased"
    assert [span.label for span in found.why] == ["displeasure"]


def test_why_is_only_computed_on_request() -> None:
    assert judge([Turn("them", ANGRY_GERMAN)]).why == ()

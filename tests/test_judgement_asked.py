"""The same words of ours grant one request and refuse another."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from heard.judgement.acts import review
from heard.judgement.asked import MOST_CHARACTERS, MOST_WORDS, request
from heard.judgement.values import Answer, Turn

pytestmark = pytest.mark.anywhere


def answer(draft: str, *messages: str) -> Answer:
    return review([Turn("them", one) for one in messages], draft).answer


@pytest.mark.parametrize(
    ("draft", "asked", "other"),
    [
        (
            "Dear Mr Lowe, you will find the booklet enclosed. Kind regards",
            "I have mislaid the booklet of the boiler. Could you send me another one, please?",
            "Your fitter never came on Tuesday. I want the 90 pounds for the call-out back.",
        ),
        (
            "Dear Ms Hart, your contract runs until the end of next year.",
            "Could you extend my contract to the end of next year?",
            "Please let me out of my contract at the end of this month.",
        ),
        (
            "Das Bild ist von der Seite verschwunden, die Vorschau auch.",
            "Können Sie bitte das Bild von mir von Ihrer Seite nehmen? Ich habe nie zugestimmt.",
            "Ich möchte meine Mitgliedschaft zum Monatsende kündigen und den Rest zurück.",
        ),
        (
            "Guten Tag Frau Wolf, die Lampe im zweiten Stock brennt wieder.",
            "Im Treppenhaus ist es seit einer Woche dunkel. Würden Sie die Lampe bitte reparieren?",
            "Darf ich in der Wohnung einen Hund halten? Er ist klein und bellt nie.",
        ),
    ],
)
def test_a_yes_hangs_on_what_was_asked(draft: str, asked: str, other: str) -> None:
    granted, beside = answer(draft, asked).yes, answer(draft, other).yes
    assert granted is not None and beside is not None
    assert granted > beside + 0.05


@pytest.mark.parametrize(
    ("draft", "refused", "granted"),
    [
        (
            "Die Presse bleibt bis zum Frühjahr stehen, wo sie ist.",
            "Bitte holen Sie die Presse bis Freitag bei uns ab, wir brauchen den Platz.",
            "Könnten Sie die Presse noch bis zum Frühjahr bei uns stehen lassen?",
        ),
        (
            "Dear Ms Hart, your contract runs until the end of next year.",
            "Please let me out of my contract at the end of this month.",
            "Could you extend my contract to the end of next year?",
        ),
    ],
)
def test_a_no_hangs_on_what_was_asked(draft: str, refused: str, granted: str) -> None:
    one, other = answer(draft, refused), answer(draft, granted)
    assert None not in (one.no, other.no, one.yes, other.yes)
    assert one.no > other.no + 0.1  # type: ignore[operator]  # asserted a line above
    assert other.yes > one.yes  # type: ignore[operator]  # asserted above


@pytest.mark.parametrize(
    "message",
    [
        "",
        "???",
        "Guten Tag Frau Lang,",
        "> Bitte senden Sie uns das Angebot.\n> Danke",
        "Proszę o przesłanie kopii faktury za listopad, potrzebuję jej do rozliczenia podatku.",
    ],
)
def test_where_nothing_is_asked_that_can_be_read_the_draft_stands_alone(message: str) -> None:
    draft = "Ja, gern, das machen wir so."
    assert answer(draft, message) == answer(draft)
    assert answer(draft).yes > 0.4  # type: ignore[operator]  # there are weights


def test_the_shortest_answer_is_read_with_the_question_too() -> None:
    assert answer("Passt.", "Geht es auch am Dienstag um drei?") != answer("Passt.")


def test_a_message_in_the_other_language_is_left_aside() -> None:
    draft = "We have taken the fee off your bill, as you asked us to in March."
    theirs = "Bitte nehmen Sie die Mahngebühr von meiner Rechnung, ich habe rechtzeitig bezahlt."
    assert answer(draft, theirs) == answer(draft)


def test_several_messages_are_one_question() -> None:
    both = request("Ich möchte den Vertrag kündigen\n\nDie Rechnung ist falsch")
    assert both == "Ich möchte den Vertrag kündigen Die Rechnung ist falsch"
    draft, one, two = "Der Vertrag ist aufgehoben.", "Bitte heben Sie den Vertrag auf.", "Geht das?"
    assert answer(draft, one, two) == answer(draft, f"{one}\n\n{two}") != answer(draft)


def test_what_asks_is_kept_of_a_long_letter() -> None:
    story = "The train stood in the fields near Ware for an hour and nobody said a word. " * 12
    kept = request(f"Dear Sirs, {story}Please refund my ticket. {story}Yours, A. Reed")
    assert "Please refund my ticket." in kept
    assert len(kept.split()) <= MOST_WORDS


def test_what_stands_before_a_short_question_is_kept_with_it() -> None:
    story = "Der Zug stand in Ware auf freiem Feld und niemand sagte ein Wort. " * 12
    kept = request(f"Wir nehmen die 40 Kisten erst im Mai. Geht das bitte? {story}")
    assert "40 Kisten" in kept


@given(some.text(max_size=2000) | some.text("aä \n.?&ü\u00ad", max_size=2000))
def test_a_request_is_short_and_in_their_words(message: str) -> None:
    kept = request(message)
    assert len(kept.split()) <= MOST_WORDS and len(kept) <= MOST_CHARACTERS
    plain = message.replace("\u00ad", "")
    assert all(word in plain for word in kept.split())

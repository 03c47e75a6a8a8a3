"""Whatever arrives: a sensible answer or a clear "no reading", in time, never an exception."""

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heard.judgement.acts import judge, review
from heard.judgement.values import Judgement, Turn
from heard.judgement.weights import FILE, weights

pytestmark = pytest.mark.anywhere

ANY_TEXT = st.text(st.characters(), max_size=300)
LIKELY = st.lists(
    st.sampled_from(
        (
            "Anwalt lawyer bis morgen ! ?! > -- \n \n\n On 3 May 2024 a wrote: Von: An: Betreff: "
            "<b> </b> &uuml; 4.500 € 12.3. 3rd ohne not Idiot IDIOTEN danke 😡 \ud83d \x00 z.B. 1."
        ).split(" ")
    ),
    max_size=40,
).map(" ".join)
TURNS = st.lists(
    st.builds(Turn, st.sampled_from(["them", "us"]), st.one_of(ANY_TEXT, LIKELY)), max_size=4
)


def is_sound(found: Judgement, turns: list[Turn]) -> bool:
    scores = (found.heat, found.hot, found.forecast)
    if found.heat is None:
        return scores == (None, None, None) and bool(found.note) and found.word is None
    within = all(score is not None and 0.0 <= score <= 1.0 for score in scores)
    spans = all(0 <= s.start < s.end <= len(turns[s.turn].text) for s in found.why)
    return within and spans and found.word is not None and 0.0 <= found.confidence <= 1.0


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(TURNS)
def test_no_text_breaks_the_judgement(turns: list[Turn]) -> None:
    assert is_sound(judge(turns, why=True), turns)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(TURNS, st.one_of(ANY_TEXT, LIKELY), st.none() | st.lists(ANY_TEXT, max_size=3))
@example([], "0", ["\ud800"])
def test_no_text_breaks_the_review(turns: list[Turn], draft: str, points: list[str] | None) -> None:
    found = review(turns, draft, points=points)
    assert 0.0 <= found.heard <= 1.0
    scores = (
        *(found.tone.sarcasm, found.tone.attitude, found.tone.warmth),
        *(found.answer.yes, found.answer.no, found.answer.promise, found.answer.severs),
    )
    third_language = all(score is None for score in scores)
    assert third_language or all(score is not None and 0.0 <= score <= 1.0 for score in scores)
    for point in found.points:
        if point.turn is not None and point.start is not None and point.end is not None:
            assert 0 <= point.start < point.end <= len(turns[point.turn].text)
        if point.by is not None:
            assert 0 <= point.by[0] < point.by[1] <= len(draft)
    assert all(0 <= mark.start < mark.end <= len(draft) for mark in found.marks)
    if points is not None:
        assert [point.text for point in found.points] == points


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no text"),
        (" \n\t ", "no text"),
        ("> Ihr seid Idioten!\n> Anwalt!", "only a quote"),
        ("Am 3.4.2024 schrieb Max <m@example.org>:\n> Anwalt!", "only a quote"),
        ("<div><img src='x.png'></div>", "only a quote"),
        ("😡😡😡", "no words"),
        ("?!?! --- 123", "no words"),
        (
            "Bonjour, nous attendons toujours la livraison, personne ne nous répond.",
            "another language (fr)",
        ),
        ("Buongiorno, non abbiamo ancora ricevuto la merce ordinata tre settimane fa.", "(it)"),
        ("Dobrý den, zboží stále nedorazilo a nikdo nám neodpovídá na telefon.", "(cs)"),
        ("こんにちは、商品がまだ届いていません。至急ご連絡ください。", "(ja)"),
    ],
)
def test_what_cannot_be_read_says_so(text: str, says: str) -> None:
    found = judge([Turn("them", text)])
    assert (found.heat, found.hot, found.forecast) == (None, None, None)
    assert found.word is None
    assert found.note is not None and says in found.note
    assert found.confidence <= 0.1


@pytest.mark.parametrize("text", ["Nous sommes furieux", "Où est ma commande ?"])
def test_too_little_of_another_language_is_called_neither_of_ours(text: str) -> None:
    found = judge([Turn("them", text)])
    assert found.language is None and found.confidence <= 0.2


def test_another_language_with_some_of_our_small_words_is_named() -> None:
    letter = (
        "Geachte heer, de levering is te laat en de monteur is niet gekomen. Ik wil dat u dit "
        "oplost en mij het geld teruggeeft, want die machine staat al drie weken stil."
    )
    found = judge([Turn("them", letter)])
    assert (found.language, found.heat) == ("nl", None)


def test_a_draft_in_a_third_language_has_no_tone() -> None:
    draft = "Nous avons bien reçu votre réclamation et nous vous répondrons avant vendredi."
    found = review([Turn("them", "Wo bleibt die Lieferung?")], draft)
    assert found.tone.sarcasm is None and found.answer.promise is None and found.marks == ()


def test_without_a_message_of_theirs_there_is_no_reading() -> None:
    assert judge([]).note
    assert judge([Turn("us", "Guten Tag!")]).heat is None


def test_markup_is_not_read() -> None:
    text = "<html><style>p {color: red}</style><p>Vielen Dank f&uuml;r die sch&ouml;ne Arbeit!</p>"
    found = judge([Turn("them", text)])
    assert found.word == "calm" and found.language == "de"


def test_mixed_english_and_german_is_read() -> None:
    text = "Sorry, but this is a joke. Die Lieferung fehlt schon wieder and nobody calls back!"
    assert judge([Turn("them", text)]).word in ("displeased", "hot", "boiling")


def test_broken_surrogates_are_read_around() -> None:
    found = judge(
        [Turn("them", "Danke \ud83d f\udcfcr die Hilfe, alles \ufffd bestens!")], why=True
    )
    assert found.word == "calm"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Die Linie steht still! " * 9000,
        "a" * 200_000,
        "<" * 200_000,
        "On 1 " * 40_000,
        "Am 1.1. schrieb " * 12_000,
        "> quoted\n" * 20_000,
        "1.1." * 50_000,
        '"' * 200_000,
        "\n" * 200_000,
        "Von: a\n" * 30_000,
        "&uuml;" * 33_000,
        "@a." * 60_000,
        "<title>" * 28_000,
        f"Bitte um Rückruf.\n\nAnna Berg\nBerg GmbH\nTel. 12345\n\n{'.' * 199_000}",
    ],
)
def test_two_hundred_kilobytes_take_bounded_time(text: str) -> None:
    begin = time.process_time()
    judge([Turn("them", text)], why=True)
    review([Turn("them", text)], text)
    assert time.process_time() - begin < 4.0


def test_a_thousand_turns_take_bounded_time() -> None:
    turns = [Turn("them" if i % 3 else "us", f"Wo bleibt Lieferung {i}?") for i in range(1000)]
    begin = time.process_time()
    assert judge(turns, why=True).heat is not None
    assert review(turns, "Die Lieferung 999 kommt morgen.").points
    assert time.process_time() - begin < 1.0


@pytest.mark.parametrize(
    "text",
    [
        *("1" * 5000 + " dozen of them are broken.", "1" * 5000 + " and a half days went by."),
        *(
            "Seit am 3. Auguſt steht die Linie.",
            "Es fehlen ſix dozen Ventile.",
            "Um halb zweı kam er.",
        ),
    ],
)
def test_odd_numbers_are_read_around(text: str) -> None:
    assert review([Turn("them", text)], text).points
    assert is_sound(judge([Turn("them", text)]), [Turn("them", text)])


def test_weights_of_another_encoder_are_not_taken(tmp_path: Path) -> None:
    with np.load(FILE, allow_pickle=False) as stored:
        found = {name: stored[name] for name in stored.files}
    assert weights(FILE) is not None
    found["networks"] = np.array(["0" * 64, *found["networks"][1:]])
    np.savez(tmp_path / "weights.npz", allow_pickle=False, **found)
    assert weights(tmp_path / "weights.npz") is None


def _damaged() -> bytes:
    """An archive whose directory is whole and whose first table is not."""
    found = bytearray(FILE.read_bytes())
    found[200:260] = b"\xff" * 60
    return bytes(found)


@pytest.mark.parametrize(
    "content", [None, b"", b"PK\x03\x04 broken", b"no archive at all", _damaged()]
)
def test_missing_or_broken_weights_mean_no_reading(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "weights.npz"
    if content is not None:
        file.write_bytes(content)
    assert weights(file) is None
    turns = [Turn("them", "Die Linie steht still seit gestern.")]
    found = judge(turns, file=file)
    assert found.heat is None and found.note is not None and "files are missing" in found.note
    reviewed = review(turns, "Ihre Linie steht seit gestern still.", file=file)
    assert reviewed.tone.sarcasm is None and reviewed.answer.no is None
    assert reviewed.points[0].covered

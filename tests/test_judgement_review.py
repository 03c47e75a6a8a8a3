"""A draft is held against their message: what is restated, correctly, and in which tone."""

import pytest

from heard.judgement.acts import review
from heard.judgement.coverage import matches
from heard.judgement.values import Review, Turn
from heard.judgement.weights import weights

pytestmark = pytest.mark.anywhere

THEIRS = (
    "Sehr geehrte Frau Lang,\n\nzum dritten Mal kam Ihre Lieferung ohne Prüfzeugnis, ihr seid ein "
    "Saftladen! Unsere Linie steht seit gestern still. Der Schaden beträgt bisher 4.500 Euro. Wenn "
    "das Zeugnis nicht bis Freitag da ist, gehen wir zum Anwalt.\n\nMit freundlichen Grüßen\n"
    "Max Huber\nEinkauf\nTel. 0123 456"
)
RESTATED = (
    "Sehr geehrter Herr Huber,\n\nSie schreiben, dass unsere Lieferung nun zum dritten Mal ohne "
    "Prüfzeugnis bei Ihnen ankam und dass Ihre Linie seit gestern stillsteht. Ihnen ist ein "
    "Schaden von 4500 € entstanden. Wenn das Zeugnis bis Freitag fehlt, wenden Sie sich an einen "
    "Anwalt. Ich melde mich bis morgen um 12 Uhr bei Ihnen."
)
OTHER = (
    "Sehr geehrte Frau Moser,\n\nSie schreiben, dass die Fassade nicht die vereinbarte Farbe hat "
    "und die Gerüste seit zwei Wochen den Eingang versperren. Das verstehe ich gut."
)


def them(text: str) -> list[Turn]:
    return [Turn("them", text)]


def covered(found: Review) -> list[bool]:
    return [point.covered for point in found.points]


def test_points_are_their_sentences_without_insult_greeting_and_signature() -> None:
    points = review(them(THEIRS), "").points
    texts = [point.text for point in points]
    assert len(points) == 4
    assert "zum dritten Mal" in texts[0] and "ohne Prüfzeugnis" in texts[0]
    assert not any("Saftladen" in text or "Huber" in text or "geehrte" in text for text in texts)
    for point in points:
        assert point.turn == 0 and point.start is not None and point.end is not None
        assert THEIRS[point.start : point.end].strip()


def test_english_points_lose_the_insult_and_keep_the_weight() -> None:
    text = "You idiots sent the wrong pump for the third time. Are you stupid? We lost two days."
    texts = [point.text for point in review(them(text), "").points]
    assert texts == ["You sent the wrong pump for the third time.", "We lost two days."]


def test_a_true_restatement_covers_all_points() -> None:
    found = review(them(THEIRS), RESTATED)
    assert covered(found) == [True, True, True, True]
    assert found.heard > 0.85
    for point in found.points:
        assert point.by is not None
        assert RESTATED[point.by[0] : point.by[1]].strip()


def test_restating_another_message_is_not_hearing() -> None:
    assert review(them(THEIRS), OTHER).heard < 0.2


@pytest.mark.parametrize(
    ("one", "other", "draft"),
    [
        (
            "The pallets came on Tuesday with two of the twelve crates crushed, and your driver "
            "left before we could write it down. We had to throw away the glass.",
            "The pallets came on Tuesday, a week after the day you had named, and nobody told us "
            "that they would be late. Our fitters stood about for two days.",
            "You found two crates crushed on Tuesday, and by then the driver had gone. The glass "
            "in them could not be saved.",
        ),
        (
            "Die Heizung läuft seit Montag nicht, und bei uns sind zwei kleine Kinder in der "
            "Wohnung. Ihr Notdienst hat nicht zurückgerufen.",
            "Die Heizung läuft zwar, aber die Abrechnung vom Montag stimmt nicht: Sie haben uns "
            "den Verbrauch der Nachbarwohnung angerechnet.",
            "Seit Wochenbeginn ist es bei Ihnen kalt, die Kleinen frieren, und der Notdienst hat "
            "sich nicht gemeldet.",
        ),
    ],
)
def test_two_letters_on_one_subject_are_told_apart(one: str, other: str, draft: str) -> None:
    right, wrong = review(them(one), draft).heard, review(them(other), draft).heard
    assert right > 0.4 and wrong < right - 0.1


def test_taking_a_letter_up_without_saying_anything_of_it_again_is_little_heard() -> None:
    plain = "Sehr geehrter Herr Huber,\n\nvielen Dank für Ihre Nachricht. Wir melden uns."
    assert review(them(THEIRS), plain).heard < 0.2


def test_a_message_without_a_point_can_be_spoken_of() -> None:
    message = them("I don't know. I just don't.")
    near, far = (
        review(message, draft).heard
        for draft in ("You are not sure, you say.", "The invoice of March is attached.")
    )
    assert review(message, "").heard == 0.0 and far < near <= 0.3
    assert review(message, "You are not sure, you say.", points=[]).heard == 0.0


def test_an_empty_draft_hears_nothing() -> None:
    found = review(them(THEIRS), "")
    assert found.heard == 0.0
    assert found.answer.severs == 0.0


@pytest.mark.parametrize(
    ("point", "right", "wrong"),
    [
        (
            "Die Rechnung 551 weist 1.250,00 Euro zu viel aus.",
            "Sie schreiben, dass auf der Rechnung 551 1250 Euro zu viel stehen.",
            "Sie schreiben, dass auf der Rechnung 551 1520 Euro zu viel stehen.",
        ),
        (
            "You overcharged me £1,250.00 in March.",
            "You were overcharged 1250 pounds in March.",
            "You were overcharged 1520 pounds in March.",
        ),
        (
            "Die Ware sollte am 3. Mai geliefert werden.",
            "Die Lieferung der Ware war für den 3.5. zugesagt.",
            "Die Lieferung der Ware war für den 5.3. zugesagt.",
        ),
        (
            "The delivery was due on Monday.",
            "You tell us the delivery was due on Monday.",
            "You tell us the delivery was due on Tuesday.",
        ),
        (
            "This is the third time the pump has failed.",
            "I understand that the pump has failed for the third time.",
            "I understand that the pump has failed for the second time.",
        ),
        (
            "The technician did not show up.",
            "You say that the technician never showed up.",
            "You say that the technician showed up.",
        ),
        (
            "We paid the invoice in full.",
            "You have paid the invoice in full.",
            "You have not paid the invoice in full.",
        ),
        (
            "Vier von zwölf Paletten fehlen.",
            "Von zwölf Paletten fehlen vier.",
            "Von vierzehn Paletten fehlen 5, schreiben Sie, von 14 Paletten.",
        ),
        (
            "Der letzte Zug nach Bremen wurde um 23.04 gestrichen.",
            "Der letzte Zug nach Bremen wurde also um 23:04 Uhr gestrichen.",
            "Der letzte Zug nach Bremen wurde also um 22:40 Uhr gestrichen.",
        ),
        (
            "Herr Huber hat uns die Lieferung zugesagt.",
            "Herr Huber hatte Ihnen also die Lieferung zugesagt.",
            "Herr Maier hatte Ihnen also die Lieferung zugesagt.",
        ),
        (
            "Parts A-417 and A-418 are missing.",
            "Parts A417 and A418 are missing, you write.",
            "Parts A417 and B418 are missing, you write.",
        ),
        (
            "Ende Oktober sollte die Anlage laufen.",
            "Die Anlage sollte Ende Oktober laufen.",
            "Die Anlage sollte Ende November laufen.",
        ),
    ],
)
def test_a_changed_fact_does_not_cover(point: str, right: str, wrong: str) -> None:
    turns = them(point)
    assert covered(review(turns, right, points=[point])) == [True]
    assert covered(review(turns, wrong, points=[point])) == [False]


def test_a_question_said_again_needs_no_negation() -> None:
    def is_turned(point: str, draft: str) -> bool:
        return matches([point], draft, weights())[0].turned

    should = "Der Anschlusszug hätte also warten sollen."
    assert not is_turned("Warum hat der Anschlusszug nicht gewartet?", should)
    assert is_turned("Der Anschlusszug hat nicht gewartet.", "Der Anschlusszug hat also gewartet.")


def test_given_points_are_judged_as_given() -> None:
    points = ["Die Linie steht seit gestern still.", "Die Farbe ist falsch."]
    found = review(them(THEIRS), RESTATED, points=points)
    assert [point.text for point in found.points] == points
    assert covered(found) == [True, False]
    assert all(point.turn is point.start is point.end is None for point in found.points)


def test_a_value_they_named_long_ago_contradicts_less_than_one_they_never_named() -> None:
    def covered_by(first: str) -> float:
        before = [Turn("them", first), *[Turn("us", "Danke."), Turn("them", "Gut, bis dann.")] * 6]
        turns = [*before, Turn("us", "Gern."), Turn("them", "Es fehlen 12 Kartons.")]
        found = review(turns, "Ihnen fehlen also 18 Kartons.", points=["Es fehlen 12 Kartons."])
        return found.points[0].covered_by

    assert covered_by("Wir bestellten 18 Kartons.") > covered_by("Wir bestellten Kartons.")


def test_only_their_words_since_our_last_message_count() -> None:
    turns = [
        Turn("them", "Die alte Pumpe ist kaputt."),
        Turn("us", "Wir schauen sie uns an."),
        Turn("them", "Der Kompressor verliert Öl."),
        Turn("them", "Und die Rechnung ist falsch."),
    ]
    assert {point.turn for point in review(turns, "").points} == {2, 3}


@pytest.mark.parametrize(
    ("draft", "clear"),
    [
        ("Leider können wir Ihnen den Nachlass nicht gewähren.", "no"),
        ("Unfortunately we cannot agree to a refund.", "no"),
        ("Ja, gerne. Die Gutschrift ist bereits veranlasst.", "yes"),
        ("Of course, we will refund the full amount.", "yes"),
        ("Die Ersatzteile werden bis Freitag geliefert.", "promise"),
        ("You will hear from me by Thursday noon.", "promise"),
        ("Wir beenden die Zusammenarbeit mit sofortiger Wirkung.", "severs"),
        ("It is time that we part ways. We are closing your account.", "severs"),
    ],
)
def test_what_a_draft_does_is_read(draft: str, clear: str) -> None:
    found = review(them(THEIRS), draft)
    assert getattr(found.answer, clear) > 0.45
    assert clear in {mark.label for mark in found.marks}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Am Freitag vor zwölf haben Sie die Ersatzteile im Haus.", "promise"),
        ("Den Nachlass können wir Ihnen nicht geben.", "no"),
    ],
)
def test_one_sentence_among_many_is_enough(sentence: str, name: str) -> None:
    around = (
        "Sehr geehrte Frau Huber, danke für Ihren ausführlichen Brief. Ich habe ihn mit dem Lager "
        "durchgesehen. Die Kollegen haben mir die Papiere gezeigt, auch die aus dem Frühjahr. "
    )
    with_it = review(them(THEIRS), f"{around}{sentence} Viele Grüße").answer
    without = review(them(THEIRS), f"{around}Viele Grüße").answer
    assert getattr(with_it, name) > 0.4 > getattr(without, name)


@pytest.mark.parametrize(
    "draft",
    [
        "Kein Problem, das machen wir gern.",
        "No problem, we are glad to do it.",
        "We can't thank you enough for your patience.",
        "Wir können Ihnen nicht genug danken.",
    ],
)
def test_a_negation_alone_is_no_refusal(draft: str) -> None:
    answer = review(them(THEIRS), draft).answer
    assert answer.no is not None and answer.no < 0.5
    assert answer.severs is not None and answer.severs < 0.5


def test_sarcasm_and_attitude_are_marked_in_the_draft() -> None:
    draft = (
        "Herzlichen Glückwunsch, Sie haben den Fehler gefunden. "
        "Das steht seit Jahren in der Anleitung, die Sie offenbar nicht gelesen haben."
    )
    found = review(them(THEIRS), draft)
    assert found.tone.attitude is not None and found.tone.attitude > 0.5
    assert "attitude" in {mark.label for mark in found.marks}
    assert all(0 <= mark.start < mark.end <= len(draft) for mark in found.marks)


def test_the_restatement_reads_warm_and_commits() -> None:
    kind = "Es tut mir leid, dass Sie so lange warten mussten. Ich rufe Sie bis morgen 12 Uhr an."
    found = review(them(THEIRS), kind)
    assert found.tone.warmth is not None and found.tone.warmth > 0.5
    assert found.tone.attitude is not None and found.tone.attitude < 0.3


@pytest.mark.parametrize(
    "text",
    [
        "Hallo wo bleibt meine Lieferung 4711!",
        "HALLO WO BLEIBT MEINE LIEFERUNG!",
        "Hey your driver hit my car!",
        "Lieber wäre mir eine Erstattung von 300 Euro!",
        "Hi I still have not received my refund\n",
    ],
)
def test_a_sentence_that_begins_like_a_greeting_is_a_point(text: str) -> None:
    (point,) = review(them(text), "").points
    assert point.text.rstrip("!") == text.strip().rstrip("!")


@pytest.mark.parametrize(
    "greeting",
    [
        *("Sehr geehrte Frau Dr. Müller,", "Dear Mr. Smith,", "Hallo zusammen!", "hi jenny,"),
        *("Guten Tag Herr Dipl.-Ing. Huber,", "Dear Sir or Madam,", "Liebes Team der Werkstatt,"),
        *("To whom it may concern:", "dear people at the energy supplier,", "Grüezi Frau Bünzli\n"),
    ],
)
def test_a_greeting_is_no_point(greeting: str) -> None:
    (point,) = review(them(f"{greeting} the pump has leaked since Monday."), "").points
    assert point.text == "the pump has leaked since Monday."


def test_the_last_sentence_of_a_very_long_draft_is_looked_at() -> None:
    asked = them("Bitte senden Sie mir das Prüfzeugnis der Pumpe.")
    talk = "Das Wetter war schön. Wir waren am See. Es gab Kuchen. " * 15
    without, refused = (
        review(asked, f"{talk}{end}").answer.no for end in ("", "Nein, das lehnen wir ab.")
    )
    assert without is not None and refused is not None
    assert refused > without + 0.3

"""The encoder behind the judgement: meaning near meaning, remembered, never in the way."""

from pathlib import Path

import numpy as np
import pytest

from heard.judgement.acts import answered, judge, review
from heard.judgement.alignment import aligner
from heard.judgement.encoder import DEEP, WIDTH, encoder
from heard.judgement.places import LONGEST, TAIL, places
from heard.judgement.spelling import is_spelt_otherwise
from heard.judgement.values import Turn
from heard.judgement.weights import weights

pytestmark = pytest.mark.anywhere

REPLY = (
    "Guten Tag, die Muster gehen am Donnerstag an Sie raus. Zu den Preisen melde ich mich, "
    "sobald ich intern mehr weiß."
)


def near(one: str, two: str) -> float:
    trained = weights()
    assert trained is not None
    first, second = trained.encoder.vectors([one, two]) @ trained.pair.T
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))


@pytest.mark.parametrize(
    ("point", "said", "other"),
    [
        (
            "Unsere Produktion steht seit zwei Tagen.",
            "Bei Ihnen läuft deshalb seit vorgestern keine Maschine mehr.",
            "Die Farbe der Fassade gefällt Ihnen nicht.",
        ),
        (
            "Nobody picks up the phone at your office.",
            "You could not reach any of us by telephone.",
            "The second invoice shows the wrong discount.",
        ),
        (
            "Die Ware kam beschädigt an.",
            "The goods were damaged when they reached you.",
            "You would like a longer payment term.",
        ),
    ],
)
def test_other_words_for_the_same_lie_nearer_than_another_matter(
    point: str, said: str, other: str
) -> None:
    assert near(point, said) > near(point, other) + 0.1


def test_what_was_read_is_remembered() -> None:
    reader = encoder()
    assert reader is not None
    first = reader.vectors(["Die Linie steht.", "Thanks a lot"])
    again = reader.vectors(["Thanks a lot", "Die  Linie\nsteht.", "Thanks a lot"])
    assert first.shape == (2, WIDTH)
    assert np.array_equal(again[1], first[0]) and np.array_equal(again[0], again[2])
    assert reader.vectors([]).shape == (0, WIDTH)


def test_the_untaught_layers_come_out_of_the_same_run() -> None:
    reader = encoder()
    assert reader is not None
    texts = ["Die Linie steht.", "Thanks a lot"]
    layers = reader.layers(texts)
    assert layers.shape == (2, DEEP)
    assert np.array_equal(layers[:, :WIDTH], reader.vectors(texts))
    below = layers[:, WIDTH:].reshape(2, -1, WIDTH)
    assert np.allclose(np.linalg.norm(below, axis=2), 20.0, atol=1e-3)
    assert not np.allclose(below[:, 0], below[:, 1], atol=1.0)


def test_a_text_reads_the_same_alone_and_among_others() -> None:
    reader = encoder()
    assert reader is not None
    texts = [f"Bestellung {number}: wo bleibt die Lieferung?" for number in range(7)]
    together = reader.vectors(texts)
    fresh = type(reader)(reader._session, reader._tokenizer)
    alone = np.concatenate([fresh.vectors([text]) for text in texts])
    cosines = (together * alone).sum(axis=1)
    cosines /= np.linalg.norm(together, axis=1) * np.linalg.norm(alone, axis=1)
    assert cosines.min() > 0.97


@pytest.mark.parametrize("content", [None, b"", b"no model at all"])
def test_a_missing_or_broken_encoder_is_no_encoder(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "encoder.onnx").write_bytes(content)
        (tmp_path / "tokenizer.json").write_bytes(content)
    assert encoder(tmp_path) is None


@pytest.mark.parametrize("content", [None, b"", b"no model at all"])
def test_a_missing_or_broken_alignment_is_none(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "alignment.onnx").write_bytes(content)
    assert aligner(tmp_path) is None


def test_pieces_are_given_for_each_text_by_itself() -> None:
    reader = encoder()
    assert reader is not None
    texts = ["Wo bleibt die Lieferung?", "", "Seit drei Wochen warte ich auf die Gutschrift."]
    short, nothing, long = reader.states(texts)
    assert short.shape[1] == nothing.shape[1] == long.shape[1] == WIDTH
    assert 1 <= len(nothing) < len(short) < len(long)
    (alone,) = type(reader)(reader._session, reader._tokenizer).states(texts[:1])
    cosines = (alone * short).sum(axis=1) / np.linalg.norm(alone, axis=1)
    assert (cosines / np.linalg.norm(short, axis=1)).min() > 0.9
    assert np.array_equal(reader.vectors(texts), reader.layers(texts)[:, :WIDTH])


def test_sentences_are_read_where_they_stand() -> None:
    reader = encoder()
    assert reader is not None
    alone, beside, nothing, long = reader.parts(
        ["Das geht so nicht.", "Danke für alles! Das geht so nicht.", "", "Wo bleibt er? " * 200]
    )
    assert [len(rows) for rows in (alone, beside, nothing)] == [1, 2, 1]
    assert 10 < len(long) < 200  # what is cut out of the middle has no row
    lengths = np.linalg.norm(np.concatenate([alone, beside, long]), axis=1)
    assert np.allclose(lengths, 20.0, atol=1e-2)
    likeness = beside @ alone[0] / 400.0
    assert likeness[0] < likeness[1] < 0.9999


def test_a_part_is_read_where_it_stands() -> None:
    reader = encoder()
    assert reader is not None
    noise = "Sie macht seit Mai nur noch Lärm."
    text = "Die Pumpe steht. Sie  macht seit Mai\nnur noch Lärm. Sie macht seit Mai nur noch Lärm."
    parts = ["Die Pumpe steht.", noise, noise, "Der Hof ist nass.", ""]
    first, second, third, absent, nothing = reader.in_place(text, parts)
    whole = reader.states([text])[0][:-1]
    assert np.array_equal(np.concatenate([first, second, third]), whole)
    alone, missing, empty = (rows[:-1] for rows in reader.states([parts[0], *parts[3:]]))
    assert alone.shape == first.shape and not np.allclose(alone, first, atol=0.5)
    assert np.allclose(absent, missing, atol=0.5) and nothing.shape == empty.shape
    assert reader.in_place("", []) == [] and len(reader.in_place("", parts[:1])[0]) == len(alone)


@pytest.mark.parametrize("times", [1, 40, 90, 400])
def test_no_part_of_a_long_text_is_lost(times: int) -> None:
    reader = encoder()
    assert reader is not None
    parts = [f"Am {1 + number % 28}. Mai kam Sendung {number} nicht an." for number in range(times)]
    found = reader.in_place("\n".join(parts), parts)
    assert [len(one) + 1 for one in found] == [len(one) for one in reader.states(parts)]


def test_what_is_cut_out_of_a_text_is_not_taken_for_read() -> None:
    prefix, most, last = 7, LONGEST - TAIL, LONGEST + 10 - TAIL
    ends = [(0, 0), *((prefix + 2 * n, prefix + 2 * n + 2) for n in range(LONGEST + 8)), (0, 0)]
    found = places(ends, 1, prefix)
    assert len(found.middles) == LONGEST - 2
    before, behind = 2 * (most - 1), 2 * (last - 1)
    assert found.unread == (before, behind)
    assert found.within(before - 4, before).sum() == 2 == found.within(behind, behind + 4).sum()
    assert not found.within(before - 4, before + 2).any()
    assert not found.within(behind - 2, behind + 4).any()
    assert places(ends[:9], 1, prefix).within(0, 100).all()


def test_a_point_is_held_against_a_draft_where_it_stands() -> None:
    point, draft = "Sie macht nur noch Lärm.", "Die Pumpe ist seit Mai zu laut. Wir sehen nach ihr."
    pump, door, alone = (
        review([Turn("them", letter)], draft, points=[point]).points[0].covered_by
        for letter in (f"Die Pumpe ist neu. {point}", f"Die Tür ist neu. {point}", "Und?")
    )
    assert pump > door and alone not in (pump, door)


@pytest.mark.parametrize(
    ("theirs", "ours", "otherwise"),
    [
        ("Seit 3. Mai fehlt sie.", "Seit dem 3.5. fehlt sie also.", True),
        ("You owe us 1,250.00.", "You ask for the 1250 pounds.", True),
        ("We sent two hundred and forty.", "All 240 are here.", True),
        ("Seit 3. Mai fehlt sie.", "Seit dem 3. Mai fehlt sie also.", False),
        ("Zum dritten Mal, 3. Mai!", "Ein drittes Mal ist zum dritten Mal am 3. Mai.", False),
        ("It was May 3rd, twelve boxes.", "Twelve boxes came on the 3rd of May.", False),
        ("Zwölf Kartons fehlen zum dritten Mal.", "Zum dritten Mal fehlen 12 Kartons.", True),
        ("Es fehlen 12 Kartons.", "Ihnen fehlen 12 Kartons.", False),
        ("Es fehlen 12 Kartons.", "Ihnen fehlt die Ware.", False),
        ("", "", False),
    ],
)
def test_one_spelling_is_read_where_a_number_is_spelt_otherwise(
    theirs: str, ours: str, otherwise: bool
) -> None:
    assert is_spelt_otherwise(theirs, ours) == is_spelt_otherwise(ours, theirs) == otherwise


def test_what_became_of_our_points() -> None:
    asked = ["Wann schicken Sie die Muster?", "Stimmt die Rechnung vom März?"]
    sent, _other = answered(asked, REPLY)
    assert sent.by is not None and "Muster" in REPLY[sent.by[0] : sent.by[1]]
    assert sent.state == "answered" and 0.0 < sent.chance <= 1.0
    assert [one.state for one in answered(asked, "")] == ["open", "open"]


def test_without_weights_nothing_is_suggested(tmp_path: Path) -> None:
    assert [one.state for one in answered(["Wann?"], REPLY, file=tmp_path / "none.npz")] == [None]


def test_a_message_without_a_plain_point_still_has_one() -> None:
    turns = [Turn("them", "Ach, es ist halt gerade alles ein bisschen viel.")]
    assert review(turns, "").points
    assert review([Turn("them", "Liebe Grüße")], "").points == ()


def test_the_same_message_reads_the_same_twice() -> None:
    turns = [Turn("them", "Third delivery without a certificate, and nobody calls back.")]
    assert judge(turns, why=True) == judge(turns, why=True)

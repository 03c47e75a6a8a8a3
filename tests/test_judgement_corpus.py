"""The corpus holds what its data statement says."""

import re

import pytest

from heard.judgement.weights import HANGING, HEADS
from training.asked import replies
from training.regraded import TONES
from training.saying import sayings
from training.sources import public_part
from training.tasks import ANSWERING, WRITTEN, clean, own_items
from training.threads import CORPUS, restated, rows, threads, unseen
from training.written import courses, written_items

pytestmark = pytest.mark.anywhere

LABELS = {"sarcasm", "attitude", "warmth", "yes", "no", "promise", "severs"}


def test_the_data_statement_counts_what_is_there() -> None:
    said = (CORPUS.parent / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"`([a-z/*-]+\.jsonl)` \(([\d,]+)", said)
    assert len(told) >= 16
    for name, number in told:
        files = sorted(CORPUS.glob(name) if "/" in name else CORPUS.rglob(name))
        if name == "debates-de.jsonl":  # told together with the English ones
            files = sorted(CORPUS.glob("messages/debates*.jsonl"))
        assert sum(len(rows(file)) for file in files) == int(number.replace(",", "")), name


def test_it_is_large_enough_and_half_german() -> None:
    found = threads()
    assert len(found) >= 300 and sum(len(thread.drafts) for thread in found) >= 1200
    german = sum(thread.language == "de" for thread in found)
    assert 0.45 <= german / len(found) <= 0.55
    assert len({thread.name for thread in found}) == len(found)


def test_points_are_their_own_words_and_drafts_speak_of_them() -> None:
    letters = restated("business") + restated("letters")
    for thread in threads() + restated("sessions") + letters + unseen():
        assert thread.turns[thread.at].side == "them", thread.name
        for text, turn, weight in thread.points:
            assert text in thread.turns[turn].text and thread.turns[turn].side == "them"
            assert weight in (1, 2, 3)
        for text, turn, state in thread.ours:
            assert text in thread.turns[turn].text and thread.turns[turn].side == "us"
            assert state in ("answered", "evaded", "open")
        for draft in thread.drafts:
            assert draft.labels <= LABELS and not draft.covers & draft.wrong
            assert all(0 <= point < len(thread.points) for point in draft.covers | draft.wrong)


def test_theirs_are_graded_and_hours_run_forward() -> None:
    for thread in threads() + unseen():
        assert all((turn.grade >= 0) == (turn.side == "them") for turn in thread.turns)
        hours = [turn.hours for turn in thread.turns]
        assert hours == sorted(hours) and 1 <= len(hours) <= 7, thread.name


def test_a_fifth_is_held_back_for_good() -> None:
    share = sum(thread.part == "test" for thread in threads()) / len(threads())
    assert 0.12 <= share <= 0.28


def test_nothing_learns_from_unseen_mail_in_either_language() -> None:
    found = unseen()
    for language in ("de", "en"):
        assert sum(one.language == language for one in found) >= 100
    texts = {clean(turn.text) for one in found for turn in one.turns}
    texts |= {clean(draft.text) for one in found for draft in one.drafts}
    parts = ("train", "setting", "test")
    known = {one.text for one in own_items(parts) + written_items(parts)}
    learnt = {text for one in replies(*parts) for text in (one.message, one.answer)}
    learnt |= {text for one in sayings(*parts) for text in (one.message, one.draft)}
    known |= {clean(text) for text in learnt}
    known |= {clean(turn.text) for one in courses() for turn in one.turns}
    assert {text for text in texts & known if len(text) > 60} == set()


def test_each_of_the_newer_files_is_graded_or_labelled_and_held_back_in_part() -> None:
    items = written_items(("train", "setting", "test"))
    assert {one.source for one in items} == set(WRITTEN)
    for source in WRITTEN:
        of = [one for one in items if one.source == source]
        assert all(one.grade in range(5) or one.labels for one in of), source
        assert {name for one in of for name in one.labels} <= set(HEADS)
        assert 0.1 <= sum(one.part == "test" for one in of) / len(of) <= 0.35, source


def test_answers_stand_behind_what_they_answer() -> None:
    found = replies("train", "setting", "test")
    assert {one.source for one in found} == set(ANSWERING)
    assert all(one.message.strip() and one.answer.strip() for one in found)
    for source in ANSWERING:
        of = [one for one in found if one.source == source]
        assert {name for one in of for name in one.labels} <= set(HANGING)
        assert 0.1 <= sum(one.part == "test" for one in of) / len(of) <= 0.35, source


def test_what_several_messages_make_of_one_answer_differs() -> None:
    said: dict[str, list[tuple[float, ...]]] = {}
    for one in replies("train", "setting", "test"):
        if one.source == "several asked":
            said.setdefault(one.answer, []).append(tuple(one.labels.values()))
    assert len(said) >= 300
    assert all(len(set(labels)) > 1 for labels in said.values())


def test_of_the_public_texts_only_our_grades_lie_here() -> None:
    files = sorted((CORPUS / "regraded").glob("*.jsonl"))
    assert len(files) >= 6
    for file in files:
        found = rows(file)
        assert all(set(one) == {"id", "grade", "labels"} for one in found), file.name
        assert all(one["grade"] in range(5) for one in found)
        assert {name for one in found for name in one["labels"]} <= set(TONES)
        assert len({one["id"] for one in found}) == len(found)


def test_no_text_stands_in_two_parts() -> None:
    parts: dict[str, set[str]] = {}
    for one in own_items(("train", "setting", "test")) + written_items(
        ("train", "setting", "test")
    ):
        if len(one.text) > 60 and (one.grade >= 0 or one.labels):
            parts.setdefault(one.text, set()).add(one.part)
    assert [text for text, found in parts.items() if len(found) > 1] == []


def test_answers_to_one_post_lie_in_one_part() -> None:
    rowed = {row["id"]: row for file in CORPUS.glob("messages/debates*") for row in rows(file)}
    texts = {clean(row["text"]): row["before"] for row in rowed.values()}
    parts: dict[str, set[str]] = {}
    for one in written_items(("train", "setting", "test")):
        if one.text in texts:
            begins = " ".join(texts[one.text].lower().split()[:4])
            parts.setdefault(begins, set()).add(one.part)
    assert len(parts) > 300 and all(len(found) == 1 for found in parts.values())


def test_what_a_set_keeps_for_its_test_is_test_here_and_so_are_its_sentences() -> None:
    assert public_part("germeval", "test17") == "test"
    assert public_part("acts", "test17") == "test"
    assert all(
        public_part("acts", f"training{n}") == public_part("germeval", f"training{n}")
        for n in range(50)
    )


def test_a_session_and_its_messages_lie_in_one_part() -> None:
    parts: dict[str, set[str]] = {}
    for thread in restated("sessions"):
        assert thread.session
        parts.setdefault(thread.session, set()).add(thread.part)
    assert all(len(found) == 1 for found in parts.values()) and len(parts) > 20


def test_disputes_run_long_with_both_sides_graded_and_timed() -> None:
    found = courses()
    assert len(found) > 100 and sum(len(one.turns) >= 7 for one in found) > 80
    for one in found:
        hours = [turn.hours for turn in one.turns]
        assert hours == sorted(hours) and all(turn.grade in range(5) for turn in one.turns)


def test_what_is_said_of_a_point_is_right_and_wrong_alike_and_held_back_in_part() -> None:
    found = [one for one in sayings("train", "setting", "test") if one.source == "pairs"]
    for language in ("de", "en"):
        of = [one for one in found if one.language == language]
        assert len(of) > 3000 and 0.25 < sum(one.right for one in of) / len(of) < 0.45
        assert 0.1 <= sum(one.part == "test" for one in of) / len(of) <= 0.35
        length = {
            right: sum(len(one.draft) for one in of if one.right == right)
            / sum(one.right == right for one in of)
            for right in (True, False)
        }
        assert 0.85 < length[True] / length[False] < 1.2  # or the length would tell
    told: dict[tuple[str, str], set[bool]] = {}
    for one in found:
        told.setdefault((one.point, one.draft), set()).add(one.right)
    assert all(len(one) == 1 for one in told.values())

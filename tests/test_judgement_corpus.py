"""The corpus holds what its data statement says."""

import pytest

from training.threads import threads

pytestmark = pytest.mark.anywhere

LABELS = {"sarcasm", "attitude", "warmth", "yes", "no", "promise", "severs"}


def test_it_is_large_enough_and_half_german() -> None:
    found = threads()
    assert len(found) >= 300 and sum(len(thread.drafts) for thread in found) >= 1200
    german = sum(thread.language == "de" for thread in found)
    assert 0.45 <= german / len(found) <= 0.55
    assert len({thread.name for thread in found}) == len(found)


def test_points_are_their_own_words_and_drafts_speak_of_them() -> None:
    for thread in threads():
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
    for thread in threads():
        assert all((turn.grade >= 0) == (turn.side == "them") for turn in thread.turns)
        hours = [turn.hours for turn in thread.turns]
        assert hours == sorted(hours) and 1 <= len(hours) <= 7, thread.name


def test_a_fifth_is_held_back_for_good() -> None:
    share = sum(thread.part == "test" for thread in threads()) / len(threads())
    assert 0.12 <= share <= 0.28

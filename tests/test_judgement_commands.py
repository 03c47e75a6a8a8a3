"""`heard judge` and `heard review`, the stable face for scripts."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.servers import Commands

pytestmark = pytest.mark.anywhere

Answered = tuple[int, list[dict[str, Any]], str]
Heard = Callable[..., Answered]

ANGRY = "Third delivery without a certificate! If it is not here by tomorrow we go to our lawyer."


@pytest.fixture(scope="module")
def commands() -> Iterator[Commands]:
    with Commands(os.environ | {"HEARD_LOG_LEVEL": "INFO"}) as started:
        yield started


@pytest.fixture
def heard(commands: Commands) -> Heard:
    def run(verb: str, *lines: str | bytes) -> Answered:
        given = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
        code, said, complaints = commands.run(verb, given=given)
        return code, [json.loads(line) for line in said.splitlines()], complaints

    return run


def asked(text: str, **more: object) -> str:
    return json.dumps({"id": "a", "turns": [{"side": "them", "text": text}], **more})


@pytest.mark.slow
def test_judge_answers_with_exactly_the_promised_keys(heard: Heard) -> None:
    code, answers, complaints = heard("judge", asked(ANGRY))
    assert (code, complaints) == (0, "")
    assert [list(answer) for answer in answers] == [
        ["id", "language", "heat", "hot", "forecast", "confidence", "note", "why"]
    ]
    assert answers[0]["id"] == "a" and answers[0]["language"] == "en"
    assert answers[0]["hot"] >= 0.5
    assert all(set(why) == {"turn", "start", "end", "label"} for why in answers[0]["why"])


@pytest.mark.slow
def test_review_answers_with_exactly_the_promised_keys(heard: Heard) -> None:
    line = asked(ANGRY, draft="You write that the third delivery came without a certificate.")
    code, answers, _ = heard("review", line)
    assert code == 0
    found = answers[0]
    assert list(found) == ["id", "points", "heard", "tone", "answer", "marks"]
    assert list(found["points"][0]) == ["text", "turn", "start", "end", "covered", "by"]
    assert list(found["tone"]) == ["sarcasm", "attitude", "warmth"]
    assert list(found["answer"]) == ["yes", "no", "promise", "severs"]
    assert found["points"][0]["covered"] is True and len(found["points"][0]["by"]) == 2


@pytest.mark.slow
def test_given_points_have_no_place_in_a_turn(heard: Heard) -> None:
    _, answers, _ = heard("review", asked(ANGRY, draft="", points=["one thing"]))
    point = {"text": "one thing", "turn": None, "start": None, "end": None}
    assert answers[0]["points"] == [{**point, "covered": False, "by": None}]


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["judge", "review"])
def test_a_bad_line_is_named_and_the_others_are_answered(heard: Heard, verb: str) -> None:
    good = asked(ANGRY, draft="")
    late = '{"turns": [{"side": "them", "text": "x", "hours": %s}]}'
    bad = ["nonsense", "[1]", '{"turns": 3}', '{"turns": [{"side": "me", "text": "x"}]}']
    bad += [
        late % "true",
        late % '"soon"',
        late % "NaN",
        '{"id": NaN, "turns": []}',
        late % f"1{'0' * 400}",
    ]
    code, answers, complaints = heard(verb, good, *bad, b'{"turns": [\xff\xfe', "", good)
    assert code != 0
    assert len(answers) == 2
    assert [line.split(":")[0] for line in complaints.splitlines()[:10]] == [
        f"Line {number}" for number in range(2, 12)
    ]
    assert "Traceback" not in complaints and "nonsense" not in complaints


@pytest.mark.slow
def test_the_hours_of_the_turns_are_taken_where_they_are_given(heard: Heard) -> None:
    def line(hours: float) -> bytes:
        turns = [
            {"side": "them", "text": "Wo bleibt die Lieferung?", "hours": 0},
            {"side": "us", "text": "Sie ist unterwegs.", "hours": hours},
        ]
        return json.dumps({"id": 1, "turns": turns}).encode()

    code, answers, _ = heard("judge", line(1), line(200))
    assert code == 0 and answers[1]["forecast"] > answers[0]["forecast"]


@pytest.mark.slow
def test_broken_text_inside_good_json_is_answered(heard: Heard) -> None:
    code, answers, _ = heard("judge", b'{"id": 1, "turns": [{"side": "them", "text": "\\ud83d"}]}')
    assert code == 0 and answers[0]["heat"] is None


@pytest.mark.slow
def test_help_says_what_it_reads(commands: Commands) -> None:
    for verb in ("judge", "review"):
        code, said, _ = commands.run(verb, "--help")
        assert code == 0 and "JSON Lines" in said


@pytest.mark.slow
def test_it_stands_in_a_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "heard", "judge"], input=asked(ANGRY).encode(),
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["id"] == "a" and done.stderr == b""

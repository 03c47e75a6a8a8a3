"""The face for machines: JSON Lines in, JSON Lines out, one line for each.

Keys and ranges are a promise to scripts (`docs/rooms/judgement.md`); change nothing here without
changing it there.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, TextIO, cast

from .acts import judge, review
from .values import Side, Turn

LineAnswer = dict[str, Any]
_FAR = 1e9  # hours; no conversation is so long


class BadLine(ValueError):
    """A line that cannot be answered; the message is one clear sentence without its content."""


def judge_line(line: str) -> LineAnswer:
    """Answers one line of `heard judge`."""
    asked = _object(line)
    found = judge(_turns(asked), why=True)
    return {
        "id": asked.get("id"),
        "language": found.language,
        "heat": found.heat,
        "hot": found.hot,
        "forecast": found.forecast,
        "confidence": found.confidence,
        "note": found.note,
        "why": [
            {"turn": span.turn, "start": span.start, "end": span.end, "label": span.label}
            for span in found.why
        ],
    }


def review_line(line: str) -> LineAnswer:
    """Answers one line of `heard review`."""
    asked = _object(line)
    draft = asked.get("draft")
    if not isinstance(draft, str):
        raise BadLine('"draft" must be a text.')
    found = review(_turns(asked), draft, points=_points(asked))
    return {
        "id": asked.get("id"),
        "points": [
            {
                "text": point.text,
                "turn": point.turn,
                "start": point.start,
                "end": point.end,
                "covered": point.covered,
                "by": list(point.by) if point.by else None,
            }
            for point in found.points
        ],
        "heard": found.heard,
        "tone": asdict(found.tone),
        "answer": asdict(found.answer),
        "marks": [asdict(mark) for mark in found.marks],
    }


def answer_lines(
    lines: Iterable[bytes], answer: Callable[[str], LineAnswer], out: TextIO, complaints: TextIO
) -> int:
    """Answers every line at once as it comes; says which were bad. Returns how many were.

    A blank line is passed over. A bad line has no answer; the others are answered all the same.
    """
    bad = 0
    for number, line in enumerate(lines, start=1):
        text = line.decode("utf-8", "replace")
        if not text.strip("\ufeff \t\r\n"):
            continue
        try:
            found = answer(text.lstrip("\ufeff"))
        except BadLine as problem:
            bad += 1
            complaints.write(f"Line {number}: {problem}\n")
            complaints.flush()
            continue
        out.write(_printable(json.dumps(found, ensure_ascii=False)) + "\n")
        out.flush()
    return bad


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadLine("This is not JSON; each line must be one JSON object.") from None
    if not isinstance(found, dict):
        raise BadLine('This is no JSON object; it must look like {"id": …, "turns": […]}.')
    return found


def _refuse(constant: str) -> None:
    """NaN and Infinity are no JSON, though Python reads them."""
    raise ValueError(constant)


def _turns(asked: dict[str, Any]) -> list[Turn]:
    rows = asked.get("turns")
    if not isinstance(rows, list):
        raise BadLine('"turns" must be a list of {"side": "them" or "us", "text": …}.')
    found: list[Turn] = []
    for number, row in enumerate(rows):
        side = row.get("side") if isinstance(row, dict) else None
        text = row.get("text") if isinstance(row, dict) else None
        if side not in ("them", "us"):
            raise BadLine(f'Turn {number}: "side" must be "them" or "us".')
        if not isinstance(text, str):
            raise BadLine(f'Turn {number}: "text" must be a text.')
        found.append(Turn(cast(Side, side), text, _hours(row, number)))
    return found


def _hours(row: dict[str, Any], number: int) -> float | None:
    hours = row.get("hours")
    if hours is None:
        return None
    known = isinstance(hours, int | float) and not isinstance(hours, bool)
    if not known or not -_FAR <= hours <= _FAR:
        raise BadLine(f'Turn {number}: "hours" must be a number.')
    return float(hours)


def _points(asked: dict[str, Any]) -> list[str] | None:
    points = asked.get("points")
    if points is None:
        return None
    if not isinstance(points, list) or not all(isinstance(point, str) for point in points):
        raise BadLine('"points" must be a list of texts.')
    return points

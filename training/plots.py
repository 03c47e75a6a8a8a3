"""Small pictures for the model card, as plain SVG; here the reliability, in `curve.py` the rest."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WIDE, HIGH, EDGE = 360, 300, 44
INK, SOFT = "#33414d", "#c9d1d8"
COLOURS = ("#1f6f8b", "#b5542c", "#5a7d2a", "#7a4b94")
Line = tuple[str, list[tuple[float, float]]]


def picture(
    lines: Sequence[Line], title: str, across: str, up: str, ticks: Sequence[float], low: float
) -> str:
    """Lines of (x, y), x in 0..1 and y in `low`..1, with a legend."""

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            EDGE + x * (WIDE - EDGE - 12),
            HIGH - EDGE - (y - low) / (1 - low) * (HIGH - EDGE - 30),
        )

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" '
        f'font-family="sans-serif" font-size="11" fill="{INK}">',
        f"<title>{title}</title>",
        f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>',
    ]
    for tick in ticks:
        left, y = at(0, tick)
        right, _ = at(1, tick)
        out.append(f'<path d="M{left:.0f} {y:.0f}H{right:.0f}" stroke="{SOFT}"/>')
        out.append(f'<text x="{left - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{tick:.1f}</text>')
    for number, (name, points) in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in (at(*point) for point in points))
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>'
            for x, y in (at(*point) for point in points)
        ]
        out.append(f'<text x="{EDGE + 10}" y="{22 + 14 * number}" fill="{colour}">{name}</text>')
    out.append(f'<text x="{WIDE / 2:.0f}" y="{HIGH - 8}" text-anchor="middle">{across}</text>')
    out.append(f'<text x="{EDGE - 34}" y="{HIGH - 26}">{up}</text>')
    return "\n".join([*out, "</svg>", ""])


def reliability(rows: Sequence[dict[str, Any]], bins: int = 8) -> str:
    """How often it was so, by how likely it was called; the diagonal would be perfect."""
    lines: list[Line] = []
    tone = ("sarcasm", "attitude", "warmth", "yes", "no", "promise", "severs")
    for name, wanted in (("hot", ("hot",)), ("tone and answer", tone)):
        pairs = sorted(
            pair
            for row in rows
            if row["test"] in wanted
            for pair in zip(row["chances"], row["truth"], strict=True)
        )
        points = []
        for number in range(bins):
            part = [p for p in pairs if number / bins <= p[0] <= (number + 1) / bins]
            if len(part) >= 8:
                points.append((_mean([p[0] for p in part]), _mean([p[1] for p in part])))
        lines.append((name, points))
    lines.append(("perfect", [(0.0, 0.0), (1.0, 1.0)]))
    ticks = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    return picture(lines, "Reliability on the test part", "said", "was so", ticks, 0.0)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def main() -> None:
    """`python -m training.plots figures.json docs`: the JSON line of `heard bench judge --json`."""
    figures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()[-1])
    folder = Path(sys.argv[2])
    folder.mkdir(exist_ok=True)
    plot = reliability(figures["calibration"])
    (folder / "judgement-reliability.svg").write_text(plot, encoding="utf-8")


if __name__ == "__main__":
    main()

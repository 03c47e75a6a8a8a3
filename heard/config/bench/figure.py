"""A figure, what it is measured against, and how both are told."""

import json
from dataclasses import asdict, dataclass


class CannotMeasure(Exception):
    """What is missing for the measurement, in one clear sentence."""


@dataclass(frozen=True)
class Figure:
    """`unit` is "mails/s", "s", …; `holds` is None where there is nothing to hold."""

    what: str
    value: float
    unit: str
    beside: str = ""  # the peer or the limit, in words and with its figure
    holds: bool | None = None


def told(figures: list[Figure], about: dict[str, str], *, as_json: bool) -> str:
    """All of them as lines for people, or as one JSON object."""
    if as_json:
        return json.dumps({**about, "figures": [asdict(one) for one in figures]})
    sign = {True: "holds ", False: "MISSED", None: "      "}
    lines = [f"{name}: {said}" for name, said in about.items()]
    lines += [
        f"{sign[one.holds]}  {one.what}: {one.value:.4g} {one.unit}"
        + (f"   ({one.beside})" if one.beside else "")
        for one in figures
    ]
    return "\n".join(lines)

"""One value of a text, and whether it may be the same as another."""

from dataclasses import dataclass, field

_NAMED_KINDS = frozenset(("name", "code", "weekday", "calendar"))
_EXACT = _NAMED_KINDS | {"date", "clock"}
LENGTHS = ({"minute": 1, "hour": 60, "day": 1440, "week": 10080}, {"month": 1, "year": 12})
ROUGHLY = 0.06


@dataclass(frozen=True, order=True)
class Fact:
    """A value that must not change when it is said again: kind and value. The kind
    is "euro", "day" or another unit, "count", "date", "clock", "weekday", "name", "code", or
    "calendar" for a month of the year ("month" is how long something lasts).

    `roughly` is true where it was given as "about" so much, `bare` where nothing is counted by it
    ("auf 19", "the 20th"), so that it may be one of any kind; an hour is bare where it is told as
    on the dial.
    """

    kind: str
    value: str
    roughly: bool = field(default=False, compare=False)
    bare: bool = field(default=False, compare=False)

    def meets(self, other: "Fact") -> bool:
        """Whether both may be the same: "von 48 Minuten auf 19" says 19 minutes, "the 20th" the
        20th of June, "Frau Roths Brief" Frau Roth, "about 1,400" 1,416.80."""
        if self.kind == other.kind == "name":
            return self.value.rstrip("s'") == other.value.rstrip("s'")
        if self.kind == other.kind == "date":
            return self.value == other.value
        if self.kind == other.kind == "clock" and not (self.bare or other.bare):
            return self.value == other.value
        if self.kind != other.kind and not self._may_be(other):
            return _are_as_long(self, other)
        if self._readings & other._readings:
            return True
        if not (self.roughly or other.roughly) or _EXACT & {self.kind, other.kind}:
            return False
        one, two = float(self.value), float(other.value)
        return abs(one - two) <= ROUGHLY * max(one, two)

    def _may_be(self, other: "Fact") -> bool:
        """Whether one of them is a number that may be of the other's kind."""
        numbers = [one for one in (self, other) if one.kind == "count"]
        named = {self.kind, other.kind} & _EXACT
        return bool(numbers) and (not named or (numbers[0].bare and not named & _NAMED_KINDS))

    @property
    def _readings(self) -> frozenset[str]:
        """The number alone: of a date its day, of an hour that on the clock and on the dial."""
        if self.kind == "date":
            return frozenset((self.value.split(".")[0],))
        if self.kind == "clock":
            hour, minute = self.value.split(":")
            hours = {int(hour), int(hour) % 12 or 12}
            return frozenset(str(one) if minute == "00" else f"{one}:{minute}" for one in hours)
        return frozenset((self.value,))


def _are_as_long(one: Fact, two: Fact) -> bool:
    """Whether 14 days are two weeks."""
    return any(
        float(one.value) * scale[one.kind] == float(two.value) * scale[two.kind]
        for scale in LENGTHS
        if one.kind in scale and two.kind in scale
    )

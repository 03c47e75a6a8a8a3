"""What is looked at again and again: dotted name → seconds between two looks."""

SCHEDULE: dict[str, int] = {}

"""The only map from what happened to what follows: verb → reactions (dotted names)."""

WIRING: dict[str, list[str]] = {}

"""What this room asks at the gate: clause 9."""

from heard.decisions.guard import NEVER_ALONE

__all__ = ["NEVER_ALONE"]

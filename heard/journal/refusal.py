"""How an act says no: in one clear sentence, with everything kept."""

from typing import Any


class Refusal(ValueError):
    """An act that cannot happen. `sentence`: what happened, what was kept, what to do (lazy)."""

    def __init__(self, sentence: Any) -> None:
        super().__init__("refused")  # the sentence stays out of logs and tracebacks
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)

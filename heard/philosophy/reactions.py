"""What follows for the written word from what happened elsewhere."""

from heard.journal.models import Entry
from heard.philosophy import acts


def colleague_departed(entry: Entry) -> None:
    """What somebody remembered of the scenes goes with them."""
    acts.forget_person(colleague=int(entry.about["colleague"]))

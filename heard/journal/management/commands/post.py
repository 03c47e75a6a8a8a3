"""Does what is to do at servers outside, so that nothing in the house waits for their answers."""

from heard.journal.leases import Share
from heard.journal.management.commands import worker


class Command(worker.Command):
    help = "Hand over what leaves the house, beside workers that do the rest."
    share = Share.OUTSIDE

"""How long what is kept: dotted name of the act that forgets → days. Looked at every hour.

Letters, notes and decisions stay until somebody deletes them; the journal stays whole.
"""

from django.utils.module_loading import import_string

RETENTION: dict[str, int] = {
    "heard.heat.acts.forget_old": 90,  # readings, after their conversation was closed
    "heard.people.acts.forget_sign_ins": 0,  # after they ran out, two weeks from the sign-in
    "heard.people.staff.acts.forget_looks": 90,  # who looked at what is kept about colleagues
    "heard.philosophy.acts.forget_resolutions": 180,  # what clauses said about one's letters
    "heard.philosophy.acts.forget_thanks": 365,  # recognition, kind words, marks of weekly notes
    "heard.philosophy.acts.forget_dealt": 60,  # which scenes lay before whom
    "heard.philosophy.acts.forget_reminders": 90,  # who was asked to sign, and when
    "heard.journal.acts.forget_done": 30,  # errands that were done
    "heard.mail.acts.forget_letters": 30,  # mail to colleagues that was sent
    "heard.mail.durability.forget_unfinished": 1,  # files that a killed process left half-written
}


def forget() -> int:
    """Let every kind of data go whose time is over; returns how many rows."""
    return sum(import_string(name)(days=days) for name, days in RETENTION.items())

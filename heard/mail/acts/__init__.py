"""What the mail room does: looks after mailboxes, takes mail in, lets mail out with a permit."""

from heard.mail.acts.alarms import accept_alarm, notice_silence
from heard.mail.acts.consent import (
    NoConsent,
    access_token,
    ask_for_consent,
    signed_in,
    take_consent,
    token_of,
)
from heard.mail.acts.fetching import (
    LONGEST_PAUSE,
    Stop,
    fetch,
    look,
    note_trouble,
    try_fetching_again,
)
from heard.mail.acts.mailboxes import add_mailbox, change_mailbox, give_access, mailbox_for_import
from heard.mail.acts.posting import (
    NoPermit,
    ask_about,
    cancel,
    fail,
    forget_letters,
    issue_permit,
    move,
    post,
    post_to_colleagues,
    put_out,
    settle,
    write_to_colleagues,
)
from heard.mail.acts.receiving import Delivery, Intake, Receipt, note_bounce, receive, receive_all
from heard.mail.acts.sent import is_in_the_sent_folder, keep_copy, wants_copy

__all__ = [
    "LONGEST_PAUSE",
    "Delivery",
    "Intake",
    "NoConsent",
    "NoPermit",
    "Receipt",
    "Stop",
    "accept_alarm",
    "access_token",
    "add_mailbox",
    "ask_about",
    "ask_for_consent",
    "cancel",
    "change_mailbox",
    "fail",
    "fetch",
    "forget_letters",
    "give_access",
    "is_in_the_sent_folder",
    "issue_permit",
    "keep_copy",
    "look",
    "mailbox_for_import",
    "move",
    "note_bounce",
    "note_trouble",
    "notice_silence",
    "post",
    "post_to_colleagues",
    "put_out",
    "receive",
    "receive_all",
    "settle",
    "signed_in",
    "take_consent",
    "token_of",
    "try_fetching_again",
    "wants_copy",
    "write_to_colleagues",
]

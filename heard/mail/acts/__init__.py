"""What the mail room does: looks after mailboxes, takes mail in, lets mail out with a permit."""

from heard.mail.acts.mailboxes import add_mailbox, change_mailbox, give_access, mailbox_for_import
from heard.mail.acts.posting import (
    NoPermit,
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
from heard.mail.acts.receiving import Receipt, note_bounce, receive

__all__ = [
    "NoPermit",
    "Receipt",
    "add_mailbox",
    "cancel",
    "change_mailbox",
    "fail",
    "forget_letters",
    "give_access",
    "issue_permit",
    "mailbox_for_import",
    "move",
    "note_bounce",
    "post",
    "post_to_colleagues",
    "put_out",
    "receive",
    "settle",
    "write_to_colleagues",
]

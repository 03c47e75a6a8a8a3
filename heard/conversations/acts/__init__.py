"""Everything one can do in a conversation."""

from heard.conversations.acts.acknowledging import acknowledge
from heard.conversations.acts.aside import put_aside, welcome
from heard.conversations.acts.before_leaving import Cautioned, Held, SentAlready, unfit
from heard.conversations.acts.beside import copied_back
from heard.conversations.acts.drafts import (
    ChangedElsewhere,
    begin,
    default_recipients,
    everyone_else,
    keep_both,
    open_drafts,
    put_draft_away,
    save_draft,
    take_over,
)
from heard.conversations.acts.enclosing import enclose, take_out
from heard.conversations.acts.filing import file_message, file_unfiled, read_again
from heard.conversations.acts.keeping import (
    assign,
    bring_back,
    calm_down,
    close_quietly,
    invite,
    let_go,
    log_call,
    mark_answered,
    note,
    put_away,
    reopen_quietly,
    show_again,
    snooze,
)
from heard.conversations.acts.letters import keep_files
from heard.conversations.acts.moving import follow_merge, follow_parting
from heard.conversations.acts.sending import ask_to_send, reply
from heard.conversations.acts.taking_back import (
    ask_whether_it_left,
    cancel,
    hand_back,
    leave,
    move,
    stop_waiting,
)
from heard.conversations.acts.what_leaves import (
    act_of,
    cautions_of,
    digest_of,
    lacks_a_sender,
    mailbox_of,
    recipients_of,
)

__all__ = [
    "Cautioned",
    "ChangedElsewhere",
    "Held",
    "SentAlready",
    "acknowledge",
    "act_of",
    "ask_to_send",
    "ask_whether_it_left",
    "assign",
    "begin",
    "bring_back",
    "calm_down",
    "cancel",
    "cautions_of",
    "close_quietly",
    "copied_back",
    "default_recipients",
    "digest_of",
    "enclose",
    "everyone_else",
    "file_message",
    "file_unfiled",
    "follow_merge",
    "follow_parting",
    "hand_back",
    "invite",
    "keep_both",
    "keep_files",
    "lacks_a_sender",
    "leave",
    "let_go",
    "log_call",
    "mailbox_of",
    "mark_answered",
    "move",
    "note",
    "open_drafts",
    "put_aside",
    "put_away",
    "put_draft_away",
    "read_again",
    "recipients_of",
    "reopen_quietly",
    "reply",
    "save_draft",
    "show_again",
    "snooze",
    "stop_waiting",
    "take_out",
    "take_over",
    "unfit",
    "welcome",
]

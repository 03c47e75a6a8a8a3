"""Everything one can do in a conversation."""

from heard.conversations.acts.drafts import (
    begin,
    default_recipients,
    put_draft_away,
    save_draft,
    take_over,
)
from heard.conversations.acts.filing import file_message
from heard.conversations.acts.keeping import (
    assign,
    bring_back,
    close_quietly,
    invite,
    log_call,
    mark_answered,
    note,
    put_away,
    reopen_quietly,
    snooze,
)
from heard.conversations.acts.moving import follow_merge, follow_parting
from heard.conversations.acts.sending import (
    Held,
    acknowledge,
    act_of,
    cancel,
    digest_of,
    hand_back,
    leave,
    reply,
)

__all__ = [
    "Held",
    "acknowledge",
    "act_of",
    "assign",
    "begin",
    "bring_back",
    "cancel",
    "close_quietly",
    "default_recipients",
    "digest_of",
    "file_message",
    "follow_merge",
    "follow_parting",
    "hand_back",
    "invite",
    "leave",
    "log_call",
    "mark_answered",
    "note",
    "put_away",
    "put_draft_away",
    "reopen_quietly",
    "reply",
    "save_draft",
    "snooze",
    "take_over",
]

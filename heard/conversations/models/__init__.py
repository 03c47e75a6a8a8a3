"""The nouns of the room, a file for each with what belongs to it."""

from heard.conversations.models.conversation import Conversation, ConversationQuerySet, Filing
from heard.conversations.models.draft import Draft, Enclosure
from heard.conversations.models.inside import Invitation, Note
from heard.conversations.models.message import SOON, Attachment, Message, Reference

__all__ = [
    "SOON",
    "Attachment",
    "Conversation",
    "ConversationQuerySet",
    "Draft",
    "Enclosure",
    "Filing",
    "Invitation",
    "Message",
    "Note",
    "Reference",
]

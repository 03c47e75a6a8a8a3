"""What one can say when there is no time to think."""

from datetime import datetime

from heard.conversations.models import Conversation
from heard.listening.wording import for_them, says_du


def time_buying_sentence(due: datetime, conversation: Conversation) -> str:
    """One sentence that buys time, to be said as it stands, in their language."""
    when = for_them(due, conversation)
    if conversation.language != "de":
        return (
            "I would rather not answer that off the cuff; it matters too much. "
            f"You will hear from me by {when}."
        )
    if says_du(conversation):
        return (
            "Das beantworte ich dir nicht zwischen Tür und Angel, dafür ist es mir zu wichtig. "
            f"Du hörst von mir bis {when}."
        )
    return (
        "Das beantworte ich Ihnen nicht zwischen Tür und Angel, dafür ist es mir zu wichtig. "
        f"Sie hören von mir bis {when}."
    )

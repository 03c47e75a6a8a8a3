"""What one can say when there is no time to think."""

from datetime import datetime

from heard.listening.wording import day_and_hour


def time_buying_sentence(due: datetime, language: str) -> str:
    """One sentence that buys time, to be said as it stands, in their language."""
    when = day_and_hour(due, language)
    if language == "de":
        return (
            "Das beantworte ich Ihnen nicht zwischen Tür und Angel, dafür ist es mir zu wichtig. "
            f"Sie hören von mir bis {when}."
        )
    return (
        "I would rather not answer that off the cuff; it matters too much. "
        f"You will hear from me by {when}."
    )

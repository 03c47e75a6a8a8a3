"""Reading how hot a message is, and saying that one sees it otherwise."""

from datetime import timedelta

from django.db import transaction

from heard.conversations.models import Message
from heard.conversations.threading import is_from_inside
from heard.heat.calibration import current, model_name
from heard.heat.models import WORDS, Disagreement, Reading
from heard.journal import clock
from heard.journal.acts import record
from heard.judgement import acts as judgement
from heard.judgement.values import Judgement, Side, Turn
from heard.people.models import Colleague
from heard.people.staff import functions

TURNS = 8  # how far back a message is read in its context
MODEL = "second"
BY_MACHINE = "Written by a machine."
UNREADABLE = "The model could not read this."


def turns_before(message: Message) -> list[Turn]:
    """The last turns of the conversation up to and with `message`, oldest first."""
    earlier = message.conversation.messages.filter(at__lte=message.at).exclude(
        state=Message.CANCELLED
    )
    last = [one for one in earlier.order_by("-at", "-id")[:TURNS] if one.pk != message.pk]
    turns = [_turn(_side(one), one) for one in reversed(last)]
    return [*turns, _turn("them", message)]


def _side(message: Message) -> Side:
    return "us" if message.side == Message.US or is_from_inside(message) else "them"


def _turn(side: Side, message: Message) -> Turn:
    return Turn(side, message.text, message.at.timestamp() / 3600)


def is_to_be_read(message: Message) -> bool:
    if _side(message) != "them":  # nobody reads how one of us feels
        return False
    if message.conversation.trouble and not message.text:  # read once its mail can be read
        return False
    if message.conversation.aside:  # bulk mail is read once somebody says that it is none
        return False
    return not Reading.objects.filter(message=message).exists()


def read(*, message: Message, judged: Judgement | None = None) -> Reading | None:
    """Judge one incoming message and keep the reading; once. None for what is not theirs.

    A missing or broken model leaves a reading without a word and says why in its note.
    """
    if not is_to_be_read(message):
        return None
    judged = judged or judge(message)
    learnt = current()
    shift = learnt.shift(judged.language)
    judged = learnt.applied(judged)
    with transaction.atomic():
        reading, made = Reading.objects.get_or_create(
            message=message,
            defaults={
                "heat": judged.heat,
                "hot": judged.hot,
                "forecast": judged.forecast,
                "confidence": judged.confidence,
                "word": judged.word or "",
                "language": judged.language or "",
                "note": (judged.note or "")[:300],
                "model": model_name(MODEL, shift),
                "at": clock.now(),
            },
        )
        if made:
            record(verb="heat.read", by="machine:judgement", about=_about(reading))
    return reading


def judge(message: Message) -> Judgement:
    if message.automatic:
        return Judgement(None, None, None, None, 0.0, BY_MACHINE)
    try:
        return judgement.judge(turns_before(message))
    except Exception:  # noqa: BLE001  # no opinion is never a stop
        return Judgement(None, None, None, None, 0.0, UNREADABLE)


def disagree(*, reading: Reading, by: Colleague, direction: str) -> Reading:
    """It is hotter, or cooler: moves the word by one step at once, and is kept to learn from. They
    were heard: leaves the word, and takes the conversation off the watch until they write again.

    Said twice it counts once; said otherwise it counts from the word first doubted. Where there is
    no reading there is nothing to doubt.
    """
    if direction not in Disagreement.STEPS:
        raise ValueError("direction is hotter, cooler or heard")
    if not reading.word:
        return reading
    functions.must_be_on("disagreement")
    with transaction.atomic():
        reading = Reading.objects.select_for_update().get(pk=reading.pk)
        said, made = Disagreement.objects.get_or_create(
            reading=reading,
            by=by,
            defaults={"direction": direction, "word": reading.word, "at": clock.now()},
        )
        if not made and said.direction == direction:
            return reading
        said.direction, said.at = direction, clock.now()
        said.save()
        place = WORDS.index(said.word) + Disagreement.STEPS[direction]
        reading.word = WORDS[max(0, min(len(WORDS) - 1, place))]
        reading.save(update_fields=["word"])
        record(verb="heat.disagreed", by=by, about=_about(reading))
    return reading


def forget_old(*, days: int) -> int:
    """Readings are deleted `days` after their conversation was closed; returns how many rows."""
    before = clock.now() - timedelta(days=days)
    count, _each = Reading.objects.filter(message__conversation__closed_at__lt=before).delete()
    return count


def _about(reading: Reading) -> dict[str, int | str]:
    return {"message": reading.message_id, "conversation": reading.message.conversation_id}

"""What "hotter" and "cooler" teach: replayed on letters held back, it reads more like the firm."""

import random
from dataclasses import dataclass

import pytest
from pytest_django import Settings

from heard.heat import acts
from heard.heat.calibration import Calibration, Said, current, learn
from heard.heat.models import WORDS, Disagreement
from heard.judgement.acts import judge
from heard.judgement.values import Judgement, Turn
from tests.conftest import As
from tests.firm import Firm
from tests.judgement_letters import LETTERS

pytestmark = pytest.mark.anywhere

ASKING = "Wo bleibt die Lieferung? Es ist die zweite Anfrage, und wir warten seit Montag."


@dataclass(frozen=True)
class Ear:
    """A firm that hears every letter one step hotter, or cooler, than the letters say."""

    step: int

    def word(self, words: tuple[str, ...]) -> str:
        place = WORDS.index(words[0]) + self.step
        return WORDS[max(0, min(len(WORDS) - 1, place))]


def heard_letters() -> list[tuple[Judgement, tuple[str, ...]]]:
    letters = [one for one in LETTERS if len(one[1]) == 1 or one[1][0] == "displeased"]
    random.Random(4).shuffle(letters)
    return [(judge([Turn("them", text)]), words) for _, words, text in letters]


def replay(ear: Ear, first: list[tuple[Judgement, tuple[str, ...]]]) -> Calibration:
    """The firm clicks wherever it hears another word; learnt anew after each click."""
    said: list[Said] = []
    for judged, words in first:
        read = learn(said).applied(judged).word or "calm"
        wanted = ear.word(words)
        if read != wanted:
            hotter = WORDS.index(wanted) > WORDS.index(read)
            said.append(Said(judged.language or "", judged.hot or 0.0, read, hotter))
    return learn(said)


@pytest.mark.slow
@pytest.mark.parametrize("step", [1, -1])
def test_a_replayed_stream_reads_more_like_the_firm(step: int) -> None:
    ear, letters = Ear(step), heard_letters()
    half = len(letters) // 2
    taught = replay(ear, letters[:half])

    def right(found: Calibration) -> float:
        held_back = letters[half:]
        return sum(found.applied(judged).word == ear.word(w) for judged, w in held_back) / half

    assert right(taught) > right(Calibration({}))
    assert all(shift * step > 0 for shift in taught.shifts.values())


def test_nobody_who_agrees_teaches_nothing() -> None:
    assert learn([]) == Calibration({})
    judged = judge([Turn("them", "Wo bleibt unsere Lieferung?")])
    assert Calibration({}).applied(judged) == judged


def test_one_voice_moves_little_and_many_have_a_limit() -> None:
    one = Said("de", 0.2, "displeased", hotter=True)
    assert 0 < learn([one]).shift("de") < 0.6
    assert learn([one] * 400).shift("de") <= 2.0
    assert learn([one]).shift("en") == 0.0


def test_clicks_move_the_next_reading_and_the_page_says_so(firm: Firm, as_: As) -> None:
    first = firm.mail(ASKING).reading
    for _ in range(3):
        reading = firm.mail(ASKING).reading
        acts.disagree(reading=reading, by=firm.anna, direction=Disagreement.HOTTER)
    after = firm.mail(ASKING).reading
    assert (after.hot or 0.0) > (first.hot or 1.0)
    assert current().hotter == 3
    page = as_(firm.anna).get("/heat/learnt/").content.decode()
    assert "Aus 3 Widersprüchen" in page and "Deutsch" in page
    assert "heißer" in page


def test_switched_off_it_learns_nothing(firm: Firm, as_: As, settings: Settings) -> None:
    reading = firm.mail(ASKING).reading
    acts.disagree(reading=reading, by=firm.anna, direction=Disagreement.HOTTER)
    settings.HEARD_LEARN_HEAT = False
    assert current() == Calibration({})
    assert firm.mail(ASKING).reading.hot == reading.hot
    assert "ausgeschaltet" in as_(firm.anna).get("/heat/learnt/").content.decode()

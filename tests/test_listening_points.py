"""Their points: which are found, in which order, and which are said back to them."""

import html
import re

import pytest

from heard.conversations.models import Draft
from heard.journal import clock
from heard.listening import acts
from heard.listening.acts.points import found_in
from heard.listening.models import Point
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, ANGRY_ENGLISH, Firm
from tests.scenes import taken_up


@pytest.mark.parametrize("text", [ANGRY, ANGRY_ENGLISH])
def test_a_bare_threat_stays_with_us_unless_somebody_ticks_it(
    firm: Firm, at: At, as_: As, work: Work, text: str
) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm, text)
    anna, address = as_(firm.anna), f"/listening/situation/{situation.pk}/understand/"
    page = anna.get(address).content.decode()
    threat = situation.points.get(said_back=False)
    assert "Anwalt" in threat.text or "lawyers" in threat.text
    listed, _between, preview = page.partition('id="preview"')
    letter = preview.partition("</section>")[0]
    (asked,) = re.findall(r'name="back" value="(\d)">', page)
    assert threat.text in listed and threat.text not in letter
    form = {"point": [one.text for one in situation.points.all()], "asked": asked,
            "who_looks": firm.clara.pk, "other_promised_for": "2026-11-05T12:00"}  # fmt: skip
    anna.post(address, form)
    assert threat.text not in Draft.objects.get().text
    calm = anna.get(situation.conversation.get_absolute_url()).content.decode()
    assert threat.text in calm.partition('class="calm')[2].partition("</section>")[0]
    anna.post(address, {**form, "back": asked})
    assert threat.text in Draft.objects.get().text
    assert f'value="{asked}" checked' in anna.get(address).content.decode()


def test_of_a_threat_alone_nothing_is_said_back_until_somebody_writes_it(
    firm: Firm, at: At, as_: As
) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm)
    address = f"/listening/situation/{situation.pk}/understand/"
    form = {"point": ["Sonst gehen wir zum Anwalt."], "asked": "0", "who_looks": firm.anna.pk,
            "other_promised_for": "2026-11-05T12:00"}  # fmt: skip
    page = as_(firm.anna).post(address, form).content.decode()
    assert "mindestens ein" in page and not Draft.objects.exists()


def test_points_move_up_and_bad_dates_keep_what_was_typed(firm: Firm, as_: As) -> None:
    situation = taken_up(firm)
    address = f"/listening/situation/{situation.pk}/understand/"
    page = (
        as_(firm.anna)
        .post(address, {"point": ["eins", "zwei", "drei"], "up": "2"})
        .content.decode()
    )
    assert page.index(">eins<") < page.index(">drei<") < page.index(">zwei<")
    page = (
        as_(firm.anna)
        .post(address, {"point": ["eins"], "other_promised_for": "morgen"})
        .content.decode()
    )
    assert "Bitte wählen Sie" in page and ">eins<" in page
    page = (
        as_(firm.anna)
        .post(address, {"point": ["eins"], "other_promised_for": "2020-01-01T12:00"})
        .content.decode()
    )
    assert "schon vorbei" in page and not Draft.objects.filter(purpose="restatement").exists()


def test_a_new_letter_of_theirs_brings_new_points_and_drops_none(
    firm: Firm, at: At, work: Work
) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm)
    work()
    acts.set_points(situation=situation, by=firm.anna, points=["Von Hand geschrieben"])
    at("2026-11-03 10:00")
    last = situation.conversation.last_incoming
    assert last is not None
    firm.mail(
        "Jetzt fehlt auch noch die Rechnung, und unser Lager ist leer!",
        subject="Re: Dritte Lieferung",
        answers=last.message_id,
    )
    texts = [point.text for point in situation.points.filter(side="them", dropped_at=None)]
    assert texts[0] == "Von Hand geschrieben" and any("Rechnung" in text for text in texts)
    assert not any("Prüfzeugnis" in text for text in texts), "what was dropped stays dropped"


TYPED = r'<textarea name="point"[^>]*>([^<]+)</textarea>'


def standing(situation: Situation, side: str = "them") -> list[str]:
    return [point.text for point in situation.points.filter(side=side, dropped_at=None)]


@pytest.mark.anywhere
def test_what_came_while_the_form_was_open_stays(firm: Firm, at: At, as_: As, work: Work) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm)
    work()
    anna, address = as_(firm.anna), f"/listening/situation/{situation.pk}/understand/"
    page = anna.get(address).content.decode()
    first, *others = [html.unescape(one) for one in re.findall(TYPED, page)]
    form = {"point": [others[0], first], "shown": re.findall(r'name="shown" value="(\d+)"', page)}
    assert set(standing(situation)) == {first, *others} and len(others) > 1
    at("2026-11-03 10:00")
    last = situation.conversation.last_incoming
    assert last is not None
    more = "Jetzt fehlt auch noch die Rechnung, und unser Lager ist leer!"
    firm.mail(more, subject="Re: Dritte Lieferung", answers=last.message_id)
    came = [one for one in standing(situation) if one not in {first, *others}]
    at("2026-11-03 10:05")
    anna.post(address, {**form, "only_points": "1"})
    assert came and standing(situation) == [others[0], first, *came]


def test_two_points_of_one_text_drop_out_together(firm: Firm, as_: As) -> None:
    situation = taken_up(firm)
    for order in (1, 2):
        Point.objects.create(
            situation=situation, side="them", text="Rufen Sie mich an.", order=order, at=clock.now()
        )
    acts.set_points(situation=situation, by=firm.anna, points=["Etwas anderes"])
    assert standing(situation) == ["Etwas anderes"]


@pytest.mark.parametrize(
    "signed", ["Peter Quandt\nEinkauf", "P. Quandt", "Dr. Peter Quandt, Leiter Einkauf\nTel. 089 1"]
)
def test_a_name_under_a_letter_is_no_point(firm: Firm, signed: str) -> None:
    def points(text: str) -> list[str]:
        return [point.text for _message, point in found_in(firm.conversation(text))]

    said = "Zum dritten Mal kommt die Lieferung ohne Prüfzeugnis.\n\nUnsere Linie steht still."
    assert points(f"{said}\n\n{signed}") == points(said) != []
    about_him = f"{said}\nPeter Quandt wartet seit drei Wochen auf Ihren Rückruf."
    assert any("drei Wochen" in point for point in points(about_him))


@pytest.mark.parametrize(
    ("text", "point", "within"),
    [
        (ANGRY, "Sie schrieben „keine Lieferung ohne Zeugnis“", "‚keine Lieferung ohne Zeugnis‘"),
        (
            ANGRY_ENGLISH,
            "You wrote “no part without a certificate”",
            "‘no part without a certificate’",
        ),
    ],
)
def test_what_they_quote_stands_in_single_marks(
    firm: Firm, text: str, point: str, within: str
) -> None:
    situation = taken_up(firm, text)
    letter = acts.compose(
        situation=situation, by=firm.anna, who_looks=firm.anna, promised_for=clock.now(),
        points=[point],
    )  # fmt: skip
    assert within in letter


def test_a_name_in_what_they_quote_ends_no_letter(firm: Firm) -> None:
    head = "Am 12.11.2026 um 10:12 schrieb Anna Berg <service@firma.example>:"
    quoted = f"> Ist es da?\n> Anna Berg\n>\n>> Wann kommt es?\n>> {firm.customer.name}"
    answer = "Nein, die Halter fehlen seit drei Wochen.\nWann kommt es endlich?"
    conversation = firm.conversation(f"Hallo Frau Berg,\n\n{head}\n{quoted}\n\n{answer}")
    said = " ".join(point.text for _message, point in found_in(conversation))
    assert "seit drei Wochen" in said and "Wann kommt es endlich?" in said

"""What is read of a letter is the writer's own, wherever it stands in it."""

import pytest

from heard.judgement.acts import judge
from heard.judgement.folding import own_words
from heard.judgement.values import Turn

pytestmark = pytest.mark.anywhere

ANGRY = "Das ist unverschämt! Zum dritten Mal nichts, jetzt geht es zum Anwalt!"


def own(text: str) -> str:
    return " ".join(own_words(text).split())


def test_words_below_a_long_quote_are_read() -> None:
    quote = "> Wir bedanken uns für Ihre Geduld und melden uns wieder.\n" * 90
    found = judge([Turn("them", f"{quote}\n{ANGRY}")])
    assert found.word in {"hot", "boiling"} and found.language == "de"


def test_the_last_line_of_a_long_letter_is_read() -> None:
    calm = "".join(f"Punkt {n}: Die Unterlagen liegen wie besprochen bei.\n" for n in range(180))
    assert 8_000 < len(calm) < 12_000
    with_a_threat = judge([Turn("them", f"{calm}\n{ANGRY}")])
    assert (with_a_threat.heat or 0) > (judge([Turn("them", calm)]).heat or 1) + 0.05


@pytest.mark.parametrize(
    "letter",
    [
        "Guten Tag,\nleider kamen\nmit der letzten Lieferung\nvier falsche Ventile",
        "Hallo,\nViele Teile fehlen",
        "Guten Tag,\nhier die Liste\nmit den offenen Punkten",
    ],
)
def test_a_wrapped_line_is_no_closing(letter: str) -> None:
    assert own(letter) == " ".join(letter.split())


@pytest.mark.parametrize(
    "closing",
    [
        "Mit freundlichen Grüßen",
        "Viele Grüße aus Graz",
        "Liebe Grüße",
        "Vielen Dank und beste Grüße",
        "Mit besten Empfehlungen",
        "LG",
        "Kind regards",
        "Best wishes",
        "Gruß",
    ],
)
def test_a_name_below_a_closing_is_not_read(closing: str) -> None:
    assert own(f"Anbei die Liste.\n\n{closing}\nMax Huber") == "Anbei die Liste."


def test_what_stands_between_and_below_quoted_blocks_is_read() -> None:
    letter = (
        "<p>Oben.</p><blockquote>alt <blockquote>älter</blockquote> alt</blockquote><p>Mitte.</p>"
        "<BLOCKQUOTE type=cite>alt</BLOCKQUOTE><p>Unten.</p>"
    )
    assert own(letter) == "Oben. Mitte. Unten."
    assert own("Oben.<blockquote>alt und ohne Ende") == "Oben."


@pytest.mark.parametrize(
    "letter",
    [
        "Guten Tag,\n\nam 12. März schrieb mir Frau Huber:\nEs kommt.\nIch gehe vor Gericht.",
        "Am 12.03.2026 schrieb mir Ihr Haus:\nder Preis bleibt.\nNun das.",
        "Hello,\nOn 12 March you wrote:\nit is on its way.\nI will sue you.",
        "Hello\nThanks\nbut the machine is still broken\nand nobody answers",
        "Vielen Dank!\n\n- Rechnung 4711 fehlt\n- Palette 3 auch\n\nWir kündigen den Vertrag.",
        "Gesendet mit DHL am 3. Mai, aber das Paket kam nie an.",
    ],
)
def test_a_sentence_that_looks_like_the_edge_of_a_mail_is_theirs(letter: str) -> None:
    assert own(letter) == " ".join(letter.split())


@pytest.mark.parametrize(
    "edge",
    [
        "On Mon, 12 Mar 2026 at 10:12, Max Huber <huber@example.org> wrote:\nold words",
        "Am 12.03.2026 um 10:12 schrieb Max Huber:\nalte Worte",
        "Am 12.03.2026 schrieb Max Huber:\nalte Worte",
        "Am 12. März schrieb mir Frau Huber:\n> alte Worte",
        "Thanks\nJohn Smith\nAcme Ltd\n12 High Street",
        "Danke\nkarl",
        "Gesendet mit der GMX iPhone App",
        "Von meinem iPhone gesendet",
        "Sent from my Samsung Galaxy smartphone.",
    ],
)
def test_the_edge_of_a_mail_is_not_read(edge: str) -> None:
    assert own(f"The pump leaks again.\n\n{edge}") == "The pump leaks again."

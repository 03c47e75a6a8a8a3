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


ASKED = "Guten Tag,\n\nkönnen Sie mir die Rechnung für Oktober noch einmal schicken?"
NOTICES = [
    "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen.\nWenn Sie"
    " nicht der richtige Adressat sind oder diese E-Mail irrtümlich erhalten haben, informieren\n"
    "Sie bitte sofort den Absender und vernichten Sie diese Mail. Das unerlaubte Kopieren sowie\n"
    "die unbefugte Weitergabe dieser Mail ist nicht gestattet.",
    "Der Inhalt dieser E-Mail ist ausschließlich für den bezeichneten Adressaten bestimmt. Wenn Sie"
    " nicht der vorgesehene Adressat sind, so beachten Sie bitte, dass jede Form der Kenntnisnahme"
    " oder Weitergabe unzulässig ist.",
    "CONFIDENTIALITY NOTICE: This message is for the sole use of the intended recipient(s) and may"
    " contain privileged information. Any unauthorized review or disclosure is prohibited.",
    "If you are not the addressee you may not copy or disclose this e-mail. If you have received it"
    " in error, please delete it and notify the sender.",
    "Any views expressed are those of the sender. The company accepts no liability for any damage"
    " caused by a virus transmitted by this email or for unauthorised disclosure.",
]


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("closing", ["", "Mit freundlichen Grüßen\nMax Huber\n\n"])
def test_a_notice_of_confidentiality_was_written_by_nobody(closing: str, notice: str) -> None:
    letter = f"{ASKED}\n\n{closing}{notice}"
    assert own(letter) == own(ASKED)
    found = judge([Turn("them", letter)])
    assert found.word == "calm" and found.heat == judge([Turn("them", ASKED)]).heat


@pytest.mark.parametrize(
    "complaint",
    [
        "Diese E-Mail mit meinen vertraulichen Daten ging an einen fremden Empfänger. Das ist"
        " unzulässig, und ich verlange, dass Sie alle Kopien löschen.",
        "Diese Mail war für einen anderen Empfänger bestimmt und ging versehentlich an mich. Bitte"
        " löschen Sie meine Adresse aus Ihrem Verteiler.",
        "This email went to the wrong recipient. It was confidential, its disclosure is unlawful.",
    ],
)
def test_who_complains_of_a_letter_gone_astray_is_heard(complaint: str) -> None:
    assert own(f"Guten Tag,\n\n{complaint}") == f"Guten Tag, {complaint}"


def test_below_firm_and_number_only_a_postscript_is_theirs() -> None:
    advert = "Besuchen Sie uns vom 3. bis 5. Mai auf der Messe in Köln, Halle 7, Stand B 12!"
    signed = f"{ASKED}\n\nMit freundlichen Grüßen\nMax Huber\nHuber Bau GmbH\nTel. 0221 12345"
    assert own(f"{signed}\n\n{advert}") == own(ASKED)
    assert own(f"{signed}\n\nP.S. Es eilt.") == f"{own(ASKED)} P.S. Es eilt."
    late = "Bitte rufen Sie vor zehn Uhr an, danach bin ich den ganzen Tag auf der Baustelle."
    assert own(f"{ASKED}\n\nGruß\nMax\nLagerleiter\n\n{late}") == f"{own(ASKED)} {late}"

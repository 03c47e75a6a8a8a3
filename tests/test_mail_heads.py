"""What mail programs write above what they quote, and what people write that only looks like it."""

import pytest

from heard.judgement.folding import own_words
from heard.mail.parsing.history import history_of
from heard.mail.parsing.quotes import fold
from heard.mail.parsing.reading import parse

pytestmark = pytest.mark.anywhere

ANNA = "Anna Berg <service@firma.example>"
LETTER = "Das Paket ist nie angekommen.\n\nSo geht es nicht weiter."
OLD = "Es kommt morgen bestimmt."
ABOVE_MARKED = [
    f"Am 12.10.2026 um 10:12 schrieb {ANNA}:",  # Apple, Thunderbird
    f"Am Mo., 12. Okt. 2026 um 10:12 Uhr schrieb {ANNA}:",  # Gmail
    f"{ANNA} schrieb am Mo., 12. Okt. 2026, 10:12:",  # its app
    f"{ANNA} schrieb am Mo., 12. Okt.\n2026, 10:12:",
    "On Mon, 12 Oct 2026, 10:12 Anna Berg, <service@firma.example> wrote:",
    f"Am Montag, 12. Oktober 2026 um 10:12:00 MESZ hat {ANNA} Folgendes geschrieben:",  # Yahoo
    f"{ANNA} hat am 12.10.2026 10:12 CEST geschrieben:",  # Open-Xchange
    f"Am Montag, 12. Oktober 2026 um 10:12, {ANNA} schrieb:",  # Proton
    "Am 12. Oktober 2026 um 10:12:00, Anna Berg (service@firma.example) schrieb:",  # Airmail
    f"On Monday, October 12th, 2026 at 10:12 AM, {ANNA} wrote:",
    f"Am Montag, 12. Oktober 2026 10:12 CEST, schrieb {ANNA}:",  # SOGo
]
UNNAMED = [  # from which no turn of a talk is made
    f"Zitat von {ANNA}:",
    "12. Okt. 2026, 10:12 von service@firma.example:",  # Tuta
    f"---- On Mon, 12 Oct 2026 10:12:00 +0200 {ANNA} wrote ----",  # Zoho
    f"---- Am Mo, 12 Okt. 2026 10:12:00 +0200 schrieb {ANNA} ----",
]
BLOCKS = [
    f"-----Original-Nachricht-----\nBetreff: AW: Auftrag\nVon: {ANNA}\nAn: m@huber.example",
    f"------ Originalnachricht ------\nVon {ANNA}\nAn m@huber.example\nDatum 12.10.2026 10:12",
    f"-----{ANNA} schrieb: -----\nAn: m@huber.example\nVon: {ANNA}\nDatum: 12.10.2026 10:12",
    f"Gesendet: Montag, 12. Oktober 2026 um 10:12\nVon: {ANNA}\nAn: m@huber.example\nBetreff: AW",
]


@pytest.mark.parametrize("head", [*ABOVE_MARKED, *UNNAMED])
def test_what_stands_below_a_head_is_not_theirs(head: str) -> None:
    for below in (f"> {OLD}", OLD):
        text = f"{LETTER}\n\n{head}\n\n{below}\n"
        folded = fold(text)
        assert (folded.new, OLD in folded.quoted) == (LETTER, True)
        assert head.split() == folded.quoted.split()[: len(head.split())], "as it was written"
        assert OLD not in own_words(text) and LETTER in own_words(text)


@pytest.mark.parametrize("head", BLOCKS)
def test_nor_what_stands_below_a_block_of_fields(head: str) -> None:
    text = f"{LETTER}\n\n{head}\n\n{OLD}\n"
    assert fold(text).new == LETTER
    assert OLD not in own_words(text) and LETTER in own_words(text)


ANGRY = "Seit sechs Wochen warte ich auf meine Stühle. Das ist eine Frechheit!"


@pytest.mark.parametrize(
    "letter",
    [
        f'Dear Sirs,\n\nOn 4 March at 10:30 your Mr Shaw wrote:\n\n"It is on its way."\n\n{ANGRY}',
        f"Formular\n\nVon: Eva Roth\nE-Mail: e@r.example\nBetreff: Klage\n\nNachricht:\n{ANGRY}",
        f"Reisedaten:\nVon: München Hbf\nAn: Hamburg\nDatum: 3. Mai 2024\n\n{ANGRY}",
        f"Bestellung 4711\n--\n{ANGRY}",
        f"{LETTER}\n\nGruß\nEva Roth\nTel. 0711 1234\n\nPS: {ANGRY}",
        f"Hallo,\nviele Grüße aus dem Urlaub\n\nich warte seit Wochen auf Geld\n{ANGRY}\n"
        "und keiner antwortet mir",
        f"---------- Forwarded message ---------\nVon: {ANNA}\nDate: Mo., 12. Okt. 2026 um 10:12\n"
        f"Subject: Stühle\n\n{ANGRY}",
    ],
)
def test_what_only_looks_like_the_edge_of_a_letter_stays_in_it(letter: str) -> None:
    assert " ".join(fold(letter).new.split()) == " ".join(letter.split())


def test_a_signature_with_its_notices_is_folded_away() -> None:
    signed = f"{LETTER}\n\nMit freundlichen Grüßen\nMax Huber\nHuber Bau GmbH"
    notice = "Diese E-Mail ist vertraulich und nur für den genannten Empfänger bestimmt."
    assert fold(f"{signed}\n\n{notice}").new == LETTER
    assert fold(f"{LETTER}\n\n-- \nMax Huber\n{notice}").new == LETTER


def test_empty_lines_of_html_stay_empty_lines() -> None:
    html = b"<div>Guten Tag,</div><div>&nbsp;</div><div>nein.</div>"
    assert parse(b"Content-Type: text/html\n\n" + html).text == "Guten Tag,\n\nnein."


@pytest.mark.parametrize("head", ABOVE_MARKED)
def test_who_said_it_and_when(head: str) -> None:
    (turn,) = history_of(parse(f"Subject: x\n\n{LETTER}\n\n{head}\n> {OLD}\n".encode()), ()).turns
    assert (turn.sender.address, turn.text) == ("service@firma.example", OLD)
    assert turn.date and (turn.date.day, turn.date.month, turn.date.hour) == (12, 10, 10)


@pytest.mark.parametrize(
    "sentence",
    [
        "Am 12. Mai hat mir Ihre Kollegin geschrieben:",
        "Am 12.10. um 9:30 Uhr hat Ihr Monteur angerufen und uns geschrieben:",
        "Frau Berg schrieb am 3. Mai um 10:12:",
        "Ihr Herr Huber hat am 3. Mai um 10:15 geschrieben:",
        "Zitat von Ihrer Webseite:",
        "Quoting your contract:",
        "12 May 2026, 10:12 by phone:",
    ],
)
def test_a_sentence_of_theirs_is_no_head(sentence: str) -> None:
    text = f"{LETTER}\n\n{sentence}\n\n{OLD}\n\nUnd nun?"
    assert fold(text).new == text
    assert own_words(text) == text

"""What programs, gateways and firms put about a letter is not read; what only looks like it is."""

import pytest

from heard.judgement.acts import judge
from heard.judgement.folding import own_words
from heard.judgement.points import find_points
from heard.judgement.sentences import sentences
from heard.judgement.values import Turn

pytestmark = pytest.mark.anywhere

ASKED = "Wir planen einen Umzug. Bieten Sie auch die Montage an, und was kostet sie?"
ANGRY = "Seit sechs Wochen warte ich auf meine Stühle. Das ist eine Frechheit!"
OURS = "Ihr Verhalten ist unverschämt, und wir werden gerichtlich gegen Sie vorgehen."
FIRM = """Thomas Berger
Berger Bau GmbH
Industriestr. 5, 70565 Stuttgart
Tel. 0711 123456

Rohrbruch? Verstopfung? Heizung kalt? Unser Notdienst hilft sofort!"""


def own(text: str) -> str:
    return " ".join(own_words(text).replace("\u00ad", "").split())


@pytest.mark.parametrize(
    "closing",
    [
        "Mit freundlichem Gruß", "Danke und Gruß", "Herzlichst", "Sonnige Grüße aus Graz", "m.f.g.",
        "Ich verbleibe mit freundlichen Grüßen", "**Mit freundlichen Grüßen**", "LG, Thomas",
        "Vielen Dank im Voraus und freundliche Grüße", "Kindest regards,", "Thanks in advance,",
        "Many thanks and kind regards,", "Yours,", "Best,", "Kind regards, Anna", "",
    ],
)  # fmt: skip
def test_a_closing_of_any_kind_ends_the_letter(closing: str) -> None:
    assert own(f"{ASKED}\n\n{closing}\n\n{FIRM}") == ASKED


@pytest.mark.parametrize(
    "standing",
    [
        "Dieses Mail ist ausschließlich für den Adressaten bestimmt. Falls es irrtümlich an Sie"
        " adressiert wurde, verständigen Sie bitte den Absender. Daten können falsch sein.",
        "Diese E-Mail ist vertraulich. Falls Sie sie irrtümlich erhalten haben, benachrichtigen Sie"
        " mich bitte und löschen Sie die E-Mail.",
        "E-Mail-Disclaimer: Die in dieser E-Mail enthaltenen Informationen sind vertraulich."
        " Unbefugte Nutzung oder Weitergabe ist strafbar.",
        "Bitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken.",
        "Diese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.",
        "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
        "Es gelten ausschließlich unsere Allgemeinen Geschäftsbedingungen.",
        "NOTICE - This message is intended for the addressee and may contain privileged"
        " information. It is prohibited to copy it.",
        "Abuse and violence against our staff will not be tolerated and will be reported.",
        "To unsubscribe from this group, send an email to list@example.com.",
    ],
)  # fmt: skip
def test_standing_texts_were_written_by_nobody(standing: str) -> None:
    assert own(f"{ASKED}\n\n{standing}") == ASKED
    assert own(f"{ASKED}\n\nMit freundlichen Grüßen\nThomas Berger\n\n{standing}") == ASKED


@pytest.mark.parametrize(
    "banner",
    [
        "ACHTUNG: Diese E-Mail stammt von einem externen Absender! Klicken Sie nicht auf Links!",
        "CAUTION: This email originated from outside of the organisation.",
    ],
)
def test_a_banner_of_a_gateway_is_not_read(banner: str) -> None:
    assert own(f"{banner}\n\n{ASKED}") == ASKED


@pytest.mark.parametrize(
    "head",
    [
        "##- Bitte antworten Sie oberhalb dieser Zeile -##",
        "##- Please type your reply above this line -##",
        "13.05.2024 10:12 - Kundenservice schrieb:",
        "Ihre Nachricht vom 13.05.2024:",
        "-----Ihre ursprüngliche Nachricht-----",
        "Kundenservice hat am Montag, 13. Mai 2024 Folgendes geschrieben:",
        "_Von:_ Kundenservice\n_Gesendet:_ Montag, 13. Mai 2024\n_An:_ Thomas Berger",
        "Gesendet: Montag, 13. Mai 2024\nVon: Kundenservice\nAn: T. Berger\nBetreff: AW: Stühle",
        "Von: Kundenservice Gesendet: Montag, 13. Mai 2024 10:12 An: Thomas Berger Betreff: AW",
        "El mar, 12 mar 2024 a las 9:14, Support (service@firma.example) escribió:",
        "----- Previous message -----",
    ],
)
def test_what_we_had_written_is_not_theirs(head: str) -> None:
    assert own(f"{ASKED}\n\n{head}\n\n{OURS}") == ASKED


@pytest.mark.parametrize(
    ("letter", "own_part"),
    [
        (f'Am 3. Mai um 10:15 Uhr schrieb mir Ihre Kollegin:\n"Morgen."\n{ANGRY}', ANGRY),
        (f'Am 13. Mai schrieb Frau Klein:\n"Morgen."\n{ANGRY}', ANGRY),
        (f"Von: Eva Roth\nBetreff: Klage\nDatum: 13.05.2024\n\nNachricht:\n{ANGRY}", ANGRY),
        (f"Reisedaten:\nVon: München Hbf\nAn: Hamburg\nDatum: 3. Mai 2024\n\n{ANGRY}", ANGRY),
        (f"Bestellung 4711\n--\n{ANGRY}", ANGRY),
        (f"Guten Tag,\n\n| Pos | Mangel |\n| 1 | {ANGRY} |", ANGRY),
        (f"{ASKED}\n\nGruß\nEva Roth\nTel. 0711 1234\n\nNachtrag: {ANGRY}", ANGRY),
        ("Hallo,\nviele Grüße aus dem Urlaub\n\nich warte seit Wochen auf Geld\n"
         "und keiner antwortet mir\ndas ist eine Frechheit", "das ist eine Frechheit"),
        (f"Bitte liefern an:\n\nRoth GmbH\nWeg 5\nTel. 0711 1\n\n{ANGRY}\n\nGruß\nEva", ANGRY),
        ("Why? <Because you lied to us>", "Because you lied to us"),
        (">:( you are liars", "you are liars"),
        ("Bitte zahlen Sie. Gegen gefälschte Rechnungen haben Sie nichts getan.", "gefälschte"),
    ],
)  # fmt: skip
def test_what_only_looks_like_the_edge_of_a_letter_is_read(letter: str, own_part: str) -> None:
    assert own_part in own(letter)


def test_fields_of_a_web_form_are_not_read() -> None:
    fields = "Name: Eva Roth\nE-Mail: eva@roth.example\nTelefon: 0711 1234\nBetreff: Umzug"
    assert own(f"{fields}\nNachricht: {ASKED}") == f"Nachricht: {ASKED}"
    journey = "Von: München Hbf\nAn: Hamburg\nDatum: 3. Mai 2024"
    assert own(f"{journey}\n\n{ASKED}") == own(journey) + f" {ASKED}"


def test_tags_break_lines_and_forum_quotes_are_quotes() -> None:
    history = f"<p><b>Von:</b> A<br><b>Gesendet:</b> B<br><b>An:</b> C<br></p><p>{OURS}</p>"
    assert own(f"<p>{ASKED}</p><hr>{history}") == ASKED
    assert own(f"[quote=eva]{OURS}[/quote]\n{ASKED}") == ASKED


def test_unseen_characters_and_entities_change_nothing() -> None:
    plain = "It doesn't matter and I couldn't be happier, the refrigerator is here."
    heat = judge([Turn("them", plain)]).heat
    for other in (
        plain.replace("'", "&#39;"),
        plain.replace("frig", "\u00adfrig\u200b"),
        plain.replace("frig", "&shy;frig"),
    ):
        assert judge([Turn("them", other)]).heat == heat
        assert not any("\u00ad" in one.text for one in find_points([Turn("them", other)]))


def test_capitals_from_beginning_to_end_are_no_shouting() -> None:
    calm = judge([Turn("them", "PLEASE SEND THE INVOICE FOR MAY TO OUR NEW ADDRESS.")])
    angry = judge([Turn("them", "THREE HOURS OF WAITING AND THEN THE COUNTER IS CLOSED!!!")])
    assert calm.word == "calm" and (angry.hot or 0) > 0.4


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Ich habe am 3.5. zwei Stühle bestellt und am 4.5. bezahlt. Wann kommen sie?", 2),
        ("Die Lieferung war für den 15.05. zugesagt, bis heute kam nichts.", 1),
        ("Wir warten bis zum 3.5. Danach ist Schluss.", 2),
        ("Bitte senden Sie die Rg. Nr. 4711 an die Fa. Klein, z.Hd. Hr. Meier.", 1),
        ("I'll talk to HR. It was 4.3. Send it.", 3),
        ("Bitte schicken Sie die Rechnung.Außerdem fehlt der Lieferschein.", 2),
        ("Fragen:\na) Wer zahlt das\nb) Wann kommt es", 3),
    ],
)
def test_a_day_without_a_year_ends_no_sentence(text: str, number: int) -> None:
    assert len(sentences(text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Pos. 1 fehlt ganz\nPos. 2 kam in Weiß statt in Grau\nDie Rechnung stimmt auch nicht", 3),
        ("still no invoice for order 4471\nAlso the lid arrived broken", 2),
        (
            "wir haben am Montag von acht bis zwölf Uhr vergeblich auf den\nMonteur gewartet, und"
            " die Anlage der Bäckerei steht nun schon\nTage und Nächte still",
            1,
        ),
        ("we have waited since Monday for the\nBoston delivery and nobody calls us back at all", 1),
        ("Ihre Lieferung vom\nDienstag fehlt, und so geht es nun schon seit drei Wochen", 1),
    ],
)
def test_a_line_ends_a_sentence_where_it_was_not_full(text: str, number: int) -> None:
    assert len(sentences(text)) == number

"""A few kilobytes of nothing must not keep the one who reads mail busy."""

import time

import pytest

from heard.mail.parsing.bounces import MESSAGE_ID, NAMED
from heard.mail.parsing.nesting import is_too_deep
from heard.mail.parsing.quotes import fold

pytestmark = pytest.mark.anywhere

SECONDS = 5  # each took between eight and forty
LINES = "Guten Tag" + "\n" * 4000 + "Ende"


@pytest.mark.parametrize(
    "text",
    [LINES, f"Guten Tag{' ' * 8000}Ende", "On a wrote " * 727, ("On a wrote " * 36 + "\n") * 38],
)
def test_blanks_and_long_lines_are_searched_for_quotes_in_no_time(text: str) -> None:
    began = time.monotonic()
    assert fold(text).new
    assert time.monotonic() - began < SECONDS


def test_a_long_paragraph_stays_whole_and_a_long_quotation_a_quotation() -> None:
    long = "Das ist ein Satz. " * 60
    old = "\n".join(f"> Zeile {number} von damals" for number in range(2000))
    folded = fold(f"{long}\n\nAm 3.11.2026 schrieb Anna Beispiel:\n{old}\n> Ende")
    assert folded.new == long.strip()
    assert folded.quoted.endswith("> Ende")


HEAD = "Am 12.03.2026 um 10:12 schrieb Max Huber <huber@example.org>:"
LONG = "Das ist ein langer Satz ohne Umbruch. " * 14


@pytest.mark.parametrize(
    "text",
    [
        f"Guten Tag Herr Huber,\n\n{HEAD}\n> Es kommt bald.\n\nDas war vor drei Wochen.",
        f"Guten Tag Herr Huber,\n\n{HEAD}\n> Es kommt bald.\n\n{LONG}\n\nMax",
        f"Guten Tag,\n\n{HEAD}\n> Es kommt bald.\nNein!",
        f"Siehe unten.\n\n{HEAD}\n> Es kommt bald.\n\nNein!",
        f"Ich habe gelacht.\n\n{HEAD}\n> Gut?\n\nNein.\n\n> Ist das Geld da?\n\nHalb.",
        "Hi Bob,\n\nOn Thu, 12 Mar 2026 at 10:12, Bob <b@x.example>\nwrote:\n\n> old\n\nNo.",
    ],
)
def test_what_they_write_below_and_between_quoted_lines_is_theirs(text: str) -> None:
    assert fold(text).new == text


@pytest.mark.parametrize(
    "below",
    [
        "> Am Montag?\n\nDiese E-Mail ist vertraulich. Bitte vernichten Sie sie.",
        f"> Am Montag?\n\n{'_' * 40}\nVerteiler der Genossenschaft",
        "> Passt der Montag oder wollen wir uns lieber erst in der\nWoche darauf\n> oder nie?",
        "> Gut\n>\n>> Ja?\n\nAm 10.3.2026 um 9:00 schrieb\nAnna Berg <berg@example.org>:\n>> Ja.",
        "Am Montag?\n\n> Wann denn?\n\nBald.\n\n> Gut",
    ],
)
def test_what_only_stands_below_their_answer_stays_folded(below: str) -> None:
    assert fold(f"Passt so, danke.\n\n{HEAD}\n{below}").new == "Passt so, danke."


def test_a_letter_is_no_opening_though_it_ends_in_a_comma() -> None:
    letter = f"{LONG}Wie unten zu sehen ist, kam nichts an.\n\nIch bin enttäuscht,"
    below = f"{HEAD}\n> Es kommt.\n\nDiese E-Mail ist vertraulich."
    assert fold(f"{letter}\n\n{below}").new == letter


@pytest.mark.parametrize(
    ("head", "is_theirs"),
    [
        ("Am 12. Mai schrieb mir Ihre Kollegin:", True),
        ("am 12. Mai um 10:30 schrieb mir Ihre Kollegin:", True),
        ("Am 12. Mai schrieb Herr Berg:", True),
        ("On 12 May your colleague wrote:", True),
        ("On 12 May 2026 you wrote:", True),
        ("Am 12.05.2026 schrieb Service Ihre Bank AG:", False),
        ("Am 12.05.2026 um 10.12 Uhr schrieb Ihre Bank:", False),
        ("On Tue, 12 May 2026, Your Shop <shop@example.org> wrote:", False),
    ],
)
def test_a_sentence_on_who_wrote_what_is_no_head_of_a_quotation(head: str, is_theirs: bool) -> None:
    text = f"Das stimmt nicht, sehen Sie selbst.\n\n{head}\nEs ist bezahlt."
    assert fold(text).new == (text if is_theirs else "Das stimmt nicht, sehen Sie selbst.")
    quoting = f"Das stimmt nicht, sehen Sie selbst.\n\n{head}\n> Es ist bezahlt."
    assert fold(quoting).new == "Das stimmt nicht, sehen Sie selbst."


@pytest.mark.parametrize("text", [LINES, "4" * 8000, "550 " + "a" * 20_000])
def test_reports_are_searched_for_addresses_in_no_time(text: str) -> None:
    began = time.monotonic()
    assert NAMED.findall(text) == MESSAGE_ID.findall(text) == []
    assert time.monotonic() - began < SECONDS


def test_items_left_open_are_counted_too() -> None:
    assert is_too_deep("<li><dd>" * 8000)
    assert not is_too_deep("<ul>" + "<li>Punkt</li>" * 8000 + "</ul>" + "<p>Absatz" * 900)

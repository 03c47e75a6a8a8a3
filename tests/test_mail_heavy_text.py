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


def test_what_they_write_below_and_between_quoted_lines_is_not_folded_away() -> None:
    head = "Am 12.03.2026 um 10:12 schrieb Max Huber <huber@example.org>:"
    below = f"Guten Tag Herr Huber,\n\n{head}\n> Es kommt bald.\n\nDas war vor drei Wochen."
    between = f"Danke, ich antworte gleich unten, Zeile für Zeile.\n\n{head}\n> Alles gut?\n\n"
    between += "Nein, gar nicht.\n\n> Ist das Geld da?\n\nNur die Hälfte."
    assert fold(below).new == below
    assert fold(between).new == between
    footer = f"Passt, danke.\n\n{head}\n> Am Montag?\n\n{'_' * 40}\nVerteiler der Genossenschaft"
    assert fold(footer).new == "Passt, danke."


@pytest.mark.parametrize(
    "head", ["Am 12. Mai schrieb mir Ihre Kollegin:", "On 12 May your colleague wrote:"]
)
def test_a_sentence_on_who_wrote_what_is_no_head_of_a_quotation(head: str) -> None:
    text = f"Guten Tag,\n\n{head}\nEs ist bezahlt.\nDas stimmt nicht."
    assert fold(text).new == text
    quoting = f"Das stimmt nicht, wie Sie selbst sehen können.\n\n{head}\n> Es ist bezahlt."
    assert fold(quoting).new == "Das stimmt nicht, wie Sie selbst sehen können."


@pytest.mark.parametrize("text", [LINES, "4" * 8000, "550 " + "a" * 20_000])
def test_reports_are_searched_for_addresses_in_no_time(text: str) -> None:
    began = time.monotonic()
    assert NAMED.findall(text) == MESSAGE_ID.findall(text) == []
    assert time.monotonic() - began < SECONDS


def test_items_left_open_are_counted_too() -> None:
    assert is_too_deep("<li><dd>" * 8000)
    assert not is_too_deep("<ul>" + "<li>Punkt</li>" * 8000 + "</ul>" + "<p>Absatz" * 900)

"""Numbers, dates and hours are the same thing in whatever words they are said again."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from heard.judgement.contradictions import changes, keeps
from heard.judgement.fact import Fact
from heard.judgement.facts import facts
from heard.judgement.numbers import in_digits

pytestmark = pytest.mark.anywhere


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("We were 240 people.", "two hundred and forty people"),
        ("Wir waren 240 Leute.", "zweihundertvierzig Personen"),
        ("2,100 addresses lead nowhere.", "no redirects for two thousand one hundred addresses"),
        ("3,900 dollars", "thirty-nine hundred dollars"),
        ("Es fehlen 2,9 Millionen.", "Ihnen fehlen 2.900.000"),
        ("We need six bikes.", "half a dozen bikes"),
        ("It ran down at ten past four.", "at 4:10"),
        ("Halb sechs war niemand da.", "um 5.30 Uhr"),
        ("Start um 19 Uhr statt um 18.", "Start 19 statt 18 Uhr"),
        ("von 48 auf 19 Minuten", "von 48 Minuten auf 19"),
        ("vom 6. auf den 20. Juni", "am 20. statt am 6. Juni"),
        ("Zusammen 1.416,80 Euro.", "gut 1.400 Euro"),
        ("You pay us £506 a month.", "just over five hundred pounds"),
        ("Es fehlt die Unterschrift von Herrn Roth.", "Herrn Roths Unterschrift"),
        ("Mr Pym advised us so.", "that was Mr Pym's idea"),
        ("Wir waren zu fünft.", "Sie waren fünf Leute"),
        ("that it be paid within ten working days", "within 10 days"),
        ("a ten-day deadline", "you gave us ten days"),
        ("Die Frist von 14 Tagen", "zwei Wochen Frist"),
        ("Termin um 19 Uhr 30", "um halb acht"),
        ("zweieinhalb Millionen Euro", "2,5 Mio. Euro"),
        ("am ersten Mai", "am 1.5."),
        ("May the 23rd", "the 23rd of May"),
        ("Mr Jones promised it.", "Mr Jones's promise"),
        ("more than 1,400 euros", "1,416 euros"),
        ("between five hundred and six hundred euros", "500 to 600 euros"),
        ("Lieferung innerhalb 48 h", "binnen 48 Stunden"),
        ("Die Reise dauerte 12h.", "zwölf Stunden"),
        ("Er kommt um 14 h.", "um 14 Uhr"),
        ("Der Zug um 0.10 Uhr", "at 12.10 am"),
        ("Die 40 am Montag gelieferten Paletten", "vierzig am Montag gelieferte Paletten"),
        ("from 48 months to 19", "19 instead of 48 months"),
    ],
)
def test_the_same_value_in_other_words_is_kept(said: str, again: str) -> None:
    assert keeps(facts(said), facts(again))
    assert not changes(facts(said), facts(again), facts(said))


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("We were 240 people.", "two hundred and fourteen people"),
        ("It came two days late.", "it came two weeks late"),
        ("within ten working days", "within ten weeks"),
        ("am 6. März", "am 6. April"),
        ("at ten past four", "at twenty past four"),
        ("Zusammen 1.416,80 Euro.", "genau 1.400 Euro"),
        ("Es fehlt die Unterschrift von Herrn Roth.", "Herrn Rotters Unterschrift"),
        ("Die Rechnung über 1.240 Euro", "die Rechnung von 1.260 Euro"),
        ("a three-year contract", "the five-year contract"),
        ("We arrive at 7 am.", "you arrive at 7 pm"),
        ("half a million", "a million"),
        ("6 Kisten am 5. Mai", "5 Kisten am 6. Mai"),
        ("zwei Dutzend Gläser", "12 Gläser"),
        ("Lieferung innerhalb 48 h", "innerhalb 72 Stunden"),
        ("Die 40 am Montag gelieferten Paletten", "die 14 am Montag gelieferten Paletten"),
        ("Von den 30 am 3. Mai gelieferten fehlen alle.", "von den 13 am 3. Mai gelieferten"),
        ("We arrive at 12 pm.", "you arrive at 12 am"),
    ],
)
def test_another_value_is_seen(said: str, again: str) -> None:
    assert not keeps(facts(said), facts(again))
    assert changes(facts(said), facts(again), facts(said))


def test_a_month_of_the_year_is_not_how_long_something_lasts() -> None:
    assert not keeps(facts("It has been so since March."), facts("for three months"))
    assert not keeps(facts("Es soll bis Dezember halten."), facts("ein Jahr lang"))


@pytest.mark.parametrize("text", ["zu neun Zehnteln voll", "more than a third less", "two-thirds"])
def test_a_fraction_counts_nothing(text: str) -> None:
    assert facts(text) == frozenset()


@given(some.text(max_size=80))
def test_any_text_has_digits_and_facts(text: str) -> None:
    once = in_digits(text)
    assert in_digits(once) == once or any(sign.isdigit() for sign in once)
    found = facts(text + "\ud800")
    assert all(isinstance(one, Fact) and one.meets(one) for one in found)

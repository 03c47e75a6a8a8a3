"""Written in both languages side by side, compared, read by a second person, published, opened."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.journal.refusal import Refusal
from heard.people.acts import add_colleague
from heard.philosophy import acts, exchange, wording
from heard.philosophy.comparing import ADDED, DROPPED, KEPT, compare, pieces
from heard.philosophy.models import Clause, Version
from heard.philosophy.prose import holds_html, html_of
from tests.conftest import As, At
from tests.firm import Firm
from tests.scenes import signed

NEW = {
    "title_en": "Say when", "title_de": "Sagen, wann",
    "text_en": "We name a *day*.", "text_de": "Wir nennen einen **Tag**.",
    "rule": "time_in_the_heat", "level": "reason",
    "time_in_the_heat.wait_working_hours": "3", "number": "10",
}  # fmt: skip


@pytest.fixture
def version(firm: Firm) -> Version:
    return acts.load_starter(by=firm.eva)


def drafted(as_: As, firm: Firm, **fields: str) -> Version:
    clara = as_(firm.clara)
    clara.post("/philosophy/begin/")
    clara.post("/philosophy/draft/clause/10/?new=1", {**NEW, **fields})
    draft = Version.being_drafted()
    assert draft is not None
    return draft


def publish(as_: As, firm: Firm, **given: str) -> str:
    """David reads Clara's draft, then it is published; answers the page."""
    draft = Version.being_drafted()
    assert draft is not None
    david = as_(firm.david)
    digest = wording.digest_of(draft)
    david.post("/philosophy/draft/change/", {"approve": "1", "digest": digest})
    said = david.post(
        "/philosophy/draft/change/", {"publish": "1", "bare": "1", **given}, follow=True
    )
    return said.content.decode()


@pytest.mark.anywhere
def test_from_a_new_clause_to_everyone_reading_it(firm: Firm, version: Version, as_: As) -> None:
    draft = drafted(as_, firm)
    clause = draft.clauses.get(number=10)
    assert clause.rule == "time_in_the_heat" and clause.parameters == {"wait_working_hours": 3}
    page = as_(firm.clara).get(f"/philosophy/compare/{draft.number}/").content.decode()
    assert "Sagen, wann" in page and "Gleiche Achtung" not in page
    alone = as_(firm.clara).post(
        "/philosophy/draft/change/", {"publish": "1", "bare": "1"}, follow=True
    )
    assert "zweite Person" in alone.content.decode() or Version.in_force() == version
    assert Version.in_force() == version, "one person alone publishes nothing"
    publish(as_, firm)
    assert Version.in_force() == draft
    assert "<strong>Tag</strong>" in as_(firm.anna).get("/philosophy/").content.decode()


def test_published_ahead_it_waits_for_its_day(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    version = acts.load_starter(by=firm.eva)
    draft = drafted(as_, firm)
    assert "passed already" in publish(as_, firm, valid_from="2026-11-01")
    page = publish(as_, firm, valid_from="2026-11-10")
    assert Version.in_force() == version and "comes into force on 10 November 2026" in page
    with pytest.raises(Refusal):
        acts.sign(version=draft, colleague=firm.anna)
    at("2026-11-10 00:01")
    draft.refresh_from_db()
    assert Version.in_force() == draft
    signed(firm.anna, draft)


def test_what_differs_is_shown_word_by_word(firm: Firm, version: Version) -> None:
    draft = acts.draft_next(by=firm.clara)
    old = draft.clauses.get(number=2)
    acts.change_clause(
        version=draft, number=2, by=firm.clara, text_de=old.text_de.replace("später", "morgen")
    )
    acts.drop_clause(clause=draft.clauses.get(number=8), by=firm.clara)
    changes = {one.number: one for one in compare(version, draft, "de") if one.how != KEPT}
    assert {number: one.how for number, one in changes.items()} == {2: "changed", 8: DROPPED}
    assert {piece.how for piece in changes[2].parts["text"]} == {KEPT, ADDED, DROPPED}
    assert [one for one in compare(version, draft, "en") if one.how == "changed"] == []


def test_a_rules_numbers_are_compared_and_read_as_part_of_the_text(
    firm: Firm, version: Version, as_: As
) -> None:
    draft = drafted(as_, firm)
    acts.change_clause(
        version=draft, number=5, by=firm.clara, rule="time_in_the_heat", level="colleague",
        parameters={"wait_working_hours": 8},
    )  # fmt: skip
    page = as_(firm.clara).get(f"/philosophy/compare/{draft.number}/").content.decode()
    assert "geht mit kurzem Grund hinaus · Arbeitsstunden, die eine Entscheidung wartet: 1" in page
    assert "<ins>" in page and "Arbeitsstunden, die eine Entscheidung wartet: 8" in page
    assert "Wir nennen einen **Tag**." in page, "a new clause is there with all its words"
    whole = as_(firm.david).get("/philosophy/draft/whole/").content.decode()
    assert "Working hours a decision waits: 3" in whole and "8" in whole
    publish(as_, firm)
    assert (
        "Working hours a decision waits: 3" in as_(firm.david).get("/philosophy/").content.decode()
    )


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_comparison_holds_both_texts(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(piece.words for piece in found if piece.how != ADDED) == before
    assert "".join(piece.words for piece in found if piece.how != DROPPED) == after


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=80
)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(WORDS, min_size=8, max_size=8), level=st.sampled_from(Clause.SEVERITY))
def test_a_file_gives_back_what_was_written(texts: list[str], level: str) -> None:
    said = ["text", "reason", "so", "not_so"]
    fields: dict[str, Any] = {"title_en": "A", "title_de": "B", "level": level, "rule": ""}
    for number, part in enumerate(said):
        fields[f"{part}_en"] = texts[2 * number].strip()
        fields[f"{part}_de"] = texts[2 * number + 1].strip()
    fields["text_en"], fields["text_de"] = f"x {fields['text_en']}", f"y {fields['text_de']}"
    clause = Clause(number=7, parameters={}, **fields)
    (read,) = exchange.read(f"# P\n\n{exchange._chapter(clause)}")
    for name, value in fields.items():
        if value:
            assert read[name] == value.strip(), name


def test_the_starter_survives_the_journey_through_a_file(
    firm: Firm, version: Version, as_: As, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("philosophy", "export")
    text = capsys.readouterr().out
    file = tmp_path / "leitbild.md"
    file.write_text(text, encoding="utf-8")
    call_command("philosophy", "import", str(file), "--as", firm.clara.email)
    draft = Version.being_drafted()
    assert draft is not None
    assert [one for one in compare(version, draft, "en") if one.how != KEPT] == []
    assert [one for one in compare(version, draft, "de") if one.how != KEPT] == []
    sent = as_(firm.anna).get("/philosophy/version/1/export/")
    assert sent.content.decode() == text


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "text, said",
    [
        ("nothing here", "kein Grundsatz"),
        ("## 1\n- level: note\n\n### en: A\n\nx\n", "fehlt in einer Sprache"),
        ("## 1\n\n### en: A\n\nx\n\n### de: B\n\ny\n" * 2, "zweimal"),
        ("## 1\n- rule: magic\n\n### en: A\n\nx\n\n### de: B\n\ny\n", "nicht gibt"),
        (b"\xff\xfe", "kein UTF-8"),
        ("## 0\n\n### en: A\n\nx\n\n### de: B\n\ny\n", "von 1 an nummeriert"),
        ("## 1\n\n### en: A\n\nx\n\n### de: B\n\ny\n\n#### Grund\n\nz\n", "„#### Grund“"),
    ],
)
def test_a_file_that_says_nonsense_changes_nothing(
    firm: Firm, version: Version, as_: As, text: str | bytes, said: str
) -> None:
    content = text if isinstance(text, bytes) else text.encode()
    page = as_(firm.clara).post(
        "/philosophy/take-in/", {"file": SimpleUploadedFile("a.md", content)}, follow=True
    )
    assert said in page.content.decode()
    assert Version.being_drafted() is None


def test_a_file_takes_nobody_elses_draft_away(firm: Firm, version: Version, as_: As) -> None:
    draft = drafted(as_, firm)
    file = exchange.write(version)
    with pytest.raises(Refusal, match="Clara is writing a draft"):
        acts.take_in(clauses=exchange.read(file), by=firm.david)
    assert draft.clauses.filter(number=10).exists()
    acts.take_in(clauses=exchange.read(file), by=firm.clara)
    assert not draft.clauses.filter(number=10).exists()


def test_two_clauses_never_share_a_number_and_nothing_is_overwritten(
    firm: Firm, version: Version, as_: As
) -> None:
    drafted(as_, firm)
    again = as_(firm.david).post("/philosophy/draft/clause/10/?new=1", {**NEW, "title_de": "Zwei"})
    assert "There is a clause 10 by now" in again.content.decode()
    assert "Zwei" in again.content.decode(), "what was typed is kept"
    draft = Version.being_drafted()
    assert draft and draft.clauses.get(number=10).title_de == "Sagen, wann"


def test_impossible_numbers_and_an_empty_text_are_refused(
    firm: Firm, version: Version, as_: As
) -> None:
    draft = drafted(as_, firm, **{"time_in_the_heat.wait_working_hours": "4000"})
    assert not draft.clauses.filter(number=10).exists()
    for clause in draft.clauses.exclude(rule__in=["never_alone", "promises_kept"]):
        acts.drop_clause(clause=clause, by=firm.clara)
    Clause.objects.filter(version=draft).delete()
    acts.approve(
        act_name=draft.reference, digest=wording.digest_of(draft),
        proposed_by=firm.clara, by=firm.david,
    )  # fmt: skip
    with pytest.raises(Refusal):
        acts.publish(version=draft, by=firm.clara)


@pytest.mark.anywhere
def test_smuggled_html_is_letters(firm: Firm, version: Version, as_: As) -> None:
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    clara = as_(firm.clara)
    clara.post("/philosophy/begin/")
    said = clara.post("/philosophy/draft/clause/10/?new=1", {**NEW, "text_de": evil}, follow=True)
    assert "HTML gilt hier nicht" in said.content.decode()
    publish(as_, firm)
    page = clara.get("/philosophy/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert "javascript:" not in page.replace("(javascript:alert(1))", "")


@given(st.text(max_size=300))
def test_no_text_becomes_more_than_the_safe_few(text: str) -> None:

    tags = {tag.lower() for tag in re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html_of(text))}
    assert tags <= {"p", "em", "strong", "ul", "ol", "li", "br", "a"}
    assert isinstance(holds_html(text), bool)


def test_everyone_reads_it_only_where_the_company_opened_it(
    firm: Firm, version: Version, as_: As
) -> None:
    stranger = Client(headers={"accept-language": "de"})
    assert stranger.get("/how-we-treat-people/").status_code == 404
    as_(firm.anna).post("/philosophy/to-all/")
    assert stranger.get("/how-we-treat-people/1/de/").status_code == 404, "a member opens nothing"
    as_(firm.clara).post("/philosophy/to-all/")
    page = stranger.get("/how-we-treat-people/", follow=True)
    assert page.redirect_chain == [("/how-we-treat-people/1/de/", 302)]
    assert "Gleiche Achtung" in page.content.decode() and not page.cookies
    assert "Equal regard" in stranger.get("/how-we-treat-people/1/en/").content.decode()
    assert stranger.get("/how-we-treat-people/2/de/").status_code == 404
    drafted(as_, firm)
    publish(as_, firm)
    assert "ältere Fassung" in stranger.get("/how-we-treat-people/1/de/").content.decode()
    as_(firm.clara).post("/philosophy/to-all/")
    assert stranger.get("/how-we-treat-people/1/de/").status_code == 404


def test_what_a_browser_sends_comes_back_from_a_file_meaning_the_same(
    firm: Firm, version: Version, as_: As
) -> None:
    said = "Erste Zeile.\r\n\r\n- eins\r\n- zwei\r\n# keine Überschrift"
    draft = drafted(as_, firm, text_de=said, title_de="Sagen,\r\nwann")
    clause = draft.clauses.get(number=10)
    assert clause.title_de == "Sagen, wann"
    before = wording.digest_of(draft)
    acts.take_in(clauses=exchange.read(exchange.write(draft)), by=firm.clara)
    assert wording.digest_of(draft) == before


def test_after_the_gentle_start_nobody_publishes_with_an_account_they_made(
    firm: Firm, version: Version, at: At
) -> None:
    """In a new house the people just entered are all there are; later it would be one person."""

    def lent(number: int) -> bool:
        draft = acts.draft_next(by=firm.eva)
        acts.change_clause(version=draft, number=3, by=firm.eva, level="note")
        made = add_colleague(
            email=f"neu{number}@firma.example", name="Neu", by=firm.eva, role="partner"
        )
        try:
            acts.approve(
                act_name=draft.reference, digest=wording.digest_of(draft),
                proposed_by=firm.eva, by=made,
            )  # fmt: skip
        except Refusal:
            return False
        return True

    at("2026-11-20 09:00")
    Version.objects.update(gentle_until=at("2026-11-30 09:00"))
    at("2026-11-20 09:00")
    assert lent(1)
    at("2026-12-01 09:00")
    assert not lent(2)

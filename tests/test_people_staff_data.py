"""The register of what touches staff data: whole, off until entered, and who looked is known."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

from heard.conversations.models import Conversation
from heard.people.models import Colleague, Look, RegisterEntry
from heard.people.staff import acts as staff
from heard.people.staff.functions import functions, is_on, listed
from heard.philosophy.acts import load_starter
from tests.conftest import As, At
from tests.firm import FRIENDLY, Firm

HEARD = Path(__file__).parent.parent / "heard"


@pytest.mark.anywhere
def test_every_table_about_colleagues_is_in_the_register() -> None:
    """Whoever adds a table that points at a colleague says what for, who sees it and how long."""
    described = {table for one in functions() for table in one.tables}
    touching = {
        model._meta.label
        for model in apps.get_models()
        if model is Colleague
        or any(
            getattr(field, "related_model", None) is Colleague and field.concrete
            for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        )
    }
    through = {m._meta.label for m in apps.get_models() if m._meta.auto_created}
    assert touching - through - described == set(), "say in its staff_data.py what it is for"
    assert described - {m._meta.label for m in apps.get_models()} == set()


@pytest.mark.anywhere
def test_every_reading_of_a_draft_is_asked_for_in_the_register() -> None:
    """Where a model reads what a colleague writes, the function that allows it is asked first."""
    found = []
    for path in HEARD.rglob("*.py"):
        if path.parts[len(HEARD.parts)] in {"judgement", "config"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            body = ast.unparse(node)
            of_a_draft = "judgement.review(" in body and 'review(turns, ""' not in body.replace(
                "'", '"'
            )
            if of_a_draft and "is_on(" not in body:
                found.append(f"{path.relative_to(HEARD)}:{node.name}")
    assert found == []


@pytest.mark.anywhere
def test_every_function_that_can_be_off_is_asked_somewhere() -> None:
    """A switch that nothing asks would be a promise to the works council that nobody keeps."""
    code = "\n".join(
        path.read_text() for path in HEARD.rglob("*.py") if path.name != "staff_data.py"
    )
    unasked = [
        one.name
        for one in functions()
        if not one.needed
        and not any(f'{ask}("{one.name}")' in code for ask in ("is_on", "must_be_on"))
    ]
    assert unasked == []


@pytest.mark.anywhere
def test_every_function_says_everything() -> None:
    for one in functions():
        for part in (one.title, one.purpose, one.stored, one.seen_by, one.kept):
            assert str(part).strip(), one.name


def test_in_works_agreement_mode_functions_are_off_until_they_are_entered(
    firm: Firm, as_: As
) -> None:
    load_starter(by=firm.eva)
    assert is_on("recognition")
    eva = as_(firm.eva)
    eva.post("/people/staff-data/change/", {"begin": "1"})
    assert not is_on("recognition") and is_on("conversations")
    thanks = {"to": firm.ben.pk, "clause": 1, "words": "Danke"}
    page = as_(firm.anna).post("/philosophy/recognise/", thanks, follow=True).content.decode()
    assert "ausgeschaltet" in page
    said = {"function": "recognition", "words": "Betriebsvereinbarung § 4"}
    page = eva.post("/people/staff-data/change/", said, follow=True).content.decode()
    assert "Betriebsvereinbarung § 4" in page and is_on("recognition")
    as_(firm.anna).post("/philosophy/recognise/", thanks)
    eva.post("/people/staff-data/change/", {"function": "recognition", "off": "1"})
    assert not is_on("recognition")


def test_an_entry_is_for_what_was_described_then(firm: Firm) -> None:
    staff.begin_agreement(by=firm.eva)
    staff.enter(name="recognition", by=firm.eva)
    RegisterEntry.objects.update(described="0" * 64)  # a later release does something else
    assert not is_on("recognition")
    (one,) = [row for row in listed() if row.function.name == "recognition"]
    assert one.changed and not one.on


@pytest.mark.anywhere
def test_only_administrators_keep_the_register_and_everyone_reads_it(firm: Firm, as_: As) -> None:
    for who in (firm.anna, firm.clara, firm.david):
        page = as_(who).get("/people/staff-data/")
        assert page.status_code == 200
        assert "Switch it off" not in page.content.decode()
        for given in ({"begin": "1"}, {"function": "recognition", "off": "1"}):
            assert as_(who).post("/people/staff-data/change/", given).status_code == 403
    assert is_on("recognition")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("conversations", "kann Heard nicht arbeiten"), ("no_such", "nicht im Verzeichnis")],
)
def test_what_cannot_be_switched_is_said(firm: Firm, as_: As, name: str, sentence: str) -> None:
    given = {"function": name, "off": "1"}
    page = as_(firm.eva).post("/people/staff-data/change/", given, follow=True).content.decode()
    assert sentence in page and not RegisterEntry.objects.exists()


@pytest.mark.slow
def test_the_mode_is_begun_once_and_who_ended_it_is_seen_by_all(firm: Firm, as_: As) -> None:
    eva = as_(firm.eva)
    eva.post("/people/staff-data/change/", {"begin": "1"})
    page = eva.post("/people/staff-data/change/", {"begin": "1"}, follow=True).content.decode()
    assert "schon an" in page
    eva.post("/people/staff-data/change/", {"end": "1"})
    assert is_on("recognition")
    assert "by Eva" in as_(firm.ben).get("/people/staff-data/").content.decode()


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Annex", "What for", "Recognition among colleagues"]),
     ("de", ["Anlage", "Wozu", "Anerkennung untereinander"])],
)  # fmt: skip
def test_the_annex_is_whole_in_both_languages(
    firm: Firm, as_: As, language: str, words: list[str]
) -> None:
    staff.enter(name="recognition", by=firm.eva, words="§ 4 *neu* <b>")
    for address in (f"/people/staff-data/annex/{language}/",) * 2:
        page = as_(firm.ben).get(address).content.decode()
        assert all(word in page for word in words) and f'lang="{language}"' in page
    file = as_(firm.ben).get(f"/people/staff-data/annex/{language}/?as=file")
    text = file.content.decode()
    assert file["Content-Type"].startswith("text/markdown")
    assert all(word in text for word in words) and text.count("\n## ") == len(functions())
    assert "§ 4 \\*neu\\* \\<b\\>" in text


def test_who_looked_is_seen_by_oneself_and_by_administrators(firm: Firm, as_: As, at: At) -> None:
    at("2026-11-03 09:00")
    as_(firm.eva).get(f"/people/colleague/{firm.ben.pk}/")
    as_(firm.eva).get(f"/people/colleague/{firm.ben.pk}/")
    assert Look.objects.count() == 1, "turning the page back and forth is one look"
    as_(firm.eva).get(f"/people/colleague/{firm.eva.pk}/")
    assert Look.objects.count() == 1, "one's own is no look"
    assert "Eva" in _main(as_(firm.ben).get("/people/staff-data/looks/"))
    assert "Eva" not in _main(as_(firm.anna).get("/people/staff-data/looks/"))
    assert "Ben" not in _main(as_(firm.anna).get("/people/staff-data/looks/?all=1"))
    assert "Ben" in _main(as_(firm.eva).get("/people/staff-data/looks/?all=1"))
    assert Look.objects.filter(function="looks").count() == 1, "reading the list is a look"
    at("2027-02-02 09:00")
    staff.forget_looks(days=90)
    assert not Look.objects.exists()


def _main(answer: object) -> str:
    page: str = answer.content.decode()  # type: ignore[attr-defined]  # a response
    return page.split("<main")[1]


def test_the_names_of_those_who_have_not_signed_are_a_look(firm: Firm, as_: As) -> None:
    load_starter(by=firm.eva)
    assert "Ben" in _main(as_(firm.clara).get("/philosophy/"))
    assert Look.objects.filter(by=firm.clara, function="unsigned_names").exists()
    assert not Look.objects.filter(by=firm.anna).exists()
    staff.switch_off(name="unsigned_names", by=firm.eva)
    assert "Noch nicht" not in _main(as_(firm.clara).get("/philosophy/"))


@pytest.mark.anywhere
def test_a_draft_is_not_read_by_a_model_while_that_is_off(firm: Firm, as_: As, at: At) -> None:
    load_starter(by=firm.eva)
    staff.begin_agreement(by=firm.eva)
    conversation: Conversation = firm.conversation(FRIENDLY)
    answer = as_(firm.anna).post(
        f"/conversations/{conversation.pk}/draft/",
        {"text": "Wie bereits mehrfach erklärt, sollten selbst Sie das verstehen."},
        HTTP_ACCEPT="application/json",
    )
    assert answer.json()["findings"] == ""
    staff.enter(name="draft_reading", by=firm.eva)
    answer = as_(firm.anna).post(
        f"/conversations/{conversation.pk}/draft/",
        {"text": "Wie bereits mehrfach erklärt, sollten selbst Sie das verstehen!"},
        HTTP_ACCEPT="application/json",
    )
    assert "finding" in answer.json()["findings"]


def test_nobody_without_an_account_reads_the_register(firm: Firm, client: object) -> None:
    for address in ("", "looks/", "annex/de/"):
        answer = client.get(f"/people/staff-data/{address}")  # type: ignore[attr-defined]  # a client
        assert answer.status_code == 302

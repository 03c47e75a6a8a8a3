"""Where a clause's rule applies is chosen on its page; bad input is refused in one sentence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heard.philosophy import acts, exchange, wording
from heard.philosophy.acts import load_starter
from heard.philosophy.models import Clause, Version
from tests.conftest import As
from tests.firm import Firm
from tests.test_philosophy_writing import NEW, drafted, publish

pytestmark = pytest.mark.anywhere


@pytest.fixture
def version(firm: Firm) -> Version:
    return load_starter(by=firm.eva)


def clause_10() -> Clause:
    draft = Version.being_drafted()
    assert draft is not None
    return draft.clauses.get(number=10)


def test_narrowed_on_its_page_and_widened_again(firm: Firm, version: Version, as_: As) -> None:
    box = str(firm.service.pk)
    drafted(as_, firm, only_mailboxes=box, only_kinds="vendor")
    said = clause_10().parameters
    assert said == {"wait_working_hours": 3, "only_mailboxes": box, "only_kinds": "vendor"}
    clara = as_(firm.clara)
    page = clara.get("/philosophy/draft/clause/10/").content.decode()
    assert page.count(" checked") == 2
    clara.post("/philosophy/draft/clause/10/", {**NEW, "only_kinds": ["vendor", "customer"]})
    assert clause_10().parameters["only_kinds"] == "vendor,customer"
    assert "only_mailboxes" not in clause_10().parameters
    publish(as_, firm)
    page = as_(firm.anna).get("/philosophy/").content.decode()
    assert "Nur gegenüber: Kunden, Lieferanten" in page


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"only_mailboxes": "4711"}, "Eines dieser Postfächer gibt es in diesem Haus nicht"),
        ({"only_kinds": "rich"}, "Kunden, Lieferanten oder Berater"),
        ({"only_kinds": "vendor", "rule": ""}, "keine Regel, also gibt es nichts einzugrenzen"),
        (
            {"only_kinds": "vendor", "rule": "never_alone", "level": "stop"},
            "schützt Menschen überall",
        ),
        ({"number": "0"}, "größer oder gleich 1"),
    ],
)
def test_what_cannot_be_narrowed_is_refused_and_kept_in_the_form(
    firm: Firm, version: Version, as_: As, given: dict[str, str], sentence: str
) -> None:
    clara = as_(firm.clara)
    clara.post("/philosophy/begin/")
    page = clara.post("/philosophy/draft/clause/10/?new=1", {**NEW, **given}).content.decode()
    assert sentence in page and "Sagen, wann" in page
    draft = Version.being_drafted()
    assert draft and draft.clauses.count() == 9


@pytest.mark.parametrize("line", ["only_mailboxes: 4711", "only_kinds: rich", "secret: 3"])
def test_a_file_narrows_no_further_than_the_page(
    firm: Firm, version: Version, as_: As, line: str
) -> None:
    text = exchange.write(version).replace("- level: reason\n", f"- level: reason\n- {line}\n")
    as_(firm.clara).post(
        "/philosophy/take-in/", {"file": SimpleUploadedFile("a.md", text.encode())}
    )
    assert Version.being_drafted() is None


def test_what_is_narrowed_survives_the_journey_through_a_file(
    firm: Firm, version: Version, as_: As
) -> None:
    draft = drafted(as_, firm, only_mailboxes=str(firm.service.pk), only_kinds="vendor")
    said = {one["number"]: one for one in exchange.read(exchange.write(draft))}
    assert said[10]["parameters"] == clause_10().parameters


# -- What two people read is what is published ----------------------------------------------------

SCENE = {
    "scene": "Sie fragt: wann?", "best": "1",
    "text_1": "Den Tag nennen.", "why_1": "Ja.", "text_2": "Bald.", "why_2": "Nein.",
    "text_3": "Nichts.", "why_3": "Nein.",
}  # fmt: skip


def test_a_scene_written_after_the_reading_asks_for_another_one(
    firm: Firm, version: Version, as_: As
) -> None:
    draft = drafted(as_, firm)
    clara, david = as_(firm.clara), as_(firm.david)
    clara.post("/philosophy/draft/clause/10/scene/de/", SCENE)
    page = david.get("/philosophy/draft/").content.decode()
    assert "Sie fragt: wann?" in page, "it is read where the text is read"
    digest = wording.digest_to_read(draft)
    david.post("/philosophy/draft/change/", {"approve": "1", "digest": digest})
    clara.post("/philosophy/draft/clause/10/scene/de/", {**SCENE, "scene": "Er fragt: wer?"})
    refused = david.post("/philosophy/draft/change/", {"publish": "1", "bare": "1"}, follow=True)
    assert "second person has to read" in refused.content.decode()
    stale = david.post("/philosophy/draft/change/", {"approve": "1", "digest": digest}, follow=True)
    assert "changed since you opened it" in stale.content.decode()
    david.post("/philosophy/draft/clause/10/scene/en/", SCENE)
    publish(as_, firm)
    assert Version.in_force() == version, "David wrote a scene: now somebody else reads it all"
    acts.approve(
        act_name=draft.reference, digest=wording.digest_to_read(draft),
        proposed_by=firm.david, by=firm.clara,
    )  # fmt: skip
    acts.publish(version=draft, by=firm.david)
    assert Version.in_force() == draft


@pytest.mark.parametrize("given", [{"drop": "x"}, {"drop": "99"}, {"drop": "9" * 40}])
def test_dropping_what_is_not_there_is_one_sentence(
    firm: Firm, version: Version, as_: As, given: dict[str, str]
) -> None:
    clara = as_(firm.clara)
    clara.post("/philosophy/begin/")
    page = clara.post("/philosophy/draft/change/", given, follow=True)
    assert page.status_code == 200 and "Es wurde nichts geändert" in page.content.decode()

"""Whatever is put into the fields of the written word: a sentence or a page, and nothing breaks."""

import pytest

from heard.philosophy.models import Recognition, SignOff, Version
from tests.conftest import As
from tests.firm import FRIENDLY, Firm

pytestmark = [pytest.mark.slow, pytest.mark.anywhere]

NUMBERS = ["²", "9" * 40, "-1", "x", "", "1.5", "\x00"]
PLACES = [
    ("/philosophy/recognise/", ["to", "clause", "words"]),
    ("/philosophy/sign/", ["clause", "choice"]),
    ("/philosophy/rhythm/", ["how", "weekday", "hour"]),
    ("/philosophy/draft/ask/", ["colleague"]),
    ("/philosophy/draft/change/", ["drop"]),
    ("/philosophy/draft/change/", ["minor"]),
    ("/philosophy/draft/change/", ["approve", "digest"]),
    ("/philosophy/draft/change/", ["publish", "bare", "valid_from"]),
    (
        "/philosophy/draft/clause/10/?new=1",
        ["number", "level", "rule", "title_en", "text_en", "only_mailboxes", "only_kinds"],
    ),
    ("/philosophy/draft/clause/10/?new=1", ["number", "level", "rule", "try"]),
    ("/philosophy/draft/clause/3/scene/de/", ["scene", "best", "text_1", "why_1", "keep"]),
    ("/philosophy/cards/new/", ["scene", "best", "clause_number", "language", "keep"]),
    ("/people/adviser/", ["name", "email", "language"]),
]
READ = [
    "/philosophy/draft/?bare={}", "/philosophy/draft/whole/?language={}",
    "/philosophy/cards/new/?clause={}", "/philosophy/cards/?language={}",
    "/philosophy/compare/{}/", "/philosophy/version/{}/", "/philosophy/version/{}/export/",
    "/philosophy/draft/clause/{}/", "/how-we-treat-people/{}/de/", "/philosophy/scene/by-mail/{}/",
]  # fmt: skip


@pytest.mark.parametrize("said", NUMBERS)
def test_no_number_and_no_word_breaks_a_page(house: Firm, as_: As, said: str) -> None:
    clara = as_(house.clara)
    clara.post("/philosophy/begin/")
    before = (SignOff.objects.count(), Recognition.objects.count())
    for address, fields in PLACES:
        given = {**dict.fromkeys(fields, said), "to": said if "to" in fields else house.anna.pk}
        assert clara.post(address, given).status_code < 500, address
    for address in READ:
        assert clara.get(address.format(said.replace("\x00", "%00"))).status_code < 500, address
    assert before == (SignOff.objects.count(), Recognition.objects.count())
    draft = Version.being_drafted()
    assert draft is not None and draft.clauses.count() == 9


def test_the_clause_of_a_thank_you_is_a_number_too(house: Firm, as_: As) -> None:
    for clause in NUMBERS:
        said = {"to": house.anna.pk, "clause": clause, "words": "Danke\x00"}
        answer = as_(house.clara).post("/philosophy/recognise/", said, follow=True)
        assert answer.status_code == 200
    assert not Recognition.objects.exists()


def test_words_are_kept_without_what_no_database_keeps(house: Firm, as_: As) -> None:
    said = {"to": house.anna.pk, "clause": "1", "words": "Dan\x00ke"}
    as_(house.clara).post("/philosophy/recognise/", said)
    assert Recognition.objects.get().words == "Danke"
    talk = house.conversation(FRIENDLY)
    anna = as_(house.anna)
    for place in ("draft", "note"):
        anna.post(f"/conversations/{talk.pk}/{place}/", {"text": "Dan\x00ke", "seen": "1"})
    assert talk.drafts.get().text == talk.notes.get().text == "Danke"
    assert anna.get("/search/?q=Dan%00ke").status_code == 200

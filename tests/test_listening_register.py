"""Sie or du, as they write: on their pages, in the answer that was decided, and at the end."""

import re

import pytest
from django.test import Client, override_settings

from heard.closing import acts as closing
from heard.conversations import acts as conversations
from heard.decisions import acts as decisions
from tests.conftest import At, Work
from tests.firm import Firm
from tests.test_listening_their_page import restated, token

pytestmark = pytest.mark.anywhere

DU = (
    "Hallo Anna,\n\nzum dritten Mal kommt die Lieferung ohne Prüfzeugnis. Unsere Linie steht seit "
    "gestern still. Das ist eine Unverschämtheit! Ich erwarte von dir, dass du dich darum "
    "kümmerst.\n\nPeter"
)
SIE = DU.replace("von dir, dass du dich darum kümmerst", "von Ihnen, dass Sie sich darum kümmern")
FORMAL = re.compile(r"\b(?:Sie|Ihnen|Ihren?|Ihre[mrs]?)\b")
INFORMAL = re.compile(r"\b(?:du|dir|dich|dein\w*)\b", re.IGNORECASE)


def speaks(text: str, du: bool) -> None:
    wrong, right = (FORMAL, INFORMAL) if du else (INFORMAL, FORMAL)
    assert not wrong.search(text), text
    assert right.search(text), text


def body(page: object) -> str:
    shown = page.content.decode()  # type: ignore[attr-defined]  # a response
    main = shown.partition("<main>")[2]
    return re.sub(r"<[^>]+>|“[^”]*”|„[^”]*”", " ", main)


@pytest.mark.parametrize("text, du", [(DU, True), (SIE, False)])
def test_their_page_speaks_as_they_write(
    firm: Firm, at: At, work: Work, text: str, du: bool
) -> None:
    restatement, outside = restated(firm, at, work, text), Client()
    address = f"/heard/{token(restatement)}/"
    page = outside.get(address)
    assert '<html lang="de">' in page.content.decode()
    speaks(body(page), du)
    assert re.search(r"\b5\. November\b", body(page)), "dates stay German"
    speaks(body(outside.post(address, {"correct": "1", "missing": ""})), du)
    speaks(body(outside.post(address, {"correct": "1", "missing": "Die Menge fehlt."})), du)
    speaks(body(outside.get(address)), du)


@pytest.mark.parametrize("text, du", [(DU, True), (SIE, False)])
def test_an_old_link_speaks_as_they_write(
    firm: Firm, at: At, work: Work, text: str, du: bool
) -> None:
    restatement = restated(firm, at, work, text)
    at("2026-12-03 09:00")
    page = Client().get(f"/heard/{token(restatement)}/")
    assert page.status_code == 410
    if du:
        assert "antworte einfach" in body(page)
    else:
        assert "antworten Sie einfach" in body(page)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["yes", "partly", "no", "insist", "sever"])
@pytest.mark.parametrize("text, du", [(DU, True), (SIE, False)])
def test_the_answer_speaks_as_they_write(
    firm: Firm, at: At, work: Work, kind: str, text: str, du: bool
) -> None:
    situation = restated(firm, at, work, text).situation
    decision = decisions.decide(
        situation=situation, by=firm.anna, kind="yes", reason="Das war unser Fehler.",
        instead="Eine neue Lieferung.", next_step="Clara ruft am Freitag an.", own_mistake=True,
    )  # fmt: skip
    decision.kind = kind
    written = decisions.compose_answer(decision=decision, by=firm.anna)
    said = re.sub(r"„[^“]*“", "", written)
    speaks(said, du)
    assert written.startswith("Hallo Peter,")
    for part in ("Das war unser Fehler.", "Eine neue Lieferung.", "Clara ruft am Freitag an."):
        assert part in written
    assert ("tut uns leid" in written) == (kind in {"yes", "partly"}), "where it mends our mistake"


@override_settings(HEARD_ASK_IF_HEARD=True)
@pytest.mark.parametrize("text, du", [(DU, True), (SIE, False)])
def test_the_question_at_the_end_speaks_as_they_write(
    firm: Firm, at: At, work: Work, text: str, du: bool
) -> None:
    talk = restated(firm, at, work, text).situation.conversation
    draft = closing.write_good_note(
        conversation=talk, by=firm.anna, thanks="", agreed="Neue Lieferung.", follow_up=None,
        ask=True,
    )  # fmt: skip
    speaks(draft.text, du)
    last = talk.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    at("2026-11-03 09:20")
    work()
    mime = bytes(talk.messages.latest("pk").outgoing.mime).decode("utf-8", "replace")  # type: ignore[union-attr]  # it left
    link = re.search(r"https?://[^/\s]+(/felt/\S+)", re.sub(r"=\r?\n", "", mime))
    assert link, mime
    outside = Client()
    speaks(body(outside.get(link[1])), du)
    speaks(body(outside.post(link[1], {"answer": "yes"})), du)
    again = outside.get(link[1])
    assert again.status_code == 410 and "gesagt, vielen Dank" in body(again)
    speaks(body(again), du)

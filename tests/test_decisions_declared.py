"""What was declared with a decision is known when its letter leaves, and asked once."""

import pytest
from django.urls import reverse

from heard.conversations.acts import save_draft
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions import guard
from heard.decisions.models import Decision
from heard.huddles.acts import gather, speak
from heard.journal import clock
from heard.listening.acts import extract, report_heard, set_points, vouch
from heard.people.models import Colleague
from heard.philosophy.acts import load_starter
from heard.philosophy.models import Version
from heard.situations.acts import raise_
from tests.conftest import As, At
from tests.firm import ANGRY, Firm

WHY = "Die Linie steht seit heute früh."


@pytest.fixture(params=["de", "en"])
def talk(firm: Firm, at: At, request: pytest.FixtureRequest) -> Conversation:
    """Hot and fresh, heard, and another colleague has given a view: only the clock says wait."""
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    Version.objects.update(gentle_until=clock.now())
    Colleague.objects.filter(pk=firm.anna.pk).update(language=request.param)
    conversation = firm.conversation(ANGRY)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    reported = report_heard(situation=situation, by=firm.anna, text="Ja, genau.")
    vouch(confirmation=reported, by=firm.ben)
    huddle = gather(situation=situation, by=firm.anna, question="Nein?", invite=[firm.ben])
    speak(huddle=huddle, by=firm.ben, view="agree", why="Das Zeugnis lag bei.")
    return conversation


def decide(firm: Firm, as_: As, talk: Conversation, **said: str) -> Draft:
    """Through the form; the draft of the answer as it then stands."""
    page = f"/decisions/situation/{talk.situations.get().pk}/decide/"
    as_(firm.anna).post(page, {"kind": "no", "reason": "Das Zeugnis lag bei.", **said})
    return Draft.objects.get(conversation=talk, by=firm.anna)


def send(firm: Firm, as_: As, draft: Draft) -> str:
    """The page after Send; the letter as it was composed."""
    last = draft.conversation.last_come
    form = {"text": draft.text, "seen": last.pk if last else "", "revision": draft.revision}
    address = reverse("conversations:send", args=[draft.conversation_id])
    return as_(firm.anna).post(address, form, follow=True).content.decode()


def test_the_reason_for_not_waiting_is_asked_once(firm: Firm, as_: As, talk: Conversation) -> None:
    draft = decide(firm, as_, talk, why_now=WHY)
    send(firm, as_, draft)
    letter = Message.objects.get(side=Message.US)
    assert letter.state == Message.LEAVING and letter.text == draft.text


def test_what_was_not_said_is_asked(firm: Firm, as_: As, talk: Conversation) -> None:
    page = f"/decisions/situation/{talk.situations.get().pk}/decide/"
    said = as_(firm.anna).post(page, {"kind": "no", "reason": "Nein."}, follow=True)
    assert 'name="why_now"' in said.content.decode() and not Draft.objects.exists()


def test_what_holds_the_letter_names_what_was_said_and_asks_none_of_it_again(
    firm: Firm, as_: As, talk: Conversation
) -> None:
    draft = decide(firm, as_, talk, kind="partly", amount="40", own_mistake="1", why_now=WHY)
    text = "Guten Tag,\n\nwir kommen Ihnen entgegen.\n\nAnna"  # nothing of what was decided
    draft = save_draft(conversation=talk, by=firm.anna, text=text)
    page = send(firm, as_, draft)
    assert not Message.objects.filter(side=Message.US).exists()
    held = page.partition('class="findings" role="alert"')[2].partition("</form>")[0]
    assert 'name="amount"' not in held and 'name="reason"' not in held
    assert WHY in held and ": 40<" in held and 'name="heeded"' in held


def test_a_reason_is_kept_while_a_colleague_is_waited_for_and_goes_with_the_decision(
    firm: Firm, as_: As, talk: Conversation
) -> None:
    talk.situations.get().confirmations.all().delete()  # clause 3 waits for a second person
    page = f"/decisions/situation/{talk.situations.get().pk}/decide/"
    as_(firm.anna).post(page, {"kind": "no", "reason": "Nein.", "why_now": WHY})
    decision = Decision.objects.get()
    assert decision.taken_at is None and not Draft.objects.exists()
    assert WHY not in as_(firm.ben).get(f"/decisions/{decision.pk}/").content.decode()
    as_(firm.ben).post(f"/decisions/{decision.pk}/approve/", {"digest": guard.digest_of(decision)})
    as_(firm.anna).post(f"/decisions/{decision.pk}/answer/")
    assert Draft.objects.get().reason == WHY
    as_(firm.anna).post(f"/decisions/{decision.pk}/withdraw/")
    decision.refresh_from_db()
    assert decision.withdrawn_at and decision.why_now == ""


def test_a_reason_was_about_the_letter_they_had_written_by_then(
    firm: Firm, as_: As, at: At, talk: Conversation
) -> None:
    draft = decide(firm, as_, talk, why_now=WHY)
    as_(firm.anna).post(reverse("conversations:put_draft_away", args=[draft.pk]))
    at("2026-11-03 09:10")
    firm.mail(ANGRY, answers=talk.messages.get(side=Message.THEM).message_id)
    as_(firm.anna).post(f"/decisions/{Decision.objects.get().pk}/answer/")
    assert Draft.objects.get(put_away_at=None).reason == ""


ONE, TWO, THREE, FOUR = "Erstens fehlt es.", "Zweitens auch", "Wo bleibt die Ware?", "Viertens…"


@pytest.mark.parametrize(
    "points, said",
    [
        ([ONE], "{o}Erstens fehlt es.{c}"),
        ([ONE, TWO], "{o}Erstens fehlt es{c} – {also} {o}Zweitens auch.{c}"),
        ([TWO, ONE, THREE], "{o}Erstens fehlt es{c} – {also} {o}Wo bleibt die Ware?{c}"),
        ([THREE, ONE, TWO, FOUR], "- {o}Zweitens auch.{c}\n- {o}Viertens…{c}"),
    ],
)
@pytest.mark.parametrize(
    "language, marks, no",
    [
        ("de", {"o": "„", "c": "“", "also": "und außerdem:"}, "Unsere Antwort ist nein."),
        ("en", {"o": "“", "c": "”", "also": "and also:"}, "Our answer is no."),
    ],
)
def test_what_we_understood_ends_before_the_answer_begins(
    firm: Firm, as_: As, at: At, points: list[str], said: str, language: str,
    marks: dict[str, str], no: str,
) -> None:  # fmt: skip
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    talk = firm.conversation(ANGRY)
    Conversation.objects.filter(pk=talk.pk).update(language=language)
    situation = raise_(conversation=talk, by=firm.anna, raised_by="them")
    set_points(situation=situation, by=firm.anna, points=points)
    letter = decide(firm, as_, talk).text
    understood, _no, _after = letter.partition(no)
    assert understood.strip().endswith(said.format(**marks).strip())


def test_an_answer_quotes_no_bare_threat(firm: Firm, as_: As, at: At) -> None:
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    talk = firm.conversation(ANGRY)
    situation = raise_(conversation=talk, by=firm.anna, raised_by="them")
    extract(situation=situation, by=firm.anna)
    letter = decide(firm, as_, talk).text
    assert "Prüfzeugnis" in letter and "Anwalt" not in letter
    assert "Anwalt" in situation.points.get(said_back=False).text

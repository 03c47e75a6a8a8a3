"""In a house of at most three people somebody from outside may be the second pair of eyes."""

import re

import pytest
from django.core import mail
from django.test import Client

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions import acts as decisions
from heard.decisions.models import SecondLook
from heard.journal.refusal import Refusal
from heard.people.acts import add_colleague, change_colleague, depart, welcome_back
from heard.people.advising import acts
from heard.people.advising.ending import end_adviser
from heard.people.advising.models import Adviser
from heard.people.advising.questions import counts, named
from heard.people.models import Colleague
from heard.philosophy.acts import approve, load_starter
from heard.philosophy.models import Approval
from heard.situations.acts import raise_
from tests.conftest import As, At, Work
from tests.firm import ANGRY, Firm

pytestmark = pytest.mark.slow

OUTSIDE = {"name": "Wanda Roth", "email": "wanda@roth-steuern.example", "language": "de"}
NO = "Nein, das bezahlen wir Ihnen nicht."


@pytest.fixture
def three(firm: Firm, at: At) -> Firm:
    """Anna, David and Eva are left; the gentle start is over, and everyone has been here long."""
    at("2026-09-01 09:00")
    load_starter(by=firm.eva)
    for gone in (firm.ben, firm.clara):
        depart(colleague=gone, by="machine:test")
    at("2026-11-02 09:00")
    mail.outbox.clear()
    return firm


@pytest.fixture
def wanda(three: Firm) -> Colleague:
    """Named by David; Anna has said yes."""
    adviser = acts.name_adviser(by=three.david, **OUTSIDE)
    acts.agree_to_adviser(adviser=adviser, by=three.anna)
    return adviser.account


def hot(firm: Firm) -> Conversation:
    talk = firm.conversation(ANGRY)
    raise_(conversation=talk, by=firm.anna, raised_by="them")
    return talk


def letter(firm: Firm, as_: As, talk: Conversation, text: str = NO) -> Draft:
    last = talk.last_incoming
    said = {"text": text, "declaring": "1", "declared": "no", "seen": last.pk if last else ""}
    as_(firm.anna).post(f"/conversations/{talk.pk}/send/", said)
    return Draft.objects.get(by=firm.anna, sent_as=None)


def naming_on(page: str) -> str:
    """Whom the page's buttons speak of."""
    found = re.search(r'name="adviser" value="(\d+)"', page)
    assert found
    return found[1]


def digest_on(page: str) -> str:
    found = re.search(r'name="digest" value="(\w+)"', page)
    assert found
    return found[1]


def test_named_by_one_agreed_to_by_another_and_written_to(three: Firm, as_: As) -> None:
    david, anna = as_(three.david), as_(three.anna)
    assert "/people/adviser/" in david.get("/philosophy/").content.decode()
    named_page = david.post("/people/adviser/", OUTSIDE, follow=True).content.decode()
    assert "Another person of the house still has to say yes" in named_page
    assert "may read along" not in named_page, "nobody says yes to their own"
    assert not mail.outbox
    account = Colleague.objects.get(role=Colleague.ADVISER)
    assert not counts(account)
    naming = naming_on(anna.get("/people/adviser/").content.decode())
    yes = {"adviser": naming, "agree": "1"}
    page = anna.post("/people/adviser/", yes, follow=True).content.decode()
    assert "Ab jetzt darf Wanda Roth mitlesen." in page
    assert counts(account)
    assert [one.to for one in mail.outbox] == [["wanda@roth-steuern.example"]]
    assert "/account/password/reset/" in mail.outbox[0].body and "David" in mail.outbox[0].body
    anna.post("/people/adviser/", {"adviser": naming, "end": "1"})
    assert named() is None and not counts(account)


@pytest.mark.parametrize("address", ["me@private.example", OUTSIDE["email"]])
def test_a_yes_is_to_whom_the_page_shows(three: Firm, as_: As, address: str) -> None:
    """David ends her and names another after Anna opened the page."""
    wanda = acts.name_adviser(by=three.david, **OUTSIDE)
    anna = as_(three.anna)
    page = anna.get("/people/adviser/").content.decode()
    naming = naming_on(page)
    assert "Wanda Roth" in page
    end_adviser(adviser=wanda, by=three.david)
    gone = anna.post("/people/adviser/", {"adviser": naming, "agree": "1"}).content.decode()
    assert "Inzwischen ist niemand oder jemand anderes benannt." in gone
    other = acts.name_adviser(by=three.david, name="Fremd", email=address, language="de")
    for pressed in ("agree", "end"):
        for shown in (naming, "", "x"):
            said = {"adviser": shown, pressed: "1"}
            answer = anna.post("/people/adviser/", said).content.decode()
            assert "Inzwischen ist niemand oder jemand anderes benannt." in answer
            assert naming_on(answer) == str(other.pk) and "Fremd" in answer
    other.refresh_from_db()
    assert other.agreed_by is None and other.account.is_active
    with pytest.raises(Refusal, match="Nobody is named any more"):
        acts.agree_to_adviser(adviser=wanda, by=three.anna)


def test_who_was_ended_can_be_named_again_and_needs_a_new_yes(
    three: Firm, wanda: Colleague, as_: As, at: At
) -> None:
    draft = letter(three, as_, hot(three))
    password = wanda.password
    end_adviser(adviser=wanda.adviser, by=three.anna)
    assert as_(wanda).get("/decisions/advising/").status_code == 302
    at("2026-11-10 09:00")
    mail.outbox.clear()
    page = as_(three.david).post("/people/adviser/", OUTSIDE, follow=True).content.decode()
    assert "Another person of the house still has to say yes" in page
    again = Adviser.objects.get()
    assert again.account == wanda and again.account.password != password
    assert Colleague.objects.filter(role=Colleague.ADVISER).count() == 1
    assert not counts(again.account) and not mail.outbox
    acts.agree_to_adviser(adviser=again, by=three.anna)
    assert counts(again.account) and [one.to for one in mail.outbox] == [[wanda.email]]
    decisions.ask_to_look(asked=again.account, by=three.anna, draft=draft)
    assert as_(again.account).get(f"/decisions/advising/{draft.pk}/").status_code == 200


def test_from_the_firm_of_a_former_adviser_another_may_come(three: Firm, wanda: Colleague) -> None:
    end_adviser(adviser=wanda.adviser, by=three.anna)
    other = {**OUTSIDE, "name": "Karl Roth", "email": "karl@roth-steuern.example"}
    assert acts.name_adviser(by=three.david, **other).account != wanda


def test_they_agree_to_one_exact_letter_and_see_nothing_else(
    three: Firm, wanda: Colleague, as_: As, work: Work
) -> None:
    talk, outside = hot(three), as_(wanda)
    draft = letter(three, as_, talk)
    assert not draft.sent_as_id
    page = as_(three.anna).get(talk.get_absolute_url()).content.decode()
    assert "Wanda Roth, von außen" in page
    assert outside.get(f"/decisions/advising/{draft.pk}/").status_code == 404, "not brought yet"
    as_(three.anna).post(f"/decisions/draft/{draft.pk}/ask/", {"colleague": wanda.pk})
    work()
    assert f"/decisions/advising/{draft.pk}/" in mail.outbox[-1].body
    assert mail.outbox[-1].to == [wanda.email]

    shown = outside.get(f"/decisions/advising/{draft.pk}/").content.decode()
    assert NO in shown and "Unsere Linie steht seit gestern still" in shown
    assert "Erst gehört, dann „nein“" in shown and "Schweres entscheidet niemand allein" in shown
    assert not Conversation.objects.visible_to(wanda).exists()
    outside.post(f"/decisions/advising/{draft.pk}/", {"comment": "1", "text": "Wärmer."})
    assert talk.notes.get().text == "Wärmer."

    outside.post(f"/decisions/advising/{draft.pk}/", {"digest": digest_on(shown)})
    assert Approval.objects.get().by == wanda
    draft = letter(three, as_, talk, text=NO + " Niemals.")
    assert not draft.sent_as_id, "a changed text asks again"
    three.mail("Und?", answers=talk.messages.get(side="them").message_id)
    shown = outside.get(f"/decisions/advising/{draft.pk}/").content.decode()
    assert "Und?" in shown
    outside.post(f"/decisions/advising/{draft.pk}/", {"digest": digest_on(shown)})
    talk.refresh_from_db()
    as_(three.anna).post(
        f"/conversations/{talk.pk}/send/",
        {"text": draft.text, "declaring": "1", "declared": "no", "reason": "Es eilt.",
         "seen": talk.messages.filter(side="them").latest("pk").pk},
    )  # fmt: skip
    assert Message.objects.get(side="us").text == NO + " Niemals."
    assert outside.get(f"/decisions/advising/{draft.pk}/").status_code == 404, "it has left"


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "address",
    ["/", "/philosophy/", "/people/me/", "/register/", "/outbox/", "/decisions/waiting/", "/week/",
     "/people/adviser/", "/conversation/1/", "/decisions/draft/1/second-look/", "/search/?q=a"],
)  # fmt: skip
def test_the_door_is_narrow(three: Firm, wanda: Colleague, as_: As, address: str) -> None:
    hot(three)
    outside = as_(wanda)
    came = outside.get(address)
    assert came.status_code == 302 and came["Location"] == "/decisions/advising/", address
    assert outside.post(address, {"digest": "x"}).status_code == 403
    assert "Es wartet nichts auf Sie" in outside.get("/decisions/advising/").content.decode()


def test_never_the_second_approver_of_severing(
    three: Firm, wanda: Colleague, as_: As, at: At
) -> None:
    talk = hot(three)
    decision = decisions.propose(
        kind="sever", by=three.anna, reason="Es reicht.", conversation=talk, text="Lebt wohl."
    )
    with pytest.raises(Refusal):
        decisions.ask_to_look(asked=wanda, by=three.anna, decision=decision)
    with pytest.raises(Refusal, match="letters only"):
        approve(
            act_name=decision.act_name, digest=decision.digest, proposed_by=three.anna, by=wanda
        )
    assert not SecondLook.objects.exists()
    assert as_(wanda).post(f"/decisions/{decision.pk}/approve/").status_code == 403
    assert not Approval.objects.exists()


@pytest.mark.anywhere
def test_a_letter_that_reads_like_an_ending_needs_somebody_of_the_house(
    three: Firm, wanda: Colleague, as_: As
) -> None:
    talk = three.conversation(ANGRY)
    ending = "Hiermit beenden wir die Zusammenarbeit mit Ihnen. Leben Sie wohl."
    last = talk.last_incoming
    said = {"text": ending, "declaring": "1", "declared": "none", "ends": "no", "reason": "x",
            "seen": last.pk if last else "", "meant": ["3", "4", "6"]}  # fmt: skip
    anna = as_(three.anna)
    anna.post(f"/conversations/{talk.pk}/send/", said)
    draft = Draft.objects.get(by=three.anna, sent_as=None)
    decisions.ask_to_look(asked=wanda, by=three.anna, draft=draft)
    digest = conversations.digest_of(draft)
    decisions.approve_draft(draft=draft, by=wanda, digest=digest)
    anna.post(f"/conversations/{talk.pk}/send/", said)
    assert not Message.objects.filter(side="us").exists(), "an ending is the house's own matter"
    decisions.ask_to_look(asked=three.david, by=three.anna, draft=draft)
    decisions.approve_draft(draft=draft, by=three.david, digest=digest)
    anna.post(f"/conversations/{talk.pk}/send/", said)
    assert Message.objects.filter(side="us").exists()


def test_the_fourth_person_ends_it(three: Firm, wanda: Colleague, as_: As) -> None:
    talk = hot(three)
    draft = letter(three, as_, talk)
    decisions.ask_to_look(asked=wanda, by=three.anna, draft=draft)
    decisions.approve_draft(draft=draft, by=wanda, digest=conversations.digest_of(draft))
    add_colleague(email="neu@firma.example", name="Neu", by=three.eva)
    assert named() is None
    letter(three, as_, talk)
    assert not Message.objects.filter(side="us").exists(), "what they agreed to counts no more"
    assert not Client().login(username=wanda.email, password="x")
    with pytest.raises(Refusal, match="More than three"):
        acts.name_adviser(by=three.david, **{**OUTSIDE, "email": "x@roth-steuern.example"})
    page = as_(three.david).get("/people/adviser/").content.decode()
    assert "From four people on" in page


def test_whoever_comes_back_as_the_fourth_ends_it_and_no_adviser_comes_back(
    three: Firm, wanda: Colleague, as_: As
) -> None:
    welcome_back(colleague=three.ben, by=three.eva)
    assert named() is None
    with pytest.raises(Refusal, match="a page of its own"):
        welcome_back(colleague=wanda, by=three.eva)
    there = f"/people/colleague/{wanda.pk}/welcome-back/"
    assert as_(three.eva).post(there).status_code == 404
    assert there not in as_(three.eva).get("/people/house/").content.decode()


def test_nobody_is_their_own_adviser(three: Firm, at: At) -> None:
    """Not by an address of the house, nor a yes of one's own, of a made or of a changed account."""
    for wrong in ("david2@firma.example", three.david.email, "no address"):
        with pytest.raises(Refusal):
            acts.name_adviser(by=three.david, **{**OUTSIDE, "email": wrong})
    with pytest.raises(Refusal, match="Partners and administrators"):
        acts.name_adviser(by=three.anna, **OUTSIDE)
    adviser = acts.name_adviser(by=three.eva, **OUTSIDE)
    twin = add_colleague(
        email="eva2@firma.example", name="Eva", by=three.eva, second_account_of=three.eva
    )
    change_colleague(colleague=three.david, by=three.eva, email="david2@firma.example")
    for by in (three.eva, twin, three.david, adviser.account):
        with pytest.raises(Refusal):
            acts.agree_to_adviser(adviser=adviser, by=by)
    for lent in (three.anna, three.david):
        with pytest.raises(Refusal):
            change_colleague(colleague=lent, by=three.eva, role=Colleague.ADVISER)
    with pytest.raises(Refusal):
        change_colleague(colleague=adviser.account, by=three.eva, role="partner")
    assert not Adviser.objects.exclude(agreed_by=None).exists()


def test_alone_in_the_house_a_week_goes_by_first(three: Firm, at: At) -> None:
    adviser = acts.name_adviser(by=three.eva, **OUTSIDE)
    for gone in (three.anna, three.david):
        depart(colleague=gone, by=three.eva)
    at("2026-11-30 09:00")
    assert not counts(adviser.account), "who was here when it was named had to say yes"
    end_adviser(adviser=adviser, by=three.eva)
    again = acts.name_adviser(by=three.eva, **{**OUTSIDE, "email": "wanda@roth.example"})
    assert not counts(again.account)
    at("2026-12-07 09:01")
    assert counts(again.account)
    add_colleague(email="neu@firma.example", name="Neu", by="machine:test")
    assert not counts(again.account), "now there is somebody to ask"

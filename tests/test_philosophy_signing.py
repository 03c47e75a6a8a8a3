"""A scene for each clause that is new to one, then the signature; and being asked to sign."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from heard.journal import clock
from heard.journal.models import Entry
from heard.journal.refusal import Refusal
from heard.people.acts import add_colleague, depart
from heard.philosophy import acts
from heard.philosophy.models import Card, SceneAnswer, SigningReminder, SignOff, Version
from heard.philosophy.questions import has_signed
from heard.philosophy.signing import asked, still_asked, without_a_scene
from heard.philosophy.wording import digest_to_read
from tests.conftest import As, At
from tests.firm import Firm
from tests.scenes import signed

ANSWERS = [("Anrufen", "Das hilft."), ("Schreiben", "Zu langsam."), ("Warten", "Zu spät.")]


@pytest.fixture
def version(firm: Firm, at: At) -> Version:
    at("2026-11-02 09:00")
    return acts.load_starter(by=firm.eva)


def walk(client: Client, *, choice: int = 0) -> int:
    """Answer every scene before the signature, always with the same answer; how many there were."""
    for count in range(20):
        page = client.get("/philosophy/sign/").content.decode()
        clause = re.search(r'name="clause" value="(\d+)"', page)
        if clause is None:
            return count
        told = client.post("/philosophy/sign/", {"clause": clause[1], "choice": choice})
        assert told.status_code == 200 and "explained__one--best" in told.content.decode()
    raise AssertionError("it never came to the signature")


def published(draft: Version, firm: Firm) -> Version:
    acts.approve(
        act_name=draft.reference,
        digest=digest_to_read(draft),
        proposed_by=firm.david,
        by=firm.clara,
    )
    return acts.publish(version=draft, by=firm.clara)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["anna", "ben"])
def test_nine_scenes_then_the_signature_and_no_answer_is_wrong_enough_to_stop_it(
    firm: Firm, version: Version, as_: As, who: str
) -> None:
    colleague = getattr(firm, who)
    client = as_(colleague)
    desk = client.get("/").content.decode()
    assert "quiet-line" in desk and ("wartet auf" if who == "anna" else "waits for") in desk
    client.post(f"/philosophy/version/{version.number}/sign/")
    assert not has_signed(version, colleague), "the scenes come before"
    wrong = next(
        place
        for place in range(3)
        if not any(scene.answers[place].best for _c, scene in asked(version, colleague)[:1])
    )
    assert walk(client, choice=wrong) == 9
    client.post(f"/philosophy/version/{version.number}/sign/")
    sign_off = SignOff.objects.get(colleague=colleague)
    assert sign_off.digest == version.digest
    kept = SceneAnswer.objects.filter(colleague=colleague).values()
    assert len(kept) == 9
    assert set(kept[0]) == {"id", "version_id", "colleague_id", "clause_number", "digest", "at"}
    assert not Entry.objects.filter(verb__contains="scene").exists(), "nothing of it is recorded"


@pytest.mark.anywhere
def test_right_after_an_answer_one_sees_why_in_ones_own_language(
    firm: Firm, version: Version, as_: As
) -> None:
    for colleague, understandable, yes in (
        (firm.anna, "Verständlich. Etwas anderes", "Ja, das zuerst."),
        (firm.ben, "Understandable. Something else", "Yes, that comes first."),
    ):
        clause, scene = asked(version, colleague)[0]
        assert scene.language == colleague.language
        for place, answer in enumerate(scene.answers):
            said = as_(colleague).post(
                "/philosophy/sign/", {"clause": clause.number, "choice": place}
            )
            page = said.content.decode()
            assert (yes if answer.best else understandable) in page
            assert all(one.why.split("„")[0].split("“")[0][:20] in page for one in scene.answers)


@pytest.mark.anywhere
def test_a_choice_that_is_none_is_a_sentence_and_changes_nothing(
    firm: Firm, version: Version, as_: As
) -> None:
    client = as_(firm.ben)
    for choice in ("", "9", "-1", "²", "x"):
        page = client.post("/philosophy/sign/", {"clause": "1", "choice": choice}, follow=True)
        assert "Please choose one of the answers" in page.content.decode()
    client.post("/philosophy/sign/", {"clause": "77", "choice": "0"})
    assert not SceneAnswer.objects.exists()


def test_a_new_version_asks_about_what_changed_and_about_nothing_else(
    firm: Firm, version: Version, as_: As
) -> None:
    signed(firm.anna, version)
    draft = acts.draft_next(by=firm.david)
    acts.change_clause(
        version=draft, number=2, by=firm.david, text_en="We smile.", text_de="Wir lächeln."
    )
    acts.change_clause(version=draft, number=4, by=firm.david, so_en="Another example.")
    assert [clause.number for clause in without_a_scene(draft)] == [2], "an example means nothing"
    acts.write_card(
        by=firm.david,
        version=draft,
        clause_number=2,
        language="de",
        scene="Montag, halb acht.",
        answers=ANSWERS,
        best=0,
    )
    assert without_a_scene(draft) == []
    second = published(draft, firm)
    assert [(c.number, s.text) for c, s in asked(second, firm.anna)] == [(2, "Montag, halb acht.")]
    assert len(asked(second, firm.ben)) == 9, "who never signed is asked about everything"
    ben = [scene for clause, scene in asked(second, firm.ben) if clause.number == 2]
    assert [scene.language for scene in ben] == ["de"], "in the one language there is"
    assert walk(as_(firm.anna)) == 1
    as_(firm.anna).post(f"/philosophy/version/{second.number}/sign/")
    assert has_signed(second, firm.anna)


def test_scenes_answered_once_are_not_asked_again_while_the_clause_means_the_same(
    firm: Firm, version: Version
) -> None:
    for clause, _scene in still_asked(version, firm.ben)[:5]:
        acts.answer_scene(version=version, clause=clause, colleague=firm.ben)
    draft = acts.draft_next(by=firm.david)
    acts.change_clause(version=draft, number=1, by=firm.david, text_en="x", text_de="x")
    second = published(draft, firm)
    assert [clause.number for clause, _s in still_asked(second, firm.ben)] == [6, 7, 8, 9]


def test_a_minor_revision_asks_nobody(firm: Firm, version: Version) -> None:
    signed(firm.anna, version)
    draft = acts.draft_next(by=firm.david)
    acts.set_minor(version=draft, minor=True, by=firm.david)
    acts.change_clause(version=draft, number=1, by=firm.david, text_en="x", text_de="x")
    second = published(draft, firm)
    assert has_signed(second, firm.anna) and asked(second, firm.anna) == []


@pytest.mark.anywhere
def test_publishing_without_a_scene_says_so_and_goes_on_when_asked(
    firm: Firm, version: Version, as_: As
) -> None:
    draft = acts.draft_next(by=firm.david)
    acts.change_clause(version=draft, number=5, by=firm.david, text_en="x", text_de="x")
    acts.approve(
        act_name=draft.reference,
        digest=digest_to_read(draft),
        proposed_by=firm.david,
        by=firm.clara,
    )
    clara = as_(firm.clara)
    page = clara.post("/philosophy/draft/change/", {"publish": "1"}, follow=True).content.decode()
    assert "keine Szene fragt danach" in page and Version.in_force() == version
    page = as_(firm.david).get("/philosophy/draft/?bare=1").content.decode()
    assert "no scene asks about it" in page
    clara.post("/philosophy/draft/change/", {"publish": "1", "bare": "1"})
    in_force = Version.in_force()
    assert in_force is not None and in_force.pk == draft.pk


def test_the_scene_of_a_clause_is_written_beside_the_draft(
    firm: Firm, version: Version, as_: As
) -> None:
    acts.draft_next(by=firm.david)
    acts.change_clause(
        version=acts.draft_next(by=firm.david), number=5, by=firm.david, text_en="x", text_de="x"
    )
    address = "/philosophy/draft/clause/5/scene/en/"
    given = {"scene": "It is late.", "best": "2", "keep": "1"}
    for place in (1, 2, 3):
        given |= {f"text_{place}": f"Do {place}", f"why_{place}": f"Because {place}"}
    david = as_(firm.david)
    assert david.post(address, {**given, "best": ""}).status_code == 422
    assert not Card.objects.exists()
    david.post(address, given)
    card = Card.objects.get()
    assert (card.clause_number, card.language, card.best) == (5, "en", 1)
    david.post(address, {**given, "scene": "It is very late."})
    assert Card.objects.get().scene == "It is very late.", "one for each clause and language"
    assert as_(firm.ben).get(address).status_code == 403
    acts.put_draft_away(version=acts.draft_next(by=firm.david), by=firm.david)
    assert not Card.objects.exists()


def test_the_signature_is_for_the_version_in_force_and_for_who_works_here(
    firm: Firm, version: Version, as_: As
) -> None:
    published(acts.draft_next(by=firm.david), firm)
    page = as_(firm.ben).post(f"/philosophy/version/{version.number}/sign/", follow=True)
    assert "There is a newer version by now, so nothing was signed" in page.content.decode()
    depart(colleague=firm.ben, by=firm.eva)
    current = Version.in_force()
    assert current is not None
    with pytest.raises(Refusal) as refused:
        acts.sign(version=current, colleague=firm.ben)
    assert "no longer work here" in str(refused.value.sentence)
    with pytest.raises(Refusal) as refused:
        acts.answer_scene(version=current, clause=current.clauses.all()[0], colleague=firm.ben)
    assert "no longer work here" in str(refused.value.sentence)
    assert not SignOff.objects.exists() and not SceneAnswer.objects.exists()


@pytest.mark.slow
def test_newcomers_are_asked_on_their_desk_and_by_mail_after_three_and_six_days(
    firm: Firm, version: Version, as_: As, at: At
) -> None:
    for colleague in firm.everyone:
        signed(colleague, version)
    at("2026-11-09 09:00")
    nele = add_colleague(email="nele@firma.example", name="Nele", by=firm.eva, language="de")
    jack = add_colleague(email="jack@firma.example", name="Jack", by=firm.eva, language="en")
    assert "9 scenes, then sign" in as_(jack).get("/").content.decode()
    days = {}
    start = clock.now()
    for hour in range(0, 24 * 40, 3):
        with clock.set_to(start + timedelta(hours=hour)):
            if acts.remind_those_who_have_not_signed():
                days[hour // 24] = sorted(letter.to[0][:4] for letter in mail.outbox)
                mail.outbox.clear()
    assert list(days.values()) == [["jack", "nele"]] * 2 and list(days) == [3, 7], (
        "after six days is a Sunday, so on Monday"
    )
    assert SigningReminder.objects.filter(by=None).count() == 4
    signed(nele, version)
    assert as_(nele).get("/").content.decode().count("wartet auf Ihre Unterschrift") == 0


def test_the_mail_that_asks_is_whole_in_both_languages(
    firm: Firm, version: Version, as_: As
) -> None:
    david, clara = as_(firm.david), as_(firm.clara)
    david.post(f"/philosophy/remind/{firm.anna.pk}/")
    clara.post(f"/philosophy/remind/{firm.ben.pk}/")
    german, english = mail.outbox
    assert german.to == [firm.anna.email] and english.to == [firm.ben.email]
    assert "Leitbild" in german.subject and "David bittet Sie" in german.body
    assert "9 kurze Szenen" in german.body
    assert "philosophy" in english.subject and "Clara asks you" in english.body
    assert "/philosophy/sign/" in german.body and "/philosophy/sign/" in english.body


@pytest.mark.anywhere
@pytest.mark.slow
def test_who_has_not_signed_is_names_and_a_button_for_those_who_lead(
    firm: Firm, version: Version, as_: As, at: At
) -> None:
    signed(firm.anna, version)
    page = as_(firm.clara).get("/philosophy/").content.decode()
    assert f"/philosophy/remind/{firm.ben.pk}/" in page
    assert f"/philosophy/remind/{firm.anna.pk}/" not in page
    assert f"/philosophy/remind/{firm.clara.pk}/" not in page, "nobody reminds themselves"
    for one in (firm.ben, firm.eva):
        assert "/philosophy/remind/" not in as_(one).get("/philosophy/").content.decode()
        assert as_(one).post(f"/philosophy/remind/{firm.david.pk}/").status_code == 403
    said = as_(firm.david).post(f"/philosophy/remind/{firm.anna.pk}/", follow=True)
    assert "has nothing to sign any more" in said.content.decode() and not mail.outbox
    for expected in ("A mail asks Ben", "reminded today already"):
        said = as_(firm.david).post(f"/philosophy/remind/{firm.ben.pk}/", follow=True)
        assert expected in said.content.decode()
    said = as_(firm.clara).post(f"/philosophy/remind/{firm.ben.pk}/", follow=True)
    assert "heute schon erinnert" in said.content.decode(), "whoever reminds: once a day"
    assert len(mail.outbox) == 1
    at("2026-11-03 09:00")
    as_(firm.clara).post(f"/philosophy/remind/{firm.ben.pk}/")
    assert len(mail.outbox) == 2

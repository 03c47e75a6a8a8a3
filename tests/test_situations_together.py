"""One cause across many, or one organisation: one owner, one line, an answer for each."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.closing.acts import close
from heard.conversations.acts import Held
from heard.conversations.models import Conversation, Draft
from heard.decisions import acts as decisions
from heard.decisions.models import Decision
from heard.huddles import acts as huddles
from heard.huddles.questions import another_voice
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.people.acts import meet
from heard.philosophy.acts import load_starter
from heard.philosophy.models import Approval, Version
from heard.situations import acts
from heard.situations.models import Apart, Matter, Situation
from heard.situations.similar import alike
from tests.conftest import As, At
from tests.firm import ANGRY, FRIENDLY, Firm

pytestmark = pytest.mark.slow

CAUSE = (
    "Guten Tag,\n\ndie Kugellager aus Charge 4471 sind wieder gerissen, das ist eine Frechheit! "
    "Frau Schneiderlein sagte nichts. Die Haarrisse am Innenring sieht man mit bloßem Auge. "
    "Das ist eine Unverschämtheit, "
    "wir schalten den Anwalt ein!\n\n"
    "Rolf Ammann"
)
ENGLISH = (
    "Hello,\n\nthis is completely unacceptable! The bearings of Charge 4471 cracked again, and we "
    "lost Innenring sets, Haarrisse everywhere as your own report says. I am furious, and "
    "our lawyers will write to you.\n\nPriya Nair"
)
OTHER = "Das ist eine Frechheit! Ihre Rechnung ist zum dritten Mal falsch, wir zahlen nichts mehr!"


@pytest.fixture
def crisis(firm: Firm, at: At) -> list[Conversation]:
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    mine = CAUSE.replace("Rolf Ammann", "Peter Quandt")
    return [
        firm.conversation(mine, subject="Kugellager defekt"),
        firm.conversation(CAUSE, subject="Charge 4471", sender=firm.consultant),
        firm.conversation(ENGLISH, subject="Cracked", sender=firm.vendor),
        firm.conversation(OTHER, subject="Rechnung", sender=meet(address="x@anders.example")),
        firm.conversation(FRIENDLY, subject="Kugellager Innenring Haarrisse 4471"),
    ]


@pytest.mark.anywhere
def test_one_cause_is_offered_and_never_taken_up_by_itself(
    firm: Firm, crisis: list[Conversation], as_: As, at: At
) -> None:
    first, second, third, *_others = crisis
    found = alike(first, firm.anna)
    assert {one.conversation for one in found} == {second, third}
    assert {"Haarrisse", "4471", "Innenring"} <= set(found[0].words)
    said = " ".join(word for one in found for word in one.words)
    assert not any(
        name in said for name in ("Ammann", "Quandt", "Schneiderlein", "Frechheit", "Anwalt")
    )
    anna = as_(firm.anna)
    page = anna.get(first.get_absolute_url()).content.decode()
    assert "2 andere unzufriedene Briefe dieser Tage" in page and not Matter.objects.exists()
    assert alike(first, firm.eva) == [], "only what one reads oneself"
    at("2026-11-12 09:00")
    assert alike(first, firm.anna) == [], "within days"


@pytest.mark.anywhere
def test_names_of_the_house_are_asked_once_for_all_letters(
    firm: Firm, crisis: list[Conversation]
) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert len(alike(crisis[0], firm.anna)) == 2
    names = [one for one in asked if 'SELECT "people_colleague"."name"' in one["sql"]]
    assert len(names) == 1


@pytest.mark.slow
def test_what_is_common_here_tells_nothing(firm: Firm, at: At) -> None:
    at("2026-10-01 09:00")
    for number in range(4):
        firm.conversation(f"Kugellager, Innenring, Haarrisse, Charge 4471. Bestellung {number}.")
    at("2026-11-03 09:00")
    first = firm.conversation(CAUSE, subject="A")
    firm.conversation(CAUSE, subject="B", sender=firm.consultant)
    words = {word for one in alike(first, firm.anna) for word in one.words}
    assert not words & {"Kugellager", "Innenring", "Haarrisse", "4471"}


def test_nothing_in_common_is_not_offered_again(
    firm: Firm, crisis: list[Conversation], as_: As
) -> None:
    first = crisis[0]
    as_(firm.anna).post(f"/situations/conversation/{first.pk}/together/", {"apart": "1"})
    assert Apart.objects.count() == 2 and alike(first, firm.ben) == []
    assert not Matter.objects.exists() and not Situation.objects.exists()


def brought(firm: Firm, crisis: list[Conversation], as_: As) -> Matter:
    first, second, third, *_others = crisis
    address = f"/situations/conversation/{first.pk}/together/"
    page = as_(firm.anna).get(address).content.decode()
    assert "Haarrisse" in page and "sieben Tage" in page
    as_(firm.anna).post(address, {"title": "Charge 4471", "with": [second.pk, third.pk]})
    return Matter.objects.get()


def test_one_owner_one_line_and_an_answer_for_each(
    firm: Firm, crisis: list[Conversation], as_: As, at: At
) -> None:
    matter = brought(firm, crisis, as_)
    assert set(matter.situations.values_list("owner", flat=True)) == {firm.anna.pk}
    anna, clara = as_(firm.anna), as_(firm.clara)
    one = matter.situations.earliest("pk")
    huddle = huddles.gather(situation=one, by=firm.anna, question="?", invite=[firm.ben])
    huddles.speak(huddle=huddle, by=firm.ben, view="partly", why="Nur die Charge.")
    assert all(another_voice(one, firm.anna) for one in matter.situations.all())
    at("2026-12-10 09:00")  # the gentle start is over
    line = f"/decisions/matter/{matter.pk}/line/"
    words = {"reason-de": "Der Ofen war falsch eingestellt.", "instead-de": "Ersatz bis Freitag."}
    anna.post(line, {"kind": "no", **words})
    assert not Decision.objects.exists(), "the reason in each language of the conversations"
    clara.post(line, {"kind": "no", **words, "reason-en": "x"})
    assert not Decision.objects.exists(), "drawn by its owner"
    said = anna.post(
        line, {"kind": "no", **words, "reason-en": "The furnace was off."}, follow=True
    )
    assert Decision.objects.waiting().count() == 3 and "zweite Person" in said.content.decode()
    english = Decision.objects.get(conversation=crisis[2])
    assert english.reason == "The furnace was off."
    single = english.situation
    assert single is not None
    with pytest.raises(Refusal, match="line"):
        decisions.decide(situation=single, by=firm.anna, kind="yes", reason="Doch.")
    page = clara.get(matter.get_absolute_url()).content.decode()
    assert "überall, wo sie wartet" in page
    assert page.count("Charge 4471</a>") == 1 and page.count("Cracked</a>") == 1, "listed once"
    assert page.count("wartet auf eine zweite Person") == 3
    clara.post(line, {"agree": "1", "digest": matter.line.digest})
    assert not Decision.objects.waiting().exists()
    draft = decisions.answer(decision=Decision.objects.get(pk=english.pk), by=firm.anna)
    assert "The furnace was off." in draft.text and "Ofen" not in draft.text
    assert Draft.objects.count() == 1
    acts.take_out(situation=single, by=firm.anna)
    decisions.withdraw(decision=Decision.objects.get(pk=english.pk), by=firm.anna)
    decisions.decide(
        situation=Situation.objects.get(pk=single.pk), by=firm.anna, kind="yes", reason="Doch.",
        own_mistake=True,
    )  # fmt: skip


def test_it_is_handed_over_and_taken_up_as_one(
    firm: Firm, crisis: list[Conversation], as_: As
) -> None:
    matter = brought(firm, crisis, as_)
    anna = as_(firm.anna)
    anna.post(f"/situations/matter/{matter.pk}/change/", {"colleague": firm.david.pk})
    assert set(matter.situations.values_list("owner", flat=True)) == {firm.david.pk}
    assert as_(firm.david).get(crisis[2].get_absolute_url()).status_code == 200
    first = Situation.objects.get(conversation=crisis[0])
    acts.offer_to_team(situation=first, by=firm.david)
    matter.refresh_from_db()
    assert matter.owner is None
    acts.join(situation=first, colleague=firm.eva, by=firm.david)
    with pytest.raises(Refusal):
        acts.take_up(situation=first, by=firm.eva)  # who sees but one of them
    page = as_(firm.eva).get(matter.get_absolute_url()).content.decode()
    assert "Cracked" not in page and "2 Gespräche, die Sie nicht lesen" in page
    acts.take_up(situation=first, by=firm.ben)
    assert set(matter.situations.values_list("owner", flat=True)) == {firm.ben.pk}
    with pytest.raises(Refusal):
        acts.bring_together(title="x", chosen=crisis[:2], by=firm.clara)
    with pytest.raises(Refusal):
        acts.bring_together(title="x", chosen=[crisis[3]], by=firm.clara)


@pytest.mark.anywhere
def test_who_sees_a_part_opens_no_other(firm: Firm, crisis: list[Conversation], as_: As) -> None:
    matter = brought(firm, crisis, as_)
    part, other = crisis[0], crisis[1]
    situation = Situation.objects.get(conversation=part)
    acts.join(situation=situation, colleague=firm.eva, by=firm.anna)
    eva, chosen = as_(firm.eva), {"colleague": firm.eva.pk}
    for address in (f"{situation.pk}/hand-over/", f"matter/{matter.pk}/change/"):
        page = eva.post(f"/situations/{address}", chosen, follow=True).content.decode()
        assert "nicht jeden Teil" in page
    eva.post(f"/situations/{situation.pk}/offer/")
    assert eva.get(other.get_absolute_url()).status_code == 404
    assert set(matter.situations.values_list("owner", flat=True)) == {firm.anna.pk}


@pytest.mark.anywhere
def test_what_is_left_is_over_once_the_last_open_one_goes_its_own_way(
    firm: Firm, crisis: list[Conversation], as_: As
) -> None:
    matter = brought(firm, crisis, as_)
    for talk in crisis[:2]:
        acts.end(situation=Situation.objects.get(conversation=talk), by=firm.anna)
    last = Situation.objects.get(conversation=crisis[2])
    page = f"/situations/matter/{matter.pk}/"
    as_(firm.anna).post(f"{page}change/", {"take_out": last.pk})
    last.refresh_from_db()
    assert last.ended_at is None and last.matter is None
    assert "Gemeinsamer Rückblick" in as_(firm.anna).get(page).content.decode()


@pytest.mark.anywhere
def test_one_organisation_is_offered_too(firm: Firm, crisis: list[Conversation], as_: As) -> None:
    talk = firm.conversation(ANGRY, subject="Zeugnis")
    acts.raise_(conversation=talk, by=firm.anna, raised_by="them")
    page = as_(firm.anna).get(talk.get_absolute_url()).content.decode()
    assert "Mit dieser Organisation sind 2 weitere Gespräche offen" in page


def test_when_all_of_it_is_over_one_looks_back_together(
    firm: Firm, crisis: list[Conversation], as_: As, at: At
) -> None:
    matter = brought(firm, crisis, as_)
    at("2026-11-03 15:00")
    for one in matter.situations.all():
        assert Matter.objects.get().ended_at is None
        close(conversation=one.conversation, by=firm.anna, thanks="Danke", agreed="Ersatz")
    matter.refresh_from_db()
    assert matter.ended_at and clock.now() - matter.opened_at < timedelta(days=1)
    anna, ben, page = as_(firm.anna), as_(firm.ben), f"/situations/matter/{matter.pk}/"
    assert "zurückblicken" in anna.get(crisis[0].get_absolute_url()).content.decode()
    ben.post(f"{page}debrief/", {"well": "", "otherwise": "Den Ofen täglich prüfen."})
    assert "Ofen" not in anna.get(page).content.decode(), "first one's own"
    ben.post(f"{page}debrief/", {"learnt": "Ich fasse zusammen."})
    assert not Matter.objects.get().learnt
    anna.post(f"{page}debrief/", {"well": "Alle hörten am selben Tag von uns."})
    assert "Ofen" in anna.get(page).content.decode()
    anna.post(f"{page}debrief/", {"learnt": "Wir prüfen den Ofen täglich."})
    assert "Wir prüfen den Ofen" in as_(firm.clara).get(page).content.decode()


def test_a_line_in_the_heat_goes_on_with_a_short_reason_or_after_the_hour(
    firm: Firm, crisis: list[Conversation], as_: As, at: At
) -> None:
    matter = brought(firm, crisis, as_)
    Version.objects.update(gentle_until=clock.now())
    anna, clara = as_(firm.anna), as_(firm.clara)
    line = f"/decisions/matter/{matter.pk}/line/"
    words = {"kind": "partly", "reason-de": "Der Ofen war falsch.", "reason-en": "The furnace."}
    said = anna.post(line, words, follow=True).content.decode()
    assert "sind heiß und gerade erst gekommen" in said and "zweite Person" not in said
    assert "überall, wo sie wartet" not in clara.get(matter.get_absolute_url()).content.decode()
    inbox = clara.get("/").content.decode()
    assert inbox.count("entschieden, wartet noch etwas") == 3 and "zweite Person" not in inbox
    one = Decision.objects.waiting().earliest("pk")
    page = anna.get(f"/decisions/{one.pk}/").content.decode()
    assert 'name="why_now" required' in page
    assert 'name="why_now"' not in clara.get(f"/decisions/{one.pk}/").content.decode()
    clara.post(f"/decisions/{one.pk}/decide-now/", {"why_now": "Nicht meine."})
    anna.post(f"/decisions/{one.pk}/decide-now/", {"why_now": ""})
    assert Decision.objects.waiting().count() == 3
    anna.post(f"/decisions/{one.pk}/decide-now/", {"why_now": "Es eilt."})
    one.refresh_from_db()
    other = Decision.objects.waiting().get(conversation=crisis[1])
    firm.mail("Noch etwas!", sender=firm.consultant, answers=crisis[1].last_letter.message_id)  # type: ignore[union-attr]  # they wrote
    told = anna.post(f"/decisions/{other.pk}/decide-now/", {"why_now": "Es eilt."}, follow=True)
    assert "Inzwischen kam eine Nachricht" in told.content.decode()
    assert Decision.objects.waiting().count() == 2
    assert one.taken_at and "Der Ofen war falsch." in Draft.objects.get().text
    at("2026-11-03 15:00")
    other = Decision.objects.waiting().exclude(pk=other.pk).get()
    assert 'name="why_now"' not in anna.get(f"/decisions/{other.pk}/").content.decode()
    anna.post(f"/decisions/{other.pk}/decide-now/")
    assert Decision.objects.waiting().count() == 1
    anna.post(line, {**words, "why_now": "Es eilt."})
    assert not Decision.objects.waiting().exists()


def test_who_agrees_to_the_line_agrees_to_the_line_alone(
    firm: Firm, crisis: list[Conversation], as_: As, at: At
) -> None:
    matter = brought(firm, crisis, as_)
    at("2026-12-10 09:00")  # the gentle start is over
    anna, clara = as_(firm.anna), as_(firm.clara)
    line = f"/decisions/matter/{matter.pk}/line/"
    anna.post(line, {"kind": "no", "reason-de": "Alter Ofen.", "reason-en": "The old furnace."})
    same, own, others = Decision.objects.waiting().order_by("pk")
    for taken, by, reason in ((own, firm.anna, "Sonderfall."), (others, firm.ben, "Anders.")):
        decisions.withdraw(decision=taken, by=firm.anna)
        assert taken.situation is not None
        with pytest.raises(Held):
            decisions.decide(situation=taken.situation, by=by, kind="no", reason=reason)
    page = clara.get(matter.get_absolute_url()).content.decode()
    digest = re.search(r'name="digest" value="(\w+)"', page)
    assert digest is not None
    anna_sees = anna.get(matter.get_absolute_url()).content.decode()
    assert 'name="agree"' not in anna_sees, "nobody agrees to one's own"
    clara.post(line, {"agree": "1", "digest": "an older line"})
    assert Decision.objects.waiting().count() == 3
    clara.post(line, {"agree": "1", "digest": digest[1]})
    same.refresh_from_db()
    agreed = set(Approval.objects.filter(act__startswith="decide:").values_list("act", flat=True))
    assert same.act_name in agreed and len(agreed) == 1
    clara.post(line, {"agree": "1", "digest": digest[1]})
    for decision in Decision.objects.open().exclude(pk=same.pk):
        assert decision.taken_at is None

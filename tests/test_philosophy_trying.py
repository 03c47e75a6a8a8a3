"""What a rule would have said last month: the gate's own code, as things stood, and privately."""

import pytest

from heard.conversations.acts import act_of
from heard.conversations.models import Conversation, Message
from heard.people.acts import add_colleague
from heard.people.models import Colleague, Look, Team
from heard.people.staff import acts as staff
from heard.philosophy import trying
from heard.philosophy.acts import load_starter, weigh
from heard.philosophy.models import Version
from heard.situations import acts as situations
from tests.conftest import As, At, Work
from tests.firm import ANGRY, FRIENDLY, Firm

IN_THE_HEAT = {
    "title_en": "Say when", "title_de": "Sagen, wann", "text_en": "x", "text_de": "x",
    "rule": "time_in_the_heat", "level": "reason", "number": "10",
    "time_in_the_heat.wait_working_hours": "1", "try": "1",
}  # fmt: skip
READ = {**IN_THE_HEAT, "rule": "tone", "level": "note"}
CUTTING = "Wie bereits mehrfach erklärt, sollten selbst Sie das verstehen."


@pytest.fixture
def gentle(firm: Firm, at: At) -> Version:
    """The first month: everything leaves, the clauses only note."""
    at("2026-11-02 08:00")
    return load_starter(by=firm.eva)


def letter(
    as_: As, who: Colleague, talk: Conversation, text: str = "Nein.", declared: str = "no"
) -> None:
    last = talk.last_incoming
    assert last is not None
    form = {"text": text, "seen": last.pk, "declaring": "1", "declared": declared}
    as_(who).post(f"/conversations/{talk.pk}/send/", form)


def tried(as_: As, who: Colleague, **fields: object) -> str:
    browser = as_(who)
    browser.post("/philosophy/begin/")
    form = {**IN_THE_HEAT, **fields}
    page = browser.post("/philosophy/draft/clause/10/?new=1", form)
    draft = Version.being_drafted()
    assert draft and not draft.clauses.filter(number=10).exists(), "trying keeps nothing"
    return " ".join(page.content.decode().split())


@pytest.mark.anywhere
@pytest.mark.slow
def test_it_looks_back_as_things_stood_and_only_at_ones_own(
    firm: Firm, gentle: Version, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    hot = firm.conversation(ANGRY)
    at("2026-11-03 09:20")
    letter(as_, firm.clara, hot)
    at("2026-11-03 09:25")
    work()
    at("2026-11-03 14:00")
    firm.mail("Vielen Dank, das hilft uns sehr.", answers=hot.messages.get(side="us").message_id)
    letter(as_, firm.clara, hot, "Gern.", "yes")
    letter(as_, firm.anna, firm.conversation(FRIENDLY, subject="Angebot"), "Gern.", "yes")
    at("2026-11-03 14:05")
    work()
    at("2026-11-20 09:00")
    assert Message.objects.filter(side="us", state=Message.SENT).count() == 3
    page = tried(as_, firm.clara)
    assert "Zu 1 von Ihren 2 Briefen hätte sie etwas gesagt" in page and "Dritte Lieferung" in page
    assert "Angebot" not in page.split('id="tried"')[1], "that was Anna's"
    assert "mindestens fünf andere" in page and not Look.objects.exists()
    assert Version.in_force() == gentle
    david = tried(as_, firm.david)
    assert "You sent no letter in the last thirty days" in david
    at("2026-12-20 09:00")
    assert "keinen Brief geschickt" in tried(as_, firm.clara)


def test_it_says_what_the_gate_says(firm: Firm, at: At, as_: As, work: Work) -> None:
    """The same letter, weighed when it left and looked back at a week later."""
    at("2026-10-01 09:00")
    version = load_starter(by=firm.eva)
    at("2026-11-03 09:00")
    hot = firm.conversation(ANGRY)
    situations.raise_(conversation=hot, by=firm.anna, raised_by="them")
    at("2026-11-03 14:00")
    letter(as_, firm.anna, hot)
    draft = hot.drafts.get()
    then = {one.clause.number: one.resolved for one in weigh(act_of(draft))}
    assert then == {3: False, 6: False}
    as_(firm.clara).post(
        f"/decisions/draft/{draft.pk}/second-look/", {"digest": act_of(draft).digest}
    )
    letter(as_, firm.anna, hot)
    at("2026-11-03 14:05")
    work()
    at("2026-11-03 15:00")
    situations.end(situation=hot.situations.get(), by=firm.anna)
    at("2026-11-10 09:00")
    for number, speaks in {3: True, 5: False, 6: True}.items():
        found = trying.try_out(version.clauses.get(number=number), firm.anna)
        assert found is not None and found.mine.spoken == found.mine.met == int(speaks), number
    for number, why in {7: "always", 9: "always", 8: "no_letters", 1: "no_rule"}.items():
        clause = version.clauses.get(number=number)
        assert trying.try_out(clause, firm.anna) is None and trying.why_untried(clause) == why


@pytest.fixture
def busy(firm: Firm, gentle: Version, at: At, as_: As, work: Work) -> list[Colleague]:
    """Six people each answered something hot at once, last week."""
    at("2026-11-03 09:00")
    team = Team.objects.get(name="Service")
    people = [firm.anna, firm.ben]
    for name in ("Fay", "Gil", "Hans", "Ida"):
        people.append(add_colleague(email=f"{name}@firma.example", name=name, by="machine:test"))
    team.members.add(*people)
    for number, who in enumerate(people):
        talk = firm.conversation(ANGRY, subject=f"Nr. {number}")
        letter(as_, who, talk)
    at("2026-11-03 09:05")
    work()
    at("2026-11-10 09:00")
    return people


@pytest.mark.anywhere
@pytest.mark.slow
def test_the_houses_figure_is_rounded_and_the_look_is_written_down(
    firm: Firm, busy: list[Colleague], as_: As
) -> None:
    page = tried(as_, firm.clara)
    assert "Im ganzen Haus hätte sie zu rund 5 von rund 5 Briefen etwas gesagt" in page
    assert "Nr. 3" not in page and "Fay" not in page.split('id="tried"')[1].split("</main>")[0]
    assert Look.objects.filter(by=firm.clara, function="rule_trial").count() == 1
    box = str(firm.service.pk)
    assert "rund 5" in tried(as_, firm.clara, only_mailboxes=box)
    nobody = tried(as_, firm.clara, only_mailboxes=str(firm.purchasing.pk))
    assert "ganzen Haus" not in nobody.split('id="tried"')[1], "narrowed below five"


@pytest.mark.slow
def test_no_two_figures_differ_by_one_person(
    firm: Firm, busy: list[Colleague], at: At, as_: As, work: Work
) -> None:
    """One more letter elsewhere: with it and without it, the answer must not be both given."""
    at("2026-11-05 09:00")
    talk = firm.conversation(ANGRY, mailbox=firm.purchasing, subject="Einkauf")
    letter(as_, firm.david, talk)
    at("2026-11-05 09:05")
    work()
    at("2026-11-10 09:00")
    assert "rund 5" in tried(as_, firm.clara)
    without = tried(as_, firm.clara, only_mailboxes=str(firm.service.pk))
    assert "ganzen Haus" not in without.split('id="tried"')[1]


@pytest.mark.anywhere
@pytest.mark.slow
def test_what_a_model_reads_it_reads_in_ones_own_letters(
    firm: Firm, busy: list[Colleague], at: At, as_: As, work: Work
) -> None:
    at("2026-11-12 09:00")
    letter(as_, firm.clara, firm.conversation(FRIENDLY), CUTTING, "none")
    at("2026-11-12 09:05")
    work()
    at("2026-11-12 10:00")
    page = tried(as_, firm.clara, **READ)
    assert "Zu Ihrem einen Brief hätte sie etwas gesagt" in page and "mehrfach erklärt" in page
    assert "liest es nur in Ihren eigenen Briefen" in page and "ganzen Haus" not in page
    staff.switch_off(name="draft_reading", by=firm.eva)
    assert "das ist hier abgeschaltet" in tried(as_, firm.clara, **READ)
    staff.switch_off(name="rule_trial", by=firm.eva)
    assert "im Verzeichnis dieses Hauses abgeschaltet" in tried(as_, firm.clara)


@pytest.mark.anywhere
@pytest.mark.slow
def test_it_is_bounded_and_says_so(
    firm: Firm, gentle: Version, at: At, as_: As, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        letter(as_, firm.clara, firm.conversation(ANGRY, subject=f"Nr. {number}"))
    at("2026-11-03 09:00")
    work()
    at("2026-11-03 09:30")
    monkeypatch.setattr(trying, "MOST", 2)
    assert "nur die neuesten 2 von 3" in tried(as_, firm.clara)
    monkeypatch.setattr(trying, "SECONDS", -1.0)
    assert "nur die neuesten 1 von 3" in tried(as_, firm.clara)


@pytest.mark.anywhere
def test_a_letter_one_may_no_longer_see_is_no_example(
    firm: Firm, gentle: Version, at: At, as_: As, work: Work
) -> None:
    letter(as_, firm.clara, firm.conversation(ANGRY))
    at("2026-11-03 09:00")
    work()
    at("2026-11-03 09:30")
    Team.objects.get(name="Service").members.remove(firm.clara)
    assert "keinen Brief geschickt" in tried(as_, firm.clara)
    assert as_(firm.anna).post("/philosophy/draft/clause/10/?new=1", IN_THE_HEAT).status_code == 302


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"rule": "never_alone", "level": "note"}, "Es wurde nichts geändert"),
        ({"time_in_the_heat.wait_working_hours": "4000"}, "kleiner oder gleich 40"),
        ({"rule": ""}, "Hier gibt es nichts zu erproben: Dieser Grundsatz hat keine Regel"),
        ({"rule": "good_note"}, "spricht beim Abschließen"),
        ({"rule": "never_alone", "level": "stop"}, "schützt Menschen in jedem Haus"),
    ],
)
def test_what_cannot_be_kept_cannot_be_tried(
    firm: Firm, gentle: Version, as_: As, fields: dict[str, str], sentence: str
) -> None:
    page = tried(as_, firm.clara, **fields)
    assert sentence in page and "Sagen, wann" in page, "what was typed is kept"

"""The gate says what the company's own clauses say: gently at first, then as written."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.people.acts import add_colleague, depart
from heard.people.models import Colleague
from heard.philosophy import acts, gate
from heard.philosophy.acts import writing
from heard.philosophy.gate import Act, Missing, Rule
from heard.philosophy.models import Approval, Clause, SignOff, Version
from heard.philosophy.questions import has_signed
from heard.philosophy.wording import digest_of

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


@pytest.fixture
def anna() -> Colleague:
    return add_colleague(email="anna@firm.example", name="Anna", role="partner", by="machine:test")


@pytest.fixture
def ben() -> Colleague:
    return add_colleague(email="ben@firm.example", name="Ben", role="member", by="machine:test")


@pytest.fixture
def carla() -> Colleague:
    return add_colleague(
        email="carla@firm.example", name="Carla", role="administrator", by="machine:test"
    )


@pytest.fixture
def offered() -> Iterator[dict[str, Missing | None]]:
    """Rules whose answers a test sets, offered as a room would offer them."""
    before = dict(gate._rules)
    said: dict[str, Missing | None] = {}
    gate._rules.clear()

    def rule(name: str, **more: Any) -> None:
        def check(act: Act, parameters: Mapping[str, Any]) -> Missing | None:
            return said.get(name)

        gate.offer(Rule(name=name, kinds=frozenset({"send"}), check=check, **more))

    rule("soft")
    rule("firm", gentle=False)
    rule("never", gentle=False, floor="stop", parameters={"people": (2, 2, 9)})
    yield said
    gate._rules.clear()
    gate._rules.update(before)


def written(by: Colleague, *clauses: dict[str, Any]) -> Version:
    version = Version.objects.create(
        number=1, created_at=clock.now(), gentle_until=clock.now() + acts.GENTLE_START
    )
    for number, fields in enumerate(clauses, 1):
        Clause.objects.create(
            version=version,
            number=number,
            title_en="Clause",
            title_de="Satz",
            text_en="t",
            text_de="t",
            **fields,
        )
    writing._put_in_force(version, by)
    return version


def act(by: Colleague, digest: str = "a" * 64, **more: Any) -> Act:
    return Act(kind="send", name="draft:1", by=by, digest=digest, **more)


def test_nothing_is_found_before_there_is_a_philosophy(anna: Colleague) -> None:
    assert acts.weigh(act(anna)) == []


def test_the_first_thirty_days_are_gentle_except_for_firm_rules(
    anna: Colleague, carla: Colleague, offered: dict[str, Missing | None]
) -> None:
    written(
        carla,
        {"rule": "soft", "level": "colleague"},
        {"rule": "firm", "level": "stop"},
    )
    offered["soft"] = offered["firm"] = Missing("something is missing")
    assert [(f.level, f.blocks) for f in acts.weigh(act(anna))] == [("note", False), ("stop", True)]
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert [f.level for f in acts.weigh(act(anna))] == ["colleague", "stop"]


def test_a_floor_cannot_be_lowered_by_a_clause(
    anna: Colleague, carla: Colleague, offered: dict[str, Missing | None]
) -> None:
    written(carla, {"rule": "never", "level": "note", "parameters": {"people": 0}})
    offered["never"] = Missing("alone")
    (finding,) = acts.weigh(act(anna))
    assert finding.level == "stop" and finding.blocks
    rule = gate.rule("never")
    assert rule and gate.parameters(rule, finding.clause) == {"people": 2}


def test_a_reason_resolves_and_only_a_reason_that_says_something(
    anna: Colleague, carla: Colleague, offered: dict[str, Missing | None]
) -> None:
    written(carla, {"rule": "firm", "level": "reason"})
    offered["firm"] = Missing("too early")
    assert acts.unresolved(act(anna))
    assert acts.unresolved(act(anna, answers={"reason": "   "}))
    assert not acts.unresolved(act(anna, answers={"reason": "The line stands still."}))


def test_an_approval_fits_the_exact_act_only(
    anna: Colleague, ben: Colleague, carla: Colleague, offered: dict[str, Missing | None]
) -> None:
    written(carla, {"rule": "firm", "level": "colleague"})
    offered["firm"] = Missing("nobody else has read it")
    acts.approve(act_name="draft:1", digest="a" * 64, proposed_by=ben, by=anna)
    assert not acts.unresolved(act(ben))
    assert acts.unresolved(act(ben, digest="b" * 64)), "an edit voids the approval"
    assert acts.unresolved(act(anna)), "one's own approval is nobody else's"


def test_needs_and_leads_are_counted(
    anna: Colleague, ben: Colleague, carla: Colleague, offered: dict[str, Missing | None]
) -> None:
    written(carla, {"rule": "firm", "level": "colleague"})
    offered["firm"] = Missing("two, one of whom leads", needs=2, leads=True)
    writer = add_colleague(email="dora@firm.example", name="Dora", by="machine:test")
    for by in (ben, carla):
        acts.approve(act_name="draft:1", digest="a" * 64, proposed_by=writer, by=by)
    assert acts.unresolved(act(writer)), "two approved, but neither leads"
    acts.approve(act_name="draft:1", digest="a" * 64, proposed_by=writer, by=anna)
    assert not acts.unresolved(act(writer))


def test_a_question_is_resolved_by_its_answer_only(
    anna: Colleague, ben: Colleague, carla: Colleague, offered: dict[str, Missing | None]
) -> None:
    written(carla, {"rule": "firm", "level": "colleague"})
    offered["firm"] = Missing("what does it do?", code="declare", asks=("yes", "no"))
    acts.approve(act_name="draft:1", digest="a" * 64, proposed_by=ben, by=anna)
    assert acts.unresolved(act(ben, answers={"reason": "because"}))


def test_the_proposer_cannot_approve_neither_by_act_nor_in_the_database(anna: Colleague) -> None:
    with pytest.raises(Refusal) as refused:
        acts.approve(act_name="draft:1", digest="a" * 64, proposed_by=anna, by=anna)
    assert "another pair of eyes" in str(refused.value.sentence)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            act="draft:1", digest="a" * 64, proposed_by=anna, by=anna, at=clock.now()
        )


def test_who_left_approves_nothing_and_their_approval_counts_no_more(
    anna: Colleague, ben: Colleague, carla: Colleague, offered: dict[str, Missing | None]
) -> None:
    written(carla, {"rule": "firm", "level": "colleague"})
    offered["firm"] = Missing("nobody else has read it")
    acts.approve(act_name="draft:1", digest="a" * 64, proposed_by=ben, by=anna)
    depart(colleague=anna, by=carla)
    anna.refresh_from_db()
    assert acts.unresolved(act(ben))
    with pytest.raises(Refusal):
        acts.approve(act_name="draft:2", digest="a" * 64, proposed_by=ben, by=anna)


def test_an_approval_taken_back_can_be_given_again(anna: Colleague, ben: Colleague) -> None:
    first = acts.approve(act_name="draft:1", digest="a" * 64, proposed_by=ben, by=anna)
    again = acts.approve(act_name="draft:1", digest="a" * 64, proposed_by=ben, by=anna)
    assert first.pk == again.pk
    assert acts.void_approvals(act_name="draft:1", by=ben) == 1
    third = acts.approve(act_name="draft:1", digest="a" * 64, proposed_by=ben, by=anna)
    assert third.pk != first.pk


def test_a_sign_off_is_for_the_version_in_force_and_kept_by_a_minor_revision(
    anna: Colleague, ben: Colleague, carla: Colleague
) -> None:
    first = written(carla, {})
    acts.sign(version=first, colleague=ben)
    acts.sign(version=first, colleague=ben)
    assert SignOff.objects.get().digest == first.digest

    second = acts.draft_next(by=anna)
    acts.set_minor(version=second, minor=True, by=anna)
    acts.change_clause(version=second, number=1, by=anna, text_en="t, better said")
    with pytest.raises(Refusal) as refused:
        acts.publish(version=second, by=anna)
    assert "second person" in str(refused.value.sentence)
    second.refresh_from_db()
    acts.approve(act_name=second.reference, digest=digest_of(second), proposed_by=anna, by=carla)
    acts.publish(version=second, by=carla)
    second.refresh_from_db()
    assert has_signed(second, ben)
    with pytest.raises(Refusal) as stale:
        acts.sign(version=first, colleague=anna)
    assert "newer version" in str(stale.value.sentence)
    with pytest.raises(Refusal):
        acts.change_clause(version=second, number=1, by=anna, text_en="changed in secret")


def test_an_edit_after_the_second_reading_voids_it(anna: Colleague, carla: Colleague) -> None:
    written(carla, {})
    draft = acts.draft_next(by=anna)
    acts.approve(act_name=draft.reference, digest=digest_of(draft), proposed_by=anna, by=carla)
    acts.change_clause(version=draft, number=1, by=anna, text_en="something else altogether")
    with pytest.raises(Refusal):
        acts.publish(version=draft, by=anna)


def test_only_those_who_lead_or_administer_edit(ben: Colleague, carla: Colleague) -> None:
    written(carla, {})
    with pytest.raises(Refusal):
        acts.draft_next(by=ben)


def test_a_rule_is_not_weakened_below_its_floor(
    anna: Colleague, carla: Colleague, offered: dict[str, Missing | None]
) -> None:
    written(carla, {"rule": "never", "level": "stop"})
    draft = acts.draft_next(by=anna)
    weaker: list[dict[str, Any]] = [
        {"rule": "never", "level": "note", "parameters": {}},
        {"rule": "never", "level": "stop", "parameters": {"people": 1}},
    ]
    for fields in weaker:
        with pytest.raises(Refusal):
            acts.change_clause(version=draft, number=1, by=anna, **fields)
    with pytest.raises(Refusal):
        acts.drop_clause(clause=draft.clauses.get(), by=anna)


def test_recognition_is_for_someone_else_and_a_clause_there_is(
    anna: Colleague, ben: Colleague, carla: Colleague
) -> None:
    written(carla, {})
    acts.recognise(clause_number=1, by=anna, to=ben, words="You let them finish.")
    for to, number, words in ((anna, 1, "Well done me"), (ben, 4, "x"), (ben, 1, "  ")):
        with pytest.raises(Refusal):
            acts.recognise(clause_number=number, by=anna, to=to, words=words)


def test_no_edit_takes_a_protection_away(
    anna: Colleague, carla: Colleague, offered: dict[str, Missing | None]
) -> None:
    written(carla, {"rule": "never", "level": "stop"})
    draft = acts.draft_next(by=anna)
    acts.change_clause(version=draft, number=1, by=anna, rule="", level="note")
    acts.approve(act_name=draft.reference, digest=digest_of(draft), proposed_by=anna, by=carla)
    with pytest.raises(Refusal) as refused:
        acts.publish(version=draft, by=anna)
    assert "missing" in str(refused.value.sentence)

"""A yes in a situation says what it comes to; beyond one's own authority another voice is heard."""

from decimal import Decimal

import pytest

from heard.conversations.acts import act_of
from heard.conversations.amounts import amount_of
from heard.conversations.models import Conversation, Draft, Message
from heard.journal.refusal import Refusal
from heard.philosophy.acts import load_starter
from heard.situations.acts import raise_
from tests.conftest import As, At
from tests.firm import ANGRY, Firm
from tests.test_philosophy_enforcing import send, sent

pytestmark = pytest.mark.anywhere

YES = "Guten Tag Herr Quandt, gern; die Expressfracht übernehmen wir."
SAYS_YES = {"declaring": "1", "declared": "yes"}


@pytest.fixture
def difficult(firm: Firm, at: At) -> Conversation:
    """Out of the gentle start, a situation, and no longer in the heat of the first hour."""
    at("2026-10-01 09:00")
    load_starter(by=firm.eva)
    at("2026-11-03 09:00")
    talk = firm.conversation(ANGRY)
    raise_(conversation=talk, by=firm.anna, raised_by="them")
    at("2026-11-03 14:00")
    return talk


def test_a_yes_is_asked_what_it_comes_to_and_leaves_within_ones_authority(
    firm: Firm, difficult: Conversation, as_: As
) -> None:
    page = send(as_, firm.anna, difficult, YES)
    assert "Wie viel sagen Sie damit zu" not in page, "first it says what it does"
    page = send(as_, firm.anna, difficult, YES, **SAYS_YES)
    assert "Wie viel sagen Sie damit zu" in page and "Bis 200 dürfen Sie" in page and sent() == []
    assert 'value="yes" checked' in page, "the declaration can still be changed"
    page = send(as_, firm.anna, difficult, YES, granting="1", amount="rund fünfzig")
    assert "kein Betrag" in page and YES in page and sent() == []
    send(as_, firm.anna, difficult, YES, granting="1", amount="1,50 €")
    assert [one.declared for one in sent()] == [["yes"]]


@pytest.mark.slow
def test_beyond_ones_authority_it_is_held_until_a_colleague_agrees(
    firm: Firm, difficult: Conversation, as_: As
) -> None:
    page = send(as_, firm.anna, difficult, YES, **SAYS_YES, granting="1", amount="1.250,50")
    assert "mehr, als Sie allein zusagen dürfen" in page and sent() == []
    assert "Schauen Sie mit mir darauf" in page and 'value="1250.50"' in page
    page = send(as_, firm.anna, difficult, YES + " Gruß", granting="1", amount="")
    assert "Wie viel sagen Sie damit zu" in page and sent() == [], "left empty, it is asked again"
    send(as_, firm.anna, difficult, YES, granting="1", amount="1250.50")
    draft = Draft.objects.get()
    as_(firm.ben).post(
        f"/decisions/draft/{draft.pk}/second-look/", {"digest": act_of(draft).digest}
    )
    send(as_, firm.anna, difficult, YES)
    assert len(sent()) == 1


def test_a_plain_mistake_of_ours_is_mended_at_once(
    firm: Firm, difficult: Conversation, as_: As
) -> None:
    send(as_, firm.ben, difficult, YES, **SAYS_YES, granting="1", own_mistake="1")
    assert len(sent()) == 1


def test_what_was_decided_together_is_not_asked_again(
    firm: Firm, difficult: Conversation, as_: As
) -> None:
    situation = difficult.situations.get()
    said = {"kind": "yes", "reason": "Unser Fehler.", "amount": "120", "why_now": ""}
    as_(firm.anna).post(f"/decisions/situation/{situation.pk}/decide/", said)
    draft = Draft.objects.get()
    assert draft.declared == ["yes"] and draft.answers["amount"] == "120"
    send(as_, firm.anna, difficult, draft.text + "\n\nPS: Wir rufen noch an.")
    assert len(sent()) == 1, "editing the answer changes nothing about what was decided"


def test_half_an_amount_never_keeps_a_draft_from_being_kept(
    firm: Firm, difficult: Conversation, as_: As
) -> None:
    form = {"text": YES, "granting": "1", "amount": "12,"}
    kept = as_(firm.anna).post(
        f"/conversations/{difficult.pk}/draft/", form, HTTP_ACCEPT="application/json"
    )
    assert kept.status_code == 200 and Draft.objects.get().text == YES
    assert not Message.objects.filter(side="us").exists()


@pytest.mark.parametrize(
    "said, amount",
    [
        ("", None), ("0", "0"), ("12", "12"), ("12,5", "12.5"), ("12.50", "12.50"),
        ("1.250", "1250"), ("1,250.75", "1250.75"), ("1.250.000,10 EUR", "1250000.10"),
        ("€ 200", "200"), ("1 250", "1250"), ("1’250", "1250"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(said: str, amount: str | None) -> None:
    assert amount_of(said) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("said", ["-5", "viel", "1e9", "12,345,6", "NaN", "9" * 30, "1.2.3", "٣"])
def test_what_is_no_amount_is_refused(said: str) -> None:
    with pytest.raises(Refusal):
        amount_of(said)

"""Accounts of the house: who may change them, who leaves, who comes back, who is let in where."""

from typing import Any

import pytest

from heard.journal.refusal import Refusal
from heard.people.acts import add_colleague, change_colleague
from heard.people.models import Colleague
from tests.conftest import As
from tests.firm import Firm


def fresh(colleague: Colleague) -> Colleague:
    return Colleague.objects.get(pk=colleague.pk)


def said_of(colleague: Colleague, **changed: object) -> dict[str, Any]:
    """What the page about a colleague sends."""
    return {
        "name": colleague.name, "email": colleague.email, "role": colleague.role,
        "language": colleague.language, "phone": "", "may_grant": "0", **changed,
    }  # fmt: skip


@pytest.mark.parametrize("changed", [{"may_grant": 99999}, {"role": "partner"}])
def test_nobody_raises_themselves_through_a_second_account(
    firm: Firm, as_: As, changed: dict[str, Any]
) -> None:
    twin = add_colleague(
        email="eva2@firma.example", name="Eva", role="administrator", by="machine:test",
        language="de", second_account_of=firm.eva,
    )  # fmt: skip
    page = as_(twin).post(f"/people/colleague/{firm.eva.pk}/", said_of(firm.eva, **changed))
    assert "Niemand ändert die eigene Rolle" in page.content.decode()
    assert (fresh(firm.eva).may_grant, fresh(firm.eva).role) == (0, "administrator")
    with pytest.raises(Refusal):
        change_colleague(
            colleague=firm.ben, by=firm.eva, second_account_of=firm.eva, may_grant=99999
        )
    assert fresh(firm.ben).person == firm.ben.pk
    change_colleague(colleague=firm.eva, by=twin, phone="+49 30 1")

"""Accounts of the house: who may change them, who leaves, who comes back, who is let in where."""

from typing import Any

import pytest
from allauth.account.forms import ChangePasswordForm
from django import forms
from django.test import Client

from heard.journal.refusal import Refusal
from heard.people.acts import add_colleague, change_colleague, depart
from heard.people.forms import ColleagueForm, MeForm
from heard.people.models import Colleague
from tests.conftest import As
from tests.firm import Firm

PASSWORD = "quiet-room-2026"
CHANGED = {"oldpassword": PASSWORD, "password1": "other-room-2026", "password2": "other-room-2026"}


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
    assert fresh(firm.eva).may_grant == 0 and fresh(firm.eva).role == "administrator"
    with pytest.raises(Refusal):
        change_colleague(
            colleague=firm.ben, by=firm.eva, second_account_of=firm.eva, may_grant=99999
        )
    assert fresh(firm.ben).person == firm.ben.pk
    change_colleague(colleague=firm.eva, by=twin, phone="+49 30 1")


@pytest.mark.parametrize(
    "form, who, address, said",
    [
        (MeForm, "ben", "/people/me/", {"name": "Benno", "language": "en", "phone": "1"}),
        (ColleagueForm, "eva", "/people/colleague/{}/", {"name": "Benno", "role": "manager"}),
        (ChangePasswordForm, "ben", "/account/password/change/", CHANGED),
    ],
)
def test_what_meets_a_departure_does_not_undo_it(
    firm: Firm,
    as_: As,
    monkeypatch: pytest.MonkeyPatch,
    form: type[forms.Form],
    who: str,
    address: str,
    said: dict[str, str],
) -> None:
    """Somebody lets Ben go after the request has read who he is and before it saves."""
    is_valid = form.is_valid

    def meanwhile(filled: forms.Form) -> bool:
        valid = is_valid(filled)
        depart(colleague=fresh(firm.ben), by=firm.eva)
        return valid

    monkeypatch.setattr(form, "is_valid", meanwhile)
    as_(getattr(firm, who)).post(address.format(firm.ben.pk), {**said_of(firm.ben), **said})
    ben = fresh(firm.ben)
    assert ben.left_at and (ben.name, ben.role) == ("Ben", "member")
    for password in (PASSWORD, CHANGED["password1"]):
        assert not Client().login(email=ben.email, password=password)
    assert as_(ben).get("/people/me/").status_code == 302


def test_of_what_others_changed_meanwhile_nothing_is_undone(firm: Firm) -> None:
    stale = fresh(firm.ben)
    change_colleague(colleague=fresh(firm.ben), by=firm.eva, role="manager", may_grant=50)
    change_colleague(colleague=stale, by=stale, phone="+49 30 2")
    ben = fresh(firm.ben)
    assert ben.role == "manager" and ben.may_grant == 50 and ben.phone == "+49 30 2"
    assert stale.role == "manager", "whoever goes on with it knows what stands"
    depart(colleague=fresh(ben), by=firm.eva)
    left = fresh(ben).left_at
    depart(colleague=stale, by=firm.david)
    assert fresh(ben).left_at == left
    with pytest.raises(Refusal, match="does not work here any more"):
        change_colleague(colleague=ben, by=firm.eva, role="administrator")

"""Accounts of the house: who may change them, who leaves, who comes back, who is let in where."""

from typing import Any

import pytest
from allauth.account.forms import ChangePasswordForm
from django import forms
from django.test import Client

from heard.journal import clock
from heard.journal.models import Entry
from heard.journal.refusal import Refusal
from heard.people.acts import (
    add_colleague,
    add_team,
    change_colleague,
    change_team,
    depart,
    welcome_back,
)
from heard.people.forms import ColleagueForm, MeForm
from heard.people.hands import in_one_hand
from heard.people.models import Calendar, Colleague, Team
from tests.conftest import As, At
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


def written_of(team: Team) -> list[tuple[str, str, int | None]]:
    """Verb, by whom, which account."""
    entries = Entry.objects.filter(about__team=team.pk).order_by("pk")
    return [
        (one.verb.removeprefix("people.team_"), one.by, one.about.get("colleague"))
        for one in entries
    ]


def test_who_was_let_into_a_team_can_be_shown(firm: Firm, as_: As) -> None:
    team = Team.objects.get(name="Einkauf")
    assert written_of(team) == [
        ("changed", "machine:test", None),
        ("joined", "machine:test", firm.clara.pk),
        ("joined", "machine:test", firm.david.pk),
    ]
    Entry.objects.all().delete()
    eva, by = as_(firm.eva), firm.eva.journal_name
    page, there = f"/people/team/{team.pk}/", [firm.clara.pk, firm.david.pk]
    eva.post(page, {"name": "Einkauf", "members": [*there, firm.eva.pk]})
    eva.post(page, {"name": "Einkauf", "members": there})
    assert written_of(team) == [("joined", by, firm.eva.pk), ("left", by, firm.eva.pk)]
    eva.post(page, {"name": "Einkäufe", "members": there})
    eva.post(f"/people/colleague/{firm.ben.pk}/", said_of(firm.ben, teams=[team.pk]))
    assert written_of(team)[2:] == [("changed", by, None), ("joined", by, firm.ben.pk)]
    assert set(team.members.all()) == {firm.ben, firm.clara, firm.david}


def test_who_has_left_joins_no_team(firm: Firm, as_: As) -> None:
    stale = fresh(firm.ben)
    depart(colleague=firm.ben, by=firm.eva)
    team = Team.objects.get(name="Einkauf")
    with pytest.raises(Refusal, match="works here no longer"):
        change_team(team=team, by=firm.eva, name="Neu", members=[firm.clara, stale])
    with pytest.raises(Refusal, match="works here no longer"):
        add_team(name="Noch eins", by=firm.eva, members=[stale])
    assert set(Team.objects.get(name="Einkauf").members.all()) == {firm.clara, firm.david}
    assert not Team.objects.filter(name="Noch eins").exists()


@pytest.mark.slow
def test_a_team_of_three_thousand_is_ticked_on_one_page(firm: Firm, as_: As) -> None:
    Colleague.objects.bulk_create(
        Colleague(email=f"{n}@firma.example", name=f"N{n}", password="!", joined_at=clock.now())
        for n in range(3000)
    )
    everyone = list(Colleague.objects.active().values_list("pk", flat=True))
    eva = as_(firm.eva)
    assert eva.post("/people/team/", {"name": "Alle", "members": everyone}).status_code == 302
    team = Team.objects.get(name="Alle")
    assert team.members.count() == len(everyone) == 3005
    page = f"/people/team/{team.pk}/"
    assert eva.get(page).content.decode().count('name="members"') == len(everyone)
    assert eva.post(page, {"name": "Alle", "members": everyone[:-1]}).status_code == 302
    assert written_of(team)[-1] == ("left", firm.eva.journal_name, everyone[-1])
    eva.post(f"/people/colleague/{firm.eva.pk}/", said_of(firm.eva, role="administrator"))
    assert team.members.count() == len(everyone) - 2, "she is in no team any more"


def test_a_day_that_ends_before_it_begins_is_refused_in_words(firm: Firm, as_: As) -> None:
    said = {
        "firm": "Firma", "language": "de", "zone": "Europe/Berlin", "opens": "17:00",
        "closes": "08:00", "weekdays": ["0"], "country": "DE", "answer_hours": "0",
    }  # fmt: skip
    page = as_(firm.eva).post("/people/calendar/", said).content.decode()
    assert "Der Tag muss beginnen, bevor er endet. Es wurde nichts geändert." in page
    assert "calendar_opens_first" not in page
    assert Calendar.of_the_house().opens.hour == 8


def test_whoever_left_can_come_back(firm: Firm, as_: As, at: At) -> None:
    at("2026-09-01 09:00")
    depart(colleague=firm.ben, by=firm.eva)
    at("2026-11-02 09:00")
    eva = as_(firm.eva)
    taken = eva.post("/people/colleague/", said_of(firm.ben)).content.decode()
    assert "Das ist die Adresse von Ben, inzwischen gegangen." in taken
    listed = eva.get("/people/house/").content.decode()
    assert "Kommt zurück" in listed and "1. September 2026" in listed
    back = f"/people/colleague/{firm.ben.pk}/welcome-back/"
    assert back in listed and as_(firm.clara).post(back).status_code == 403
    page = eva.post(back, follow=True)
    assert page.redirect_chain[-1][0] == f"/people/colleague/{firm.ben.pk}/"
    assert "Ben arbeitet wieder hier." in page.content.decode()
    ben = fresh(firm.ben)
    assert ben.left_at is None and ben.role == "member" and ben.joined_at == clock.now()
    assert not ben.teams.exists() and not ben.has_usable_password()
    entry = Entry.objects.get(verb="people.colleague_returned")
    assert entry.by == firm.eva.journal_name and entry.about == {"colleague": ben.pk}
    assert back not in eva.get("/people/house/").content.decode()
    team = Team.objects.get(name="Service")
    eva.post(f"/people/colleague/{ben.pk}/", said_of(ben, teams=[team.pk]))
    assert ben.teams.exists() and as_(ben).get("/people/me/").status_code == 200


def test_who_comes_back_is_in_the_hand_of_who_let_them_in(firm: Firm, at: At) -> None:
    at("2026-09-01 09:00")
    depart(colleague=firm.ben, by=firm.david)
    depart(colleague=firm.clara, by=firm.david)
    at("2026-11-02 09:00")
    welcome_back(colleague=firm.ben, by=firm.eva)
    welcome_back(colleague=firm.clara, by=firm.eva)
    assert in_one_hand(firm.ben, firm.eva, clock.now())
    assert in_one_hand(firm.ben, firm.clara, clock.now())
    assert not in_one_hand(firm.ben, firm.david, clock.now())
    assert not in_one_hand(firm.ben, firm.eva, at("2026-11-10 09:00"))


def test_of_who_has_left_nothing_is_changed(firm: Firm, as_: As) -> None:
    depart(colleague=firm.ben, by=firm.eva)
    team = Team.objects.get(name="Service")
    said = said_of(firm.ben, role="administrator", teams=[team.pk])
    page = as_(firm.eva).post(f"/people/colleague/{firm.ben.pk}/", said).content.decode()
    assert "Ben arbeitet nicht mehr hier. Es wurde nichts geändert" in page
    assert fresh(firm.ben).role == "member" and firm.ben not in team.members.all()

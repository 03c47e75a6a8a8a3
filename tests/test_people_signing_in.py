"""Signing in: by the address that a colleague has now, and by nothing that a stranger can move."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from importlib import import_module
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.account.urls import urlpatterns as of_the_library
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from heard.config.environment import envlist, own_hosts
from heard.config.retention import forget
from heard.journal import clock
from heard.mail.models import ColleagueLetter
from heard.people.acts import add_colleague, change_colleague, depart
from heard.people.advising.door import SIGNING_IN
from tests.conftest import As
from tests.firm import Firm
from tests.servers import ROOT

PASSWORD = "quiet-room-2026"
LINK = re.compile(r"https?://\S+")


@pytest.fixture(autouse=True)
def _through_the_second_door(settings: Settings) -> None:
    """Mail to colleagues goes the way it goes in a real house."""
    settings.EMAIL_BACKEND = "heard.mail.colleagues.ColleagueMail"


def sign_in(login: str, password: str = PASSWORD, **headers: str) -> bool:
    said = {"login": login, "password": password}
    client = Client(raise_request_exception=False)
    return client.post("/account/login/", said, headers=headers).status_code == 302


def ask_for_a_link(address: str, **headers: str) -> tuple[int, str]:
    client = Client(raise_request_exception=False)
    answer = client.post("/account/password/reset/", {"email": address}, headers=headers)
    return answer.status_code, answer.headers.get("Location", "")


def letters() -> list[tuple[str, str, str]]:
    """To whom, subject and text of what was written to colleagues."""
    found = []
    for kept in ColleagueLetter.objects.order_by("pk"):
        mail = message_from_bytes(bytes(kept.mime), policy=default)
        found.append((str(mail["To"]), str(mail["Subject"]), str(mail.get_content())))
    return found


def choose_a_password(link: str, password: str) -> None:
    client = Client(headers={"host": "127.0.0.1:8000"})
    form = client.get(link, follow=True).request["PATH_INFO"]
    said = {"password1": password, "password2": password}
    assert client.post(form, said)["Location"] == reverse("account_reset_password_from_key_done")


# --- which pages there are -----------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_of_the_library_only_what_the_house_uses_answers(firm: Firm, as_: As, method: str) -> None:
    names = {str(page.name): str(page.pattern) for page in of_the_library}
    assert names.keys() >= SIGNING_IN
    for name, pattern in names.items():
        if name in SIGNING_IN:
            continue
        with pytest.raises(NoReverseMatch):
            reverse(name, args=["key"] if "?P" in pattern else [])
        address = re.sub(r"\^?([\w/-]*)(\(\?P.*)?", r"\1", pattern)
        said = {"action_add": "1", "email": "thief@outside.example"}
        answer = getattr(as_(firm.anna), method)(f"/account/{address}", said)
        assert answer.status_code == 404, address
    assert not EmailAddress.objects.exists()


def test_a_new_password_is_chosen_by_the_link_and_on_the_page(firm: Firm, as_: As) -> None:
    assert ask_for_a_link(firm.anna.email) == (302, "/account/password/reset/done/")
    [(to, _subject, text)] = letters()
    assert to == firm.anna.email
    choose_a_password(LINK.findall(text)[0], "evening-light-2026")
    assert sign_in(firm.anna.email, "evening-light-2026")
    assert not sign_in(firm.anna.email)
    said = {"oldpassword": "evening-light-2026", "password1": PASSWORD, "password2": PASSWORD}
    firm.anna.refresh_from_db()
    assert as_(firm.anna).post("/account/password/change/", said).status_code == 302
    assert sign_in(firm.anna.email)
    assert not EmailAddress.objects.exists(), "nobody gets a second list of addresses"


# --- whom an address means -----------------------------------------------------------------------


def test_an_address_kept_beside_an_account_means_nothing(firm: Firm) -> None:
    for address in ("neu@firma.example", "anna@outside.example"):
        EmailAddress.objects.create(user=firm.anna, email=address, verified=True)
    neu = add_colleague(email="neu@firma.example", name="Neu", by=firm.eva)
    assert not sign_in("neu@firma.example") and not sign_in("anna@outside.example")
    assert ask_for_a_link("anna@outside.example") == ask_for_a_link("neu@firma.example")
    [(to, _subject, text)] = letters()
    assert to == "neu@firma.example"
    choose_a_password(LINK.findall(text)[0], "evening-light-2026")
    assert sign_in(firm.anna.email), "hers is as it was"
    neu.refresh_from_db()
    assert neu.check_password("evening-light-2026")


def test_an_address_that_was_changed_signs_in_no_more(firm: Firm) -> None:
    old = firm.anna.email
    ask_for_a_link(old)
    [(_to, _subject, text)] = letters()
    change_colleague(colleague=firm.anna, by=firm.eva, email="anna.neu@firma.example")
    assert not sign_in(old)
    assert sign_in(" Anna.Neu@Firma.example ")
    page = Client(headers={"host": "127.0.0.1:8000"}).get(LINK.findall(text)[0])
    assert page.status_code == 200, "the link went to an address that is theirs no more"


def test_addresses_that_were_kept_beside_are_let_go(firm: Firm) -> None:
    EmailAddress.objects.create(user=firm.anna, email="anna@outside.example")
    migration = import_module("heard.people.migrations.0009_one_address_each")
    migration.let_go(apps, None)
    assert not EmailAddress.objects.exists()


# --- the link ------------------------------------------------------------------------------------


def test_a_link_leads_to_this_house_wherever_it_was_asked_for(
    firm: Firm, settings: Settings
) -> None:
    settings.HEARD_URL = "https://heard.firma.example"
    assert ask_for_a_link(firm.anna.email, host="evil.example")[0] == 400
    assert letters() == []
    settings.ALLOWED_HOSTS = ["*"]
    ask_for_a_link(firm.anna.email, host="evil.example")
    [(_to, subject, text)] = letters()
    assert subject == "A new password for Heard"
    [link] = LINK.findall(text)
    assert link.startswith("https://heard.firma.example/account/password/reset/key/")
    assert "evil" not in text


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "url, host",
    [
        ("https://heard.firma.example", "heard.firma.example"),
        ("http://Tisch:8000", "tisch"),
        ("http://[fd00::7]:8000", "[fd00::7]"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
    ],
)
def test_the_house_answers_to_its_own_names(url: str, host: str) -> None:
    known = own_hosts(url)
    assert {host, "localhost", "127.0.0.1", "[::1]"} <= set(known)
    assert len(known) == len(set(known)) and "*" not in known


@pytest.mark.anywhere
def test_a_list_may_be_written_with_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARD_ALLOWED_HOSTS", " heard.firma.example, tisch ,, ")
    assert envlist("ALLOWED_HOSTS") == ["heard.firma.example", "tisch"]
    assert envlist("NEVER_SET") == []


# --- guessing ------------------------------------------------------------------------------------


def test_wrong_passwords_count_for_the_account_under_whatever_name_the_house_is_called(
    firm: Firm,
) -> None:
    for port in range(5):
        assert not sign_in(firm.anna.email, "wrong-wrong", host=f"localhost:{port + 1}")
    assert not sign_in(firm.anna.email, host="localhost:9")
    assert sign_in(firm.ben.email, host="localhost:9")


def test_whoever_chose_a_new_password_signs_in_with_it_at_once(firm: Firm) -> None:
    for _try in range(5):
        assert not sign_in(firm.anna.email, "wrong-wrong")
    ask_for_a_link(firm.anna.email)
    choose_a_password(LINK.findall(letters()[0][2])[0], "evening-light-2026")
    assert sign_in(firm.anna.email, "evening-light-2026")


# --- who comes too often -------------------------------------------------------------------------


def test_a_stranger_who_guesses_locks_nobody_else_out(firm: Firm, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    there = {"x-forwarded-for": "198.51.100.9, 203.0.113.7"}  # the first they say themselves
    for number in range(11):
        assert not sign_in(f"x{number}@evil.example", "wrong-wrong", **there)
    assert not sign_in(firm.anna.email, **there)
    assert sign_in(firm.anna.email, **{"x-forwarded-for": "198.51.100.9"})


@pytest.mark.parametrize("language, said", [("de", "Bitte warten Sie"), ("en", "Please wait")])
def test_who_comes_too_often_is_told_so_in_words(firm: Firm, language: str, said: str) -> None:
    client = Client(headers={"accept-language": language})
    for _try in range(31):
        answer = client.post("/account/login/", {"login": firm.anna.email})
    assert answer.status_code == 429
    page = answer.content.decode()
    assert said in page and f'lang="{language}"' in page and "plain__sheet" in page


# --- what a stranger learns ----------------------------------------------------------------------


def test_every_address_that_forgot_its_password_gets_the_same_answer(firm: Firm) -> None:
    depart(colleague=firm.ben, by=firm.eva)
    answers = {
        ask_for_a_link(one) for one in (firm.anna.email, firm.ben.email, "nobody@nowhere.example")
    }
    assert answers == {(302, "/account/password/reset/done/")}
    assert [to for to, _subject, _text in letters()] == [firm.anna.email]


# --- signed in, until when -----------------------------------------------------------------------


def test_a_sign_in_that_ran_out_is_let_go(firm: Firm, as_: As) -> None:
    still = as_(firm.anna)
    as_(firm.ben)
    gone = Session.objects.exclude(pk=still.session.session_key)
    gone.update(expire_date=clock.now() - timedelta(minutes=1))
    forget()
    assert Session.objects.get().pk == still.session.session_key
    assert still.get("/people/me/").status_code == 200


# --- settings ------------------------------------------------------------------------------------


def settled(folder: Path, **said: str) -> dict[str, object]:
    """What the settings come to in a house of which this is said."""
    asked = (
        "import json; from heard.config import settings as s; print(json.dumps({name:"
        " getattr(s, name) for name in ('ALLOWED_HOSTS', 'ALLAUTH_TRUSTED_PROXY_COUNT')}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", asked],
        env={"PATH": "/usr/bin:/bin", "HEARD_DATA": str(folder), **said},
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    settled: dict[str, object] = json.loads(found.stdout)
    return settled


@pytest.mark.anywhere
def test_a_house_behind_a_proxy_believes_it_who_comes(tmp_path: Path) -> None:
    behind = settled(
        tmp_path, HEARD_BEHIND_PROXY="true", HEARD_ALLOWED_HOSTS="a.example, b.example"
    )
    assert behind["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert behind["ALLOWED_HOSTS"] == ["a.example", "b.example"]
    alone = settled(tmp_path, HEARD_URL="http://tisch:8000")
    assert alone["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    hosts = alone["ALLOWED_HOSTS"]
    assert isinstance(hosts, list) and "tisch" in hosts and "*" not in hosts


def test_whoever_signs_out_is_told_so_in_words_of_ours(firm: Firm, as_: As) -> None:
    page = as_(firm.anna).post("/account/logout/", follow=True).content.decode()
    assert "Sie sind abgemeldet." in page and "Du hast" not in page

"""Signing in: by the address that a colleague has now, and by nothing that a stranger can move."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from heard.mail.models import ColleagueLetter
from heard.people.acts import depart
from tests.firm import Firm

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


# --- what a stranger learns ----------------------------------------------------------------------


def test_every_address_that_forgot_its_password_gets_the_same_answer(firm: Firm) -> None:
    depart(colleague=firm.ben, by=firm.eva)
    answers = {
        ask_for_a_link(one) for one in (firm.anna.email, firm.ben.email, "nobody@nowhere.example")
    }
    assert answers == {(302, "/account/password/reset/done/")}
    assert [to for to, _subject, _text in letters()] == [firm.anna.email]

"""What colleagues bring from another desk stands here once, with all that came with it."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.test import override_settings

from heard.conversations.acts import reply, save_draft
from heard.conversations.models import Conversation, Message, Note
from heard.mail.acts import receive
from heard.mail.models import Mailbox
from tests.conftest import Work
from tests.firm import FRIENDLY, Firm
from tests.test_mail_beside import mail

PROVEN = "mx.firma.example; dmarc=pass header.from=firma.example"
ANSWER = "Guten Tag Herr Quandt,\n\ndas Angebot liegt bei.\n\nViele Grüße\nAnna\n\n"
QUOTING = {
    "outlook": "Von: Peter Quandt <peter@quandt.example>\n"
    "Gesendet: Dienstag, 3. November 2026 09:00\nAn: Service <service@firma.example>\n"
    f"Betreff: Dritte Lieferung\n\n{FRIENDLY}\n",
    "outlook-en": "________________________________\nFrom: Peter Quandt <peter@quandt.example>\n"
    "Sent: Tuesday, November 3, 2026 9:00 AM\nTo: Service <service@firma.example>\n"
    f"Subject: Third delivery\n\n{FRIENDLY}\n",
    "thunderbird": "Am 03.11.26 um 09:00 schrieb Peter Quandt:\n"
    + "".join(f"> {line}\n" for line in FRIENDLY.split("\n")),
    "gmail": "Am Di., 3. Nov. 2026 um 09:00 Uhr schrieb Peter Quandt <peter@quandt.example>:\n\n"
    + "".join(f"> {line}\n" for line in FRIENDLY.split("\n")),
}


@pytest.fixture(autouse=True)
def _trusted() -> Iterator[None]:
    with override_settings(HEARD_TRUSTED_SERVERS=["mx.firma.example"]):
        yield


def take(work: Work, made: EmailMessage, *mailboxes: Mailbox) -> None:
    for mailbox in mailboxes:
        receive(
            mailbox=mailbox, raw=made.as_bytes(), door="smtp", envelope_sender="a@firma.example"
        )
    work()


@pytest.mark.parametrize("desk", QUOTING)
def test_an_answer_that_we_got_a_copy_of_is_ours_whatever_quotes_below(
    desk: str, firm: Firm, work: Work
) -> None:
    conversation = firm.conversation(FRIENDLY)
    theirs = conversation.messages.get()
    made = mail(
        ANSWER + QUOTING[desk], "AW: Dritte Lieferung",
        to="Peter Quandt <peter@quandt.example>", Cc="service@firma.example",
        In_Reply_To=theirs.message_id, Authentication_Results=PROVEN,
    )  # fmt: skip
    take(work, made, firm.service)
    assert list(conversation.messages.filter(side="them")) == [theirs], "it stands there once"
    ours = conversation.messages.get(side="us")
    assert ours.colleague == firm.anna and "das Angebot liegt bei." in ours.text
    assert "Halter" not in ours.text and not Note.objects.exists()
    conversation.refresh_from_db()
    assert conversation.waiting_since is None and Conversation.objects.count() == 1


def test_what_is_forwarded_to_somebody_outside_too_is_forwarded(firm: Firm, work: Work) -> None:
    made = mail(
        f"Bitte prüfen.\n\n{QUOTING['outlook']}", "WG: Dritte Lieferung",
        to="Rolf Ammann <rolf@ammann.example>", Cc="service@firma.example",
        Authentication_Results=PROVEN,
    )  # fmt: skip
    take(work, made, firm.service)
    message = Message.objects.get()
    assert (message.side, message.contact) == ("them", firm.customer)
    assert message.signature == "Viele Grüße\nPeter Quandt"
    assert Note.objects.get().text == "Bitte prüfen."


@pytest.mark.parametrize("desk", ["outlook", "gmail"])  # which name the address of who wrote
def test_what_goes_to_nobody_outside_answers_nobody(desk: str, firm: Firm, work: Work) -> None:
    conversation = firm.conversation(FRIENDLY)
    made = mail(
        f"Kann das jemand übernehmen?\n\n{QUOTING[desk]}", "AW: Dritte Lieferung",
        In_Reply_To=conversation.messages.get().message_id, Authentication_Results=PROVEN,
    )  # fmt: skip
    take(work, made, firm.service)
    assert conversation.messages.count() == 1
    assert conversation.notes.get().text == "Kann das jemand übernehmen?"
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None


def test_a_letter_that_left_here_and_comes_back_quoted_stands_there_once(
    firm: Firm, work: Work
) -> None:
    conversation = firm.conversation(FRIENDLY)
    said = "Guten Tag Herr Quandt,\n\nes kommt morgen.\n\nViele Grüße\nAnna"
    draft = save_draft(conversation=conversation, by=firm.anna, text=said)
    ours = reply(draft=draft, by=firm.anna, seen=conversation.messages.get().pk)
    quoted = "".join(f"> {line}\n" for line in f"{said}\n\n-- \nFirma, Berlin".split("\n"))
    made = mail(
        "Bitte ansehen.\n\n-------- Weitergeleitete Nachricht --------\n"
        "Betreff: Re: Dritte Lieferung\nDatum: Tue, 3 Nov 2026 11:00:00 +0100\n"
        "Von: Peter Quandt <peter@quandt.example>\nAn: Anna <anna@firma.example>\n\n"
        "Das war gestern.\n\n"
        f"Am 03.11.26 um 10:00 schrieb Firma <service@firma.example>:\n{quoted}",
        References=ours.message_id, Authentication_Results=PROVEN,
    )  # fmt: skip
    take(work, made, firm.service)
    assert Conversation.objects.count() == 1
    assert list(conversation.messages.filter(side="us")) == [ours]
    assert conversation.messages.filter(text="Das war gestern.").exists()

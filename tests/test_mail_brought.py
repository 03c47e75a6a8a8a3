"""What colleagues bring from another desk stands here once, with all that came with it."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.test import override_settings

from heard.conversations.acts import file_message, reply, save_draft
from heard.conversations.models import Attachment, Conversation, Message, Note
from heard.decisions.acts import approve, carry_out, propose
from heard.mail.acts import receive
from heard.mail.models import Mailbox, RawMessage
from tests.conftest import As, At, Work
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


def forwarded(
    above: str = "Bitte ansehen.", desk: str = "outlook", number: int = 1, **fields: str
) -> EmailMessage:
    """With the invoice that came with it."""
    made = mail(
        f"{above}\n\n{QUOTING[desk]}", message_id=f"<weiter{number}@firma.example>",
        Authentication_Results=PROVEN, **fields,
    )  # fmt: skip
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Rechnung.pdf")
    return made


def page_of(firm: Firm, as_: As) -> str:
    client = as_(firm.anna)
    return client.get(Conversation.objects.get().get_absolute_url()).content.decode()


def test_what_is_forwarded_keeps_its_attachments(firm: Firm, work: Work, as_: As) -> None:
    take(work, forwarded(), firm.service)
    attachment = Attachment.objects.get()
    assert attachment.message == Message.objects.get() and "Rechnung.pdf" in page_of(firm, as_)
    assert (
        as_(firm.anna).get(f"/conversations/attachment/{attachment.pk}/").getvalue() == b"%PDF-1.4"
    )


def test_what_comes_with_a_known_talk_is_within_reach(firm: Firm, work: Work, as_: As) -> None:
    first = mail(QUOTING["outlook"], Authentication_Results=PROVEN)
    take(work, first, firm.service)
    again = forwarded("", "outlook-en", sender="Ben <ben@firma.example>")
    take(work, again, firm.service)
    message = Message.objects.get()
    assert [one.name for one in message.attachments.all()] == ["Rechnung.pdf"]
    note = Note.objects.get()
    assert (note.by, note.text, note.raw) == (firm.ben, "", RawMessage.objects.latest("pk"))
    address = f"/conversations/note/{note.pk}/original/"
    page = page_of(firm, as_)
    assert address in page and "Ohne ein Wort noch einmal weitergeleitet." in page
    assert b"Rechnung.pdf" in as_(firm.anna).get(address).getvalue()
    assert as_(firm.david).get(address).status_code == 404, "he does not read this mailbox"


def test_filing_what_was_forwarded_again_is_as_once(firm: Firm, work: Work) -> None:
    for number, desk in enumerate(["outlook", "outlook-en", "gmail"]):
        take(work, forwarded(desk=desk, number=number), firm.service)
    counts = [kind.objects.count() for kind in (Message, Note, Attachment)]
    assert counts == [1, 3, 1]
    for raw in RawMessage.objects.all():
        file_message(raw=raw)
    assert [kind.objects.count() for kind in (Message, Note, Attachment)] == counts


def test_erasing_takes_what_was_forwarded_along(firm: Firm, work: Work, at: At) -> None:
    at("2026-11-03 09:15")
    take(work, mail(QUOTING["outlook"], Authentication_Results=PROVEN), firm.service)
    take(work, forwarded(), firm.service)
    decision = propose(
        kind="delete", by=firm.anna, reason="Auf Wunsch.", conversation=Conversation.objects.get()
    )
    approve(decision=decision, by=firm.clara)
    at("2026-11-05 09:15")
    carry_out(decision=decision, by=firm.anna)
    note = Note.objects.get()
    assert (note.text, note.raw) == ("", None)
    assert set(RawMessage.objects.values_list("envelope_sender", flat=True)) == {""}


def test_words_above_are_kept_from_those_who_have_no_account(
    firm: Firm, work: Work, as_: As
) -> None:
    warning = "ACHTUNG: Er rief an und droht mit dem Anwalt."
    take(work, forwarded(warning, sender="Max Mut <max@firma.example>"), firm.service)
    page = page_of(firm, as_)
    assert warning in page and "Notiz von Max Mut (max@firma.example)" in page


@pytest.mark.parametrize("kind", ["forwarded", "answer"])
def test_the_same_mail_to_two_mailboxes_is_one_conversation_in_both(
    kind: str, firm: Firm, work: Work
) -> None:
    made = forwarded()
    if kind == "answer":
        del made["To"]
        made.replace_header("Subject", "AW: Dritte Lieferung")
        made["To"] = "peter@quandt.example"
    take(work, made, firm.service, firm.purchasing)
    conversation = Conversation.objects.get()
    seen = set(conversation.filings.values_list("mailbox", flat=True))
    assert seen == {firm.service.pk, firm.purchasing.pk}
    assert Message.objects.count() == (1 if kind == "forwarded" else 2)
    assert Attachment.objects.count() == 1
    assert Note.objects.count() == (1 if kind == "forwarded" else 0)

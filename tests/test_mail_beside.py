"""Beside another desk: what colleagues forward becomes the talk that it was."""

from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from heard.conversations.acts import copied_back, enclose, save_draft
from heard.conversations.models import Conversation, Draft, Message, Note
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.mail.acts import receive
from heard.situations.models import Situation
from tests.conftest import As, Work
from tests.firm import Firm

ANGRY = "das Prüfzeugnis fehlt zum dritten Mal. Unsere Linie steht."
ANSWER = "wir sehen nach und melden uns bis morgen Mittag."
ENGLISH = "the certificate is missing for the third time. Our line is down."

OUTLOOK = f"""Kannst du das bitte übernehmen?

Gruß, Anna

Von: Petra Quandt <petra@quandt.example>
Gesendet: Montag, 2. November 2026 09:15
An: Anna <anna@firma.example>
Cc: Einkauf <einkauf@quandt.example>
Betreff: AW: Dritte Lieferung

Guten Tag,

{ANGRY}

Petra Quandt

Von: Anna <anna@firma.example>
Gesendet: Freitag, 30. Oktober 2026 16:40
An: Petra Quandt <petra@quandt.example>
Betreff: Dritte Lieferung

{ANSWER}
"""
OUTLOOK_ENGLISH = f"""Please have a look.

________________________________
From: Petra Quandt <petra@quandt.example>
Sent: Monday, November 2, 2026 9:15 AM
To: Anna <anna@firma.example>
Subject: Third delivery

Hello,

{ENGLISH}

-----Original Message-----
From: Anna [mailto:anna@firma.example]
Sent: Friday, October 30, 2026 4:40 PM
To: Petra Quandt
Subject: Third delivery

We look into it and tell you by noon tomorrow.
"""
GMAIL = f"""Zur Info

---------- Forwarded message ---------
Von: Petra Quandt <petra@quandt.example>
Date: Mo., 2. Nov. 2026 um 09:15 Uhr
Subject: Dritte Lieferung
To: Anna <anna@firma.example>


{ANGRY}

Am Fr., 30. Okt. 2026 um 16:40 Uhr schrieb Anna <anna@firma.example>:

> {ANSWER}
"""
GMAIL_ENGLISH = f"""fyi

---------- Forwarded message ---------
From: Petra Quandt <petra@quandt.example>
Date: Mon, Nov 2, 2026 at 9:15 AM
Subject: Re: Third delivery
To: Anna <anna@firma.example>


{ENGLISH}

On Fri, Oct 30, 2026 at 4:40 PM Anna <anna@firma.example> wrote:

> We look into it and tell you by noon tomorrow.
"""
APPLE = f"""Bitte übernehmen.

> Anfang der weitergeleiteten Nachricht:
>
> Von: Petra Quandt <petra@quandt.example>
> Betreff: Aw: Dritte Lieferung
> Datum: 2. November 2026 um 09:15:00 MEZ
> An: Anna <anna@firma.example>
>
> Guten Tag,
>
> {ANGRY}
>
>> Am 30.10.2026 um 16:40 schrieb Anna <anna@firma.example>:
>>
>> {ANSWER}
"""
APPLE_ENGLISH = f"""Over to you.

> Begin forwarded message:
>
> From: Petra Quandt <petra@quandt.example>
> Subject: Re: Third delivery
> Date: 2 November 2026 at 09:15:00 CET
> To: Anna <anna@firma.example>
>
> {ENGLISH}
>
>> On 30. Oct 2026, at 16:40, Anna <anna@firma.example> wrote:
>>
>> We look into it and tell you by noon tomorrow.
"""
THUNDERBIRD = f"""Hallo,

bitte ansehen.

-------- Weitergeleitete Nachricht --------
Betreff: \tRe: Dritte Lieferung
Datum: \tMon, 2 Nov 2026 09:15:00 +0100
Von: \tPetra Quandt <petra@quandt.example>
An: \tAnna <anna@firma.example>


{ANGRY}

Am 30.10.26 um 16:40 schrieb Anna:
> {ANSWER}
"""
ZAMMAD = f"""---Beginn der weitergeleiteten Nachricht:---

> Von: Petra Quandt <petra@quandt.example>
> An: Firma <anna@firma.example>
> Gesendet: 02.11.2026 09:15
> Betreff: [Ticket#67003] Dritte Lieferung
>
> {ANGRY}
>
> Am Freitag, 30. Oktober 2026, 16:40, schrieb Anna <anna@firma.example>:
>
> > {ANSWER}
"""
TEXTS = {
    "outlook": OUTLOOK, "outlook-en": OUTLOOK_ENGLISH, "gmail": GMAIL, "gmail-en": GMAIL_ENGLISH,
    "apple": APPLE, "apple-en": APPLE_ENGLISH, "thunderbird": THUNDERBIRD, "zammad": ZAMMAD,
}  # fmt: skip


SERVER = "mx.firma.example"
PROVEN = f"{SERVER}; dmarc=pass header.from=firma.example"


@pytest.fixture(autouse=True)
def _trusted() -> Iterator[None]:
    with override_settings(HEARD_TRUSTED_SERVERS=[SERVER]):
        yield


def mail(text: str, subject: str = "WG: Dritte Lieferung", **fields: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = fields.pop("sender", "Anna <anna@firma.example>")
    made["To"] = fields.pop("to", "service@firma.example")
    made["Subject"] = subject
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = fields.pop("message_id", "<weiter@firma.example>")
    if "@firma.example" in made["From"]:
        fields = {"Authentication_Results": PROVEN, **fields}
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def take(firm: Firm, made: EmailMessage, work: Work) -> None:
    receive(
        mailbox=firm.service, raw=made.as_bytes(), door="smtp", envelope_sender="anna@firma.example"
    )
    work()


@pytest.mark.anywhere
@pytest.mark.parametrize("desk", TEXTS)
def test_a_forwarded_talk_becomes_its_turns(desk: str, firm: Firm, work: Work) -> None:
    take(firm, mail(TEXTS[desk]), work)
    conversation = Conversation.objects.get()
    assert conversation.contact and conversation.contact.address == "petra@quandt.example"
    assert conversation.contact.organisation == firm.customer.organisation
    assert conversation.brought_by == firm.anna
    first, second = conversation.messages.order_by("at")
    assert (first.side, second.side) == ("us", "them")
    assert first.colleague == firm.anna
    wanted = ENGLISH if desk.endswith("-en") else ANGRY
    assert wanted in second.text and "Von:" not in second.text and "From:" not in second.text
    assert ("noon tomorrow" if desk.endswith("-en") else ANSWER) in first.text
    local = [f"{one.at.astimezone():%d.%m. %H:%M}" for one in (first, second)]
    assert local == ["30.10. 16:40", "02.11. 09:15"]
    assert conversation.waiting_since == second.at
    assert "Lieferung" in conversation.subject or conversation.subject == "Third delivery"
    assert not conversation.subject.lower().startswith(("re:", "aw:", "wg:"))
    cover = Note.objects.filter(conversation=conversation).first()
    assert desk == "zammad" or (cover and cover.by == firm.anna and "Quandt" not in cover.text)


def test_the_same_talk_again_and_the_mail_itself_double_nothing(firm: Firm, work: Work) -> None:
    take(firm, mail(OUTLOOK), work)
    take(firm, mail(GMAIL, message_id="<nochmal@firma.example>"), work)
    assert Conversation.objects.count() == 1
    assert sum(ANSWER in one.text for one in Message.objects.all()) == 1


@pytest.mark.anywhere
def test_attached_mails_keep_their_names_and_answers_find_them(firm: Firm, work: Work) -> None:
    inner = mail(
        ANGRY, "Dritte Lieferung", sender="Petra Quandt <petra@quandt.example>",
        to="anna@firma.example", message_id="<echt@quandt.example>",
    )  # fmt: skip
    outer = mail("Siehe Anhang.", "Fwd: Dritte Lieferung")
    outer.add_attachment(inner)
    take(firm, outer, work)
    message = Message.objects.get(side="them")
    assert message.message_id == "<echt@quandt.example>"
    assert message.conversation.contact and message.conversation.contact.name == "Petra Quandt"
    later = mail("Wann hören wir von Ihnen?", "AW: Dritte Lieferung",
                 sender="Petra Quandt <petra@quandt.example>", message_id="<2@quandt.example>",
                 In_Reply_To="<echt@quandt.example>")  # fmt: skip
    take(firm, later, work)
    assert Conversation.objects.count() == 1 and Message.objects.filter(side="them").count() == 2


def hidden_copy(firm: Firm, work: Work, text: str) -> None:
    """The desk gets a copy of what Anna answers from another one."""
    made = mail(text, "AW: Dritte Lieferung", to="Petra Quandt <petra@quandt.example>")
    receive(
        mailbox=firm.service, raw=made.as_bytes(), door="smtp",
        envelope_sender="anna@firma.example", envelope_recipients=["service@firma.example"],
    )  # fmt: skip
    work()


def test_a_hidden_copy_of_an_answer_is_a_letter_of_ours(firm: Firm, work: Work) -> None:
    quoted = f"Am 02.11.2026 um 09:15 schrieb Petra Quandt:\n> {ANGRY}\n"
    text = f"Liebe Frau Quandt,\n\n{ANSWER}\n\nAnna\n\n{quoted}"
    hidden_copy(firm, work, text)
    conversation = Conversation.objects.get()
    theirs, ours = conversation.messages.order_by("at")
    assert (theirs.side, theirs.sender) == ("them", "petra@quandt.example")
    assert (ours.side, ours.colleague) == ("us", firm.anna) and ANSWER in ours.text
    assert conversation.waiting_since is None, "they were answered from the other desk"


def test_what_we_answer_between_their_lines_is_ours(firm: Firm, work: Work) -> None:
    head = "Am 02.11.2026 um 09:15 schrieb Petra Quandt <petra@quandt.example>:"
    text = f"Liebe Frau Quandt,\n\n{head}\n> {ANGRY}\n\n{ANSWER}\n\n> Wer zahlt das?\n\nWir.\n"
    hidden_copy(firm, work, text)
    theirs, ours = Conversation.objects.get().messages.order_by("at")
    assert theirs.text.split() == f"{ANGRY} Wer zahlt das?".split()
    assert ours.side == "us" and ANSWER in ours.text and "Wir." in ours.text


def test_the_page_says_where_it_comes_from_and_offers_a_situation(
    firm: Firm, work: Work, as_: As
) -> None:
    take(firm, mail(OUTLOOK), work)
    conversation = Conversation.objects.get()
    client = as_(firm.anna)
    page = client.get(conversation.get_absolute_url()).content.decode()
    assert "Anna hat dies aus einem anderen System hierher gebracht" in page
    assert "am Leitbild vorbei" in page
    client.post(f"/situations/conversation/{conversation.pk}/raise/", {"raised_by": "them"})
    assert Situation.objects.filter(conversation=conversation).exists()


def test_a_draft_copied_back_is_kept_as_sent_past_the_gate(firm: Firm, work: Work, as_: As) -> None:
    take(firm, mail(OUTLOOK), work)
    conversation = Conversation.objects.get()
    draft = save_draft(conversation=conversation, by=firm.anna, text="Wir haben verstanden.")
    client = as_(firm.anna)
    assert "Ich habe meinen Entwurf" in client.get(conversation.get_absolute_url()).content.decode()
    client.post(f"/conversations/draft/{draft.pk}/copied/")
    sent = Message.objects.get(text="Wir haben verstanden.")
    assert sent.side == "us" and sent.outgoing is None and sent.noted == {"copied_back": True}
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    assert "am Leitbild vorbei" in client.get(conversation.get_absolute_url()).content.decode()


def test_a_copy_is_kept_once_with_its_files_and_hidden_copies(firm: Firm, work: Work) -> None:
    take(firm, mail(OUTLOOK), work)
    draft = save_draft(
        conversation=Conversation.objects.get(), by=firm.anna, text="Wir haben verstanden.",
        bcc=["akte@firma.example"],
    )  # fmt: skip
    file = SimpleUploadedFile("Plan.txt", b"ein Plan")
    enclose(draft=draft, by=firm.anna, name="Plan.txt", content_type="text/plain", file=file)
    clicks = [Draft.objects.get(pk=draft.pk) for _click in range(2)]
    sent = copied_back(draft=clicks[0], by=firm.anna)
    with pytest.raises(Refusal):
        copied_back(draft=clicks[1], by=firm.anna)
    assert Message.objects.filter(text="Wir haben verstanden.").get() == sent
    assert sent.bcc == ["akte@firma.example"]
    assert [one.name for one in sent.attachments.all()] == ["Plan.txt"]


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "said",
    [
        f"{SERVER}; dmarc=fail; spf=fail",
        f"{SERVER}; spf=pass smtp.mailfrom=x@evil.example; dkim=pass header.d=evil.example",
        f'{SERVER}; spf=pass smtp.mailfrom="a header.d=firma.example"@evil.example',
        f"{SERVER}; spf=pass; dkim=fail header.d=firma.example",
        "mx.fremd.example; dmarc=pass header.from=firma.example",
        "",
    ],
)
def test_a_forged_colleague_brings_nothing(said: str, firm: Firm, work: Work, as_: As) -> None:
    take(firm, mail(OUTLOOK, Authentication_Results=said), work)
    message = Message.objects.get()
    assert message.side == "them" and not Note.objects.exists()
    conversation = message.conversation
    assert conversation.brought_by is None and conversation.waiting_since is not None
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "kein Mailserver von uns belegt" in page and ANGRY in page


@pytest.mark.parametrize("door", ["smtp", "lmtp", "imap", "receive"])
def test_where_no_server_is_named_nothing_is_proven_at_any_door(
    door: str, firm: Firm, work: Work
) -> None:
    with override_settings(HEARD_TRUSTED_SERVERS=[]):
        receive(
            mailbox=firm.service,
            raw=mail(OUTLOOK).as_bytes(),
            door=door,
            envelope_sender="x@y.example",
        )
        work()
    assert Message.objects.get().noted["unproven"] and not Note.objects.exists()


@pytest.mark.parametrize(
    "said", ["dkim=pass header.d=firma.example", "spf=pass smtp.mailfrom=a@mail.firma.example"]
)
def test_a_server_without_dmarc_proves_its_own_domain(said: str, firm: Firm, work: Work) -> None:
    take(firm, mail(OUTLOOK, Authentication_Results=f"{SERVER}; {said}"), work)
    assert Conversation.objects.get().brought_by == firm.anna


def test_what_others_forward_stays_their_own_words(firm: Firm, work: Work) -> None:
    made = mail(OUTLOOK, sender="Priya Nair <priya@nair.example>")
    take(firm, made, work)
    message = Message.objects.get()
    assert message.side == "them" and message.contact == firm.vendor

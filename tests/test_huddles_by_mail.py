"""Taking part by answering the invitation: sealed like any other view, and only as oneself."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.test import override_settings

from heard.conversations.models import Conversation
from heard.conversations.models import Message as Word
from heard.holding import acts as holding
from heard.huddles import acts
from heard.huddles.models import Huddle, Reply, Voice
from heard.huddles.spoken import view_in
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.mail.acts import receive
from heard.mail.models import ColleagueLetter
from heard.people.models import Colleague
from heard.situations.acts import raise_
from tests.conftest import As, At, Work
from tests.firm import ANGRY, Firm

pytestmark = pytest.mark.usefixtures("colleague_mail")
WHY = "Das Zeugnis fehlt seit Wochen, sie haben recht."


@pytest.fixture
def colleague_mail() -> Iterator[None]:
    with override_settings(EMAIL_BACKEND="heard.mail.colleagues.ColleagueMail"):
        yield


@pytest.fixture
def talk(firm: Firm, at: At) -> Conversation:
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    raise_(conversation=conversation, by=firm.anna, raised_by="them")
    return conversation


def asked(talk: Conversation, by: Colleague, *people: Colleague) -> Huddle:
    return acts.gather(
        situation=talk.situations.get(), by=by, question="Geben wir nach?", invite=people
    )


def letter_to(colleague: Colleague) -> EmailMessage:
    letters = ColleagueLetter.objects.filter(recipients=[colleague.email])
    return message_from_bytes(bytes(letters.latest("pk").mime), policy=default)


def reply(
    firm: Firm, invitation: EmailMessage, text: str, sender: str, work: Work, **fields: str
) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, fields.get("to") or str(invitation["Reply-To"])
    mail["Subject"] = f"Re: {invitation['Subject']}"
    mail["Message-ID"] = f"<{Reply.objects.count()}.{len(text)}@firma.example>"
    mail["In-Reply-To"] = str(invitation["Message-ID"])
    if "automatic" in fields:
        mail["Auto-Submitted"] = fields["automatic"]
    if "proof" in fields:
        mail["Authentication-Results"] = fields["proof"]
    quote = "\n".join(f"> {line}" for line in invitation.get_content().splitlines()[:8])
    mail.set_content(f"{text}\n\n-- \nBen\n\nAm 03.11.2026 schrieb Heard:\n{quote}\n")
    receive(mailbox=firm.service, raw=mail.as_bytes(), door="smtp")
    work()


@pytest.mark.anywhere
@pytest.mark.slow
def test_a_view_by_mail_is_sealed_and_is_shown_nowhere_else(
    firm: Firm, talk: Conversation, as_: As, work: Work
) -> None:
    huddle = asked(talk, firm.anna, firm.ben, firm.david)
    work()
    invitation = letter_to(firm.ben)
    assert "+h" in str(invitation["Reply-To"]) and "agree, partly" in invitation.get_content()
    reply(firm, invitation, f"Agree\n\n{WHY}", firm.ben.email, work)
    voice = huddle.voices.get(colleague=firm.ben)
    assert (voice.view, voice.why) == ("agree", WHY), "without quotation and signature"
    assert Word.objects.count() == 1 and Conversation.objects.count() == 1
    for waiting in (firm.david, firm.anna, firm.clara):
        for address in (huddle.get_absolute_url(), talk.get_absolute_url(), "/list/all/"):
            assert WHY not in as_(waiting).get(address).content.decode()
    david = letter_to(firm.david)
    reply(firm, david, "Ablehnen: Nicht noch einmal.", firm.david.email, work, to="x@firma.example")
    assert huddle.voices.get(colleague=firm.david).view == "decline", "by the reference alone"
    assert WHY in as_(firm.anna).get(huddle.get_absolute_url()).content.decode()
    reply(firm, invitation, "Und noch etwas: Freitag reicht.", firm.ben.email, work)
    assert huddle.remarks.get().by == firm.ben


def test_nobody_speaks_in_anothers_name(
    firm: Firm, talk: Conversation, as_: As, work: Work
) -> None:
    huddle = asked(talk, firm.anna, firm.ben, firm.david)
    work()
    invitation = letter_to(firm.ben)
    for sender in ("fremd@quandt.example", firm.david.email):
        reply(firm, invitation, f"agree\n\n{WHY} {sender}", sender, work)
    assert not huddle.voices.exclude(at=None).exists()
    assert "does not count" in letter_to(firm.ben).get_content()
    assert WHY in as_(firm.ben).get(huddle.get_absolute_url()).content.decode()
    assert WHY not in as_(firm.david).get(huddle.get_absolute_url()).content.decode()
    with override_settings(HEARD_TRUSTED_SERVERS=["mx.firma.example"]):  # nothing proves these
        reply(firm, invitation, f"agree\n\n{WHY}!!", firm.ben.email, work)
        another = "mx.firma.example; spf=pass smtp.mailfrom=x@evil.example"
        reply(firm, invitation, f"agree\n\n{WHY}!!!", firm.ben.email, work, proof=another)
    assert not huddle.voices.exclude(at=None).exists()
    assert set(Reply.objects.values_list("state", flat=True)) == {"stranger"}
    invitation.replace_header("Reply-To", str(invitation["Reply-To"]).replace("+h", "+h9", 1))
    invitation.replace_header("Message-ID", "<invitation.h1-aaaaaaaaaaaaaaaaaaaaaaaaaa@f.example>")
    reply(firm, invitation, f"agree\n\n{WHY}?", firm.ben.email, work)
    assert not huddle.voices.exclude(at=None).exists() and Reply.objects.count() == 4


def test_what_is_not_clear_is_kept_and_said(
    firm: Firm, talk: Conversation, as_: As, work: Work
) -> None:
    huddle = asked(talk, firm.anna, firm.ben)
    work()
    invitation = letter_to(firm.ben)
    reply(firm, invitation, "Out of office.", firm.ben.email, work, automatic="auto-replied")
    assert not Reply.objects.exists() and Conversation.objects.count() == 1
    reply(firm, invitation, f"I see it like this: {WHY}", firm.ben.email, work)
    assert "not clear" in letter_to(firm.ben).get_content()
    assert WHY in as_(firm.ben).get(huddle.get_absolute_url()).content.decode()
    assert WHY not in as_(firm.anna).get(huddle.get_absolute_url()).content.decode()
    reply(firm, letter_to(firm.ben), f"partly\n{WHY}", firm.ben.email, work)
    assert huddle.voices.get(colleague=firm.ben).view == "partly"
    acts.conclude(huddle=huddle, by=firm.anna, summary="Wir liefern das Zeugnis.")
    reply(firm, invitation, "Noch ein Gedanke dazu.", firm.ben.email, work)
    assert "concluded" in letter_to(firm.ben).get_content() and not huddle.remarks.exists()


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "text, view, why",
    [
        ("Zustimmen\n\nweil", "agree", "weil"),
        ("*Teilweise*\nweil", "partly", "weil"),
        ("decline – no", "decline", "no"),
        ("Etwas anderes: weil", "other", "weil"),
        ("Agree, but not now", "", "Agree, but not now"),
        ("Ich stimme zu, dass nicht", "", "Ich stimme zu, dass nicht"),
        ("No problem", "", "No problem"),
        ("", "", ""),
    ],
)
def test_nothing_is_guessed(text: str, view: str, why: str) -> None:
    assert view_in(text) == (view, why)


def test_roles_are_asked_and_the_hour_is_tied_to_the_promise(
    firm: Firm, talk: Conversation, as_: As, at: At, work: Work
) -> None:
    due = clock.now() + timedelta(days=1, hours=3)  # Wednesday noon
    promise = holding.promise(conversation=talk, by=firm.anna, side="us", text="Antwort", due=due)
    address = f"/huddles/situation/{talk.situations.get().pk}/gather/"
    page = as_(firm.anna).get(address).content.decode()
    assert (
        "Bis morgen 12 Uhr mittags hört die andere Seite von uns" in page and "Team Einkauf" in page
    )
    given = {"question": "Und nun?", "role": ["leads"], "due": "2026-11-05T12:00"}
    assert "früheres" in as_(firm.anna).post(address, given).content.decode()
    as_(firm.anna).post(address, {**given, "due": ""})
    huddle = Huddle.objects.get()
    assert {voice.colleague for voice in huddle.voices.all()} == {firm.clara, firm.david}
    assert huddle.due == due - timedelta(hours=2)
    renewed = holding.promise(
        conversation=talk, by=firm.anna, side="us", text="", due=due + timedelta(days=1)
    )
    type(promise).objects.filter(pk=promise.pk).update(renewed_as=renewed)
    work()
    huddle.refresh_from_db()
    assert huddle.due == due + timedelta(hours=22) and huddle.promise == renewed
    acts.speak(huddle=huddle, by=firm.clara, view="agree", why=WHY)
    at("2026-11-05 08:00")
    assert acts.remind_silent() == 1 and acts.remind_silent() == 0
    work()
    assert "still missing" in letter_to(firm.david).get_content()
    at("2026-11-05 10:01")
    page = as_(firm.anna).get(talk.get_absolute_url()).content.decode()
    assert "Die Zeit ist um. Abgegeben: 1 von 2" in page
    acts.conclude(huddle=huddle, by=firm.anna, summary="Clara hat recht.")


def test_a_mention_writes_and_asks_to_the_table(
    firm: Firm, talk: Conversation, as_: As, work: Work
) -> None:
    huddle = asked(talk, firm.anna, firm.ben)
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why=WHY)
    work()
    text = "Geheim: @anna, was meint @David? (nicht ben@firma.example, nicht @Niemand)"
    as_(firm.ben).post(f"{huddle.get_absolute_url()}remark/", {"text": text})
    work()
    assert "spricht Sie" in letter_to(firm.anna).get_content()
    assert "Geheim" not in letter_to(firm.anna).get_content(), "what was said stays in the house"
    assert Voice.objects.filter(huddle=huddle, colleague=firm.david, at=None).exists()
    assert "Geheim" in as_(firm.anna).get(huddle.get_absolute_url()).content.decode()
    assert "Geheim" not in as_(firm.david).get(huddle.get_absolute_url()).content.decode()
    with pytest.raises(Refusal):
        acts.conclude(huddle=huddle, by=firm.david, summary="x")


def test_whoever_took_a_seat_by_speaking_gets_a_mail_when_named(
    firm: Firm, talk: Conversation, work: Work
) -> None:
    huddle = asked(talk, firm.anna, firm.ben)
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why=WHY)
    acts.speak(huddle=huddle, by=firm.clara, view="partly", why="Ungefragt, aber doch.")
    acts.remark(huddle=huddle, by=firm.ben, text="@Clara meinst du das ernst?")
    work()
    assert "spricht Sie" in letter_to(firm.clara).get_content()


def test_in_a_house_without_a_mail_server_each_reads_their_own_mails_on_a_page(
    firm: Firm, talk: Conversation, work: Work, as_: As
) -> None:
    asked(talk, firm.anna, firm.ben, firm.clara)
    work()
    kept = ColleagueLetter.objects.get(recipients=[firm.ben.email])
    assert kept.sent_to == "outbox"
    ben, address = as_(firm.ben), f"/to-you/{kept.pk}/"
    assert address in ben.get("/outbox/").content.decode()
    assert "Geben wir nach?" in ben.get(address).content.decode()
    for one in (firm.anna, firm.clara, firm.eva):  # not who asked, leads or administrates
        assert address not in as_(one).get("/outbox/").content.decode()
        assert as_(one).get(address).status_code == 404
    with override_settings(HEARD_SMTP_HOST="mail.firma.example"):
        assert ben.get(address).status_code == 404
        assert address not in ben.get("/outbox/").content.decode()

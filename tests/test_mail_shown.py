"""What a mail is besides its words: sealed, wrapped, inviting, enclosing, proven or a lookalike."""

from email.message import EmailMessage

import pytest
from django.test import override_settings

from heard.conversations.lookalike import is_near
from heard.conversations.models import Conversation, Message
from heard.mail.acts import receive
from tests.conftest import As, Work
from tests.firm import FRIENDLY, Firm

pytestmark = pytest.mark.anywhere

ICS = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:1@quandt.example
SUMMARY:Abnahme der Halter <script>alert(1)</script>
DTSTART:20261203T090000Z
DTEND:20261203T100000Z
LOCATION:Halle 3
ORGANIZER:mailto:peter@quandt.example
RRULE:FREQ=WEEKLY
END:VEVENT
END:VCALENDAR
"""


def mail(firm: Firm, **fields: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = fields.pop("sender", f"Peter Quandt <{firm.customer.address}>")
    made["To"], made["Subject"] = "service@firma.example", fields.pop("subject", "Frage")
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(FRIENDLY)
    return made


def page_of(firm: Firm, made: EmailMessage | bytes, work: Work, as_: As) -> str:
    raw = made if isinstance(made, bytes) else made.as_bytes()
    receive(mailbox=firm.service, raw=raw, door="receive")
    work()
    conversation = Conversation.objects.order_by("-pk")[0]
    return as_(firm.anna).get(conversation.get_absolute_url()).content.decode()


def test_a_page_of_another_site_keeps_its_address(firm: Firm, work: Work, as_: As) -> None:
    """Only the keys of our own links are taken out of what comes back to us."""
    made = mail(firm)
    address = "https://calendar.google.com/calendar/event?action=RESPOND&eid=abc"
    made.set_content(
        f"Bitte zusagen: {address}\nUnd Ihr Link: https://heard.example/heard/{'k' * 32}/"
    )
    page = page_of(firm, made, work, as_)
    assert "calendar/event?action=RESPOND" in page and "k" * 32 not in page


def test_a_footer_in_plain_text_does_not_stand_for_a_letter_in_html(
    firm: Firm, work: Work, as_: As
) -> None:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = firm.customer.address, "service@firma.example", "x"
    made.set_content(" ")
    made.add_alternative("<p>Wir verlangen Ersatz bis Freitag.</p>", subtype="html")
    made.make_mixed()
    made.attach(footer := EmailMessage())
    footer.set_content("Diese Mail wurde auf Viren geprüft.")
    page_of(firm, made, work, as_)
    assert "Ersatz bis Freitag" in Message.objects.get().text


def test_an_invitation_is_shown_and_nothing_in_it_runs(firm: Firm, work: Work, as_: As) -> None:
    made = mail(firm)
    made.add_attachment(ICS, subtype="calendar", filename="einladung.ics")
    page = page_of(firm, made, work, as_)
    assert "Einladung:" in page and "Halle 3" in page and "wiederholt sich" in page
    assert "10:00 – 11:00" in page, "in the zone of the house"
    assert "<script>alert" not in page


def test_answers_between_quoted_lines_are_their_letter(firm: Firm, work: Work, as_: As) -> None:
    made = mail(firm)
    head = "Am 12.03.2026 um 10:12 schrieb Anna Berg <service@firma.example>:"
    made.set_content(f"Hallo Frau Berg,\n\n{head}\n> Kommt es <bald>?\n\nNein, erst am Montag.\n")
    page = page_of(firm, made, work, as_)
    assert (
        '<blockquote class="letter__quoted"><p>&gt; Kommt es &lt;bald&gt;?</p></blockquote>' in page
    )
    assert "<p>Nein, erst am Montag.</p>" in page and "Früherer Text" not in page


def test_an_html_mail_says_by_its_marks_what_it_quotes(firm: Firm, work: Work, as_: As) -> None:
    made = mail(firm)
    made.set_content(
        "<p>Hallo Frau Berg,</p><div>Am 12.03.2026 um 10:12 schrieb Anna Berg "
        '&lt;service@firma.example&gt;:</div><blockquote type="cite"><p>Kommt es bald?</p>'
        '<blockquote type="cite">Wo bleibt es?</blockquote></blockquote>'
        '<p>Nein, erst am Montag.</p><blockquote class="gmail_quote" style="border-left:1px">'
        "Und was kostet es?</blockquote><p>240 Euro, in zwei Raten:</p>"
        '<blockquote class="gmail_quote" style="margin:0 0 0 40px;border:none">120 sofort'
        "</blockquote>"
        "<blockquote>120 danach</blockquote>",
        subtype="html",
    )
    page = page_of(firm, made, work, as_)
    assert page.count('<blockquote class="letter__quoted">') == 2
    assert "&gt; Kommt es bald?" in page and "&gt;&gt; Wo bleibt es?" in page
    assert "<p>Nein, erst am Montag.</p>" in page and "Früherer Text" not in page
    assert "&gt; Und was kostet es?" in page
    assert "120 sofort" in page and "&gt; 120" not in page, "indented, not quoted"


def test_an_attached_mail_is_shown_and_downloads_whole(firm: Firm, work: Work, as_: As) -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "Otto Kunze <otto@kunze.example>", "Die alte Zusage"
    inner.set_content("Wir liefern am 4. November.")
    made = mail(firm)
    made.add_attachment(inner)
    page = page_of(firm, made, work, as_)
    assert "Angehängte Nachricht von Otto Kunze: Die alte Zusage" in page
    assert "Wir liefern am 4. November." in page
    attachment = Message.objects.get().attachments.get()
    got = as_(firm.anna).get(f"/conversations/attachment/{attachment.pk}/")
    assert got["Content-Disposition"].startswith("attachment")
    assert b"Die alte Zusage" in got.getvalue()


@pytest.mark.parametrize(
    ("content_type", "words"),
    [
        ("multipart/encrypted; protocol=application/pgp-encrypted", "Mit PGP verschlüsselt"),
        ("application/pkcs7-mime; smime-type=enveloped-data", "Mit S/MIME verschlüsselt"),
        ("multipart/signed; protocol=application/pkcs7-signature", "Mit S/MIME signiert"),
        ("multipart/signed; protocol=application/pgp-signature", "Mit PGP signiert"),
        ("application/ms-tnef; name=winmail.dat", "winmail.dat"),
    ],
)
def test_sealed_and_wrapped_mail_says_so(
    content_type: str, words: str, firm: Firm, work: Work, as_: As
) -> None:
    inner = b"--b\r\nContent-Type: text/plain\r\n\r\nHallo\r\n--b--\r\n"
    raw = (
        b"From: peter@quandt.example\r\nSubject: versiegelt\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: " + content_type.encode() + b"; boundary=b\r\n\r\n" + inner
    )
    assert words in page_of(firm, raw, work, as_)


def test_only_pictures_of_the_mail_itself_are_shown(firm: Firm, work: Work, as_: As) -> None:
    made = mail(firm)
    made.add_alternative(
        '<p>Sehen Sie <img src="cid:foto1"> und <img src="https://spy.example/x.gif">'
        ' und <img src="cid:fremd"></p>', subtype="html",
    )  # fmt: skip
    html = list(made.iter_parts())[1]
    assert isinstance(html, EmailMessage)
    html.add_related(b"\x89PNG\r\n\x1a\n" + b"0" * 50, "image", "png", cid="<foto1>")
    page_of(firm, made, work, as_)
    message = Message.objects.get()
    frame = as_(firm.anna).get(f"/conversations/message/{message.pk}/letter/").content.decode()
    assert 'src="data:image/png;base64,iVBOR' in frame and "/attachment/" not in frame
    assert "spy.example" not in frame and "cid:" not in frame and "inline-" not in frame
    assert message.blocked == 1


def test_pictures_that_a_letter_cannot_show_are_said_and_never_asked_for(
    firm: Firm, work: Work, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = mail(firm)
    made.add_alternative(
        '<p>Groß <img src="cid:gross" alt="Skizze"> und <img src="cid:klein">, dreimal'
        ' <img src="cid:klein"><img src="cid:klein">; kein Bild <img src="cid:seite"></p>'
        "<p>src=&quot;/static/look/mark.svg&quot;</p>", subtype="html",
    )  # fmt: skip
    html = list(made.iter_parts())[1]
    assert isinstance(html, EmailMessage)
    html.add_related(b"\xff\xd8\xff" + b"0" * 900, "image", "jpeg", cid="<gross>")
    html.add_related(b"GIF89a" + b"0" * 94, "application", "octet-stream", cid="<klein>")
    html.add_related(b"<script>alert(1)</script>", "image", "png", cid="<seite>")
    page_of(firm, made, work, as_)
    monkeypatch.setattr("heard.conversations.pictures.MOST", 400)
    address = f"/conversations/message/{Message.objects.get().pk}/letter/"
    got = as_(firm.anna).get(address)
    frame = got.content.decode()
    assert frame.count('src="data:image/gif;base64,R0lGOD') == 3 and frame.count("data:") == 3
    assert "2 Bilder dieses Briefs lassen sich darin nicht zeigen" in frame
    assert 'alt="Skizze"' in frame and 'src="/static/look/mark.svg"' in frame, "their words stay"
    assert "/attachment/" not in frame
    assert "img-src data:;" in got["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("seite.html", "text/html"), ("bild.svg", "image/svg+xml"), ("skript.js", "text/javascript")],
)
def test_attachments_are_never_pages_of_ours(
    name: str, content_type: str, firm: Firm, work: Work, as_: As
) -> None:
    made = mail(firm)
    main, _, sub = content_type.partition("/")
    made.add_attachment(b"<script>alert(1)</script>", maintype=main, subtype=sub, filename=name)
    page_of(firm, made, work, as_)
    attachment = Message.objects.get().attachments.get()
    got = as_(firm.anna).get(f"/conversations/attachment/{attachment.pk}/")
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment")
    assert (
        got["X-Content-Type-Options"] == "nosniff" and "sandbox" in got["Content-Security-Policy"]
    )


@pytest.mark.slow
def test_what_our_own_server_found_is_shown_and_no_one_elses(
    firm: Firm, work: Work, as_: As
) -> None:
    ours = "mx.firma.example; spf=pass smtp.mailfrom=x; dkim=fail; dmarc=pass (p=reject)"
    with override_settings(HEARD_TRUSTED_SERVERS=["mx.firma.example"]):
        page = page_of(firm, mail(firm, Authentication_Results=ours), work, as_)
        assert "Unser Mailserver glaubt dem Absender" in page and "DMARC pass" in page
        doubt = mail(firm, subject="Zwei", Authentication_Results="mx.firma.example; dmarc=fail")
        assert "bezweifelt" in page_of(firm, doubt, work, as_)
        forged = mail(firm, subject="Drei", Authentication_Results="mx.fremd.example; dmarc=pass")
        page = page_of(firm, forged, work, as_)
        assert "Unser Mailserver" not in page
    silent = mail(firm, subject="Vier", Authentication_Results=ours)
    assert "Unser Mailserver" not in page_of(firm, silent, work, as_)


def test_a_stranger_under_a_known_name_is_flagged(firm: Firm, work: Work, as_: As) -> None:
    fake = mail(firm, sender="Peter Quandt <chef@fremd.example>")
    page = page_of(firm, fake, work, as_)
    assert "Schauen Sie zweimal hin" in page and "peter@quandt.example" in page
    fine = mail(firm, subject="Echt")
    assert "zweimal" not in page_of(firm, fine, work, as_)


@pytest.mark.slow
def test_a_domain_that_reads_like_a_known_one_is_flagged(firm: Firm, work: Work, as_: As) -> None:
    for number, domain in enumerate(["quamdt.example", "quandt.invalid", "quanndt.example"]):
        fake = mail(firm, sender=f"Buchhaltung <konto@{domain}>", subject=f"Neue IBAN {number}")
        page = page_of(firm, fake, work, as_)
        assert "sieht aus wie" in page, domain
    other = mail(firm, sender="Anders <info@andersen.example>", subject="Ganz anders")
    assert "zweimal" not in page_of(firm, other, work, as_)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("rnicrosoft.com", "microsoft.com", True),
        ("paypa1.com", "paypal.com", True),
        ("hollerbach.de", "hollerbach.com", True),
        ("хоllеrbасh.de", "hollerbach.de", False),  # another first letter to the eye
        ("hоllerbасh.de", "hollerbach.de", True),  # Cyrillic о, а, с
        ("xn--hllerbach-07a.de", "hollerbach.de", True),
        ("nair.example", "fair.example", False),
        ("siemens.de", "siemen.de", True),
        ("quandt.example", "brandt.example", False),
    ],
)
def test_what_reads_alike(one: str, other: str, near: bool) -> None:
    assert is_near(one, other) is near

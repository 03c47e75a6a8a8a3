"""No mail is noticed too: once for each silence, to those who can look after it, and no oftener."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core import mail
from django.core.management import call_command

from heard.conversations.models import Message
from heard.journal import clock
from heard.mail.acts import change_mailbox, note_trouble, notice_silence, receive
from heard.mail.acts.fetching import note_success
from heard.mail.models import Alarm, Connection, Fetched, Mailbox, RawMessage
from heard.people.acts import change_colleague, set_calendar
from tests.conftest import As, At
from tests.firm import FRIENDLY, Firm, letter

BERLIN = ZoneInfo("Europe/Berlin")


def weeks_of_mail(mailbox: Mailbox, first: date, last: date, hours: tuple[int, ...]) -> None:
    """On each working day a mail at each of these hours; on Fridays only the first of them."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    moments = [
        datetime(day.year, day.month, day.day, hour, 20, tzinfo=BERLIN)
        for day in days
        if day.weekday() < 5
        for hour in (hours if day.weekday() < 4 else hours[:1])
    ]
    RawMessage.objects.bulk_create(
        RawMessage(
            mailbox=mailbox, fingerprint=f"{mailbox.pk}-{n}", file="raw/none", size=1, door="smtp",
            received_at=moment,
        )
        for n, moment in enumerate(moments)
    )  # fmt: skip


def test_a_silence_is_told_once_and_ends_with_the_next_mail(firm: Firm, at: At, as_: As) -> None:
    weeks_of_mail(firm.service, date(2026, 9, 14), date(2026, 11, 5), (8, 10, 12, 15))
    weeks_of_mail(firm.purchasing, date(2026, 10, 26), date(2026, 11, 5), (8, 9, 10, 11, 12, 15))
    change_colleague(colleague=firm.david, by=firm.eva, role="administrator")
    mail.outbox.clear()
    for quiet in ("2026-11-06 11:00", "2026-11-07 12:00", "2026-11-08 12:00", "2026-11-09 12:00"):
        at(quiet)  # a Friday without mail, a weekend, a late Monday morning
        assert notice_silence() == 0, quiet
    at("2026-11-11 09:30")
    assert notice_silence() == 1 and notice_silence() == 0, "purchasing is too young to be judged"
    alarm = Alarm.objects.get()
    assert (alarm.mailbox, alarm.kind) == (firm.service, "silence")
    told = {letter.to[0]: letter for letter in mail.outbox}
    assert set(told) == {"eva@firma.example", "david@firma.example"}
    german, english = told["eva@firma.example"], told["david@firma.example"]
    assert "Service" in german.subject and "nichts mehr angekommen" in german.body
    assert "05.11.2026 15:20" in german.body and "von außen" in german.body
    assert "Nothing has come into “Service” since 5 Nov 2026, 15:20" in english.body
    assert f"/mail/mailbox/{firm.service.pk}/" in english.body
    desk = as_(firm.eva).get("/").content.decode()
    assert "nichts mehr angekommen" in desk and f'/mailbox/{firm.service.pk}/"' in desk
    assert "nichts mehr angekommen" not in as_(firm.anna).get("/").content.decode()
    assert "angekommen" in as_(firm.eva).get("/mail/mailboxes/").content.decode()
    at("2026-11-12 09:00")
    assert notice_silence() == 0 and len(mail.outbox) == 2, "once for each silence"
    receive(mailbox=firm.service, raw=letter(FRIENDLY, "Wieder da", firm.customer), door="smtp")
    assert notice_silence() == 0 and not Alarm.objects.open().exists()
    assert "angekommen" not in as_(firm.eva).get("/").content.decode()


def test_hours_without_work_are_no_silence(firm: Firm, at: At) -> None:
    """Christmas, and mailboxes that get little or only imports."""
    weeks_of_mail(firm.service, date(2026, 10, 26), date(2026, 12, 23), (8, 11, 14))
    weeks_of_mail(firm.purchasing, date(2026, 10, 26), date(2026, 12, 11), (9,))
    RawMessage.objects.filter(mailbox=firm.purchasing).update(door="import")
    for quiet in ("2026-12-24 16:00", "2026-12-25 11:00", "2026-12-27 11:00", "2026-12-28 10:00"):
        at(quiet)
        assert notice_silence() == 0, quiet
    at("2026-12-30 11:00")
    assert notice_silence() == 1
    set_calendar(by=firm.eva, weekdays=[5])
    Alarm.objects.all().delete()
    assert notice_silence() == 0, "nobody is told while the house is closed"


def test_an_administrator_may_say_that_all_is_well(firm: Firm, at: At, as_: As) -> None:
    weeks_of_mail(firm.service, date(2026, 9, 14), date(2026, 11, 5), (8, 10, 12, 15))
    at("2026-11-12 10:00")
    notice_silence()
    address = f"/mail/mailbox/{firm.service.pk}/"
    page = as_(firm.eva).get(address).content.decode()
    assert "angekommen" in page and f"{address}all-well/" in page
    assert as_(firm.anna).post(f"{address}all-well/").status_code == 403
    as_(firm.eva).post(f"{address}all-well/")
    assert "angekommen" not in as_(firm.eva).get("/").content.decode()
    assert "Eva hat am" in as_(firm.eva).get(address).content.decode()
    at("2026-11-20 10:00")
    assert notice_silence() == 0 and Alarm.objects.open().count() == 1


def test_a_connection_in_trouble_and_mail_left_on_the_server(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-07 20:00")  # a Saturday: whoever looks after the server wants to know
    change_mailbox(mailbox=firm.service, by=firm.eva, imap_host="imap.firma.example", imap_user="x")
    assert notice_silence() == 0
    note_trouble(mailbox=firm.service, kind="sign_in")
    at("2026-11-07 20:30")
    assert notice_silence() == 0, "most troubles are over soon"
    at("2026-11-07 21:01")
    note_trouble(mailbox=firm.service, kind="sign_in")
    assert notice_silence() == 1 and notice_silence() == 0
    assert "Passwort" in mail.outbox[-1].body and len(mail.outbox) == 1
    assert "Passwort" in as_(firm.eva).get("/").content.decode()
    note_success(mailbox=firm.service, on_server=5, stored=3)
    Fetched.objects.create(
        mailbox=firm.service, folder="INBOX", uid_validity=1, uid=4, trouble="refused",
        at=clock.now(),
    )  # fmt: skip
    assert notice_silence() == 0 and not Alarm.objects.open().exists()
    at("2026-11-07 22:05")
    note_success(mailbox=firm.service, on_server=5, stored=3)
    assert notice_silence() == 1 and notice_silence() == 0
    assert "Nachrichten dort: 5; hier gespeichert: 3" in mail.outbox[-1].body
    Fetched.objects.all().delete()
    note_success(mailbox=firm.service, on_server=5, stored=5)
    assert notice_silence() == 0 and not Alarm.objects.open().exists()
    at("2026-11-08 09:00")
    assert notice_silence() == 1, "nobody has looked into the server since"
    assert Alarm.objects.open().get().trouble == "stands_still"
    Connection.objects.all().delete()
    change_mailbox(mailbox=firm.service, by=firm.eva, imap_host="")
    assert notice_silence() == 0 and not Alarm.objects.open().exists()
    assert not Message.objects.exists()


def test_the_schedule_looks(firm: Firm) -> None:
    call_command("schedule", once=True)
    assert not Alarm.objects.exists()

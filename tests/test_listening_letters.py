"""The letter that restates and buys time: as they write, honest about time, and once."""

import re
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from heard.conversations import acts as conversations
from heard.conversations.models import Draft
from heard.holding import acts as holding
from heard.holding.models import Promise
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening import acts
from heard.listening.dates import proposed_dates
from heard.listening.questions import points_of
from heard.listening.their_time import their_country, their_time
from heard.mail.acts import receive
from heard.people.acts import add_contact, add_organisation
from heard.people.models import Contact
from heard.situations.acts import raise_
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, ANGRY_ENGLISH, FRIENDLY, Firm, letter

pytestmark = pytest.mark.anywhere


def taken_up(firm: Firm, text: str, **said: object) -> Situation:
    conversation = firm.conversation(text, **said)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    acts.extract(situation=situation, by=firm.anna)
    return situation


def composed(situation: Situation, firm: Firm, **said: object) -> str:
    due = clock.now() + timedelta(days=1)
    return acts.compose(
        situation=situation, by=firm.anna, who_looks=firm.anna, promised_for=due, **said  # type: ignore[arg-type]  # passed on
    )  # fmt: skip


def leave(draft: Draft, firm: Firm, at: At, work: Work, hour: str) -> None:
    seen = draft.conversation.last_come
    conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at(hour)
    work()


def test_up_to_three_points_are_prose_in_their_words(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    german = composed(taken_up(firm, ANGRY), firm, points=["Erstens", "Zweitens", "Drittens"])
    assert "Sie schreiben: „Erstens.“ Dazu kommt aus Ihrer Sicht: „Zweitens.“" in german
    assert "\n-" not in german and german.startswith("Guten Tag Peter Quandt,")
    assert german.index("antworten Sie einfach") < german.index("[Link zu Ihrer Seite]")
    assert "+49 30 23125 100" in german and "4. November" in german
    english = composed(taken_up(firm, ANGRY_ENGLISH, sender=firm.vendor), firm)
    assert "You write: “" in english and "Dear Priya Nair," in english


@pytest.mark.parametrize(
    "ending, first, said",
    [
        ("Ruf mich an, wenn du das liest.\n\nPeter", "Hallo Peter,", "hörst von mir"),
        ("Rufen Sie mich an, wenn Sie das lesen.\n\nPeter", "Hallo Peter,", "hören von mir"),
        ("Rufen Sie an.\n\nDr. Peter Quandt", "Guten Tag Dr. Peter Quandt,", "hören von mir"),
        ("Rufen Sie an. Und du, Praktikant, auch!", "Guten Tag Peter Quandt,", "hören von mir"),
    ],
)
def test_it_speaks_to_them_as_they_write(firm: Firm, ending: str, first: str, said: str) -> None:
    theirs = ANGRY.replace("Peter Quandt", ending)
    if " du das" in ending:
        theirs = theirs.replace("Ihre", "eure").replace("Sehr geehrte Damen und Herren", "Hallo")
    text = composed(taken_up(firm, theirs), firm)
    assert text.startswith(first) and said in text


def test_it_begins_as_our_last_letter_to_them_began(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    draft = conversations.save_draft(
        conversation=conversation, by=firm.anna, declared=["none"],
        text="Sehr geehrter Herr Quandt,\n\ngern schicken wir das Angebot.",
    )  # fmt: skip
    leave(draft, firm, at, work, "2026-11-03 09:05")
    ours = conversation.messages.get(side="us")
    firm.mail(ANGRY, answers=ours.message_id)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    assert composed(situation, firm).startswith("Sehr geehrter Herr Quandt,\n")


def test_one_such_letter_is_enough_before_the_answer(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm, ANGRY)
    due = clock.now() + timedelta(days=1)
    said = {"situation": situation, "by": firm.anna, "who_looks": firm.anna}
    draft = holding.buy_time(promised_for=due, **said)  # type: ignore[arg-type]  # passed on
    leave(draft, firm, at, work, "2026-11-03 09:05")
    with pytest.raises(Refusal, match="one such letter is enough"):
        holding.buy_time(promised_for=due + timedelta(days=1), **said)  # type: ignore[arg-type]  # passed on
    address = f"/listening/situation/{situation.pk}/understand/"
    assert "genügt ein solcher Brief" in as_(firm.anna).get(address).content.decode()
    ours = situation.conversation.messages.get(side="us")
    firm.mail("Es geht auch um die zweite Lieferung!", answers=ours.message_id)
    assert holding.buy_time(promised_for=due + timedelta(days=1), **said).text  # type: ignore[arg-type]  # passed on


def test_a_date_of_theirs_that_would_pass_warns_and_more_time_is_asked(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm, ANGRY)  # "bis morgen"
    work()
    address = f"/listening/situation/{situation.pk}/understand/"
    form = {"point": ["Zeugnis fehlt"], "who_looks": firm.anna.pk, "why": "own",
            "why_words": "Das Labor misst noch",
            "other_promised_for": "2026-11-04T12:00"}  # fmt: skip
    anna = as_(firm.anna)
    hx = {"HX-Request": "true"}
    in_time = anna.post(address, form, headers=hx).content.decode()
    assert "Das Labor misst noch." in in_time and "Die Frist von dort" not in in_time
    form["other_promised_for"] = "2026-11-06T12:00"
    assert "Die Frist von dort" in anna.post(address, form, headers=hx).content.decode()
    anna.post(address, {**form, "extension": "1"})
    assert "Aufschub" in Draft.objects.get().text
    assert "Mittwoch, 4. November, Zeit gegeben" not in Draft.objects.get().text
    assert "bis Mittwoch, 4. November Zeit gegeben" in Draft.objects.get().text


def test_renewing_past_their_date_asks_for_more_time_too(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-03 09:00")
    situation = taken_up(firm, ANGRY)
    work()
    made = holding.promise(
        conversation=situation.conversation, by=firm.anna, side="us", text="Zeugnis",
        due=clock.now() + timedelta(hours=6),
    )  # fmt: skip
    draft = holding.renew(
        promise=made, by=firm.anna, due=clock.now() + timedelta(days=3), reason="Das Labor misst."
    )
    assert "Aufschub" in draft.text and Promise.objects.count() == 1


def test_the_hour_at_theirs_is_guessed_from_their_mail_and_can_be_put_right(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    at("2026-11-03 09:00")
    raw = letter(ANGRY_ENGLISH, "Third time", firm.vendor)
    here = format_datetime(clock.now())
    tokyo = format_datetime(datetime.fromisoformat("2026-11-03T17:00:00+09:00"))
    receive(mailbox=firm.service, raw=raw.replace(here.encode(), tokyo.encode()), door="receive")
    work()
    contact = Contact.objects.get(pk=firm.vendor.pk)
    conversation = contact.conversations.get()
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    theirs = their_time(conversation)
    assert theirs.source == "mail" and all(theirs.is_day(one) for one in proposed_dates(
        theirs=theirs)[1:])  # fmt: skip
    assert "your time" in composed(situation, firm)
    page = as_(firm.anna).get(f"/listening/situation/{situation.pk}/understand/").content.decode()
    assert "aus der Mail geschlossen" in page and "UTC+09:00" in page
    wrong = as_(firm.anna).post(
        f"/contact/{contact.pk}/edit/", {"name": contact.name, "zone": "Mars/Olympus"}
    )
    assert "Europe/Berlin" in wrong.content.decode()
    as_(firm.anna).post(
        f"/contact/{contact.pk}/edit/",
        {"name": contact.name, "addresses": contact.address, "zone": "Europe/Berlin"},
    )
    conversation.refresh_from_db()
    again = type(conversation).objects.get(pk=conversation.pk)
    assert their_time(again).source == "contact"


@pytest.mark.parametrize(
    "address, said, country",
    [
        ("p@werk.at", "", "AT"),
        ("p@works.co.uk", "", "GB"),
        ("p@start.io", "", ""),
        ("p@start.io", "ie", "IE"),
        ("p@werk.at", "de", "DE"),
        ("p@firm.com", "", ""),
    ],
)
def test_the_country_follows_from_the_domain_or_is_written_down(
    firm: Firm, as_: As, address: str, said: str, country: str
) -> None:
    domain = address.partition("@")[2]
    there = add_organisation(name="Werk", by=firm.anna, domains=[domain])
    contact = add_contact(name="P", by=firm.anna, addresses=[address], organisation=there)
    firm.conversation(FRIENDLY, sender=contact)
    as_(firm.anna).post(
        f"/organisation/{there.pk}/edit/", {"name": "Werk", "domains": domain, "country": said}
    )
    assert their_country(Contact.objects.get(pk=contact.pk)) == country
    page = as_(firm.anna).post(f"/organisation/{there.pk}/edit/", {"name": "Werk", "country": "XX"})
    assert "XX" in page.content.decode() and "AT, CH" in page.content.decode()


def test_a_public_holiday_at_theirs_is_not_proposed(firm: Firm, at: At, as_: As) -> None:
    at("2026-12-04 09:00")  # a Friday; on Tuesday the 8th Austria has a holiday
    there = add_organisation(name="Werk", by=firm.anna, domains=["werk.at"])
    contact = add_contact(name="P", by=firm.anna, addresses=["p@werk.at"], organisation=there)
    situation = taken_up(firm, ANGRY, sender=contact)
    days = [one.day for one in proposed_dates(theirs=their_time(situation.conversation))]
    assert days == [4, 7, 9, 10] and [one.day for one in proposed_dates()] == [4, 7, 8, 9]
    address = f"/listening/situation/{situation.pk}/understand/"
    anna = as_(firm.anna)
    page = anna.get(address).content.decode()
    assert "8. Dezember 2026: dort ein Feiertag" in page
    form = {"point": ["Zeugnis fehlt"], "who_looks": firm.anna.pk, "other_promised_for": ""}
    for day, warned in (("2026-12-08T12:00", True), ("2026-12-09T12:00", False)):
        shown = anna.post(
            address, {**form, "other_promised_for": day}, headers={"HX-Request": "true"}
        ).content.decode()
        assert ("ist dort ein Feiertag" in shown) == warned
    beside = anna.get(situation.conversation.get_absolute_url()).content.decode()
    assert 'value="2026-12-09T12:00' in beside and 'value="2026-12-08T12:00' not in beside


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"by_when": "2206-12-01T12:00"}, "liegt mehr als zwei Jahre voraus"),
        ({"by_when": "0026-12-01T12:00"}, "mehr als zwei Jahre her"),
        ({"by_when": "0001-01-01T00:00"}, "mehr als zwei Jahre her"),
        ({"by_when": "morgen"}, "Bitte wählen Sie"),
        ({"text": "", "ask": ""}, "was geschehen ist"),
    ],
)
def test_what_is_odd_in_our_points_is_said_and_nothing_typed_is_lost(
    firm: Firm, as_: As, odd: dict[str, str], said: str
) -> None:
    conversation = firm.conversation(FRIENDLY, sender=firm.vendor)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="us")
    row = {"text": "Der Guss kam spät.", "effect": "Wir stehen still.", "ask": "Einen Termin."}
    row = {**row, "by_when": "2026-12-01T12:00", **odd}
    page = as_(firm.anna).post(f"/listening/situation/{situation.pk}/ours/", row).content.decode()
    assert said in page and all(typed in page for typed in row.values())
    assert not points_of(situation, "us") and not Draft.objects.exists()


def test_what_a_colleague_added_to_our_points_meanwhile_stays(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY, sender=firm.vendor)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="us")
    address = f"/listening/situation/{situation.pk}/ours/"
    anna, rows = as_(firm.anna), {"effect": "", "by_when": ""}
    anna.post(address, {**rows, "text": "Der Guss kam zu spät", "ask": "Einen Termin"})
    shown = re.findall(r'name="shown" value="(\d+)"', anna.get(address).content.decode())
    as_(firm.ben).post(address, {**rows, "text": "Niemand hat angerufen", "ask": "Einen Anruf"})
    anna.post(address, {**rows, "text": "Der Guss kam im Juni", "ask": "", "shown": shown})
    assert [point.text for point in points_of(situation, "us")] == [
        "Der Guss kam im Juni", "Niemand hat angerufen",
    ]  # fmt: skip


def test_a_second_complaint_restates_their_view_first(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY, sender=firm.vendor)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="us")
    acts.our_points(situation=situation, by=firm.anna, points=[
        {"text": "Der Guss kam zu spät", "ask": "Einen festen Termin"},
        {"text": "Niemand hat angerufen", "ask": "Einen Anruf"},
    ])  # fmt: skip
    leave(acts.say_ours(situation=situation, by=firm.anna), firm, at, work, "2026-11-03 09:05")
    at("2026-11-03 12:00")
    back = firm.mail(
        "Unser Ofen war ausgefallen. Angerufen haben wir am Montag um acht.",
        sender=firm.vendor, answers=conversation.messages.get(side="us").message_id,
    )  # fmt: skip
    called = situation.points.get(text="Niemand hat angerufen")
    acts.mark_answer(point=called, message=back, state="answered", by=firm.anna)
    text = acts.say_ours(situation=situation, by=firm.anna).text
    assert "Bevor ich noch einmal davon anfange" in text and "Ofen" in text
    assert text.index("Ofen") < text.index("Der Guss kam zu spät.")
    assert "Niemand hat angerufen" not in text, "what they answered is not said again"


def test_on_a_pause_each_point_shows_the_words_that_say_it_again(firm: Firm, as_: As) -> None:
    situation = taken_up(firm, ANGRY)
    conversation, anna = situation.conversation, as_(firm.anna)
    first = situation.points.filter(side="them").order_by("order")[0].text
    address = f"/listening/conversation/{conversation.pk}/covered/"
    assert address in anna.get(conversation.get_absolute_url()).content.decode()
    assert anna.get(address).content.decode().strip() == "", "nothing is written yet"
    conversations.save_draft(
        conversation=conversation, by=firm.anna, text=f"Guten Tag,\n\nSie schreiben: {first}"
    )
    page = anna.get(address).content.decode()
    assert "✓ gesagt: <q>" in page and "○ noch nicht" in page and "1 von " in page
    assert as_(firm.ben).get(address).content.decode().strip() == "", "one's own draft alone"
    assert as_(firm.david).get(address).status_code == 404

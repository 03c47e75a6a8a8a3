"""Whom the house knows: met by their first mail, one person under several addresses, or not."""

import re

import pytest
from django.test import Client

from heard.conversations.acts import begin
from heard.conversations.models import Conversation, Message
from heard.decisions import acts as decisions
from heard.decisions.models import Barrier
from heard.journal.refusal import Refusal
from heard.mail.acts import receive
from heard.people.acts import add_contact, add_organisation, change_colleague, meet
from heard.people.models import Calendar, Contact, Merge
from tests.conftest import As, At, Work
from tests.firm import ANGRY, FRIENDLY, Firm, letter


def write_from(firm: Firm, address: str, subject: str, work: Work) -> Message:
    """A first mail of someone nobody here knows."""
    stranger = Contact(pk=900, name="")
    stranger.__dict__["address"] = address
    receipt = receive(mailbox=firm.service, raw=letter(FRIENDLY, subject, stranger), door="receive")
    work()
    return Message.objects.get(raw=receipt.raw)


def test_a_stranger_becomes_a_contact_of_the_organisation_their_domain_says(
    firm: Firm, work: Work
) -> None:
    first = write_from(firm, "lager@moorbach.example", "Anfrage", work).contact
    second = write_from(firm, "einkauf@moorbach.example", "Nachfrage", work).contact
    assert first and second and first != second
    assert first.organisation and first.organisation == second.organisation
    assert first.organisation.name == "moorbach.example"


def test_where_anyone_gets_an_address_the_domain_says_nothing(firm: Firm, work: Work) -> None:
    met = write_from(firm, "h.moor@gmail.com", "Anfrage", work).contact
    assert met and met.organisation is None
    with pytest.raises(Refusal):
        add_organisation(name="Moor", by=firm.eva, domains=["gmail.com"])


def test_two_addresses_of_one_person_become_one_contact_and_two_again(
    firm: Firm, as_: As, work: Work
) -> None:
    kept = firm.conversation(FRIENDLY, subject="Halter").contact
    other = write_from(firm, "p.quandt@web.de", "Privat", work)
    assert kept and other.contact and other.contact != kept
    anna = as_(firm.anna)
    page = anna.post(f"/contact/{kept.pk}/merge/", {"address": "p.quandt@web.de"}, follow=True)
    work()
    assert "Es ist jetzt ein Kontakt" in page.content.decode()
    assert "Privat" in anna.get(f"/contact/{kept.pk}/").content.decode()
    assert write_from(firm, "p.quandt@web.de", "Noch eins", work).contact == kept
    page = anna.get(f"/contact/{other.contact.pk}/", follow=True)
    assert page.redirect_chain == [(f"/contact/{kept.pk}/", 302)]
    anna.post(f"/merge/{Merge.objects.get().pk}/part/")
    work()
    other.conversation.refresh_from_db()
    assert other.conversation.contact == other.contact
    assert "Privat" not in anna.get(f"/contact/{kept.pk}/").content.decode()
    assert "Privat" in anna.get(f"/contact/{other.contact.pk}/").content.decode()
    assert meet(address="p.quandt@web.de") == other.contact


@pytest.mark.anywhere
def test_what_began_since_a_merge_goes_with_whoever_began_it(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-06 10:00")
    kept = firm.conversation(FRIENDLY).contact
    other = write_from(firm, "p.quandt@web.de", "Privat", work).contact
    assert kept is not None and other is not None
    anna = as_(firm.anna)
    anna.post(f"/contact/{kept.pk}/merge/", {"address": "p.quandt@web.de"})
    work()
    at("2026-11-07 10:00")
    write_from(firm, "p.quandt@web.de", "Von dort", work)
    firm.conversation(FRIENDLY, subject="Von hier")
    for address, subject in (("p.quandt@web.de", "Dorthin"), (kept.address, "Hierhin")):
        begun = begin(
            mailbox=firm.service, contact=kept, subject=subject, by=firm.anna, language="de"
        )
        form = {"text": "Guten Tag", "to": address, "knew": "0"}
        anna.post(f"/conversations/{begun.pk}/send/", form)
    at("2026-11-07 10:05")
    anna.post(f"/merge/{Merge.objects.get().pk}/part/")
    work()
    began = dict(Conversation.objects.values_list("subject", "contact"))
    theirs = {subject for subject, contact in began.items() if contact == other.pk}
    assert theirs == {"Privat", "Von dort", "Dorthin"}


def test_joining_two_contacts_shows_neither_to_another_team(
    firm: Firm, as_: As, work: Work
) -> None:
    kept = firm.conversation(FRIENDLY, subject="Halter").contact
    nina = add_contact(
        name="Nina Zimt", by=firm.clara, addresses=["nina@quandt.example"], phone="0170 4711",
        organisation=firm.customer.organisation,
    )  # fmt: skip
    theirs = firm.conversation(FRIENDLY, subject="Privat", sender=nina, mailbox=firm.purchasing)
    assert kept and theirs.contact == nina
    ben, clara = as_(firm.ben), as_(firm.clara)
    pages = ["/register/", f"/organisation/{firm.customer.organisation_id}/"]

    def listed(browser: Client) -> list[bool]:
        return [f"/contact/{nina.pk}/" in browser.get(page).content.decode() for page in pages]

    assert listed(ben) == [False, False] and listed(clara) == [True, True]
    clara.post(f"/contact/{kept.pk}/merge/", {"address": nina.address})
    for _once in range(2):
        assert not any(listed(ben) + listed(clara)), "she is no second person any more"
        for reader in (ben, clara):
            page = reader.get(f"/contact/{nina.pk}/")
            assert page.headers["Location"] == f"/contact/{kept.pk}/"
            assert reader.get(f"/contact/{nina.pk}/edit/").status_code == 404
        work()  # what was said with her follows by an errand
    assert "Nina Zimt" in clara.get(f"/contact/{kept.pk}/").content.decode(), "to be parted again"
    clara.post(f"/merge/{Merge.objects.get().pk}/part/")
    work()
    assert listed(ben) == [False, False] and listed(clara) == [True, True]


@pytest.mark.anywhere
def test_an_unknown_or_a_foreign_address_merges_nothing(firm: Firm, as_: As, work: Work) -> None:
    kept = firm.conversation(FRIENDLY).contact
    assert kept
    firm.mail(FRIENDLY, sender=firm.vendor, mailbox=firm.purchasing)
    assert firm.vendor.address
    for address in ("niemand@nirgends.example", firm.vendor.address, kept.address):
        as_(firm.anna).post(f"/contact/{kept.pk}/merge/", {"address": address})
    assert not Merge.objects.exists()


def test_no_one_is_cut_off_by_joining_them_to_someone_who_is(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-03 09:00")
    barred = firm.conversation(ANGRY)
    contact = barred.contact
    assert contact
    decision = decisions.propose(
        kind="block", by=firm.anna, reason="Drohungen", conversation=barred
    )
    decisions.approve(decision=decision, by=firm.clara)
    at("2026-11-05 09:00")
    decisions.carry_out(decision=decision, by=firm.anna)
    innocent = write_from(firm, "nina@quandt.example", "Guten Tag", work)
    as_(firm.anna).post(f"/contact/{contact.pk}/merge/", {"address": "nina@quandt.example"})
    assert not Merge.objects.exists()
    page = as_(firm.anna).post(
        f"/contact/{contact.pk}/edit/",
        {"name": "Peter", "addresses": f"{contact.address} neu@quandt.example"},
    )
    assert "öffnen Sie zuerst den Weg zurück" in page.content.decode()
    assert set(contact.addresses.values_list("address", flat=True)) == {contact.address}
    assert innocent.contact and not Barrier.objects.filter(contact=innocent.contact).exists()
    assert Conversation.objects.get(pk=innocent.conversation_id).waiting_since


def test_the_last_administrator_stays_one(firm: Firm) -> None:
    with pytest.raises(Refusal):
        change_colleague(colleague=firm.eva, by=firm.eva, role="member")


@pytest.mark.parametrize(
    "who, language, austria, first",
    [("eva", "de", "Österreich", "Afghanistan"), ("david", "en", "Austria", "Afghanistan")],
)
def test_a_country_is_chosen_by_its_name_in_the_language_of_the_reader(
    firm: Firm, as_: As, who: str, language: str, austria: str, first: str
) -> None:
    reader = getattr(firm, who)
    if who != "eva":
        change_colleague(colleague=reader, by=firm.eva, role="administrator")
    page = as_(reader).get("/people/calendar/").content.decode()
    options = re.findall(r'<option value="(\w+)"[^>]*>\s*([^<]+?)\s*</option>', page)
    countries = {code: name for code, name in options if len(code) == 2 and code.isupper()}
    assert countries["AT"] == austria and countries["GB"] and "UK" not in countries
    assert all(len(name) > 2 and name != code for code, name in countries.items())
    assert next(iter(countries.values())) == first
    where = list(countries.values()).index(austria)  # Ö stands with O, not after Z
    assert countries["ZW"] in list(countries.values())[where:]
    saved = {
        "firm": "Firma", "language": language, "zone": "Europe/Vienna", "opens": "08:00",
        "closes": "17:00", "weekdays": ["0", "1"], "country": "AT", "region": "9",
        "answer_hours": "0",
    }  # fmt: skip
    assert austria in as_(reader).post("/people/calendar/", saved, follow=True).content.decode()
    assert Calendar.of_the_house().country == "AT"


def test_of_an_organisation_no_country_need_be_said(firm: Firm, as_: As) -> None:
    there = add_organisation(name="Werk", by=firm.anna, domains=["werk.at"], country="UK")
    firm.conversation(FRIENDLY, sender=firm.customer)
    page = as_(firm.clara).get(f"/organisation/{there.pk}/edit/").content.decode()
    assert "nach der Endung ihrer Mailadresse" in page
    assert re.search(r'<option value="GB"\s+selected>\s*Vereinigtes Königreich', page)

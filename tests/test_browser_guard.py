"""What nobody does alone, in one language or both: ending, suspending for long, erasing."""

import re
import time

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format
from playwright.sync_api import expect

from tests.house import House, until
from tests.someone import (
    HOT,
    Sit,
    comes_in,
    fresh,
    left,
    walked_by,
)

pytestmark = pytest.mark.browser


@walked_by("tarik")
def test_an_ending_takes_two_a_night_and_the_exact_text_and_leaves_a_way_back(
    sample_house: House, sit: Sit, walker: str
) -> None:
    house, one, two = sample_house, sit(walker), sit("miriam")
    sender, words = f"p{time.time_ns()}@ending.example", fresh("Abschied")
    address = comes_in(house, one.page, sender, words, HOT[one.language])
    one.press("Take it up")
    one.page.goto(address)
    one.page.locator("a[href*='/propose/']").first.click()
    one.page.fill("textarea[name=reason]", "Es wird seit Monaten nur schlimmer.")
    one.page.fill("input[name=look_again]", f"{timezone.localtime().year + 1}-03-01")
    one.press("Propose it to a colleague")
    proposal = one.page.url
    let_it_happen = one.page.get_by_role("button", name=one.say("Let it happen"))
    expect(one.page.get_by_role("button", name=one.say("I agree to exactly this"))).to_have_count(0)
    two.page.goto(proposal)
    two.press("I agree to exactly this")
    one.page.goto(proposal)
    expect(let_it_happen).to_have_count(0)  # the night is not over
    a_night_passes(house, proposal)
    one.page.goto(proposal)
    expect(let_it_happen).to_be_visible()
    letter = one.page.locator(".letter__text").inner_text()
    let_it_happen.click()
    one.page.goto(address)
    left(one.page)
    until(lambda: (one.page.goto(proposal), one.say("Open the way back") in one.page.content())[1])
    one.page.goto(address)
    expect(one.page.locator("main")).to_contain_text(letter.splitlines()[-1])
    one.page.goto(proposal)
    one.press("Open the way back")
    expect(one.page.get_by_role("button", name=one.say("Open the way back"))).to_have_count(0)


def a_night_passes(house: House, proposal: str) -> None:
    """The hours between the proposal and its happening, which no test can wait for."""
    number = int(re.findall(r"/decisions/(\d+)", proposal)[0])
    asked = "UPDATE decisions_decision SET not_before = datetime(not_before, '-25 hours')"
    house.rows(f"{asked} WHERE id = ?", number)


@walked_by("aoife")
def test_suspended_at_once_told_to_those_who_lead_and_prolonged_by_another(
    sample_house: House, sit: Sit, walker: str
) -> None:
    house, one, lead = sample_house, sit(walker), sit("miriam")
    threat = {
        "de": "Ich weiß, wo Sie parken. Ich komme vorbei, und dann passiert etwas!",
        "en": "I know where you park. I am coming over, and then something will happen!",
    }[one.language]
    address = comes_in(house, one.page, "p@threat.example", fresh("Warnung"), threat)
    what = fresh("Er droht, vorbeizukommen")
    one.unfold("We are threatened or harassed")
    one.page.fill("form[action$='/suspend/'] textarea[name=reason]", what)
    one.press("Suspend for 72 hours")
    expect(one.page.locator("form[action*='/suspension/']")).to_be_visible()
    expect(one.page.get_by_role("button", name=one.say("Prolong it"))).to_have_count(0)
    told = house.mail_to("miriam@hollerbach.example", what).get_content()
    assert address.split("#")[0] in told
    lead.page.goto(address)
    lead.press("Look at the huddle")
    lead.page.locator("input[name=view]").first.check()
    lead.page.fill("textarea[name=why]", "Ich rufe die Polizei an.")
    lead.press("Give your view")
    lead.page.goto(address)
    notice = lead.page.locator(".notice:has(form[action*='/suspension/']) p").first
    before = notice.inner_text()
    lead.press("Prolong it")
    expect(notice).not_to_have_text(before)
    expect(lead.page.get_by_role("button", name=lead.say("Prolong it"))).to_have_count(0)
    one.page.goto(address)
    one.press("Take it up again")
    expect(one.page.locator("form[action*='/suspension/']")).to_have_count(0)


@walked_by("tarik")
def test_erasing_by_law_takes_two(sample_house: House, sit: Sit, walker: str) -> None:
    one, two = sit(walker), sit("miriam")
    words = fresh("Meine Kundennummer lautet")
    sender = f"gone{time.time_ns()}@erased.example"
    address = comes_in(sample_house, one.page, sender, fresh("Konto"), words)
    one.page.locator(".conversation-head__who a").first.click()
    contact = one.page.url
    one.press("Erase what we know")
    one.page.locator("input[name=ground]").first.check()
    one.page.fill("textarea[name=reason]", "Ihr Brief von heute.")
    one.press("Propose it to a colleague")
    one.sees("It takes a second person; please ask a colleague to open this page.")
    expect(one.page.get_by_role("button", name=one.say("Erase it now"))).to_have_count(0)
    two.page.goto(one.page.url)
    two.press("Erase it now")
    two.sees("This has happened.")
    for page in (contact, address):
        one.page.goto(page)
        assert words not in one.page.content() and sender not in one.page.content()
    today = timezone.localtime()
    with translation.override(one.language):
        day = date_format(today, "DATE_FORMAT")
    one.sees("What was said here was erased on %(day)s. Who did what and when is kept.", day=day)

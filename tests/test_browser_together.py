"""The difficult way with several people: each path through its pages, in one language or both."""

import re
import time

import pytest
from playwright.sync_api import Browser, expect

from tests.house import House, until
from tests.someone import (
    HOT,
    SERVICE,
    Sit,
    Someone,
    comes_in,
    fits,
    fresh,
    is_there,
    named,
    shows,
    they_answer,
    walked_by,
)

pytestmark = pytest.mark.browser


@walked_by("aoife")
def test_colleagues_answer_by_mail_and_it_stays_sealed(
    sample_house: House, sit: Sit, walker: str
) -> None:
    by_mail, by_page, answer = {
        "tarik": ("miriam", "aoife", "Zustimmen"), "aoife": ("daniel", "tarik", "Agree"),
    }[walker]  # fmt: skip
    house, one, other = sample_house, sit(walker), sit(by_page)
    why = fresh("Das war die Messung vom Montag")
    address = comes_in(house, one.page, "p@huddle.example", fresh("Maß"), HOT[one.language])
    one.press("Take it up")
    one.press("Ask two colleagues")
    one.page.fill("textarea[name=question]", fresh("Tauschen wir?"))
    for name in (by_mail, by_page):
        one.page.get_by_role("checkbox", name=re.compile(f"^{name}", re.IGNORECASE)).check()
    one.press("Ask them")
    huddle = one.page.url

    email = f"{by_mail}@hollerbach.example"
    invitation = house.mail_to(email, huddle)
    house.send(email, str(invitation["Reply-To"]), f"Re: {invitation['Subject']}",
               f"{answer}\n\n{why}", answers=str(invitation["Message-ID"]))  # fmt: skip
    for someone in (one, other):
        sealed = someone.say("%(name)s has given a view; it is still sealed.", name="").strip()
        until(lambda: shows(someone.page, huddle, sealed))  # noqa: B023  # asked at once
        assert why not in someone.page.content()
    other.page.locator("input[name=view][value=decline]").check()
    other.page.fill("textarea[name=why]", "Erst messen.")
    other.press("Give your view")
    expect(other.page.locator("main")).to_contain_text(why)

    one.page.goto(huddle)
    expect(one.page.locator("main")).to_contain_text(why)
    one.page.fill("textarea[name=summary]", "Wir tauschen, und messen vorher.")
    one.press("Sum it up")
    expect(one.page.locator("main")).to_contain_text("Wir tauschen, und messen vorher.")
    one.press("Decide")
    one.page.locator("input[name=kind][value=partly]").check()
    one.page.fill("textarea[name=reason]", "Zwei der Teile waren zu lang.")
    one.page.fill("input[name=why_now]", "Es eilt.")
    one.press("Decide, and write the answer")
    expect(one.draft).to_have_value(re.compile("Zwei der Teile waren zu lang"))
    assert why not in one.draft.input_value()
    one.send()
    one.page.goto(address)
    expect(one.page.locator(".line-entry").first).to_be_visible(timeout=10_000)


def unhappy(language: str, marks: tuple[int, int, int]) -> str:
    """A hot letter about one cause, which its numbers tell in any language."""
    batch, valve, note = marks
    if language == "de":
        return (
            f"Guten Tag,\n\nalle Ventile {valve} aus Charge {batch} lecken, Lieferschein {note}. "
            "Zum dritten Mal! Unsere Linie steht still, das ist eine Unverschämtheit. Ich verlange "
            "bis morgen eine Antwort, sonst schalten wir unseren Anwalt ein."
        )
    return (
        f"Hello,\n\nevery valve {valve} of batch {batch} leaks, delivery note {note}. This is the "
        "third time! Our line is down, this is completely unacceptable. I demand an answer by "
        "tomorrow, or we will go to our lawyers."
    )


@walked_by("tarik")
def test_one_cause_in_several_letters_gets_one_line_and_is_looked_back_on_together(
    sample_house: House, sit: Sit, walker: str
) -> None:
    """Two people of one organisation and a third elsewhere, in another language: a crisis."""
    house, one, other = sample_house, sit(walker), sit("jonas")
    seed = time.time_ns() // 1_000_000 % 10_000_000
    marks = (seed, seed + 11_111_111, seed + 22_222_222)
    foreign = "en" if one.language == "de" else "de"
    senders = [f"a@pump{seed}.example", f"b@pump{seed}.example", f"c@mill{seed}.example"]
    languages = [one.language, one.language, foreign]
    for number, (sender, language) in enumerate(zip(senders, languages, strict=True)):
        house.send(named(sender), SERVICE, f"{seed} {number}", unhappy(language, marks))
    addresses = [is_there(one.page, f"{seed} {number}") for number in range(3)]
    offer = one.page.locator("a[href$='/together/']")
    expect(offer).to_contain_text("2")
    offer.click()
    expect(one.page.locator("input[name=with]:checked")).to_have_count(2)
    one.page.fill("input[name=title]", f"Ventile {seed}")
    one.press("Take it up together")
    matter = one.page.url
    expect(one.page.locator("main ul.register").first.locator("li")).to_have_count(3)

    one.page.locator("input[name=kind][value=partly]").check()
    for language, reason in (("de", "Die Dichtung war falsch."), ("en", "The seal was wrong.")):
        one.page.fill(f"textarea[name=reason-{language}]", reason)
    one.press("Decide for all of it")
    one.page.locator(
        "details:not([open]) > summary", has_text=one.say("Draw the line anew")
    ).click()
    one.page.fill("input[name=why_now]", "Es eilt.")
    one.press("Decide for all of it")
    reason = {"de": "Die Dichtung war falsch.", "en": "The seal was wrong."}[foreign]
    told = re.compile("Die Dichtung war falsch|The seal was wrong")
    for address in addresses:  # nothing is closed over a decision that nobody told them
        one.page.goto(address)
        one.press("Write the answer")
        expect(one.draft).to_have_value(
            re.compile(re.escape(reason)) if address == addresses[2] else told
        )
        one.draft.fill(f"{one.draft.input_value()}\nPS {seed}")
        one.send()
    for address in addresses:
        one.page.goto(address)
        one.unfold("End on a good note")
        one.page.fill("#good-note textarea[name=agreed]", "Neue Dichtungen am Freitag.")
        one.press("Close it")
        expect(one.page.locator(".note--good")).to_be_visible()

    one.press("Look back together")
    assert one.page.url == matter
    for someone, well in ((one, "Eine Antwort für alle."), (other, "Schnell gemerkt.")):
        someone.page.goto(matter)
        assert "Eine Antwort für alle." not in someone.page.content()
        someone.page.fill("textarea[name=well]", well)
        someone.press("Say it")
    expect(other.page.locator("main")).to_contain_text("Eine Antwort für alle.")
    one.page.goto(matter)
    expect(one.page.locator("main")).to_contain_text("Schnell gemerkt.")
    one.page.fill("textarea[name=learnt]", "Dichtungen vor dem Versand prüfen.")
    one.press("Sum it up")
    expect(other.page.locator("body")).to_be_visible()
    assert shows(other.page, matter, "Dichtungen vor dem Versand prüfen.")


@walked_by("tarik")
def test_a_call_is_prepared_and_written_down_on_a_telephone(
    sample_house: House, sit: Sit, walker: str
) -> None:
    one, other = sit(walker, 390), sit("miriam")
    address = comes_in(sample_house, one.page, "p@call.example", fresh("Ruf"), HOT[one.language])
    one.press("Take it up")
    is_read = one.page.locator(".calm")
    expect(is_read).to_be_visible()
    one.unfold("On the phone, at a table")
    one.press("Prepare a talk")
    sentence = one.page.locator(".talk-sheet__sentence p")
    expect(sentence).to_contain_text({"de": "Tür und Angel", "en": "off the cuff"}[one.language])
    fits(one.page)
    one.press("Write down what was said")
    one.page.fill("textarea[name=theirs]", "Die Linie steht.")
    one.page.fill("textarea[name=repeated]", "Ihre Linie steht, und das Zeugnis fehlt.")
    one.tick("yes, that is it")
    one.unfold("We promised something")
    one.page.fill("input[name=we_promise]", "Das Zeugnis")
    fits(one.page)
    one.press("Write it down, and a mail to confirm it")
    one.sees("Written down. The mail is a draft; look it over.")
    expect(one.draft).to_have_value(re.compile("Ihre Linie steht, und das Zeugnis fehlt"))
    fits(one.page)
    one.send()
    other.page.goto(address)
    other.sees(
        "reported by %(name)s", name={"tarik": "Tarik Yıldız", "aoife": "Aoife Brennan"}[walker]
    )
    other.press("I vouch for it")
    other.sees("%(name)s vouches for it", name="Miriam Hollerbach")
    one.page.goto(address)
    expect(one.page.locator(".calm--more")).to_contain_text("Das Zeugnis")
    fits(one.page)


@walked_by("aoife")
def test_raised_by_us_reminded_kindly_and_insisted_upon(
    sample_house: House, sit: Sit, walker: str
) -> None:
    house, one = sample_house, sit(walker)
    theirs = {
        "de": "Guten Tag,\n\nwir liefern, sobald es geht.\n\nPetra Quandt",
        "en": "Good morning,\n\nwe deliver as soon as we can.\n\nPetra Quandt",
    }[one.language]
    sender = "p@ours.example"
    address = comes_in(house, one.page, sender, fresh("Lieferung"), theirs)
    one.unfold("It is getting difficult")
    one.tick("We are, with them")
    one.press("Take it up", one.page.locator("details[open]"))
    one.press("Write down our points")
    one.page.locator("[name=text]").first.fill("Die Zeichnung fehlt seit Montag.")
    one.page.locator("[name=ask]").first.fill("Die Zeichnung bis Freitag.")
    one.press("Write a letter with them")
    expect(one.draft).to_have_value(re.compile("Die Zeichnung fehlt seit Montag"))
    one.send()
    they_answer(house, one, address, sender, "Bei uns war Urlaub.")
    one.press("They evaded")

    one.unfold("Write down a promise")
    one.tick("Theirs, to us")
    form = one.page.locator("form[action$='/promise/']")
    form.locator("[name=text]").fill("Die Zeichnung")
    one.press("Keep this promise in sight")
    card = one.page.locator(".promise-card")
    one.unfold("What became of it?")
    one.press("Remind them kindly", card)
    expect(one.draft).to_have_value(re.compile("Die Zeichnung"))
    one.send()
    one.page.goto(address)
    expect(one.page.locator(".standing")).to_be_visible()

    one.press("How do we go on?")
    for way in ("Accept it", "Accept it in part", "Insist", "Raise it higher", "Let it rest",
                "End the relationship"):  # fmt: skip
        expect(one.page.get_by_role("heading", name=one.say(way), exact=True)).to_be_visible()
    one.press("Write the second letter")
    second = one.draft.input_value()
    assert second.index("Bei uns war Urlaub") < second.index("Die Zeichnung fehlt seit Montag")


@walked_by("aoife")
def test_the_last_question_is_answered_once_and_waits_for_a_person(
    sample_house: House, sit: Sit, browser: Browser, walker: str
) -> None:
    house, one = sample_house, sit(walker)
    kind = {
        "de": "Guten Tag,\n\ndanke, das Zeugnis ist da.\n\nPetra Quandt",
        "en": "Good morning,\n\nthank you, the certificate is here.\n\nPetra Quandt",
    }[one.language]
    subject = fresh("Zeugnis")
    address = comes_in(house, one.page, "p@felt.example", subject, kind)
    one.unfold("End on a good note")
    one.page.fill("#good-note textarea[name=agreed]", "Das Zeugnis liegt künftig bei.")
    one.tick("In the letter, ask whether they felt heard")
    one.press("Write it to them first")
    expect(one.draft).to_have_value(re.compile("Das Zeugnis liegt künftig bei"))
    one.send()
    one.page.goto(address)
    one.unfold("End on a good note")
    one.press("Close it")
    one.page.goto("/outbox/")
    letter = one.page.locator(".inbox-row", has_text=subject)
    letter.locator('a[href^="/outbox/"]').click()
    link = one.page.locator('a[href*="/felt/"]').first.get_attribute("href") or ""
    outside = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    outside.goto(link)
    them = Someone(walker, outside)
    fits(outside)
    outside.fill("textarea[name=text]", "Beim zweiten Mal schon.")
    them.press("In part")
    expect(outside.locator("h1")).to_have_text(them.say("Thank you"))
    assert outside.context.cookies() == []
    outside.goto(link)
    them.sees("You have told us already, thank you.")
    outside.context.close()
    one.page.goto(address)
    one.sees("%(name)s felt heard in part", name="Petra Felt")
    expect(one.page.locator("main")).to_contain_text("Beim zweiten Mal schon.")

"""Colleagues are heard before one decides: each gives a view before seeing the others'."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import override_settings
from django.utils.html import escape

from heard.huddles import acts
from heard.huddles.models import Huddle
from heard.huddles.questions import another_voice, table
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.mail.models import ColleagueLetter, OutgoingMessage
from heard.people.acts import depart
from heard.situations.acts import end, raise_
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, Firm

WHY = "Das Zeugnis fehlt seit Wochen, sie haben recht."


@pytest.fixture
def situation(firm: Firm) -> Situation:
    conversation = firm.conversation(ANGRY)
    return raise_(conversation=conversation, by=firm.anna, raised_by="them")


@pytest.fixture
def huddle(firm: Firm, situation: Situation) -> Huddle:
    return acts.gather(
        situation=situation,
        by=firm.anna,
        question="Geben wir nach?",
        invite=[firm.ben, firm.david],
        due=clock.now() + timedelta(days=1),
    )


@pytest.mark.anywhere
@override_settings(EMAIL_BACKEND="heard.mail.colleagues.ColleagueMail")
def test_asked_by_the_page_answered_by_the_page(
    firm: Firm, situation: Situation, as_: As, work: Work
) -> None:
    anna, ben = as_(firm.anna), as_(firm.ben)
    anna.post(
        f"/huddles/situation/{situation.pk}/gather/",
        {"question": "Geben wir nach?", "invite": [firm.ben.pk, firm.david.pk]},
    )
    huddle = Huddle.objects.get()
    work()
    letters = [letter.recipients for letter in ColleagueLetter.objects.all()]
    assert sorted(letters) == [[firm.ben.email], [firm.david.email]]
    ben.post(f"{huddle.get_absolute_url()}speak/", {"view": "agree", "why": WHY})
    assert WHY in ben.get(huddle.get_absolute_url()).content.decode()
    for waiting in (firm.david, firm.anna):
        page = as_(waiting).get(huddle.get_absolute_url()).content.decode()
        assert WHY not in page and "Ben" in page, "who has spoken is seen, never what was said"
    as_(firm.david).post(
        f"{huddle.get_absolute_url()}speak/", {"view": "decline", "why": "Nicht noch einmal."}
    )
    for reader in (firm.david, firm.anna):
        assert WHY in as_(reader).get(huddle.get_absolute_url()).content.decode()


def test_a_sealed_view_is_not_even_read(firm: Firm, huddle: Huddle) -> None:
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why=WHY)
    for waiting in (firm.david, firm.anna):
        seen = table(huddle, waiting)
        assert seen.sealed and seen.voices == [] and seen.remarks == []
        assert seen.spoken == [firm.ben]
    with pytest.raises(Refusal):
        acts.remark(huddle=huddle, by=firm.david, text="Ich sehe das anders.")
    with pytest.raises(Refusal):
        acts.conclude(huddle=huddle, by=firm.anna, summary="Wir geben nach.")


@pytest.mark.anywhere
def test_a_view_is_given_once_and_says_why(firm: Firm, huddle: Huddle) -> None:
    with pytest.raises(Refusal):
        acts.speak(huddle=huddle, by=firm.ben, view="agree", why=" ")
    with pytest.raises(Refusal):
        acts.speak(huddle=huddle, by=firm.ben, view="sure", why=WHY)
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why=WHY)
    with pytest.raises(Refusal):
        acts.speak(huddle=huddle, by=firm.ben, view="decline", why="Doch nicht.")
    assert huddle.voices.get(colleague=firm.ben).view == "agree"


@pytest.mark.parametrize(
    ("door", "who", "field"),
    [("speak", "ben", "why"), ("remark", "clara", "text"), ("conclude", "anna", "summary")],
)
def test_what_was_written_is_still_there_after_a_refusal(
    firm: Firm, huddle: Huddle, as_: As, door: str, who: str, field: str
) -> None:
    address, words = f"{huddle.get_absolute_url()}{door}/", "Lange überlegt & gut gemeint."
    browser = as_(getattr(firm, who))
    page = browser.post(address, {field: words}).content.decode()
    assert escape(words) in page, "no view was chosen, or the others' are still sealed"
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why=WHY)
    acts.speak(huddle=huddle, by=firm.david, view="decline", why=WHY)
    acts.conclude(huddle=huddle, by=firm.anna, summary="Wir geben nach.")
    page = browser.post(address, {field: words, "view": "decline"}).content.decode()
    assert escape(words) in page, "it was concluded while they wrote"
    assert "only you see it" in page or "nur Sie sehen es" in page
    assert escape(words) not in browser.get(huddle.get_absolute_url()).content.decode()


@pytest.mark.anywhere
def test_it_opens_to_whoever_was_asked_from_another_team(
    firm: Firm, situation: Situation, as_: As
) -> None:
    address = situation.conversation.get_absolute_url()
    assert as_(firm.david).get(address).status_code == 404
    acts.gather(situation=situation, by=firm.anna, question="Und du?", invite=[firm.david])
    assert as_(firm.david).get(address).status_code == 200
    assert as_(firm.eva).get(address).status_code == 404


def test_it_ends_with_what_came_of_it(firm: Firm, huddle: Huddle) -> None:
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why=WHY)
    acts.speak(huddle=huddle, by=firm.david, view="partly", why="Fracht ja, Rabatt nein.")
    with pytest.raises(Refusal):
        acts.conclude(huddle=huddle, by=firm.clara, summary="Nein.")
    acts.conclude(huddle=huddle, by=firm.anna, summary="Wir schicken das Zeugnis heute.")
    with pytest.raises(Refusal):
        acts.speak(huddle=huddle, by=firm.clara, view="agree", why=WHY)
    assert another_voice(huddle.situation, firm.anna)


def test_without_a_date_chosen_it_opens_all_the_same(
    firm: Firm, situation: Situation, as_: As, at: At
) -> None:
    at("2026-11-03 09:00")
    as_(firm.anna).post(
        f"/huddles/situation/{situation.pk}/gather/",
        {"question": "Und?", "invite": [firm.ben.pk, firm.clara.pk], "due": ""},
    )
    huddle = Huddle.objects.get()
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why=WHY)
    assert table(huddle, firm.anna).sealed
    at("2026-11-10 09:00")
    assert WHY in as_(firm.anna).get(huddle.get_absolute_url()).content.decode()
    acts.conclude(huddle=huddle, by=firm.anna, summary="Wir geben nach.")


def test_it_ends_with_the_situation(
    firm: Firm, situation: Situation, as_: As, at: At, work: Work
) -> None:
    conversation, due = situation.conversation, at("2027-03-02 14:00")
    at("2027-03-02 09:00")
    huddle = acts.gather(
        situation=situation, by=firm.anna, question="Und?", invite=[firm.ben], due=due
    )
    work()
    end(situation=situation, by=firm.anna)
    at("2027-03-02 12:30")
    assert acts.remind_silent() == 0
    for _once_more in range(2):
        page = as_(firm.ben).get(conversation.get_absolute_url()).content.decode()
        assert "Your view is asked for" not in page
        work()
    assert "The situation ended before anybody summed it up." in page
    with pytest.raises(Refusal):
        acts.speak(huddle=huddle, by=firm.ben, view="agree", why=WHY)
    raise_(conversation=conversation, by=firm.anna, raised_by="them")
    page = as_(firm.ben).get(conversation.get_absolute_url()).content.decode()
    assert "Your view is asked for" not in page, "the old question is over"


def test_only_another_voice_counts_and_only_of_who_is_still_here(
    firm: Firm, huddle: Huddle
) -> None:
    acts.speak(huddle=huddle, by=firm.anna, view="decline", why="Meine Meinung.")
    assert not another_voice(huddle.situation, firm.anna)
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why=WHY)
    assert another_voice(huddle.situation, firm.anna)
    depart(colleague=firm.ben, by=firm.eva)
    assert not another_voice(huddle.situation, firm.anna)


def test_bad_input_asks_nobody(firm: Firm, situation: Situation) -> None:
    past = clock.now() - timedelta(hours=1)
    for question, invite, due in [
        ("", [firm.ben], None),
        ("Wie weiter?", [], None),
        ("Wie weiter?", [firm.anna], None),
        ("Wie weiter?", [firm.ben], past),
    ]:
        with pytest.raises(Refusal):
            acts.gather(
                situation=situation, by=firm.anna, question=question, invite=invite, due=due
            )
    assert not Huddle.objects.exists()


def test_what_was_said_inside_stays_inside(firm: Firm, huddle: Huddle, as_: As) -> None:
    """The huddle is in no letter that goes outside, quoted history and all."""
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why="Unter uns: die Charge war schlecht.")
    conversation = huddle.situation.conversation
    last = conversation.last_incoming
    assert last is not None
    as_(firm.anna).post(
        f"/conversations/{conversation.pk}/send/",
        {"text": "Guten Tag, wir prüfen das.", "seen": last.pk, "declared": "none", "revision": 0},
    )
    outgoing = OutgoingMessage.objects.get()
    letter = message_from_bytes(bytes(outgoing.mime), policy=default)
    said = [part.get_content() for part in letter.walk() if not part.is_multipart()]
    assert len(said) == 2 and all("wir prüfen das" in text for text in said)
    assert all("Unter uns" not in text for text in said)

"""Colleagues among themselves: thanks at a letter, the weekly note, the norm, one's own page."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from heard.conversations import acts
from heard.conversations.models import Message
from heard.desk.acts import write_weekly_notes
from heard.desk.norm import norms
from heard.heat.models import Reading
from heard.journal import clock
from heard.journal.models import Entry
from heard.listening.models import Restatement
from heard.people.acts import add_colleague, add_team, change_colleague, change_team
from heard.people.models import Colleague, Team
from heard.people.staff import acts as staff
from heard.philosophy.acts import forget_resolutions, forget_thanks, load_starter
from heard.philosophy.models import KindWord, Recognition, Resolution, WeeklyNote
from heard.situations.acts import raise_
from tests.conftest import As, At, Work
from tests.firm import ANGRY, FRIENDLY, Firm

pytestmark = [pytest.mark.slow, pytest.mark.anywhere]

CALM = "Guten Tag Herr Quandt, gern; das Angebot kommt morgen bis zwölf Uhr."


def answered(firm: Firm, by: Colleague, work: Work, subject: str = "Angebot") -> Message:
    """A letter of ours that has left."""
    conversation = firm.conversation(FRIENDLY, subject=subject)
    draft = acts.save_draft(conversation=conversation, by=by, text=CALM)
    last = conversation.last_incoming
    assert last is not None
    message = acts.reply(draft=draft, by=by, seen=last.pk)
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        work()
    message.refresh_from_db()
    assert message.state == Message.SENT
    return message


def main(page: object) -> str:
    text: str = page.content.decode()  # type: ignore[attr-defined]  # a response
    return text.split("<main")[1]


@pytest.fixture
def letter(firm: Firm, at: At, work: Work) -> Message:
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    return answered(firm, firm.ben, work)


@pytest.mark.slow
def test_a_letter_is_thanked_for_before_the_team(firm: Firm, letter: Message, as_: As) -> None:
    address = letter.conversation.get_absolute_url()
    assert "Ben danken" in as_(firm.anna).get(address).content.decode()
    assert "Thank Ben" not in as_(firm.ben).get(address).content.decode(), "not oneself"
    said = {"words": "So ruhig geblieben.", "clause": "2"}
    page = as_(firm.anna).post(f"/message/{letter.pk}/thank/", said, follow=True).content.decode()
    assert "So ruhig geblieben." in page and "sehen es" in page
    one = Recognition.objects.get()
    assert (one.to, one.about, one.clause_number) == (firm.ben, letter.reference, 2)
    for reader in (firm.ben, firm.clara):
        assert "So ruhig geblieben." in main(as_(reader).get(address))
        assert "So ruhig geblieben." in main(as_(reader).get("/week/"))
    for stranger in (firm.david, firm.eva):
        assert "So ruhig" not in main(as_(stranger).get("/philosophy/"))
        assert "So ruhig" not in main(as_(stranger).get("/week/"))


@pytest.mark.slow
def test_a_kind_word_is_seen_by_two_and_counted_by_nobody(
    firm: Firm, letter: Message, as_: As
) -> None:
    address = letter.conversation.get_absolute_url()
    said = {"words": "Das hätte ich nicht besser gekonnt.", "clause": "4", "alone": "1"}
    as_(firm.clara).post(f"/message/{letter.pk}/thank/", said)
    for one in (firm.ben, firm.clara):
        assert "nicht besser gekonnt" in main(as_(one).get(address))
        assert "nicht besser gekonnt" in main(as_(one).get("/own/"))
    for other in (firm.anna, firm.david, firm.eva):
        for page in ("/own/", "/week/", "/philosophy/", "/people/staff-data/looks/?all=1"):
            assert "besser gekonnt" not in main(as_(other).get(page))
    assert "besser gekonnt" not in main(as_(firm.anna).get(address))
    entry = Entry.objects.get(verb="philosophy.kind_word_said")
    assert set(entry.about) == {"kind_word"}, "the journal names neither words nor receiver"
    as_(firm.clara).post(f"/message/{letter.pk}/thank/", {**said, "words": "Wirklich gut."})
    assert KindWord.objects.get().words == "Wirklich gut."


@pytest.mark.parametrize(
    ("who", "given", "sentence"),
    [
        ("ben", {"words": "Gut, ich.", "clause": "2"}, "Thanks are for someone else"),
        ("anna", {"words": "  ", "clause": "2"}, "in wenigen Worten"),
        ("anna", {"words": "Gut.", "clause": "77"}, "gibt es in der geltenden Fassung nicht"),
        ("anna", {"words": "Gut.", "clause": "x"}, "wählen Sie einen Grundsatz"),
    ],
)
def test_bad_thanks_get_one_sentence(
    firm: Firm, letter: Message, as_: As, who: str, given: dict[str, str], sentence: str
) -> None:
    client = as_(getattr(firm, who))
    page = client.post(f"/message/{letter.pk}/thank/", given, follow=True).content.decode()
    assert sentence in page and not Recognition.objects.exists()


def test_nobody_thanks_for_what_they_do_not_see(firm: Firm, letter: Message, as_: As) -> None:
    said = {"words": "Gut.", "clause": "2"}
    assert as_(firm.david).post(f"/message/{letter.pk}/thank/", said).status_code == 404
    theirs = letter.conversation.messages.get(side="them")
    assert as_(firm.anna).post(f"/message/{theirs.pk}/thank/", said).status_code == 404


@pytest.mark.parametrize(("name", "alone"), [("recognition", {}), ("kind_words", {"alone": "1"})])
def test_what_is_switched_off_is_not_said(
    firm: Firm, letter: Message, as_: As, name: str, alone: dict[str, str]
) -> None:
    staff.begin_agreement(by=firm.eva)
    said = {"words": "Gut.", "clause": "2", **alone}
    page = as_(firm.anna).post(f"/message/{letter.pk}/thank/", said, follow=True).content.decode()
    assert "ausgeschaltet" in page
    staff.enter(name=name, by=firm.eva)
    as_(firm.anna).post(f"/message/{letter.pk}/thank/", said)
    assert Recognition.objects.count() + KindWord.objects.count() == 1


def test_ones_own_page_is_nobody_elses(firm: Firm, at: At, work: Work, as_: As) -> None:
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    conversation = firm.conversation(FRIENDLY)
    draft = acts.save_draft(
        conversation=conversation,
        by=firm.anna,
        text="Wie bereits mehrfach erklärt, sollten selbst Sie das verstehen.",
    )
    last = conversation.last_incoming
    assert last is not None
    acts.reply(draft=draft, by=firm.anna, seen=last.pk)
    assert "Sie haben den Hinweis gelesen" in main(as_(firm.anna).get("/own/"))
    for other in (firm.ben, firm.clara, firm.david, firm.eva):
        assert "Kein Spott" not in main(as_(other).get("/own/"))
    staff.switch_off(name="own_findings", by=firm.eva)
    assert "Kein Spott" not in main(as_(firm.anna).get("/own/"))
    at("2027-05-03 09:00")
    assert forget_resolutions(days=180) == 1 and not Resolution.objects.exists()


def test_thanks_are_forgotten_after_a_year(firm: Firm, letter: Message, as_: As, at: At) -> None:
    said = {"words": "Gut.", "clause": "2"}
    as_(firm.anna).post(f"/message/{letter.pk}/thank/", said)
    at("2027-11-04 09:00")
    assert forget_thanks(days=365) == 1


# -- What is usual in the team --------------------------------------------------------------------


@pytest.fixture
def crowd(firm: Firm, at: At) -> list[Colleague]:
    """Seven people in the team that reads "Service"."""
    at("2026-11-03 09:00")
    load_starter(by=firm.eva)
    team = Team.objects.get(name="Service")
    more = [
        add_colleague(email=f"{name}@firma.example", name=name, by="machine:test", language="de")
        for name in ("Finn", "Gero", "Hanna", "Ivo")
    ]
    change_team(team=team, by=firm.eva, members=[*team.members.all(), *more])
    return [firm.anna, firm.ben, firm.clara, *more]


def hot_and_answered(firm: Firm, by: Colleague, number: int, *, restated: bool) -> None:
    conversation = firm.conversation(ANGRY, subject=f"Fall {number}")
    incoming = conversation.last_incoming
    assert incoming is not None
    Reading.objects.filter(message=incoming).update(word="hot")
    answer = Message.objects.create(
        conversation=conversation, side="us", state="sent", colleague=by, text="x",
        at=clock.now() + timedelta(hours=2), purpose="restatement" if restated else "",
    )  # fmt: skip
    if restated:
        Restatement.objects.create(
            situation=raise_(conversation=conversation, by=by, raised_by="them"),
            message=answer, promised_for=clock.now(), token_digest=f"{number}",
            expires_at=clock.now(), by=by,
            at=answer.at + timedelta(seconds=3),  # written down once it has left
        )  # fmt: skip


@pytest.mark.slow
def test_the_norm_is_shown_to_the_team_alone_once_five_wrote(
    firm: Firm, crowd: list[Colleague], at: At, as_: As
) -> None:
    for number, writer in enumerate(crowd[:4] * 2):
        hot_and_answered(firm, writer, number, restated=number != 0)
    at("2026-11-10 09:00")
    assert norms(firm.anna) == [], "four writers are no team"
    with clock.set_to(clock.now() - timedelta(days=6)):
        hot_and_answered(firm, crowd[4], 9, restated=True)
    (norm,) = norms(firm.anna)
    assert (norm.restated, norm.answered) == (8, 9)
    assert "In 8 von 9 heißen Gesprächen" in main(as_(firm.anna).get("/week/"))
    assert "9 hot" not in main(as_(firm.david).get("/week/"))
    assert "9 heißen" not in main(as_(firm.eva).get("/week/")), "nor for who administrates"
    hot_and_answered(firm, crowd[0], 10, restated=False)
    (same,) = norms(firm.anna)
    assert same == norm, "one letter more moves nothing before the week is over"


def test_of_two_teams_that_share_a_mailbox_one_figure_is_shown(
    firm: Firm, crowd: list[Colleague], at: At
) -> None:
    for number, writer in enumerate(crowd):
        hot_and_answered(firm, writer, number, restated=number != 0)
    smaller = add_team(name="Kern", by=firm.eva, members=crowd[:5])
    firm.service.access.create(team=smaller)
    at("2026-11-10 09:00")
    assert [norm.team.name for norm in norms(firm.anna)] == ["Service"]


def test_no_norm_below_five_conversations_or_while_it_is_off(
    firm: Firm, crowd: list[Colleague], at: At
) -> None:
    for number, writer in enumerate(crowd):
        hot_and_answered(firm, writer, number, restated=number != 0)
    at("2026-11-10 09:00")
    assert norms(firm.anna)
    staff.switch_off(name="team_norm", by=firm.eva)
    assert norms(firm.anna) == []
    staff.enter(name="team_norm", by=firm.eva)
    at("2026-12-20 09:00")
    assert norms(firm.anna) == [], "that was long ago"


def test_two_accounts_of_one_human_being_are_one_of_the_five(
    firm: Firm, crowd: list[Colleague], at: At
) -> None:
    for number, writer in enumerate(crowd[:5]):
        hot_and_answered(firm, writer, number, restated=number != 0)
    at("2026-11-10 09:00")
    assert norms(firm.anna)
    change_colleague(colleague=crowd[4], by=firm.eva, second_account_of=crowd[3])
    assert norms(firm.anna) == []


@pytest.mark.parametrize("all_of_them", [True, False])
def test_no_norm_that_would_say_it_of_each(
    firm: Firm, crowd: list[Colleague], at: At, all_of_them: bool
) -> None:
    for number, writer in enumerate(crowd):
        hot_and_answered(firm, writer, number, restated=all_of_them)
    at("2026-11-10 09:00")
    assert norms(firm.anna) == []


# -- The weekly note ------------------------------------------------------------------------------


def test_the_weekly_note_comes_once_in_each_readers_language(
    firm: Firm, letter: Message, as_: As, at: At, mailoutbox: list[EmailMessage]
) -> None:
    at("2026-11-08 10:00")  # a Sunday
    as_(firm.anna).post(f"/message/{letter.pk}/thank/", {"words": "So ruhig.", "clause": "2"})
    assert write_weekly_notes() == 0
    at("2026-11-09 07:30")
    assert write_weekly_notes() == 0, "before the house opens"
    at("2026-11-09 08:05")
    as_(firm.clara).post(
        "/people/me/", {"name": "Clara", "language": "de", "phone": "", "weekly_note": ""}
    )
    assert write_weekly_notes() == 4
    assert write_weekly_notes() == 0
    mails = {mail.to[0].split("@")[0]: str(mail.body) for mail in mailoutbox}
    assert set(mails) == {"anna", "ben", "david", "eva"}, "Clara does not want it"
    assert "der Grundsatz dieser Woche" in mails["anna"] and "So ruhig." in mails["anna"]
    assert "The clause of this week" in mails["ben"] and "So ruhig." in mails["ben"]
    assert "So ruhig." not in mails["david"]
    assert WeeklyNote.objects.count() == 4
    at("2026-11-16 08:05")
    assert write_weekly_notes() == 4


def test_no_note_while_it_is_off(
    firm: Firm, letter: Message, at: At, mailoutbox: list[EmailMessage]
) -> None:
    at("2026-11-09 08:05")
    staff.begin_agreement(by=firm.eva)
    assert write_weekly_notes() == 0 and mailoutbox == []
    staff.enter(name="weekly_note", by=firm.eva)
    assert write_weekly_notes() == 5

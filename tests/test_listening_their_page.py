"""The one page that the other side sees, and everything one could try with its link."""

import re
import threading
from contextvars import copy_context
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import escape
from pytest_django import Settings

from heard.conversations import acts as conversations
from heard.conversations.models import Draft, Message
from heard.holding.acts import buy_time, keep, renew
from heard.holding.models import Promise
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.listening import acts, tokens
from heard.listening.acts.answers import Expired, Forged, Spent
from heard.listening.models import Confirmation, Restatement
from heard.listening.questions import heard_state, is_heard, said_back
from heard.people.acts import add_contact, change_colleague, change_contact, merge
from heard.people.models import Calendar
from heard.philosophy.models import Version
from heard.situations.acts import raise_
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, ANGRY_ENGLISH, Firm

WORSE = (
    "Das ist eine Unverschämtheit! Jetzt haben Sie uns auch noch eine falsche Rechnung geschickt,"
    " wir verlangen 4.000 EUR zurück!"
)


def restated(firm: Firm, at: At, work: Work, text: str = ANGRY) -> Restatement:
    """Anna has said what we understood, and the letter has left."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(text)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    acts.extract(situation=situation, by=firm.anna)
    working = Calendar.of_the_house().working_time
    draft = buy_time(
        situation=situation,
        by=firm.anna,
        who_looks=firm.clara,
        promised_for=working.add_days(clock.now(), 2),
    )
    seen = conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 09:05")
    work()
    return Restatement.objects.get()


def token(restatement: Restatement) -> str:
    return acts.token_of(restatement.message)


def test_the_letter_says_it_all_and_the_promise_counts(firm: Firm, at: At, work: Work) -> None:
    restatement = restated(firm, at, work)
    mime = bytes(restatement.message.outgoing.mime).decode("utf-8", "replace")  # type: ignore[union-attr]  # it left
    assert f"/heard/{token(restatement)}/" in re.sub(r"=\r?\n", "", mime)
    assert token(restatement) not in restatement.message.text
    promise = Promise.objects.get()
    assert promise.due == restatement.promised_for
    assert heard_state(restatement.situation) == "restated"
    assert not is_heard(restatement.situation)


def test_what_they_reproach_us_with_is_no_promise_of_ours(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    restatement = restated(firm, at, work)
    page = as_(firm.anna).get("/promises/").content.decode()
    assert "eine Antwort" in page and "Linie" not in page
    later = renew(
        promise=Promise.objects.get(),
        by=firm.anna,
        due=restatement.promised_for + timedelta(days=1),
        reason="Die Prüfung dauert.",
    )
    assert "hierzu" not in later.text and "Linie" not in later.text


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "text, yes", [(ANGRY, "Ja, genau das"), (ANGRY_ENGLISH, "Yes, that is it")]
)
def test_they_confirm_with_one_button_in_their_language(
    firm: Firm, at: At, work: Work, text: str, yes: str
) -> None:
    restatement = restated(firm, at, work, text)
    outside = Client(enforce_csrf_checks=True)
    page = outside.get(f"/heard/{token(restatement)}/")
    body = page.content.decode()
    assert yes in body and "Anna" in body and "Clara" in body
    assert len(page.content) < 20_000 and not page.cookies and "<script" not in body
    assert page["Referrer-Policy"] == "no-referrer" and page["Cache-Control"] == "no-store"
    assert Confirmation.objects.count() == 0, "looking is not answering"
    done = outside.post(f"/heard/{token(restatement)}/", {"confirm": "1"})
    assert done.status_code == 200 and not done.cookies
    assert heard_state(restatement.situation) == "confirmed"
    assert is_heard(restatement.situation)


@pytest.mark.parametrize("text", [ANGRY, ANGRY_ENGLISH])
def test_what_they_check_stands_right_under_its_heading(
    firm: Firm, at: At, work: Work, text: str
) -> None:
    restatement = restated(firm, at, work, text)
    body = Client().get(f"/heard/{token(restatement)}/").content.decode()
    order = ["</h1>", *restatement.points, 'name="confirm"', "Clara", 'name="missing"']
    places = [body.index(escape(one)) if one in restatement.points else body.index(one)
              for one in order]  # fmt: skip
    assert places == sorted(places)


def test_each_answer_is_acknowledged_and_can_be_disowned(firm: Firm, at: At, work: Work) -> None:
    restatement = restated(firm, at, work)
    said = acts.confirm(token=token(restatement))
    work()
    at("2026-11-03 09:10")
    work()
    letter = Message.objects.get(purpose="acknowledgement")
    mime = re.sub(r"=\r?\n", "", bytes(letter.outgoing.mime).decode("utf-8", "replace"))  # type: ignore[union-attr]  # it left
    found = re.search(r"/not-me/([\w-]+)/", mime)
    assert found and letter.state == Message.SENT
    outside = Client()
    assert outside.get(f"/not-me/{found[1]}/").status_code == 200
    assert is_heard(restatement.situation), "looking changes nothing"
    outside.post(f"/not-me/{found[1]}/")
    said.refresh_from_db()
    assert said.disowned_at and not is_heard(restatement.situation)


def test_a_correction_is_answered_by_a_person(firm: Firm, at: At, work: Work) -> None:
    restatement = restated(firm, at, work)
    outside = Client()
    empty = outside.post(f"/heard/{token(restatement)}/", {"missing": "  "})
    assert "fehlt" in empty.content.decode() and Confirmation.objects.count() == 0
    outside.post(f"/heard/{token(restatement)}/", {"missing": "Auch die zweite fehlte."})
    assert heard_state(restatement.situation) == "corrected"
    assert not is_heard(restatement.situation)


@pytest.mark.anywhere
def test_what_they_never_added_is_no_point_of_theirs(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    restatement = restated(firm, at, work)
    added = "Wir kündigen Ihnen hiermit alles."
    Client().post(f"/heard/{token(restatement)}/", {"missing": added})
    address = f"/listening/situation/{restatement.situation.pk}/understand/"
    assert added in as_(firm.anna).get(address).content.decode()
    said = Confirmation.objects.get()
    Client().post(f"/not-me/{tokens.of_confirmation(said.pk)}/")
    assert added not in as_(firm.anna).get(address).content.decode()
    assert added not in said_back(restatement.situation) != []
    talk = restatement.situation.conversation.get_absolute_url()
    assert added in as_(firm.anna).get(talk).content.decode(), "what was said there stands there"


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("text", "shorten"), [(ANGRY, "kürzen Sie"), (ANGRY_ENGLISH, "Please shorten it")]
)
def test_nothing_of_what_they_add_is_cut_off(
    firm: Firm, at: At, work: Work, text: str, shorten: str
) -> None:
    restatement = restated(firm, at, work, text)
    address, long = f"/heard/{token(restatement)}/", f"{'a' * 4990} UND BIS FREITAG NOTSTROM!"
    page = Client().post(address, {"missing": long}).content.decode()
    assert shorten in page and long in page and 'maxlength="5000"' in page
    assert not Confirmation.objects.exists()
    lines = "\r\n".join(["b" * 499] * 10)  # 5,000 once each line ends as one character
    Client().post(address, {"missing": lines})
    assert Confirmation.objects.get().text == lines.replace("\r\n", "\n")


@pytest.mark.anywhere
def test_after_not_me_the_card_names_who_reported(firm: Firm, at: At, work: Work, as_: As) -> None:
    restatement = restated(firm, at, work)
    at("2026-11-03 10:00")
    acts.report_heard(situation=restatement.situation, by=firm.ben, text="Ja, genau.")
    at("2026-11-03 11:00")
    said = acts.confirm(token=token(restatement))
    acts.disown(token=tokens.of_confirmation(said.pk))
    page = as_(firm.anna).get(restatement.situation.conversation.get_absolute_url())
    (state,) = re.findall(r'heard-card__state">(.*?)</p>', page.content.decode())
    assert "gemeldet von Ben" in state


def test_after_a_correction_we_stand_at_hearing_until_it_is_answered(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    restatement = restated(firm, at, work)
    conversation = restatement.situation.conversation
    here = re.compile(r'aria-current="step">([^<]+)')
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert here.findall(page) == ["beraten"], "heard and held: colleagues are next"
    Client().post(f"/heard/{token(restatement)}/", {"missing": "Auch die zweite fehlte."})
    work()
    at("2026-11-03 09:30")
    work()
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert here.findall(page) == ["hören"] and "Noch einmal sagen" in page
    draft = conversations.save_draft(
        conversation=conversation, by=firm.anna, text="Die zweite fehlte auch.", declared=["none"]
    )
    last = conversation.last_incoming
    conversations.reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    at("2026-11-03 09:40")
    work()
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert here.findall(page) == ["beraten"]


def test_forged_spent_and_old_links_get_one_sentence(firm: Firm, at: At, work: Work) -> None:
    restatement = restated(firm, at, work)
    with pytest.raises(Forged):
        acts.confirm(token="x" * 32)
    assert Client().get("/heard/forged/").status_code == 404
    acts.confirm(token=token(restatement))
    with pytest.raises(Spent):
        acts.confirm(token=token(restatement))
    spent = Client().get(f"/heard/{token(restatement)}/")
    assert spent.status_code == 410 and "schon geantwortet" in spent.content.decode("utf-8")
    Confirmation.objects.all().delete()
    at("2026-12-03 09:00")
    with pytest.raises(Expired):
        acts.confirm(token=token(restatement))
    assert Client().post(f"/heard/{token(restatement)}/", {"confirm": 1}).status_code == 410


@pytest.mark.anywhere
def test_no_colleague_confirms_in_their_name(firm: Firm, at: At, work: Work) -> None:
    restatement = restated(firm, at, work)
    inside = Client()
    inside.force_login(firm.anna)
    assert inside.post(f"/heard/{token(restatement)}/", {"confirm": 1}).status_code == 403
    page = inside.get(restatement.situation.conversation.get_absolute_url())
    assert token(restatement) not in page.content.decode()
    assert Confirmation.objects.count() == 0


@pytest.mark.anywhere
@pytest.mark.parametrize("by_merging", [False, True])
def test_nobody_sends_the_link_to_an_address_they_put_into_the_register(
    firm: Firm, at: At, by_merging: bool
) -> None:
    """Else one could be asked at a private address of one's own, and answer as them."""
    at("2026-11-03 09:00")
    conversation, private = firm.conversation(), "anna.privat@elsewhere.example"
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    acts.extract(situation=situation, by=firm.anna)
    own = firm.customer.address
    if by_merging:
        other = add_contact(name="Peter Q.", by="machine:test", addresses=[private])
        merge(kept=firm.customer, merged=other, by=firm.anna)
    else:
        change_contact(contact=firm.customer, by=firm.anna, addresses=[own, private])
    draft = buy_time(
        situation=situation, by=firm.anna, who_looks=firm.clara,
        promised_for=Calendar.of_the_house().working_time.add_days(clock.now(), 2),
    )  # fmt: skip
    seen = conversation.last_incoming
    assert seen is not None
    Draft.objects.filter(pk=draft.pk).update(to=[private])
    draft.refresh_from_db()
    with pytest.raises(Refusal, match="Nobody has written to us from this address"):
        conversations.reply(draft=draft, by=firm.anna, seen=seen.pk)
    Draft.objects.filter(pk=draft.pk).update(to=[own])
    draft.refresh_from_db()
    conversations.reply(draft=draft, by=firm.anna, seen=seen.pk)  # they wrote from that one


def test_a_colleague_may_send_the_link_to_an_address_another_wrote_down(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    conversation, second = firm.conversation(), "p.quandt@zweitwerk.example"
    change_contact(contact=firm.customer, by=firm.ben, addresses=[firm.customer.address, second])
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    draft = buy_time(
        situation=situation, by=firm.anna, who_looks=firm.clara,
        promised_for=Calendar.of_the_house().working_time.add_days(clock.now(), 2),
    )  # fmt: skip
    Draft.objects.filter(pk=draft.pk).update(to=[second])
    draft.refresh_from_db()
    seen, read = conversation.last_incoming, [one.code for one in conversations.cautions_of(draft)]
    assert seen is not None
    assert conversations.reply(draft=draft, by=firm.anna, seen=seen.pk, heeded=read)


@pytest.mark.anywhere
def test_what_a_colleague_reports_needs_another_who_vouches(firm: Firm, at: At, work: Work) -> None:
    restatement = restated(firm, at, work)
    situation = restatement.situation
    said = acts.report_heard(situation=situation, by=firm.anna, text="Am Telefon: genau so.")
    assert heard_state(situation) == "reported" and not is_heard(situation)
    with pytest.raises(Refusal):
        acts.vouch(confirmation=said, by=firm.anna)
    acts.vouch(confirmation=said, by=firm.ben)
    assert heard_state(situation) == "reported" and is_heard(situation)
    page = Client()
    page.force_login(firm.clara)
    body = page.get(situation.conversation.get_absolute_url()).content.decode()
    assert "gemeldet von Anna" in body and "von ihnen bestätigt" not in body


@pytest.mark.anywhere
def test_nobody_vouches_for_what_they_reported_with_another_account(
    firm: Firm, at: At, work: Work
) -> None:
    situation = restated(firm, at, work).situation
    said = acts.report_heard(situation=situation, by=firm.anna, text="Am Telefon: genau so.")
    change_colleague(colleague=firm.ben, by=firm.eva, second_account_of=firm.anna)
    other = Client()
    other.force_login(firm.ben)
    address = f"/listening/confirmation/{said.pk}/vouch/"
    page = other.get(situation.conversation.get_absolute_url()).content.decode()
    assert address not in page
    answer = other.post(address, follow=True).content.decode()
    assert "selbst gemeldet" in answer or "reported this yourself" in answer
    assert not is_heard(situation)
    acts.vouch(confirmation=said, by=firm.clara)
    assert is_heard(situation)
    change_colleague(colleague=firm.clara, by=firm.eva, second_account_of=firm.anna)
    assert not is_heard(situation), "found out later: it was one person all along"


@pytest.mark.anywhere
def test_silence_counts_only_with_a_call_and_the_date(firm: Firm, at: At, work: Work) -> None:
    restatement = restated(firm, at, work)
    at("2026-11-06 12:00")
    assert not is_heard(restatement.situation)
    acts.attempt_call(restatement=restatement, by=firm.anna)
    assert is_heard(restatement.situation)


@pytest.mark.anywhere
@pytest.mark.parametrize("how", ["confirmed", "vouched for"])
def test_what_they_write_later_in_anger_was_not_heard_by_that(
    house: Firm, at: At, work: Work, as_: As, how: str
) -> None:
    Version.objects.update(gentle_until=None)
    restatement = restated(house, at, work)
    situation, talk = restatement.situation, restatement.situation.conversation
    at("2026-11-03 10:00")
    if how == "confirmed":
        acts.confirm(token=token(restatement))
    else:
        said = acts.report_heard(situation=situation, by=house.anna, text="Ja, genau so.")
        acts.vouch(confirmation=said, by=house.ben)
    at("2026-11-04 10:00")
    house.mail("Danke, bis dann.", answers=restatement.message.message_id)
    work()
    assert is_heard(situation), "a calm word adds nothing"
    at("2026-11-04 14:00")
    house.mail(WORSE, answers=restatement.message.message_id)
    work()
    at("2026-11-04 16:00")
    assert not is_heard(situation) and is_heard(situation, moment=at("2026-11-04 13:00"))
    at("2026-11-04 16:00")
    keep(promise=Promise.objects.get(), by=house.anna)
    page = as_(house.anna).get(talk.get_absolute_url()).content.decode()
    assert "auch das verstanden" in page and 'aria-current="step">hören' in page
    address = f"/conversations/{talk.pk}/send/"
    last, no = talk.last_incoming, {"declaring": "1", "declared": "no"}
    form = {"text": "Die Rechnung bleibt.", **no, "seen": last.pk if last else ""}
    answer = as_(house.anna).post(address, form, follow=True).content.decode()
    assert "Noch ist nicht bestätigt, dass wir verstanden haben" in answer
    assert not Message.objects.filter(text="Die Rechnung bleibt.").exists()


@pytest.mark.anywhere
def test_an_objection_on_the_phone_is_no_silence(firm: Firm, at: At, work: Work, as_: As) -> None:
    restatement = restated(firm, at, work)
    situation = restatement.situation
    at("2026-11-03 11:00")
    acts.attempt_call(restatement=restatement, by=firm.anna)
    as_(firm.anna).post(
        f"/holding/conversation/{situation.conversation_id}/afterwards/",
        {"theirs": "So stimmt das nicht.", "answer": "more", "answer_words": "Auch das Tor."},
    )
    at("2026-11-06 12:00")
    assert not is_heard(situation)


def test_a_cancelled_letter_restates_nothing(firm: Firm, at: At, work: Work) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation()
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    acts.extract(situation=situation, by=firm.anna)
    due = Calendar.of_the_house().working_time.add_days(clock.now(), 1)
    draft = buy_time(situation=situation, by=firm.anna, who_looks=firm.anna, promised_for=due)
    seen = conversation.last_incoming
    message = conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    back = conversations.cancel(message=message, by=firm.anna)
    at("2026-11-03 10:00")
    work()
    assert back.text == draft.text
    assert not Restatement.objects.exists() and not Promise.objects.exists()
    assert Draft.objects.get(pk=back.pk).sent_as is None


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_in_one_moment_counts_once(firm: Firm, at: At, work: Work) -> None:
    restatement = restated(firm, at, work)
    key, moment = token(restatement), clock.now()
    results: list[str] = []

    def press() -> None:
        try:
            with clock.set_to(moment):
                acts.confirm(token=key)
            results.append("done")
        except Refusal:
            results.append("refused")
        except BaseException as trouble:  # what a thread meets is told below
            results.append(repr(trouble))
        finally:
            connection.close()

    # each with the story's own clock
    pressing = [threading.Thread(target=copy_context().run, args=[press]) for _ in range(4)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()
    assert sorted(results) == ["done", "refused", "refused", "refused"]
    assert Situation.objects.get().confirmations.count() == 1


@pytest.mark.anywhere
def test_who_guesses_behind_the_proxy_shuts_nobody_else_out(firm: Firm, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    guesses = Client(headers={"x-forwarded-for": "203.0.113.7"})
    answers = [guesses.get(f"/heard/guess-{number}/").status_code for number in range(45)]
    assert answers[0] == 404 and answers[-1] == 429
    mistypes = Client(headers={"x-forwarded-for": "198.51.100.9"})
    assert mistypes.get("/heard/guess/").status_code == 404

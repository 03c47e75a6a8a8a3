"""Ways on when we were unhappy, and the one question they may be asked at the end."""

import re

import pytest
from django.test import Client

from heard.closing import acts
from heard.closing.models import FollowUp, Pulse
from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions.acts import decide
from heard.holding import acts as holding
from heard.holding.models import Promise
from heard.journal import clock
from heard.journal.models import Entry
from heard.journal.refusal import Refusal
from heard.listening.acts import mark_answer, our_points, say_ours
from heard.people.acts import add_contact
from heard.situations.acts import raise_
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, FRIENDLY, Firm


def leave(draft: Draft, firm: Firm, at: At, work: Work, hour: str) -> Message:
    seen = draft.conversation.last_come
    message = conversations.reply(draft=draft, by=draft.by, seen=seen.pk if seen else None)
    at(hour)
    work()
    message.refresh_from_db()
    return message


def answered(firm: Firm, at: At, work: Work) -> Situation:
    """We said what we are unhappy about, they wrote back, and one point was evaded."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY, sender=firm.vendor)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="us")
    our_points(situation=situation, by=firm.anna, points=[{"text": "Zu spät.", "ask": "Termin"}])
    ours = leave(say_ours(situation=situation, by=firm.anna), firm, at, work, "2026-11-03 09:05")
    at("2026-11-03 12:00")
    back = firm.mail("Das war der Ofen.", sender=firm.vendor, answers=ours.message_id)
    mark_answer(point=situation.points.get(side="us"), message=back, state="evaded", by=firm.anna)
    return situation


@pytest.mark.anywhere
def test_after_their_answer_there_are_six_ways(firm: Firm, at: At, as_: As, work: Work) -> None:
    situation = answered(firm, at, work)
    conversation, anna = situation.conversation, as_(firm.anna)
    address = f"/closing/situation/{situation.pk}/ways-on/"
    assert address in anna.get(conversation.get_absolute_url()).content.decode()
    page = anna.get(address).content.decode()
    for way in ("Annehmen", "Zum Teil annehmen", "Darauf bestehen", "Weiter oben", "Ruhen lassen",
                "Die Beziehung beenden"):  # fmt: skip
        assert way in page, way
    assert 'value="partly" required checked' in anna.get(
        f"/decisions/situation/{situation.pk}/decide/?kind=partly").content.decode()  # fmt: skip
    anna.post(address, {"insist": "1"})
    draft = Draft.objects.get(sent_as=None)
    assert "Bevor ich noch einmal davon anfange" in draft.text
    assert "Das war der Ofen." in draft.text, "a calm answer is their view, too"
    leave(draft, firm, at, work, "2026-11-03 12:10")
    assert address not in anna.get(conversation.get_absolute_url()).content.decode().split(
        'id="conversation-letters"')[0], "now it is theirs to answer"  # fmt: skip
    assert as_(firm.eva).get(address).status_code == 404


def test_higher_up_goes_openly(firm: Firm, at: At, as_: As, work: Work) -> None:
    situation = answered(firm, at, work)
    anna, address = as_(firm.anna), f"/closing/situation/{situation.pk}/ways-on/"
    for name, mailbox in (("head", firm.service), ("hidden", firm.purchasing)):
        someone = add_contact(
            name=name.title(), by=firm.clara, addresses=[f"{name}@nair.example"],
            organisation=firm.vendor.organisation,
        )  # fmt: skip
        firm.mail(FRIENDLY, sender=someone, mailbox=mailbox)
    offered = anna.get(address).content.decode()
    assert "head@nair.example" in offered
    assert "hidden@nair.example" not in offered, "known to another team only"
    for wrong in (firm.clara.email, firm.vendor.address, "oben"):
        anna.post(address, {"higher": "1", "address": wrong})
        assert not Draft.objects.filter(sent_as=None).exists(), wrong
    anna.post(address, {"higher": "1", "address": "head@nair.example"})
    draft = Draft.objects.get(sent_as=None)
    assert draft.to == ["head@nair.example"] and draft.cc == [firm.vendor.address]
    assert "Priya Nair" in draft.text and "Zu spät." in draft.text


def test_letting_it_rest_keeps_all_and_comes_back_on_its_day(
    firm: Firm, at: At, as_: As, work: Work
) -> None:
    situation = answered(firm, at, work)
    due = clock.now().replace(hour=16)
    for side in ("us", "them"):
        holding.promise(
            conversation=situation.conversation, by=firm.anna, side=side, text="x", due=due
        )
    address = f"/closing/situation/{situation.pk}/ways-on/"
    as_(firm.anna).post(address, {"rest": "1", "other_follow_up": "2026-12-01"})
    situation.refresh_from_db()
    assert situation.ended_at and FollowUp.objects.get().due.day == 1
    assert [one.by for one in Promise.objects.open()] == ["us"], "ours does not go away"
    with pytest.raises(Refusal):
        acts.let_rest(situation=situation, by=firm.anna)


def asked(firm: Firm, at: At, as_: As, work: Work) -> tuple[Conversation, str]:
    """A good note with the question has left; the conversation and the path of its link."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    as_(firm.anna).post(
        f"/closing/conversation/{conversation.pk}/close/",
        {"thanks": "Danke.", "agreed": "Neue Lieferung.", "ask": "1", "letter": "1"},
    )
    draft = Draft.objects.get()
    assert "[Link: Fühlten Sie sich gehört?]" in draft.text
    letter = leave(draft, firm, at, work, "2026-11-03 09:05")
    mime = re.sub(r"=\r?\n", "", bytes(letter.outgoing.mime).decode("utf-8", "replace"))  # type: ignore[union-attr]  # it left
    found = re.search(r"/felt/[\w-]+/", mime)
    assert found and found.group() not in letter.text
    return conversation, found.group()


def test_did_you_feel_heard_is_answered_once_and_belongs_to_nobody(
    firm: Firm, at: At, as_: As, work: Work, settings: object
) -> None:
    settings.HEARD_ASK_IF_HEARD = True  # type: ignore[attr-defined]  # pytest-django's
    conversation, path = asked(firm, at, as_, work)
    acts.close(conversation=conversation, by=firm.anna)
    outside = Client(enforce_csrf_checks=True)
    page = outside.get(path)
    assert "Fühlten Sie sich gehört?" in page.content.decode() and not page.cookies
    assert Pulse.objects.count() == 0, "looking is not answering"
    assert "eins von den dreien" in outside.post(path, {"answer": "wohl"}).content.decode()
    assert (
        "Vielen Dank" in outside.post(path, {"answer": "no", "text": "Zu spät."}).content.decode()
    )
    assert outside.post(path, {"answer": "yes"}).status_code == 410, "once"
    assert as_(firm.anna).post(path, {"answer": "yes"}).status_code == 403, "nobody of the house"
    assert outside.get("/felt/forged/").status_code == 404
    seen = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert "fühlte sich nicht gehört" in seen and "Zu spät." in seen
    conversation.refresh_from_db()
    assert conversation.closed_at is None and conversation.waiting_since, "a person reads it"
    entry = Entry.objects.get(verb="closing.felt")
    assert entry.by == firm.customer.journal_name and "answer" not in entry.about


@pytest.mark.anywhere
def test_it_is_never_asked_unwanted_nor_after_a_no(
    firm: Firm, at: At, as_: As, settings: object
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    assert not acts.may_ask(conversation), "off unless the house wants it"
    settings.HEARD_ASK_IF_HEARD = True  # type: ignore[attr-defined]  # pytest-django's
    assert acts.may_ask(conversation)
    question = "fragen, ob sie sich gehört fühlten"
    assert question in as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    draft = acts.write_good_note(
        conversation=conversation, by=firm.anna, thanks="x", agreed="y", follow_up=None, ask=True
    )
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    decide(situation=situation, by=firm.anna, kind="no", reason="Geht nicht.")
    assert not acts.may_ask(conversation)
    seen = conversation.last_incoming
    with pytest.raises(Refusal, match="nobody is asked"):
        conversations.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    again = acts.write_good_note(
        conversation=conversation, by=firm.anna, thanks="x", agreed="y", follow_up=None, ask=True
    )
    assert "[Link" not in again.text.split("Grüßen")[0]


def test_their_points_without_any_answer_close_not_in_silence(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    raise_(conversation=conversation, by=firm.anna, raised_by="them")
    with pytest.raises(Refusal, match="no answer yet"):
        acts.close(conversation=conversation, by=firm.anna)
    acts.close(conversation=conversation, by=firm.anna, agreed="Neue Lieferung am Freitag.")

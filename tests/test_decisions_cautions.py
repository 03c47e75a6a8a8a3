"""What should be looked at once more is looked at, also where several send a letter together."""

import re

from heard.conversations.acts import act_of, note
from heard.conversations.models import Draft, Enclosure, Message
from heard.decisions import acts
from heard.journal import clock
from heard.people.models import Colleague
from tests.conftest import As, At
from tests.firm import Firm
from tests.scenes import taken_up

ENDING = "Guten Tag Herr Quandt,\n\nunsere Zusammenarbeit endet zum Jahresende. Danke für alles."


def test_an_ending_in_the_words_of_a_note_goes_on_with_one_click(
    house: Firm, at: At, as_: As
) -> None:
    talk, anna = taken_up(house).conversation, as_(house.anna)
    note(conversation=talk, by=house.ben, text="unsere Zusammenarbeit endet zum Jahresende.")
    decision = acts.propose(kind="sever", by=house.anna, reason="x", conversation=talk, text=ENDING)
    acts.approve(decision=decision, by=house.clara)
    at("2026-11-04 09:00")
    address = f"/decisions/{decision.pk}/carry-out/"
    page = anna.post(address, follow=True).content.decode()
    assert "Notiz" in page and not Message.objects.filter(side=Message.US).exists()
    heeded = re.findall(r'name="heeded" value="([\w-]+)"', page)
    anna.post(address, {"heeded": heeded})
    assert Message.objects.get(side=Message.US).text == ENDING


def test_whoever_sends_for_a_learner_sees_what_to_mind_and_what_goes_with_it(
    house: Firm, at: At, as_: As
) -> None:
    talk, anna = house.conversation("Guten Tag, haben Sie noch 40 Halter?"), as_(house.anna)
    note(conversation=talk, by=house.clara, text="Der Kunde zahlt nie pünktlich und droht immer.")
    Colleague.objects.filter(pk=house.ben.pk).update(learning=True)
    last = talk.last_come
    text = "Guten Tag, ja.\n\nDer Kunde zahlt nie pünktlich und droht immer."
    form = {"text": text, "seen": str(last.pk if last else "")}
    as_(house.ben).post(f"/conversations/{talk.pk}/send/", form)
    draft = Draft.objects.get(by=house.ben)
    assert draft.asked_at
    Enclosure.objects.create(
        draft=draft, name="liste.pdf", content_type="application/pdf", size=1, file="x",
        at=clock.now(),
    )  # fmt: skip
    address = f"/decisions/draft/{draft.pk}/second-look/"
    page = anna.get(address).content.decode()
    assert "nur für" in page and "liste.pdf" in page
    draft.enclosures.all().delete()
    said = anna.post(address, {"digest": act_of(draft).digest}).content.decode()
    assert not Message.objects.filter(side=Message.US).exists(), "nobody had seen it"
    heeded = re.findall(r'name="heeded" value="([\w-]+)"', said)
    anna.post(address, {"digest": act_of(draft).digest, "heeded": heeded})
    assert Message.objects.get(side=Message.US).text == text

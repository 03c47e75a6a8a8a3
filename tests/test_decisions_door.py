"""A door that several closed: nobody alone closes it on others, and it is looked at again."""

from email.message import EmailMessage

import pytest

from heard.conversations.models import Conversation, Message
from heard.decisions import acts
from heard.decisions.models import Barrier, Decision
from heard.journal.worker import run_errands
from heard.mail.acts import receive
from heard.people.models import Contact, Organisation
from tests.conftest import As, At
from tests.firm import ANGRY, Firm
from tests.scenes import taken_up


def closed(
    house: Firm, at: At, talk: Conversation, kind: str, day: str, there: Organisation | None = None
) -> Decision:
    """Proposed by Anna, agreed to by Clara, carried out on this day."""
    decision = acts.propose(
        kind=kind, by=house.anna, reason="Drohungen.", conversation=talk, organisation=there
    )
    acts.approve(decision=decision, by=house.clara)
    at(f"{day} 09:00")
    return acts.carry_out(decision=decision, by=house.anna)


def stranger(house: Firm) -> Conversation:
    """The first mail ever of somebody nobody here has met."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Nora Neu <neu@kritiker.example>", house.service.address
    mail["Subject"], mail["Message-ID"] = "Anfrage", "<neu@kritiker.example>"
    mail.set_content("Guten Tag, ich hätte gern ein Angebot.")
    receipt = receive(mailbox=house.service, raw=mail.as_bytes(), door="receive")
    run_errands()
    return Message.objects.get(raw=receipt.raw).conversation


@pytest.mark.parametrize("stands", ["barrier", "proposal"])
@pytest.mark.parametrize("by", ["domain", "contact"])
def test_nobody_alone_closes_the_door_on_a_stranger(
    house: Firm, at: At, as_: As, by: str, stands: str
) -> None:
    talk = taken_up(house).conversation
    there = house.customer.organisation
    assert there is not None
    if stands == "barrier":
        closed(house, at, talk, "block", "2026-11-04", there)
    else:
        acts.propose(kind="block", by=house.anna, reason="x", conversation=talk, organisation=there)
    ben, name = as_(house.ben), there.name
    if by == "domain":
        form = {"name": name, "domains": "quandt.example kritiker.example", "country": ""}
        page = ben.post(f"/organisation/{there.pk}/edit/", form)
    else:
        form = {"name": "Nora Neu", "addresses": "neu@kritiker.example", "language": "de"}
        page = ben.post("/contact/", {**form, "organisation": str(there.pk)})
    shown = page.content.decode()
    assert "close the door on others" in shown and "kritiker.example" in shown, "kept in the form"
    assert list(there.domains.values_list("name", flat=True)) == ["quandt.example"]
    assert Contact.objects.filter(organisation=there).count() == 1
    fresh = stranger(house)
    assert fresh.waiting_since and fresh.put_away_at is None


def test_a_closed_off_organisation_can_still_be_described(house: Firm, at: At, as_: As) -> None:
    there = house.customer.organisation
    assert there is not None
    closed(house, at, taken_up(house).conversation, "block", "2026-11-04", there)
    form = {"name": "Quandt GmbH", "domains": "quandt.example", "country": ""}
    as_(house.ben).post(f"/organisation/{there.pk}/edit/", form)
    there.refresh_from_db()
    assert there.name == "Quandt GmbH"


@pytest.mark.parametrize("kind", ["archive", "block", "mute", "autoclose"])
def test_on_the_day_to_look_again_it_is_on_the_desk(
    house: Firm, at: At, as_: As, kind: str
) -> None:
    talk, ben = house.conversation(ANGRY), as_(house.ben)
    decision = closed(house, at, talk, kind, "2026-11-04")
    first = str(talk.messages.earliest("pk").message_id)

    def on_the_desk() -> bool:
        return talk.get_absolute_url() in ben.get("/").content.decode()

    assert not on_the_desk()
    at("2027-05-04 09:00")
    assert acts.look_again_due() == 1 and on_the_desk()
    if kind != "archive":
        at("2027-05-04 10:00")
        house.mail("Hören Sie mich?", answers=first)
        assert on_the_desk(), "until somebody has looked"
    ben.post(f"/decisions/{decision.pk}/look-again/", {"look_again": "2027-11-03"})
    assert not on_the_desk()
    talk.refresh_from_db()
    assert bool(talk.put_away_at) == (kind in {"archive", "block"})


@pytest.mark.parametrize("everyone", [True, False])
def test_one_way_back_opens_no_other_door(house: Firm, at: At, everyone: bool) -> None:
    talk = taken_up(house).conversation
    there = house.customer.organisation if everyone else None
    closed(house, at, talk, "block", "2026-11-04", there)
    closed(house, at, talk, "mute", "2026-11-06")
    for kind, away in (("mute", True), ("block", False)):
        acts.lift(barrier=Barrier.objects.get(kind=kind), by=house.ben)
        talk.refresh_from_db()
        assert bool(talk.put_away_at) == away

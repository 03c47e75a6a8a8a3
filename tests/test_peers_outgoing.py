"""What other desks got wrong with letters of one's own, each as it was reported there."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from heard.conversations import acts
from heard.conversations.models import Conversation, Draft, Message
from heard.journal.models import Errand
from heard.journal.worker import run_errands
from heard.mail.models import OutgoingMessage
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm
from tests.sink import Sink, sink_for

pytestmark = pytest.mark.slow


@pytest.fixture
def sink(firm: Firm) -> Iterator[Sink]:
    with sink_for(firm.service) as kept:
        yield kept


def press(client: Client, conversation: Conversation, what: str, text: str) -> None:
    seen = conversation.last_incoming
    form = {"text": text, "seen": seen.pk if seen else ""}
    client.post(f"/conversations/{conversation.pk}/{what}/", form)


def at_once(number: int, do: object) -> None:
    """The same thing by several at the same moment, each with a connection of its own."""
    ready = threading.Barrier(number)

    def one() -> None:
        ready.wait()
        try:
            do()  # type: ignore[operator]  # a callable
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.anywhere
def test_a_prepared_draft_survives_a_change_of_owner(firm: Firm, as_: As) -> None:
    """zammad #5953: the draft vanished when the ticket went to somebody else."""
    conversation = firm.conversation(FRIENDLY)
    press(as_(firm.anna), conversation, "draft", "Lange vorbereitet.")
    for to in (firm.ben, None, firm.clara, firm.anna):
        form = {"to": to.pk if to else ""}
        as_(firm.clara).post(f"/conversations/{conversation.pk}/assign/", form)
        page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
        assert "Lange vorbereitet.</textarea>" in page
    page = as_(firm.ben).get(conversation.get_absolute_url()).content.decode()
    assert "Anna has begun an answer" in page and "Lange vorbereitet." in page, "zammad #629"


def test_nobody_is_locked_out_by_somebody_who_writes(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    """osTicket #5533: a lock of one person's threw away the reply of another."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    press(as_(firm.anna), conversation, "draft", "Anna schreibt noch.")
    press(as_(firm.ben), conversation, "send", "Ben answers.")
    at("2026-11-03 09:01")
    work()
    assert len(sink.letters) == 1 and "Ben answers." in sink.text()
    assert Draft.objects.get(by=firm.anna).text == "Anna schreibt noch."


@pytest.mark.anywhere
def test_cancel_gives_back_the_revised_text_not_the_first_angry_one(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    """Mailspring #390: undo brought back, and sent, the first and angry draft."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    press(client, conversation, "draft", "Das ist eine Frechheit!")
    press(client, conversation, "send", "Danke für Ihre Offenheit.")
    page = client.get(conversation.get_absolute_url()).content.decode()
    assert "data-countdown-until" in page and "Zurückholen" in page, "frappe #22907"
    message = Message.objects.get(side=Message.US)
    client.post(f"/conversations/message/{message.pk}/cancel/")
    page = client.get(conversation.get_absolute_url()).content.decode()
    assert "Danke für Ihre Offenheit.</textarea>" in page and "Frechheit" not in page
    press(client, conversation, "send", "Danke für Ihre Offenheit. Bis Freitag.")
    at("2026-11-03 09:01")
    work()
    assert len(sink.letters) == 1 and "Bis Freitag." in sink.text()


@pytest.mark.django_db(transaction=True)
def test_many_clicks_send_one_letter(firm: Firm, as_: As) -> None:
    """freescout #3585: the same reply was sent several times."""
    conversation = firm.conversation(FRIENDLY)
    clients = [as_(firm.anna) for _ in range(4)]
    press(clients[0], conversation, "draft", "Einmal.")
    waiting = iter(clients)
    at_once(4, lambda: press(next(waiting), conversation, "send", "Einmal."))
    assert OutgoingMessage.objects.count() == 1
    assert Message.objects.filter(side=Message.US).count() == 1
    page = clients[0].get(conversation.get_absolute_url()).content.decode()
    assert "Einmal.</textarea>" not in page, "nothing is left to be sent once more"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_letter(firm: Firm, settings: object) -> None:
    """freescout #4596: two processes took the same job from the queue."""
    settings.HEARD_CANCEL_SECONDS = 0  # type: ignore[attr-defined]  # pytest-django's
    with sink_for(firm.service) as sink:
        for number in range(3):
            conversation = firm.conversation(FRIENDLY, subject=f"Frage {number}")
            draft = acts.save_draft(
                conversation=conversation, by=firm.anna, text="Gern.", declared=["none"]
            )
            seen = conversation.last_incoming
            acts.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
        at_once(3, run_errands)
        run_errands()
        assert len(sink.letters) == 3
        assert len({sink.read(number)["Message-ID"] for number in range(3)}) == 3
    assert not Errand.objects.open().filter(reaction__endswith="send_out").exists()


def test_a_job_that_is_done_again_sends_nothing_again(
    firm: Firm, at: At, work: Work, sink: Sink
) -> None:
    """freescout #4596: a worker that died after its work did it again when it came back."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    draft = acts.save_draft(
        conversation=conversation, by=firm.anna, text="Gern.", declared=["none"]
    )
    seen = conversation.last_incoming
    acts.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 09:01")
    work()
    Errand.objects.update(done_at=None, leased_until=None, tries=0)
    work()
    Message.objects.filter(side=Message.US).update(state=Message.LEAVING)  # died before `leave`
    Errand.objects.update(done_at=None, leased_until=None, tries=0)
    work()
    assert len(sink.letters) == 1
    assert Message.objects.get(side=Message.US).state == Message.SENT
    assert acts.recipients_of(Draft.objects.get())[0] == [firm.customer.address]


@pytest.mark.parametrize("tried", [False, True], ids=["never tried", "perhaps gone"])
def test_a_letter_that_no_try_could_send_comes_back_to_its_writer(
    firm: Firm, at: At, as_: As, sink: Sink, tried: bool
) -> None:
    """Found by the torture: its worker died each time, and the letter stood as on its way."""
    at("2027-01-01 09:00")
    conversation = firm.conversation(FRIENDLY)
    press(as_(firm.anna), conversation, "send", "Gern.")
    run_errands()
    letter = OutgoingMessage.objects.get()
    if tried:
        OutgoingMessage.objects.update(attempted_at=letter.leaves_at)
    at("2027-01-01 10:00")
    Errand.objects.open().update(
        tries=settings.HEARD_TRIES, leased_until=letter.created_at - timedelta(days=365)
    )
    run_errands()
    letter.refresh_from_db()
    page = as_(firm.anna).get(conversation.get_absolute_url()).content.decode()
    assert sink.letters == [] and Errand.objects.failed().count() == 1
    if tried:
        assert letter.asked_at and not letter.cancelled_at
        assert "Heard kann nicht wissen" in page
    else:
        assert letter.cancelled_at and "Jeder Versuch, es zu senden, ist hier gescheitert" in page
        assert "Gern.</textarea>" in page
        press(as_(firm.anna), conversation, "send", "Gern.")
        at("2027-01-01 11:00")
        run_errands()
        assert len(sink.letters) == 1


def test_long_names_of_messages_stay_whole(firm: Firm, at: At, work: Work, sink: Sink) -> None:
    """libredesk #176: what answers could not be told any more, and opened a new ticket."""
    at("2026-11-03 09:00")
    long = f"<{'A0PR04MB' * 9}.eurprd04.prod.outlook.example@{'mail-server' * 3}.example>"
    message = firm.mail(FRIENDLY)
    Message.objects.filter(pk=message.pk).update(message_id=long)
    draft = acts.save_draft(
        conversation=message.conversation, by=firm.anna, text="Gern.", declared=["none"]
    )
    acts.reply(draft=draft, by=firm.anna, seen=message.pk)
    at("2026-11-03 09:01")
    work()
    header = sink.letters[0].partition(b"\r\n\r\n")[0]
    assert f"In-Reply-To: {long}".encode() in header and b"=?" not in header
    assert f"References: {long}".encode() in header


@pytest.mark.anywhere
def test_what_never_left_is_no_link_in_the_chain(
    firm: Firm, at: At, work: Work, sink: Sink
) -> None:
    at("2026-11-03 09:00")
    first = firm.mail(FRIENDLY)

    def send() -> Message:
        draft = acts.save_draft(
            conversation=first.conversation, by=firm.anna, text="Gern.", declared=["none"]
        )
        return acts.reply(draft=draft, by=firm.anna, seen=first.pk)

    taken_back = send()
    acts.cancel(message=taken_back, by=firm.anna)
    send()
    at("2026-11-03 09:01")
    work()
    letter = sink.read()
    assert letter["In-Reply-To"] == first.message_id
    assert taken_back.message_id not in str(letter["References"])


@pytest.mark.anywhere
@pytest.mark.slow
def test_signature_and_history_are_folded_in_the_language_of_the_conversation(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    firm.service.signature_de = "Firma GmbH\nService, Halle 3"
    firm.service.signature_en = "Firma Ltd\nService desk"
    firm.service.save()
    english = "Hello,\n\ncould you please send us an offer for 40 brackets?\n\nThanks, Priya Nair"
    for text, sender in ((FRIENDLY, firm.customer), (english, firm.vendor)):
        conversation = firm.conversation(text, sender=sender)
        page = as_(firm.ben).get(conversation.get_absolute_url()).content.decode()
        assert ("Halle 3" in page) == (sender == firm.customer), "seen before it leaves"
        press(as_(firm.ben), conversation, "send", "Kind regards <b>")
    at("2026-11-03 09:01")
    work()
    german, other = (sink.text(n).replace("\r", "") for n in (0, 1))
    assert "-- \nFirma GmbH\nService, Halle 3" in german and "schrieb Peter Quandt:\n> " in german
    assert "-- \nFirma Ltd" in other and "Priya Nair wrote:\n> Hello," in other
    html = sink.text(1, "html")
    assert '<blockquote type="cite"' in html and "&gt; Hello" not in html
    assert "&lt;b&gt;" in html and sink.read(1)["List-Unsubscribe"] is None

"""Files that go with a letter: kept with the draft, bound by the gate, once on the way."""

from collections.abc import Iterator

import pytest
from django.conf import settings as house
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heard.conversations import acts
from heard.conversations.models import Attachment, Conversation, Draft, Enclosure, Message
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm
from tests.sink import Sink, sink_for


@pytest.fixture
def sink(firm: Firm) -> Iterator[Sink]:
    with sink_for(firm.service) as kept:
        yield kept


def form(conversation: Conversation, **more: object) -> dict[str, object]:
    seen = conversation.last_incoming
    return {"text": "Hier ist das Angebot.", "seen": seen.pk if seen else "", **more}


def press(client: Client, conversation: Conversation, what: str, **more: object) -> str:
    answer = client.post(f"/conversations/{conversation.pk}/{what}/", form(conversation, **more))
    return str(answer.headers.get("Location", ""))


def file(
    name: str = "Angebot Müller.pdf", content: bytes = b"%PDF-1.7 40 Halter"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_a_file_goes_with_the_letter_without_any_script(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    press(client, conversation, "draft", files=[file(), file("Plan.txt", b"a\nb")])
    page = client.get(conversation.get_absolute_url()).content.decode()
    assert "Angebot Müller.pdf" in page and "Plan.txt" in page
    press(client, conversation, "send")
    at("2026-11-03 09:01")
    work()
    parts = {part.get_filename(): part for part in sink.read().iter_attachments()}
    assert set(parts) == {"Angebot Müller.pdf", "Plan.txt"}
    assert parts["Angebot Müller.pdf"].get_payload(decode=True) == b"%PDF-1.7 40 Halter"
    assert parts["Angebot Müller.pdf"].get_content_type() == "application/pdf"
    sent = Message.objects.get(side=Message.US)
    assert sent.attachments.count() == 2
    got = client.get(f"/conversations/attachment/{sent.attachments.order_by('id')[0].pk}/")
    assert got.getvalue() == b"%PDF-1.7 40 Halter"


@pytest.mark.anywhere
@pytest.mark.parametrize("more", ["files", "cc", "bcc"])
def test_the_same_text_once_more_with_what_was_missing_is_another_letter(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As, more: str
) -> None:
    """A second click is the very same letter; its files went with the first."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    press(client, conversation, "send", knew="0", files=[file()])
    press(client, conversation, "send", knew="0")
    at("2026-11-03 09:00:20")
    work()
    assert len(sink.letters) == 1, "pressed twice"
    added = {
        "files": [file("Plan.txt")],
        "cc": "lager@quandt.example",
        "bcc": "chef@quandt.example",
    }
    knew = Message.objects.get(side=Message.US).pk
    press(client, conversation, "send", knew=knew, **{more: added[more]})
    at("2026-11-03 09:00:40")
    work()
    assert len(sink.letters) == 2
    assert not Draft.objects.filter(put_away_at__isnull=False, enclosures__isnull=False).exists()


@pytest.mark.anywhere
def test_a_forwarded_mail_goes_as_a_file(firm: Firm, at: At, work: Work, sink: Sink) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    draft = acts.save_draft(conversation=conversation, by=firm.anna, text="So kam es an.")
    mail = SimpleUploadedFile("alt.eml", b"From: a@b.example\r\n\r\n\xff", "message/rfc822")
    acts.enclose(
        draft=draft, by=firm.anna, name="alt.eml", content_type="message/rfc822", file=mail
    )
    seen = conversation.last_incoming
    acts.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 09:01")
    work()
    (part,) = sink.read().iter_attachments()
    assert part.get_payload(decode=True) == b"From: a@b.example\r\n\r\n\xff"


@pytest.mark.anywhere
def test_too_large_is_said_in_words_and_everything_else_is_kept(
    firm: Firm, as_: As, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "HEARD_ATTACHMENTS_LIMIT", 1000)
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    press(client, conversation, "draft", files=[file("klein.pdf", b"x" * 600)])
    for size in (500, 300_000):  # together too large; too large to be taken in at all
        press(client, conversation, "draft", files=[file("gross.pdf", b"y" * size)])
        page = client.get(conversation.get_absolute_url()).content.decode()
        assert "gross.pdf" in page and "zusammen höchstens 1000" in page, size
        assert "Hier ist das Angebot." in page and "klein.pdf" in page
    assert [one.name for one in Enclosure.objects.all()] == ["klein.pdf"]
    press(client, conversation, "draft", files=[file("leer.pdf", b"")])
    assert "leer.pdf ist leer" in client.get(conversation.get_absolute_url()).content.decode()


def test_taken_out_again_with_what_was_typed_kept(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    press(client, conversation, "draft", files=[file()])
    kept = Enclosure.objects.get()
    client.post(
        f"/conversations/enclosed/{kept.pk}/take-out/", form(conversation, text="Doch ohne.")
    )
    assert not Enclosure.objects.exists() and Draft.objects.get().text == "Doch ohne."


@pytest.mark.anywhere
def test_a_dropped_file_answers_with_the_list(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    where = f"/conversations/{conversation.pk}/attach/"
    said = client.post(where, form(conversation, files=[file()]))
    assert said.status_code == 200 and "Angebot Müller.pdf" in said.content.decode()
    assert "<html" not in said.content.decode()
    said = client.post(where, form(conversation, files=[file("leer.pdf", b"")]))
    assert said.status_code == 422 and "leer.pdf" in said.content.decode()


def test_the_files_come_back_with_a_letter_that_is_taken_back(
    firm: Firm, at: At, work: Work, sink: Sink, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    press(client, conversation, "send", files=[file()])
    message = Message.objects.get(side=Message.US)
    press(client, conversation, "draft", text="Und noch etwas.", files=[file("Zwei.pdf")])
    client.post(f"/conversations/message/{message.pk}/cancel/")
    back = Draft.objects.get(put_away_at=None)
    assert "Und noch etwas." in back.text and "Hier ist das Angebot." in back.text
    assert {one.name for one in back.enclosures.all()} == {"Angebot Müller.pdf", "Zwei.pdf"}
    at("2026-11-03 09:01")
    work()
    assert sink.letters == []


def test_a_colleague_who_goes_on_has_the_files_too(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    press(as_(firm.anna), conversation, "draft", files=[file()])
    theirs = Draft.objects.get()
    with pytest.raises(Refusal):
        acts.take_out(enclosure=Enclosure.objects.get(), by=firm.ben)
    taken = acts.take_over(draft=theirs, by=firm.ben)
    assert [one.name for one in taken.enclosures.all()] == ["Angebot Müller.pdf"]


def test_what_was_agreed_to_is_not_what_has_another_file(firm: Firm, as_: As) -> None:
    """An approval of the text alone would let any file go out with it."""
    conversation = firm.conversation(FRIENDLY)
    client = as_(firm.anna)
    digests = set()
    for files in ([], [file()], [file("Anderes.pdf", b"%PDF other")]):
        press(client, conversation, "draft", **({"files": files} if files else {}))
        digests.add(acts.act_of(Draft.objects.get()).digest)
    assert len(digests) == 3
    acts.save_draft(
        conversation=conversation, by=firm.anna, text="Hier ist das Angebot.",
        bcc=["chef@quandt.example"],
    )  # fmt: skip
    assert acts.act_of(Draft.objects.get()).digest not in digests


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../etc/passwd", "passwd"),
        ("a\r\nBcc: x@y.example", "a Bcc: x@y.example"),
        ("n" * 300 + ".pdf", "n" * 196 + ".pdf"),
        ("", "file"),
    ],
)
def test_names_are_names_and_nothing_else(
    firm: Firm, at: At, work: Work, sink: Sink, given: str, kept: str
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    draft = acts.save_draft(conversation=conversation, by=firm.anna, text="Hallo")
    acts.enclose(
        draft=draft, by=firm.anna, name=given.rpartition("/")[2], content_type="x",
        file=SimpleUploadedFile("x", b"1"),
    )  # fmt: skip
    assert Enclosure.objects.get().name == kept
    seen = conversation.last_incoming
    acts.reply(draft=draft, by=firm.anna, seen=seen.pk if seen else None)
    at("2026-11-03 09:01")
    work()
    letter = sink.read()
    assert letter["Bcc"] is None and len(list(letter.iter_attachments())) == 1


@pytest.mark.anywhere
def test_a_file_that_is_gone_is_not_found(firm: Firm, as_: As) -> None:
    """In a house that came back from a backup without its files, for one."""
    conversation = firm.conversation(FRIENDLY)
    draft = acts.save_draft(conversation=conversation, by=firm.anna, text="Hallo")
    acts.enclose(draft=draft, by=firm.anna, name="Plan.txt", content_type="text/plain", file=file())
    Enclosure.objects.update(file="attachments/nowhere")
    gone = Attachment.objects.create(
        message=conversation.messages.get(), name="Plan.txt", content_type="text/plain", size=3,
        file="attachments/nowhere",
    )  # fmt: skip
    for where in (f"attachment/{gone.pk}", f"enclosed/{Enclosure.objects.get().pk}"):
        assert as_(firm.anna).get(f"/conversations/{where}/").status_code == 404


def test_files_of_a_draft_are_seen_by_those_who_see_the_draft(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    press(as_(firm.anna), conversation, "draft", files=[file()])
    where = f"/conversations/enclosed/{Enclosure.objects.get().pk}/"

    def code(who: Colleague) -> int:
        return as_(who).get(where).status_code

    assert (code(firm.anna), code(firm.ben), code(firm.david)) == (200, 200, 404)
    answer = as_(firm.ben).get(where)
    assert answer["Content-Type"] == "application/octet-stream"
    assert not Attachment.objects.exists()

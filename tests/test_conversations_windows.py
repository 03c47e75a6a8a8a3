"""One person with the same conversation in two windows: one letter leaves, or two on purpose."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heard.conversations.models import Conversation, Draft, Message
from tests.conftest import As, At, Work
from tests.firm import FRIENDLY, Firm
from tests.sink import sink_for

pytestmark = pytest.mark.anywhere

ANOTHER_OF_YOURS = {
    "de": "haben Sie hier schon einen anderen Brief gesendet; mit diesem wären es zwei.",
    "en": "you have sent another letter here; with this one there would be two.",
}


class Window:
    """A page of a conversation as it was loaded: what its form knows stays as it was."""

    def __init__(self, client: Client, conversation: Conversation) -> None:
        self.client, self.at = client, f"/conversations/{conversation.pk}"
        self.shows(client.get(conversation.get_absolute_url()).content.decode())

    def shows(self, page: str) -> str:
        self.page = page
        composer = page[page.index('<section class="composer"') :].partition("</section>")[0]
        hidden = r'type="hidden" name="(seen|knew|revision|heeded)" value="(.*?)"'
        self.form: dict[str, str] = dict(re.findall(hidden, composer))
        self.text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", composer, re.S)[1].strip()  # type: ignore[index]  # always there
        return page

    def types(self, text: str) -> dict[str, object]:
        """As it is kept on a pause; what the page says to it."""
        answer = self.client.post(
            f"{self.at}/draft/", {**self.form, "text": text}, headers={"Accept": "application/json"}
        )
        said: dict[str, object] = answer.json()
        if answer.status_code == 200:
            self.form["revision"] = str(said["revision"])
        return said

    def attaches(self, text: str) -> str:
        """A file, with what stands in the form beside it; as the page's script takes the answer."""
        file = SimpleUploadedFile("Plan.txt", b"ein Plan")
        said = self.client.post(f"{self.at}/attach/", {**self.form, "text": text, "files": file})
        answer = said.content.decode()
        self.form["revision"] = re.findall(r'data-revision="(\d+)"', answer)[0]
        return answer

    def sends(self, text: str) -> str:
        form = {**self.form, "text": text}
        return self.shows(self.client.post(f"{self.at}/send/", form, follow=True).content.decode())


def leaving() -> list[str]:
    states = (Message.LEAVING, Message.SENT)
    ours = Message.objects.filter(side=Message.US, state__in=states).order_by("pk")
    return list(ours.values_list("text", flat=True))


@pytest.mark.parametrize("kept", [True, False], ids=["kept as one types", "sent at once"])
@pytest.mark.parametrize("name", ["anna", "ben"])
def test_the_second_window_does_not_contradict_the_first(
    firm: Firm, at: At, as_: As, name: str, kept: bool
) -> None:
    at("2026-11-03 09:00")
    conversation, colleague = firm.conversation(FRIENDLY), getattr(firm, name)
    one, other = (Window(as_(colleague), conversation) for _window in range(2))
    if kept:
        one.types("Montag.")
        other.types("Dienstag.")
    one.sends("Montag.")
    at("2026-11-03 09:00:03")
    page = other.sends("Dienstag.")
    assert leaving() == ["Montag."]
    assert page.count(ANOTHER_OF_YOURS[colleague.language]) == 1
    assert {"de": "Trotzdem senden", "en": "Send all the same"}[colleague.language] in page
    assert other.text == "Dienstag.", "what was written is kept"
    other.sends("Dienstag.")
    assert leaving() == ["Montag.", "Dienstag."], "one click sends it all the same"


def test_a_window_that_knew_the_draft_keeps_its_own_text_too(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    Window(as_(firm.anna), conversation).types("Ein Anfang.")
    one, other = (Window(as_(firm.anna), conversation) for _window in range(2))
    one.sends("Montag.")
    page = other.sends("Dienstag.")
    assert ANOTHER_OF_YOURS["de"] in page
    assert leaving() == ["Montag."] and other.text == "Dienstag."


def test_it_is_said_on_a_pause_before_send(firm: Firm, as_: As) -> None:
    conversation = firm.conversation(FRIENDLY)
    one, other = (Window(as_(firm.anna), conversation) for _window in range(2))
    one.sends("Montag.")
    assert ANOTHER_OF_YOURS["de"] in str(other.types("Dienstag.")["cautions"])


def test_what_comes_late_of_the_text_that_was_sent_begins_no_new_draft(firm: Firm, as_: As) -> None:
    window = Window(as_(firm.anna), firm.conversation(FRIENDLY))
    window.types("Mon")
    late = Window.__new__(Window)
    late.client, late.at, late.form = window.client, window.at, dict(window.form)
    window.sends("Montag.")
    late.types("Monta")
    assert not Draft.objects.filter(sent_as=None).exists()


def test_the_same_page_goes_on_with_a_second_letter(firm: Firm, as_: As) -> None:
    window = Window(as_(firm.anna), firm.conversation(FRIENDLY))
    window.sends("Montag.")
    window.sends("Und noch etwas.")
    assert leaving() == ["Montag.", "Und noch etwas."]


def test_a_colleagues_letter_that_left_meanwhile_is_told_as_well(
    firm: Firm, at: At, work: Work, as_: As
) -> None:
    at("2026-11-03 09:00")
    conversation = firm.conversation(FRIENDLY)
    one, other = Window(as_(firm.ben), conversation), Window(as_(firm.anna), conversation)
    with sink_for(firm.service) as sink:
        one.sends("Monday.")
        at("2026-11-03 09:01")
        work()
        assert len(sink.letters) == 1
    page = other.sends("Dienstag.")
    assert "hat Ben hier schon einen Brief gesendet; mit diesem wären es zwei." in page
    assert leaving() == ["Monday."] and other.text == "Dienstag."
    other.sends("Dienstag.")
    assert leaving() == ["Monday.", "Dienstag."]


BOTH = {
    "anna": "Dieser Entwurf wurde in einem anderen Fenster geändert. Beide Texte stehen darin;"
    " gesendet wurde keiner.",
    "ben": "This draft was changed in another window. Both texts stand in it; none was sent.",
}


@pytest.mark.parametrize("name", ["anna", "ben"])
def test_two_texts_of_one_draft_are_both_kept_and_none_is_sent(
    firm: Firm, as_: As, name: str
) -> None:
    conversation, colleague = firm.conversation(FRIENDLY), getattr(firm, name)
    one, other = (Window(as_(colleague), conversation) for _window in range(2))
    one.types("Montag.")
    assert BOTH[name] in other.sends("Dienstag.")
    assert leaving() == [] and other.text == "Dienstag.\n\nMontag."
    one.sends("Montag.")
    assert leaving() == [] and one.text == "Dienstag.\n\nMontag."
    one.sends("Montag, sicher.")
    assert leaving() == ["Montag, sicher."]


NOTHING_ATTACHED = {
    "anna": "Jener Text ist aufbewahrt, angehängt wurde nichts; laden Sie die Seite neu.",
    "ben": "That text is kept, and nothing was attached; load the page.",
}


@pytest.mark.parametrize("name", ["anna", "ben"])
def test_attaching_in_an_older_window_overwrites_nothing(firm: Firm, as_: As, name: str) -> None:
    conversation, colleague = firm.conversation(FRIENDLY), getattr(firm, name)
    Window(as_(colleague), conversation).types("Ein Anfang.")
    one, other = (Window(as_(colleague), conversation) for _window in range(2))
    one.types("Montag, nach langer Arbeit.")
    assert NOTHING_ATTACHED[name] in other.attaches("Dienstag.")
    other.types("Dienstag.")
    draft = Draft.objects.get()
    assert draft.text == "Montag, nach langer Arbeit." and not draft.enclosures.exists()
    one.attaches("Montag, nach langer Arbeit.")
    one.types("Montag, nach langer Arbeit. Anbei.")
    draft.refresh_from_db()
    assert draft.text.endswith("Anbei.") and draft.enclosures.count() == 1
    other.sends("Dienstag.")
    assert leaving() == [] and other.text.startswith("Dienstag.\n\nMontag")


def test_what_goes_on_with_a_text_that_was_just_kept_is_sent(firm: Firm, as_: As) -> None:
    """Send was pressed before the page heard that what one typed up to there was kept."""
    window = Window(as_(firm.anna), firm.conversation(FRIENDLY))
    form = dict(window.form)
    window.types("Montag")
    window.form = form
    window.sends("Montag, sicher.")
    assert leaving() == ["Montag, sicher."]

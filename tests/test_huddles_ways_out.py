"""What was said at the table leaves by no door of the house; each way out is tried."""

import io
import logging
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command, get_commands
from django.test import Client, RequestFactory, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from heard.closing.acts import close, write_good_note
from heard.conversations.acts import Cautioned, cautions_of, reply, save_draft
from heard.conversations.models import Conversation, Draft, Message
from heard.decisions import acts as decisions
from heard.desk.acts import write_weekly_notes
from heard.holding import acts as holding
from heard.holding.feed import key_of
from heard.huddles import acts
from heard.huddles.models import Huddle
from heard.journal import clock
from heard.journal.discretion import Discretion
from heard.journal.models import Entry, Errand
from heard.listening import tokens
from heard.listening.models import Restatement
from heard.mail.models import ColleagueLetter, OutgoingMessage
from heard.situations.acts import raise_
from heard.situations.models import Situation
from tests.conftest import As, At, Work
from tests.firm import ANGRY, Firm

SECRET = "Zwetschgenkern"
SAID = f"Unter uns gesagt war die Charge vom {SECRET} von Anfang an schlecht geprüft."
# Doors to the outside that this file tries; a new one has to be tried here as well
COMMANDS = {
    "backup", "bench", "colleague", "doctor", "erase", "fetch", "import", "journal", "judge",
    "list", "philosophy", "post", "receive", "restore", "retry", "review", "run", "sample",
    "schedule", "show", "smtp", "way", "web", "worker",
}  # fmt: skip
OUTSIDE = {
    "heard/<str:token>/", "not-me/<str:token>/", "how-we-treat-people/",
    "how-we-treat-people/<int:number>/<slug:language>/", "calendar/<str:key>/promises.ics",
    "scene/by-mail/<str:token>/", "felt/<str:token>/",
}  # fmt: skip


@pytest.fixture
def talk(firm: Firm, at: At, work: Work) -> Iterator[Conversation]:
    """A huddle in which every field of it names the secret, but the question."""
    at("2026-11-03 09:00")
    conversation = firm.conversation(ANGRY)
    situation = raise_(conversation=conversation, by=firm.anna, raised_by="them")
    with override_settings(EMAIL_BACKEND="heard.mail.colleagues.ColleagueMail"):
        _talk_it_over(firm, situation, work)
        yield conversation


def _talk_it_over(firm: Firm, situation: Situation, work: Work) -> None:
    huddle = acts.gather(
        situation=situation, by=firm.anna, question="Was tun?", invite=[firm.ben, firm.david]
    )
    work()
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why=SAID)
    acts.speak(huddle=huddle, by=firm.david, view="decline", why=SAID)
    acts.remark(huddle=huddle, by=firm.ben, text=f"@David @Anna {SAID}")
    work()
    acts.conclude(huddle=huddle, by=firm.anna, summary=SAID)


@pytest.mark.slow
def test_every_way_out_is_tried(
    firm: Firm, talk: Conversation, at: At, as_: As, work: Work
) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.addFilter(Discretion())
    logging.getLogger().addHandler(handler)
    try:
        _walk_to_the_end(firm, talk, at, work)
    finally:
        logging.getLogger().removeHandler(handler)
    left = [_words(bytes(one.mime)) for one in OutgoingMessage.objects.all()]
    inside = [_words(bytes(one.mime)) for one in ColleagueLetter.objects.all()]
    assert len(left) == 3 and len(inside) >= 4
    token = tokens.of_draft(Restatement.objects.get().message.draft.pk)
    stranger = Client()
    pages = [f"/heard/{token}/", f"/holding/calendar/{key_of(firm.anna)}/promises.ics"]
    seen = [stranger.get(page) for page in pages]
    assert [page.status_code for page in seen] == [200, 200]
    seen += [stranger.get(f"/felt/{tokens.of_question(one.pk)}/") for one in Draft.objects.all()]
    seen.append(as_(firm.eva).get(talk.get_absolute_url()))
    seen.append(as_(firm.eva).get(Huddle.objects.get().get_absolute_url()))
    seen.append(as_(firm.anna).get(f"/search/?q={SECRET}"))
    commands = io.StringIO()
    with redirect_stdout(commands):
        for words in (["list", "--json"], ["show", str(talk.pk), "--json"], ["journal", "verify"]):
            call_command(*words)
    rows = [*Entry.objects.values_list("about", "digest"), *Errand.objects.values_list("error")]
    doors = [*left, *inside, *(one.content.decode() for one in seen[:-1]), commands.getvalue()]
    doors += [log.getvalue(), str(rows)]
    assert [door[:300] for door in doors if SECRET in door] == []
    assert "/conversation/" not in seen[-1].content.decode(), "the search finds letters only"
    assert SECRET in as_(firm.anna).get(talk.get_absolute_url()).content.decode(), "inside it stays"


def _words(mime: bytes) -> str:
    letter = message_from_bytes(mime, policy=default)
    parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(letter.items()), *parts])


def _walk_to_the_end(firm: Firm, talk: Conversation, at: At, work: Work) -> None:
    """Time is bought, it is decided, answered and ended, with every text the house composes."""
    situation = talk.situations.get()
    due = clock.now() + timedelta(days=1)
    holding.buy_time(situation=situation, by=firm.anna, who_looks=firm.anna, promised_for=due)
    _send(firm, talk)
    at("2026-11-03 11:00")
    work()
    decisions.decide(situation=situation, by=firm.anna, kind="partly", reason="Es war unser Teil.")
    decisions.answer(decision=situation.decisions.get(), by=firm.anna)
    _send(firm, talk)
    at("2026-11-03 12:00")
    work()
    write_good_note(
        conversation=talk, by=firm.anna, thanks="Danke", agreed="Ein Zeugnis", follow_up=None
    )
    _send(firm, talk)
    at("2026-11-03 13:00")
    work()
    close(conversation=talk, by=firm.anna, thanks="Danke", agreed="Ein Zeugnis")
    at("2026-11-09 09:00")
    write_weekly_notes()
    work()


def _send(firm: Firm, talk: Conversation) -> Message:
    draft = talk.drafts.filter(by=firm.anna, sent_as=None).latest("pk")
    last = Conversation.objects.get(pk=talk.pk).last_come
    return reply(draft=draft, by=firm.anna, seen=last.pk if last else None)


@pytest.mark.anywhere
def test_words_of_the_table_in_a_letter_take_a_deliberate_click(
    firm: Firm, talk: Conversation
) -> None:
    last = talk.last_come
    draft = save_draft(conversation=talk, by=firm.anna, text=f"Guten Tag,\n\n{SAID}\n\nAnna")
    with pytest.raises(Cautioned) as cautioned:
        reply(draft=draft, by=firm.anna, seen=last.pk if last else None)
    [caution] = cautioned.value.cautions
    reply(draft=draft, by=firm.anna, seen=last.pk if last else None, heeded=[caution.code])


@pytest.mark.anywhere
def test_a_sealed_view_gives_no_hint_of_itself(firm: Firm, at: At) -> None:
    at("2026-11-03 09:00")
    talk = firm.conversation(ANGRY)
    situation = raise_(conversation=talk, by=firm.anna, raised_by="them")
    huddle = acts.gather(
        situation=situation, by=firm.anna, question="Was?", invite=[firm.ben, firm.clara]
    )
    acts.speak(huddle=huddle, by=firm.ben, view="agree", why=SAID)
    for guess in (firm.anna, firm.clara):
        draft = save_draft(conversation=talk, by=guess, text=SAID)
        assert cautions_of(draft) == []


@pytest.mark.anywhere
def test_no_door_was_added_without_being_tried() -> None:
    ours = {name for name, app in get_commands().items() if app.startswith("heard.")}
    assert ours == COMMANDS, "try the new command in this file"
    assert _outside() == OUTSIDE, "try the new address in this file"


def _outside() -> set[str]:
    """Addresses of the house that answer without signing in."""
    found = set()
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLPattern):
            found.add(str(entry.pattern))
        elif isinstance(entry, URLResolver) and str(entry.pattern) not in {"account/", "look/"}:
            for inner in entry.url_patterns:
                if isinstance(inner, URLPattern) and not _asks_to_sign_in(inner):
                    found.add(str(inner.pattern))
    return found


def _asks_to_sign_in(pattern: URLPattern) -> bool:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    try:
        answer = pattern.callback(request, **dict.fromkeys(pattern.pattern.converters, 1))
    except Exception:  # it looked further without asking who it is
        return False
    return answer.status_code in {302, 405} and "how-we" not in str(pattern.pattern)

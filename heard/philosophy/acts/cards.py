"""The company's own scenes: written, changed, switched off and on."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import LANGUAGES, Colleague
from heard.philosophy.acts.writing import may_edit, touched
from heard.philosophy.deck import Scene, found
from heard.philosophy.models import Card, Version

FEWEST, MOST = 3, 4  # answers


def write_card(
    *,
    by: Colleague,
    clause_number: int,
    language: str,
    scene: str,
    answers: Sequence[tuple[str, str]],
    best: int,
    key: str = "",
    version: Version | None = None,
) -> Card:
    """A new scene, a change of the one with `key`, or the scene of a draft's clause.

    `answers`: (what one might do, why it is good or not); `best` counts them from 0.
    Changing a starter card writes a row that takes its place.
    """
    _may_write(by, version)
    fields = _checked(clause_number, language, scene, answers, best)
    with transaction.atomic():
        if version is not None:
            _may_write(by, Version.objects.select_for_update().get(pk=version.pk))
        card = _row(key, version, clause_number, language)
        if card.starter and not card.starter.startswith(f"{language}:"):
            raise Refusal(
                _("This scene keeps its language; please write a new one in the other."
                  " Your words are still here.")
            )  # fmt: skip
        for name, value in fields.items():
            setattr(card, name, value)
        card.written_by, card.written_at = by, clock.now()
        card.save()
        if version is not None:  # what a second person read is no longer what would be published
            touched(version, by)
        record(verb="philosophy.card_written", by=by, about={"card": card.pk})
    return card


def _row(key: str, version: Version | None, clause_number: int, language: str) -> Card:
    """The row that the words go into: a known one, or a new one."""
    if version is not None:
        given = {"version": version, "clause_number": clause_number, "language": language}
        return Card.objects.filter(**given).first() or Card(**given)
    if key.startswith("own:"):
        return Card.objects.get(pk=int(key.removeprefix("own:")))
    return (Card.objects.filter(starter=key).first() if key else None) or Card(starter=key)


def _checked(
    clause_number: int, language: str, scene: str, answers: Sequence[tuple[str, str]], best: int
) -> dict[str, Any]:
    if language not in dict(LANGUAGES):
        raise Refusal(_("Scenes are written in English or in German. Nothing was kept yet."))
    if not scene.strip():
        raise Refusal(_("The scene is still empty. What happens in it?"))
    given = [(text.strip(), why.strip()) for text, why in answers if text.strip()]
    if not FEWEST <= len(given) <= MOST:
        raise Refusal(_("A scene has three or four answers. Your words are still here."))
    if not all(why for _text, why in given):
        raise Refusal(
            _("Each answer says why it is good or why it is not. Your words are still here.")
        )
    if best not in range(len(answers)) or not answers[best][0].strip():
        raise Refusal(_("Please say which answer is the best. Your words are still here."))
    return {
        "clause_number": clause_number,
        "language": language,
        "scene": scene.strip(),
        "answers": [{"text": text, "why": why} for text, why in given],
        "best": given.index((answers[best][0].strip(), answers[best][1].strip())),
    }


def switch_card(*, key: str, on: bool, by: Colleague) -> None:
    """Ask a scene no more, or ask it again; what people remember of it stays theirs."""
    _may_write(by, None)
    known = found(key)
    if known is None:
        raise Refusal(_("There is no such scene. Nothing was changed."))
    scene, row = known
    with transaction.atomic():
        card = row or _copy(scene)
        card.off_at = None if on else clock.now()
        card.save()
        record(verb="philosophy.card_switched", by=by, about={"card": card.pk, "on": int(on)})


def _copy(scene: Scene) -> Card:
    """A starter card as a row, word for word."""
    return Card(
        starter=scene.key,
        clause_number=scene.clause,
        language=scene.language,
        scene=scene.text,
        answers=[{"text": answer.text, "why": answer.why} for answer in scene.answers],
        best=[answer.best for answer in scene.answers].index(True),
        written_at=clock.now(),
    )


def _may_write(by: Colleague, version: Version | None) -> None:
    if not may_edit(by):
        raise Refusal(_("Managers, partners and administrators write scenes. Nothing was changed."))
    if version is not None and version.published_at is not None:
        raise Refusal(
            _("This version is published and stays as it was. Please begin the next version.")
        )

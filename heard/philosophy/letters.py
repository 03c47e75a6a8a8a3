"""What Heard writes to colleagues about the written word: please sign, and the week's scene."""

import hmac

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from heard.people.models import Colleague
from heard.philosophy.deck import Scene
from heard.philosophy.models import Dealt


def please_sign(colleague: Colleague, *, scenes: int, reminded_by: Colleague | None) -> None:
    with translation.override(colleague.language):
        subject = _("Our philosophy waits for your signature")
    said = {
        "by": reminded_by.name if reminded_by else "",
        "scenes": scenes,
        "link": _absolute(reverse("philosophy:signing")),
    }
    _write(colleague, subject, "please_sign", said)


def please_read(colleague: Colleague, *, asked_by: Colleague) -> None:
    with translation.override(colleague.language):
        subject = _("The next version of our philosophy waits for your eyes")
    said: dict[str, object] = {"by": asked_by.name, "link": _absolute(reverse("philosophy:draft"))}
    _write(colleague, subject, "please_read", said)


def scene_of_the_week(dealt: Dealt, scene: Scene) -> None:
    """The scene with one link for each answer; a link only shows, a button there answers."""
    colleague = dealt.colleague
    with translation.override(colleague.language):
        subject = _("A scene for this week: what would you do first?")
    answers = [
        (answer.text, _absolute(reverse("philosophy:scene_by_mail", args=[token(dealt, place)])))
        for place, answer in enumerate(scene.answers)
    ]
    said = {"scene": scene, "answers": answers, "me": _absolute(reverse("people:me"))}
    _write(colleague, subject, "scene", said)


def token(dealt: Dealt, choice: int) -> str:
    """Says which scene; which answer it stands for cannot be read from it."""
    seal = salted_hmac("heard.philosophy.scene", f"{dealt.pk}:{dealt.nonce}:{choice}").hexdigest()
    return f"{dealt.pk}-{seal}"


def meant_by(said: str) -> tuple[Dealt, int] | None:
    """The scene and the answer (from 0) that a link stands for; None if it is none of ours."""
    number, _dash, seal = said.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19 and seal.isascii()):
        return None
    dealt = Dealt.objects.select_related("colleague").filter(pk=int(number)).first()
    if dealt is None:
        return None
    for choice in range(4):
        if hmac.compare_digest(token(dealt, choice), f"{dealt.pk}-{seal}"):
            return dealt, choice
    return None


def _write(to: Colleague, subject: str, name: str, said: dict[str, object]) -> None:
    with translation.override(to.language):
        text = render_to_string(
            f"philosophy/mail/{name}.{to.language}.txt", {"colleague": to.name, **said}
        )
    send_mail(subject, text, None, [to.email])


def _absolute(path: str) -> str:
    return f"{settings.HEARD_URL}{path}"

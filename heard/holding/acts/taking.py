"""What is overdue goes to the team: whoever has a moment takes it, and whoever held it is told."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from heard.conversations import acts as conversations
from heard.holding.acts.promising import about
from heard.holding.models import Promise
from heard.holding.questions import held_by
from heard.journal import clock
from heard.journal.acts import record
from heard.journal.refusal import Refusal
from heard.people.models import Colleague
from heard.situations import acts as situations
from heard.situations.models import Situation


def take_over(*, promise: Promise, by: Colleague, held: int | None) -> None:
    """Own what an overdue promise of ours belongs to, with the whole matter where there is one.

    `held`: who held it when `by` decided to (a colleague's id, None: nobody); if somebody was
    quicker, it stays with them.
    """
    with transaction.atomic():
        promise = Promise.objects.select_for_update().get(pk=promise.pk)
        if promise.by != Promise.US or not promise.is_open or not promise.is_overdue(clock.now()):
            raise Refusal(
                _("Only what is overdue can be taken over like this. Nothing was changed.")
            )
        before = held_by(promise.conversation, promise)
        if before is not None and before.pk == by.pk:
            return
        if (before.pk if before else None) != held:
            raise Refusal(_("Somebody was quicker and has it already. Nothing was changed."))
        situation = Situation.of(promise.conversation_id)
        if situation is not None:
            situations.take_over(situation=situation, by=by)
        else:
            conversations.assign(conversation=promise.conversation, to=by, by=by)
        record(verb="holding.taken_over", by=by, about=about(promise))
        if before is not None and before.is_active and before.person != by.person:
            _tell(before, promise, by)


def _tell(who: Colleague, promise: Promise, by: Colleague) -> None:
    language = who.language or "en"
    with translation.override(language):
        text = render_to_string(
            f"holding/mail/taken_over.{language}.txt",
            {
                "name": who.name,
                "by": by.name,
                "link": f"{settings.HEARD_URL}{promise.conversation.get_absolute_url()}",
            },
        )
        send_mail(_("%(name)s has taken over") % {"name": by.name}, text, None, [who.email])

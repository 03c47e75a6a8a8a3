"""Files that go with a letter: kept with the draft, bound by the gate, shown on what was sent."""

import mimetypes
import re

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from heard.conversations.models import Attachment, Draft, Enclosure, Message
from heard.journal import clock
from heard.journal.refusal import Refusal
from heard.mail.durability import keep_file
from heard.people.models import Colleague

FOLDER = "attachments"


def enclose(*, draft: Draft, by: Colleague, name: str, content_type: str, file: File) -> Enclosure:  # type: ignore[type-arg]  # of bytes, as uploads are
    """Put a file with the draft. Refusal when all of them together would be too large to send."""
    size = file.size or 0
    if size == 0:
        raise Refusal(_("%(name)s is empty, so it was not added.") % {"name": name})
    kept = keep_file(file, folder=FOLDER)
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        _may_change(draft, by)
        before = draft.enclosures.aggregate(all=Sum("size"))["all"] or 0
        if before + size > settings.HEARD_ATTACHMENTS_LIMIT:
            raise Refusal(
                _(
                    "%(name)s is %(size)s. The attachments of one letter may come to %(limit)s "
                    "together, because larger mails are turned away. It was not added; everything "
                    "else is kept."
                )
                % {
                    "name": name,
                    "size": filesizeformat(size),
                    "limit": filesizeformat(settings.HEARD_ATTACHMENTS_LIMIT),
                }
            )
        made = Enclosure.objects.create(
            draft=draft,
            name=_clean(name),
            content_type=_kind(name, content_type),
            size=size,
            file=kept,
            at=clock.now(),
        )
        _changed(draft)
    return made


def take_out(*, enclosure: Enclosure, by: Colleague) -> None:
    """The file no longer goes with the draft."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=enclosure.draft_id)
        _may_change(draft, by)
        enclosure.delete()
        _changed(draft)


def keep_enclosed(message: Message, draft: Draft) -> None:
    """What goes with the draft is shown on the message that it became."""
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            name=one.name,
            content_type=one.content_type,
            size=one.size,
            file=one.file,
        )
        for one in draft.enclosures.all()
    )


def copy_enclosed(source: Draft, target: Draft) -> None:
    """The files of a draft that is continued by somebody else."""
    Enclosure.objects.bulk_create(
        Enclosure(
            draft=target,
            name=one.name,
            content_type=one.content_type,
            size=one.size,
            file=one.file,
            at=clock.now(),
        )
        for one in source.enclosures.all()
    )


def _may_change(draft: Draft, by: Colleague) -> None:
    if draft.by_id != by.pk:
        raise Refusal(_("This is a colleague's draft. Continue it as yours first; it is kept."))
    if draft.sent_as_id or draft.put_away_at:
        raise Refusal(_("This draft has been sent or put away by now. Nothing was changed."))


def _changed(draft: Draft) -> None:
    draft.saved_at = clock.now()
    draft.save(update_fields=["saved_at"])


def _clean(name: str) -> str:
    """The file's own name on one line, its ending kept when it is too long."""
    plain = re.sub(r"[\x00-\x1f\x7f/\\\\]+", " ", name).strip() or "file"
    stem, dot, ending = plain.rpartition(".")
    return plain if len(plain) <= 200 else f"{stem[: 199 - len(ending)]}{dot}{ending}"[:255]


def _kind(name: str, given: str) -> str:
    """The content type, guessed from the name where the browser gave none that can be used."""
    usable = re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", given.lower()) and given != FOREIGN
    guessed = given.lower() if usable else mimetypes.guess_type(name)[0] or FOREIGN
    whole = guessed.partition("/")[0] in {"message", "multipart"}
    return FOREIGN if whole else guessed[:120]


FOREIGN = "application/octet-stream"

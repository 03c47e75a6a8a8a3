"""Files that people send with a form: nothing larger than a letter may hold is even taken in."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


class Bounded(FileUploadHandler):
    """Stands first among the handlers: counts what comes, and lets go what is over the limit."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = 0
        self.too_large: list[str] = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002  # Django's signature
        self.taken += len(raw_data)
        if self.taken > settings.HEARD_ATTACHMENTS_LIMIT:
            self.too_large.append(self.file_name or "")
            if self.request is not None:
                self.request.heard_left_out = self.too_large  # type: ignore[attr-defined]  # read below
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002  # the next handler's affair
        return None


def left_out(request: HttpRequest) -> str:
    """One sentence about the files that were too large to be taken in; "" for none."""
    names = getattr(request, "heard_left_out", [])
    if not names:
        return ""
    return _(
        "Too large: %(names)s. The attachments of one letter may come to %(limit)s together. None "
        "of these was added; everything else is kept."
    ) % {"names": ", ".join(names), "limit": filesizeformat(settings.HEARD_ATTACHMENTS_LIMIT)}

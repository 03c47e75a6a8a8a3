"""On a person's own page: bringing back the quiet line above what is hot."""

from collections.abc import Mapping
from typing import Any

from heard.listening.models import MomentPutAway
from heard.people.about_you import Part
from heard.people.models import Colleague


def moment(colleague: Colleague) -> Mapping[str, Any]:
    return {"put_away": MomentPutAway.objects.filter(colleague=colleague).exists()}


MOMENT = Part("moment", "listening/_moment.html", moment)

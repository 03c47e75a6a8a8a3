"""What is written to an adviser: that they were named, and how they come in."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from heard.people.advising.models import Adviser
from heard.people.models import Calendar


def named(adviser: Adviser) -> None:
    account, firm = adviser.account, Calendar.of_the_house().firm
    with translation.override(account.language):
        subject = _("You were asked to read along")
        text = render_to_string(
            f"people/mail/adviser.{account.language}.txt",
            {
                "adviser": account.name,
                "by": adviser.named_by.name,
                "firm": firm,
                "link": settings.HEARD_URL + reverse("account_reset_password"),
            },
        )
    send_mail(subject, text, None, [account.email])

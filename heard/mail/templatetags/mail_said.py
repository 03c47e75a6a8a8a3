"""Words of the mail room in its templates."""

from django import template

from heard.mail.bookkeeping import Connection
from heard.mail.wording import alarm_said, took_in, trouble_said

register = template.Library()
register.filter("trouble_said", trouble_said)
register.filter("alarm_said", alarm_said)


@register.filter
def took_in_said(connection: Connection) -> str:
    return took_in(connection.on_server, connection.stored)

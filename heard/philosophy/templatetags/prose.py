"""`text|prose`: a clause's Markdown as safe markup."""

from django import template
from django.utils.safestring import SafeString

from heard.philosophy.prose import html_of

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    return html_of(text)

"""Where a clause's rule applies, as one short line."""

from django import template

from heard.philosophy import scope

register = template.Library()
register.filter("where_it_applies", lambda clause: scope.said(clause) if clause else "")

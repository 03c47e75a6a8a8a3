"""Where a clause's rule applies, and what it checks, each as one short line."""

from django import template

from heard.philosophy import scope

register = template.Library()
register.filter("where_it_applies", lambda clause: scope.said(clause) if clause else "")
register.filter("what_is_checked", lambda clause: scope.checked(clause) if clause else "")

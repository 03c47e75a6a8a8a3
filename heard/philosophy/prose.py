"""The small part of Markdown that a clause may use: emphasis, lists and links."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "em", "strong", "ul", "ol", "li", "br", "a"}
_PARTS = ["emphasis", "list", "link", "newline", "escape"]
_HTML = re.compile(r"</?[a-zA-Z!][^>\n]*>")

_markdown = MarkdownIt("zero", {"html": False, "breaks": True}).enable(_PARTS)


def html_of(text: str) -> SafeString:
    """Markup of a clause's text. HTML written into it is shown as the letters it is made of."""
    made = _markdown.render(text)
    return mark_safe(  # noqa: S308  # cleaned in the same line
        nh3.clean(
            made,
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes={"https", "http", "mailto"},
            link_rel="noopener noreferrer",
        )
    )


def holds_html(text: str) -> bool:
    """Whether somebody wrote tags; they are kept as plain letters, and one says so."""
    return bool(_HTML.search(text))

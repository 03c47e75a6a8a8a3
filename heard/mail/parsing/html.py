"""HTML of a mail made safe to show in a sandboxed frame: nothing runs, nothing is fetched."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import nh3

from heard.mail.parsing.charset import storable
from heard.mail.parsing.nesting import is_too_deep
from heard.mail.parsing.plain import CONTROLS, html_of_text, text_of_html
from heard.mail.parsing.style import safe_style

MAX_HTML = 2_000_000
MAX_DATA_IMAGE = 150_000  # characters of a data: URL
TAGS = set(
    "a abbr acronym address b bdi bdo big blockquote br caption center cite code col colgroup dd "
    "del dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p "
    "pre q s samp section small span strike strong sub sup table tbody td tfoot th thead time tr "
    "tt u ul var wbr article aside header footer main nav details summary".split()
)
SILENT = {
    "script", "style", "title", "head", "noscript", "template", "object", "applet", "iframe",
    "svg", "math", "select", "textarea", "audio", "video", "canvas", "frameset",
}  # fmt: skip
BOX = {"width", "height", "align", "valign", "bgcolor", "background"}
ATTRIBUTES = {
    "*": {"style", "dir", "lang", "title", "align"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height", "border", "hspace", "vspace"},
    "table": BOX | {"border", "cellpadding", "cellspacing", "summary"},
    "td": BOX | {"colspan", "rowspan", "nowrap"},
    "th": BOX | {"colspan", "rowspan", "nowrap", "scope"},
    "tr": BOX,
    "tbody": BOX,
    "col": {"width", "span"},
    "colgroup": {"width", "span"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type"},
    "li": {"value", "type"},
    "hr": {"width", "size", "color"},
    "time": {"datetime"},
}
DATA_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*")
# Links lead outside, never to an address of our own pages
OUTSIDE = re.compile(r"(?:https?://|mailto:|tel:)[^\s]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """Markup for a frame of its own, and how many remote pictures were kept out of it."""

    html: str
    blocked: int


class Filter:
    """Looks at each attribute that is left; counts what would have been fetched."""

    def __init__(self, inline: Mapping[str, str]) -> None:
        self.inline = inline
        self.blocked = 0

    def __call__(self, _tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            return self._picture(value.strip())
        if attribute == "style":
            style, fetched = safe_style(value)
            self.blocked += fetched
            return style or None
        if attribute == "background":
            self.blocked += 1
            return None
        if attribute == "href":
            return value.strip() if OUTSIDE.match(value.strip()) else None
        return value[:2_000]

    def _picture(self, address: str) -> str | None:
        scheme = address[:5].lower()
        if scheme.startswith("cid:"):
            identifier = address[4:]
            return self.inline.get(identifier) or self.inline.get(unquote(identifier))
        if scheme == "data:":
            fits = len(address) <= MAX_DATA_IMAGE and DATA_IMAGE.fullmatch(address)
            return address if fits else None
        self.blocked += 1
        return None


def clean(html: str, *, inline: Mapping[str, str]) -> CleanHtml:
    """Markup that can be shown to a colleague; at most the first 2 MB are looked at.

    `inline` maps a Content-ID, without angle brackets, to the address of that attachment.
    HTML nested beyond reason is shown as text.
    """
    html = CONTROLS.sub("", storable(html[:MAX_HTML]))
    if not html.strip():
        return CleanHtml("", 0)
    if is_too_deep(html):
        return CleanHtml(html_of_text(text_of_html(html)), 0)
    look = Filter(inline)
    safe = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=SILENT,
        attributes=ATTRIBUTES,
        attribute_filter=look,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    )
    return CleanHtml(safe, look.blocked)

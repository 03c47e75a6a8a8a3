"""Which parts are the text, which the HTML, which are attached (RFC 8621, section 4.1.4)."""

from dataclasses import dataclass, field

from heard.mail.parsing.charset import decode
from heard.mail.parsing.part import Part
from heard.mail.parsing.plain import MAX_TEXT, html_of_text, text_of_html, tidy, unflow

READABLE = ("text/plain", "text/html")
MEDIA = ("image", "audio", "video")
MAX_HTML = 2_000_000
MAX_ENCODED = 4_000_000  # bytes of one text part that are looked at


@dataclass(slots=True)
class Body:
    text: str = ""
    html: str = ""
    is_generated: bool = False
    attached: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Sorting:
    """Parts sorted into what to show as text, what to show as HTML, and the rest."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    attached: list[Part] = field(default_factory=list)

    def sort(
        self, parts: list[Part], around: str, in_alternative: bool, text: bool, html: bool
    ) -> None:
        texts, htmls = len(self.text), len(self.html)
        for place, part in enumerate(parts):
            if part.is_multipart:
                kind = part.content_type.partition("/")[2]
                alternative = in_alternative or kind == "alternative"
                self.sort(part.children, kind, alternative, text, html)
            elif not _is_inline(part, place, around) or part.maintype in MEDIA:
                self.attached.append(part)
            elif around == "alternative":
                (self.text if part.content_type == "text/plain" else self.html).append(part)
            else:
                if in_alternative:
                    html = html and part.content_type != "text/plain"
                    text = text and part.content_type != "text/html"
                if text:
                    self.text.append(part)
                if html:
                    self.html.append(part)
        if around == "alternative" and text and html:
            if len(self.text) == texts and len(self.html) > htmls:
                self.text += self.html[htmls:]
            elif len(self.html) == htmls and len(self.text) > texts:
                self.html += self.text[texts:]


def _is_inline(part: Part, place: int, around: str) -> bool:
    if part.disposition == "attachment":
        return False
    if part.maintype in MEDIA:
        return place == 0 or around != "related"
    if part.content_type not in READABLE:
        return False
    return place == 0 or (around != "related" and not part.name)


def read_body(root: Part, troubles: set[str]) -> Body:
    """Text, HTML and attached parts of the mail."""
    sorting = Sorting()
    sorting.sort([root], "mixed", False, True, True)
    if not (sorting.text or sorting.html):
        _last_resort(root, sorting)
    read: dict[int, str] = {}

    def content(part: Part) -> str:
        if id(part) not in read:
            read[id(part)] = _text(part, troubles)
        return read[id(part)]

    body = Body(attached=sorting.attached)
    if any(part.content_type == "text/html" for part in sorting.html):
        body.html = "\n".join(
            content(part) if part.content_type == "text/html" else html_of_text(content(part))
            for part in sorting.html
        )[:MAX_HTML]
    plain = [part for part in sorting.text if part.content_type != "text/html"]
    said = [bool(content(part).strip()) for part in plain]
    # A blank part stands beside a letter in HTML: what is said elsewhere is a footer, no letter
    if any(said) and (all(said) or not body.html):
        pieces = (
            text_of_html(content(part)) if part.content_type == "text/html" else content(part)
            for part in sorting.text
        )
        body.text = "\n\n".join(piece.strip("\n") for piece in pieces)
    elif body.html:
        body.text, body.is_generated = text_of_html(body.html), True
    if len(body.text) > MAX_TEXT:
        troubles.add("text_cut")
        body.text = body.text[:MAX_TEXT]
    return body


def _text(part: Part, troubles: set[str]) -> str:
    content = part.content(troubles)
    if len(content) > MAX_ENCODED:
        troubles.add("text_cut")
        content = content[:MAX_ENCODED]
    text = decode(content, part.parameters.get("charset", ""), troubles)
    if part.content_type == "text/html":
        return text
    if len(text) > MAX_TEXT:
        troubles.add("text_cut")
    text = tidy(text)
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, part.parameters.get("delsp", "").lower() == "yes")
    return text


def _last_resort(root: Part, sorting: Sorting) -> None:
    """No part is plainly text: a text of another kind is shown rather than nothing."""
    for part in root.walk():
        if part.maintype == "text" and part.disposition != "attachment" and not part.name:
            sorting.text.append(part)
            sorting.attached = [other for other in sorting.attached if other is not part]
            return

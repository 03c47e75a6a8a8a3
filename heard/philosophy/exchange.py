"""The whole philosophy as one Markdown file, so that it can live in a repository of its own.

A clause is a chapter "## 3", first a list with its rule, then a chapter for each language:

    ## 3
    - rule: heard_before_no
    - level: colleague
    - wait_working_days: 2

    ### en: Heard before a “no”
    The text.
    #### Reason
    …
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from heard.journal.refusal import Refusal
from heard.philosophy import gate, scope
from heard.philosophy.models import Clause, Version

HEADINGS = {"Reason": "reason", "So": "so", "Not so": "not_so", "Margin": "margin"}
LANGUAGES = ("en", "de")
NARROWING = {scope.MAILBOXES, scope.KINDS}
LONGEST = 18  # digits of a number
_CLAUSE = re.compile(r"^##[ \t]+(\d{1,4})[ \t]*$", re.MULTILINE)
_LANGUAGE = re.compile(r"^###[ \t]+(en|de):[ \t]*(.*)$", re.MULTILINE)
_PART = re.compile(rf"^####[ \t]+({'|'.join(HEADINGS)})[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^-[ \t]+([a-z_]+):[ \t]*(\S+)[ \t]*$", re.MULTILINE)
_STRAY = re.compile(r"^#.*$", re.MULTILINE)
_HEADING_IN_TEXT = re.compile(r"^(\\*#)", re.MULTILINE)


def write(version: Version) -> str:
    """The version as Markdown; `read` gives the same fields back."""
    chapters = [f"# Philosophy · Leitbild\n\nVersion {version.number}\n"]
    chapters += [_chapter(clause) for clause in version.clauses.all()]
    return "\n".join(chapters)


def _chapter(clause: Clause) -> str:
    lines = [f"## {clause.number}\n"]
    if clause.rule:
        lines.append(f"- rule: {clause.rule}")
    lines.append(f"- level: {clause.level}")
    lines += [f"- {name}: {value}" for name, value in sorted(clause.parameters.items())]
    for language in LANGUAGES:
        lines.append(f"\n### {language}: {getattr(clause, f'title_{language}')}\n")
        lines.append(_outside(getattr(clause, f"text_{language}")))
        for heading, part in HEADINGS.items():
            text = getattr(clause, f"{part}_{language}")
            if text:
                lines.append(f"\n#### {heading}\n\n{_outside(text)}")
    return "\n".join(lines) + "\n"


def read(markdown: str) -> list[dict[str, Any]]:
    """The clauses of a file as fields of `Clause`. Refusal names the place that cannot be read."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    found = [_clause(number, body) for number, body in _split(_CLAUSE, text)]
    if not found:
        raise Refusal(
            _("There is no clause in this file (“## 1” begins one). Nothing was changed.")
        )
    numbers = [fields["number"] for fields in found]
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if twice is not None:
        raise Refusal(
            _("Clause %(number)s stands in this file twice. Nothing was changed.")
            % {"number": twice}
        )
    return found


def _split(heading: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    """What stands behind each heading, up to the next one."""
    marks = list(heading.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)] * bool(marks)
    return [(mark.group(0), text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]


def _clause(heading: str, body: str) -> dict[str, Any]:
    number = int(heading.removeprefix("##"))
    fields: dict[str, Any] = {"number": number, "rule": "", "level": Clause.NOTE, "parameters": {}}
    chapters = _split(_LANGUAGE, body)
    _understood(number, body)
    _bind(fields, body.partition("\n### ")[0], number)
    for line, words in chapters:
        mark = _LANGUAGE.match(line)
        if mark:
            _said(fields, mark.group(1), mark.group(2).strip(), words)
    for language in LANGUAGES:
        if not fields.get(f"title_{language}") or not fields.get(f"text_{language}"):
            raise Refusal(
                _(
                    "Clause %(number)s has no title or no text in one language (%(language)s)."
                    " Nothing was changed."
                )
                % {"number": number, "language": "English" if language == "en" else "Deutsch"}
            )
    return fields


def _understood(number: int, body: str) -> None:
    """A heading that is none of ours would be taken for words of the part above it."""
    if number < 1:
        raise Refusal(_("Clauses are numbered from 1. Nothing was changed."))
    known = {mark.start() for heading in (_LANGUAGE, _PART) for mark in heading.finditer(body)}
    for mark in _STRAY.finditer(body):
        if mark.start() not in known:
            raise Refusal(
                _(
                    "In clause %(number)s the heading “%(line)s” is not understood. Nothing was"
                    " changed; a backslash before it makes it a line of the text."
                )
                % {"number": number, "line": mark.group().strip()[:60]}
            )


def _bind(fields: dict[str, Any], items: str, number: int) -> None:
    for name, value in _ITEM.findall(items):
        if name in {"rule", "level"}:
            fields[name] = value
        else:
            counts = value.removeprefix("-").isdecimal() and name not in NARROWING
            if counts and len(value) > LONGEST:
                raise Refusal(
                    _("In clause %(number)s the number behind “%(name)s” is too long."
                      " Nothing was changed.") % {"number": number, "name": name[:60]}
                )  # fmt: skip
            fields["parameters"][name] = int(value) if counts else value
    if fields["level"] not in Clause.SEVERITY or (fields["rule"] and not gate.rule(fields["rule"])):
        raise Refusal(
            _(
                "Clause %(number)s names a rule or a level that is not known here."
                " Nothing was changed."
            )
            % {"number": number}
        )


def _said(fields: dict[str, Any], language: str, title: str, words: str) -> None:
    fields[f"title_{language}"] = title[:200]
    before = _PART.search(words)
    fields[f"text_{language}"] = _inside(words[: before.start()] if before else words)
    for heading, text in _split(_PART, words):
        part = HEADINGS[heading.removeprefix("####").strip()]
        fields[f"{part}_{language}"] = _inside(text)


def _outside(text: str) -> str:
    """A line of the text that looks like a heading gets a backslash, as Markdown has it."""
    return _HEADING_IN_TEXT.sub(r"\\\1", text.replace("\r\n", "\n"))


def _inside(text: str) -> str:
    return re.sub(r"^\\(\\*#)", r"\1", text, flags=re.MULTILINE).strip()

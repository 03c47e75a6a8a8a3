"""What follows from what, read from the wiring and from the code of the reactions themselves."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

from django.utils.module_loading import import_string

from heard.config.wiring import WIRING


def recorded_by(function: Callable[..., Any]) -> set[str]:
    """Verbs that `function`, and everything of the house that it calls, may write down."""
    return set(_verbs(inspect.unwrap(function), set()))


def _verbs(function: Callable[..., Any], seen: set[Any]) -> Iterator[str]:
    if function in seen:
        return
    seen.add(function)
    for call in _calls(function):
        yield from _said(call)
        target = _target(call.func, getattr(function, "__globals__", {}))
        if inspect.isfunction(target) and target.__module__.startswith("heard."):
            yield from _verbs(inspect.unwrap(target), seen)


@cache
def _calls(function: Callable[..., Any]) -> list[ast.Call]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _said(call: ast.Call) -> Iterator[str]:
    """The verb of a `record(verb=…)`; every known one of its room where it is put together."""
    first = call.args[0] if call.args else None
    candidates = [word.value for word in call.keywords if word.arg == "verb"]
    if isinstance(call.func, ast.Name) and call.func.id.startswith("_") and first is not None:
        candidates.append(first)
    for value in candidates:
        if isinstance(value, ast.Constant) and value.value in WIRING:
            yield str(value.value)
        elif isinstance(value, ast.JoinedStr) and isinstance(value.values[0], ast.Constant):
            start = str(value.values[0].value)
            yield from (verb for verb in WIRING if verb.startswith(start))


def _target(node: ast.expr, names: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _target(node.value, names)
        if isinstance(owner, ModuleType):
            return getattr(owner, node.attr, None)
    return None


def follows() -> dict[str, dict[str, set[str]]]:
    """Verb → reaction → the verbs that the reaction may write down."""
    return {
        verb: {name: recorded_by(import_string(name)) for name in reactions}
        for verb, reactions in WIRING.items()
    }


def page() -> str:
    """docs/way.md."""
    lines = [
        "# The way of a message",
        "",
        "What happened (in the words of the journal) and what follows from it. Made from",
        "`heard/config/wiring.py` by `heard way`; a test sees to it that it is true.",
        "",
        "| when | then | which may write down |",
        "|---|---|---|",
    ]
    for verb, reactions in follows().items():
        if not reactions:
            continue
        for name, verbs in reactions.items():
            short = name.removeprefix("heard.").replace(".reactions.", ": ").replace("_", " ")
            lines.append(f"| `{verb}` | {short} | {', '.join(f'`{v}`' for v in sorted(verbs))} |")
    quiet = [f"`{verb}`" for verb, reactions in WIRING.items() if not reactions]
    lines += ["", "Written down, with nothing to follow:", ""]
    lines += textwrap.wrap(", ".join(quiet) + ".", 100, break_on_hyphens=False)
    return "\n".join(line.rstrip() for line in lines) + "\n"

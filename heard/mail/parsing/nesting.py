"""How deep the tags of an HTML text are nested, before a parser is asked.

HTML parsers take quadratic time on tags opened by the thousand and never closed: 200,000
nested `<div>` kept nh3 busy for 107 seconds. Mail that people write stays far below the limit.
"""

import re
from collections import Counter

MAX_NESTING = 300
MAX_LEFT_OPEN = 2000  # of those that people leave open, and that nest all the same when mixed
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,20})")
# Without content, or closed by the next of their kind
UNCOUNTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th "
    "tbody thead tfoot option html head body".split()
)
LEFT_OPEN = frozenset("p li dt dd tr td th option".split())


def is_too_deep(html: str) -> bool:
    """Whether more tags are open at once than anyone nests on purpose; linear time."""
    if html.count("<") <= MAX_NESTING:
        return False
    opened: Counter[str] = Counter()
    depth = left_open = 0
    for closing, tag in TAG.findall(html):
        name = tag.lower()
        if name in LEFT_OPEN:
            left_open += -1 if closing and left_open else 0 if closing else 1
            if left_open > MAX_LEFT_OPEN:
                return True
        if name in UNCOUNTED:
            continue
        if not closing:
            opened[name] += 1
            depth += 1
            if depth > MAX_NESTING:
                return True
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return False

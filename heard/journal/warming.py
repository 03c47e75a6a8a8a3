"""What a worker loads before anything asks for it, so that the first mail is as quick as the next.

Rooms ahead offer what they load lazily. It begins once the worker has had nothing to do for a
moment, so that the first page is not kept waiting by it.
"""

import logging
from collections.abc import Callable

log = logging.getLogger("heard.journal")

_offered: list[Callable[[], object]] = []


def offer(load: Callable[[], object]) -> None:
    _offered.append(load)


def warm_up() -> None:
    """Whatever cannot be loaded now is no reason to stop: it is said again where it is needed."""
    for load in _offered:
        try:
            load()
        except Exception as error:  # noqa: BLE001  # as the sentence above says
            log.warning("not loaded ahead: %s", type(error).__name__)

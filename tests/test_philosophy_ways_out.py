"""Every way out passes the gate: whoever makes something leave has asked first."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.anywhere

HEARD = Path(__file__).parent.parent / "heard"
# Rows that let something leave, and the calls that speak to a mail server
MADE = {"OutgoingMessage", "Permit"}
MAKING = {"create", "bulk_create", "get_or_create", "update_or_create", "save"}
FIRST = {"issue_permit", "put_out", "deliver", "post", "post_to_colleagues"}
ASKS = {"weigh", "unresolved"}


@dataclass(frozen=True)
class Function:
    """A function of the house: where it is, whom it calls, in the order of its lines."""

    file: str
    name: str
    calls: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.file}:{self.name}"


def called(node: ast.Call) -> str:
    """The last name of what is called: "mail.post" is "post", "Permit.objects.create" its rest."""
    name = ast.unparse(node.func)
    for model in MADE:
        if any(name == f"{model}.objects.{verb}" for verb in MAKING) or name == model:
            return f"{model}()"
    return name.rpartition(".")[2]


def house() -> Iterator[Function]:
    for path in sorted(HEARD.rglob("*.py")):
        if "/migrations/" in str(path):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                made = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
                ordered = sorted(made, key=lambda one: (one.lineno, one.col_offset))
                calls = tuple(called(one) for one in ordered)
                yield Function(str(path.relative_to(HEARD)), node.name, calls)


def callers(name: str, functions: list[Function]) -> set[str]:
    return {one.place for one in functions if name in one.calls}


@pytest.fixture(scope="module")
def functions() -> list[Function]:
    return list(house())


def test_a_permit_and_a_letter_are_made_in_one_place_each(functions: list[Function]) -> None:
    assert callers("Permit()", functions) == {"mail/acts/posting.py:issue_permit"}
    assert callers("OutgoingMessage()", functions) == {"mail/acts/posting.py:put_out"}


def test_a_permit_is_asked_for_where_a_letter_is_frozen_and_nowhere_else(
    functions: list[Function],
) -> None:
    frozen = {"conversations/acts/sending.py:freeze_letter"}
    assert callers("issue_permit", functions) == frozen
    assert callers("put_out", functions) == frozen


def test_whoever_freezes_a_letter_has_asked_the_gate_first(functions: list[Function]) -> None:
    ways = [one for one in functions if "freeze_letter" in one.calls]
    assert {one.name for one in ways} == {"reply", "acknowledge"}, "a new way out: does it ask?"
    for way in ways:
        asked = min(way.calls.index(name) for name in ASKS if name in way.calls)
        assert asked < way.calls.index("freeze_letter"), f"{way.place} freezes before it asks"


def test_the_server_is_spoken_to_after_asking_again(functions: list[Function]) -> None:
    assert callers("deliver", functions) == {
        "mail/acts/posting.py:_try",
        "mail/acts/posting.py:post_to_colleagues",
        "mail/server.py:deliver",  # hands on to the delivery service that a mailbox may have
    }
    inside = {
        one.name for one in functions if one.file == "mail/acts/posting.py" and "_try" in one.calls
    }
    assert inside == {"post"}
    tries = [one for one in functions if "post" in one.calls and one.file != "mail/reactions.py"]
    assert {one.place for one in tries} == {"conversations/reactions.py:_try"}
    (way,) = tries
    assert way.calls.index("_stopped_by") < way.calls.index("post")
    asked = next(one for one in functions if one.name == "_stopped_by")
    assert ASKS & set(asked.calls) and "lacks_a_sender" in asked.calls


def test_only_the_mail_room_speaks_smtp_to_others() -> None:
    """What else speaks SMTP knocks at the house's own door for incoming mail, and at no other."""
    for path in HEARD.rglob("*.py"):
        text = path.read_text()
        if path == HEARD / "mail/server.py" or not re.search(r"^(import|from) smtplib", text, re.M):
            continue
        doors = re.findall(r"smtplib\.SMTP(?:_SSL)?\(([^,)]*)", text)
        assert set(doors) <= {'"127.0.0.1"'}, path


def test_no_other_way_of_sending_mail_to_the_outside(functions: list[Function]) -> None:
    """Django's own `send_mail` is the door for colleagues, and its backend checks each address."""
    settings = (HEARD / "config/settings.py").read_text()
    assert 'EMAIL_BACKEND = "heard.mail.colleagues.ColleagueMail"' in settings
    backends = {one.place for one in functions if "get_connection" in one.calls}
    assert backends == set(), "another backend would be another way out"


# Every function that makes a letter leave, and the act it calls; the worker's is `_try`
DOORS = {
    "conversations/outgoing.py:send": "reply",
    "decisions/acts/severing.py:_send_the_ending": "reply",
    "decisions/acts/second_looks.py:send_for": "reply",
    "listening/acts/restating.py:acknowledge": "acknowledge",
    "holding/acts/reminding.py:_say": "acknowledge",  # one honest line while it waits
}


def test_the_doors_are_known(functions: list[Function]) -> None:
    """A new door shows up here, so that whoever builds it thinks of who may open it."""
    found = {
        one.place: (set(one.calls) & {"reply", "acknowledge"}).pop()
        for one in functions
        if {"reply", "acknowledge"} & set(one.calls) and not one.file.startswith("desk/sample")
    }
    found.pop("listening/reactions.py:acknowledge", None)  # calls the act of its own room
    assert found == DOORS

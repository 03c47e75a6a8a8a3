"""The `heard` command: the stable face for scripts."""

import gc
import os
import pkgutil
import sys
import traceback
from collections.abc import Iterator
from importlib import import_module

ITS_OWN_SCHEMA = {"migrate", "check", "makemigrations", "doctor", "restore", "showmigrations"}
ITS_OWN_SCHEMA |= {"judge", "review"}  # these two need no database at all
GARBAGE = 20_000  # objects made and kept before those that hold each other are looked for


def our_commands() -> Iterator[tuple[str, str]]:
    """Name and module of every command of the house."""
    from heard.config.settings import ROOMS

    for place in (*(f"heard.{room}" for room in ROOMS), "heard.config"):
        try:
            package = import_module(f"{place}.management.commands")
        except ModuleNotFoundError:
            continue
        for module in pkgutil.iter_modules(package.__path__):
            yield module.name, f"{place}.management.commands.{module.name}"


def print_help() -> None:
    print("Usage: heard COMMAND [OPTIONS]   (heard COMMAND --help says more)\n")
    for name, module in sorted(our_commands()):
        words = import_module(module).Command.help.strip().splitlines()[0]
        print(f"  {name:<10} {words}")


def run(arguments: list[str]) -> None:
    """Run one command; whatever goes wrong is one clear sentence and a non-zero exit."""
    import django
    from django.core.management import ManagementUtility

    from heard.config.privacy import make_private

    gc.disable()  # nothing is garbage yet while all that is needed is loaded
    django.setup()
    gc.freeze()
    gc.enable()
    if not arguments or arguments[0] in {"help", "--help", "-h"}:
        print_help()
        return
    make_private()
    name = arguments[0]
    if name in dict(our_commands()) and name not in ITS_OWN_SCHEMA and "--help" not in arguments:
        from heard.config.schema import bring_up_to_date

        bring_up_to_date()
    if name in dict(our_commands()):
        _execute(dict(our_commands())[name], arguments)
    else:
        ManagementUtility(["heard", *arguments]).execute()


def _execute(module: str, arguments: list[str]) -> None:
    """Run a command of ours; unlike Django's way its errors come here, to be one sentence."""
    from django.core.management import handle_default_options
    from django.db import connections

    command = import_module(module).Command()
    parser = command.create_parser("heard", arguments[0])
    options = parser.parse_args(arguments[1:])
    given = vars(options)
    positional = given.pop("args", ())
    handle_default_options(options)
    # What is loaded stays, and most of what is made for a mail goes without being looked for
    gc.freeze()
    gc.set_threshold(GARBAGE)
    try:
        command.execute(*positional, **given)
    finally:
        connections.close_all()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.config.settings")
    os.umask(0o077)  # letters, sessions and keys: nobody else on this machine reads them
    try:
        run(sys.argv[1:])
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_code(1))
    except KeyboardInterrupt:
        sys.exit(_code(130))
    except Exception as error:
        sentence, code = _told(error)
        if not sentence and not _is_pipe():
            raise
        broken = f"Something is broken here ({type(error).__name__}); keep the mail and try again."
        fail(sentence or broken, _code(code))


def _told(error: Exception) -> tuple[str, int]:
    """The sentence and the exit status for what may go wrong; "" for what is a fault of ours."""
    if isinstance(error, OSError):
        said = error.strerror or type(error).__name__
        return f"{said}: {error.filename}." if error.filename else f"{said}.", 1
    if isinstance(error, ImportError):  # of Django itself, in the middle of an upgrade
        return "", 1
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import DatabaseError

    if isinstance(error, CommandError):
        return str(error), error.returncode
    if isinstance(error, ImproperlyConfigured | ValueError):
        return str(error) or type(error).__name__, 1
    if isinstance(error, DatabaseError):
        return f"The database did not answer ({type(error).__name__}). Nothing was changed.", 1
    return "", 1


def _is_pipe() -> bool:
    return sys.argv[1:2] == ["receive"]


def _code(meant: int) -> int:
    """Over the pipe a mail server gives a mail back for good only where we mean that; whatever
    else it is, it keeps the mail and tries again (sysexits.h)."""
    for_good = {os.EX_NOUSER, os.EX_UNAVAILABLE}
    return os.EX_TEMPFAIL if _is_pipe() and meant not in for_good else meant


def fail(sentence: str, code: int = 1) -> None:
    """One sentence on stderr and exit `code`; the whole story with HEARD_LOG_LEVEL=DEBUG."""
    if os.environ.get("HEARD_LOG_LEVEL") == "DEBUG":
        traceback.print_exc()
    print(f"heard: {sentence}", file=sys.stderr)
    sys.exit(code)

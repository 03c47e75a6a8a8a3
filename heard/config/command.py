"""The `heard` command: the stable face for scripts."""

import gc
import os
import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured

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

    gc.disable()  # nothing is garbage yet while all that is needed is loaded
    django.setup()
    gc.freeze()
    gc.enable()
    if not arguments or arguments[0] in {"help", "--help", "-h"}:
        print_help()
        return
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
    from django.core.management import CommandError
    from django.db import DatabaseError

    try:
        run(sys.argv[1:])
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except CommandError as error:
        fail(str(error), error.returncode)
    except (ImproperlyConfigured, ValueError) as error:
        fail(str(error) or type(error).__name__)
    except DatabaseError as error:
        fail(f"The database did not answer ({type(error).__name__}). Nothing was changed.", _code())
    except OSError as error:
        said = error.strerror or type(error).__name__
        fail(f"{said}: {error.filename}." if error.filename else f"{said}.", _code())


def _code() -> int:
    """A mail server that hands a mail over the pipe keeps it and tries again (sysexits.h)."""
    return os.EX_TEMPFAIL if sys.argv[1:2] == ["receive"] else 1


def fail(sentence: str, code: int = 1) -> None:
    """One sentence on stderr and exit `code`; the whole story with HEARD_LOG_LEVEL=DEBUG."""
    if os.environ.get("HEARD_LOG_LEVEL") == "DEBUG":
        raise
    print(f"heard: {sentence}", file=sys.stderr)
    sys.exit(code)

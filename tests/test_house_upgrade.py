"""A house that began with the first release moves into every later one with all it holds."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import an_empty_house
from tests.servers import ROOT, Commands

STORED = Path(__file__).parent / "stored" / "first_release.json"
MOVE_IN = """
import json, sys
import django
from django.core.serializers.python import Deserializer
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

django.setup()
stored = json.load(open(sys.argv[1], encoding="utf-8"))
targets = list(stored["migrations"].items())
executor = MigrationExecutor(connection)
beside = [("contenttypes", "0002_remove_content_type_name"), ("sessions", "0001_initial")]
executor.migrate([*targets, *beside])
then = executor.loader.project_state(targets).apps


class AsItWasThen(Deserializer):
    @staticmethod
    def _get_model_from_node(name):
        return then.get_model(name)


with transaction.atomic(), connection.constraint_checks_disabled():
    for row in AsItWasThen(stored["rows"]):
        row.save()
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        for model in then.get_models():
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'),"
                f" COALESCE((SELECT MAX({key}) FROM {table}), 1))"
            )
"""


# The tables as the database itself describes them; the order of columns is nobody's business
DESCRIBE = """
import json
from django.db import connection

from heard.config.settings import ROOMS


def named(name):
    "SQLite counts those that have none."
    return "" if name.startswith(("fk_", "__unnamed")) else name


found = {}
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        if not table.startswith(tuple(f"{room}_" for room in ROOMS)):
            continue  # of a library
        columns = connection.introspection.get_table_description(cursor, table)
        constraints = connection.introspection.get_constraints(cursor, table)
        found[table] = [
            sorted(
                [one.name, str(one.type_code), str(one.display_size), one.null_ok, one.default]
                for one in columns
            ),
            sorted(
                json.dumps([named(name), {**said, "columns": sorted(said["columns"])}])
                for name, said in constraints.items()
            ),
        ]
print(json.dumps(found))
"""


def described(heard: Commands) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(heard("shell", "-v", "0", "-c", DESCRIBE))
    return found


@pytest.mark.slow
def test_the_first_release_is_still_at_home_here(own_house: dict[str, str], tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", MOVE_IN, str(STORED)],
        env={**own_house, "DJANGO_SETTINGS_MODULE": "heard.config.settings"},
        cwd=ROOT,
        check=True,
    )
    with Commands(own_house) as heard:
        listed = {one["subject"]: one for one in json.loads(heard("list", "--json"))}
        assert set(listed) == {"Dritte Lieferung", "Wrong parts", "Angebot"}
        hot = listed["Dritte Lieferung"]
        assert hot["raised_by"] == "them" and hot["hot"] > 0.5 and hot["promises"][0]["by"] == "us"
        assert len(listed["Angebot"]["messages"]) == 2
        sealed = json.loads(heard("journal", "verify", "--json"))
        assert sealed["faults"] == [] and sealed["sealed"] > 30
        shown = json.loads(heard("show", str(hot["id"]), "--json"))
        assert "Prüfzeugnis" in shown["messages"][0]["text"]
        seen = json.loads(heard("list", "--json", "--as", "eva@firma.example"))
        assert seen == [], "who saw nothing then sees nothing now"
        moved = described(heard)

    with an_empty_house(tmp_path) as fresh, Commands(fresh) as heard:
        assert heard("list", "--json").strip() == "[]"
        new = described(heard)
    assert set(new) == set(moved) and len(new) > 60
    for table, said in new.items():
        for one, other in zip(said, moved[table], strict=True):
            assert one == other, f"{table}: a new house has another one"


def emptied(house: dict[str, str]) -> None:
    """Another database in the place of the one that the house knew, and nothing in it."""
    url = house.get("HEARD_DATABASE_URL")
    if url:
        with psycopg.connect(url, autocommit=True) as database:
            database.execute("DROP SCHEMA public CASCADE")
            database.execute("CREATE SCHEMA public")
        return
    for name in ("heard.sqlite3", "heard.sqlite3-wal", "heard.sqlite3-shm"):
        (Path(house["HEARD_DATA"]) / name).unlink(missing_ok=True)
    (Path(house["HEARD_DATA"]) / "heard.sqlite3").touch()


@pytest.mark.slow
def test_a_database_put_in_the_place_of_another_is_brought_up_to_date(
    own_house: dict[str, str],
) -> None:
    with Commands(own_house) as heard:
        heard("list")
        heard("migrate", "people", "0007")  # as an older version left it
        assert "[ ]" in heard("showmigrations", "people")
        heard("list")
        assert "[ ]" not in heard("showmigrations")
    emptied(own_house)
    with Commands(own_house) as heard:
        assert heard("list", "--json").strip() == "[]"

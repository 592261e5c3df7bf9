"""The way of a workspace file to the schema that this program knows.

A step is a module `m<number>_<what>.py` with a function `migrate(connection)`; `STEPS` holds them in order.
It runs in one transaction with foreign keys off (they are checked before the commit), so that it can make a
table anew. It is never edited once it has been released: what it makes is what files out there hold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from finsam_desktop.domain.errors import StorageError
from finsam_desktop.storage import backup, sqlite
from finsam_desktop.storage.migrations import (
    m0001_first,
    m0002_lists_and_files,
    m0003_versions,
    m0004_status,
)

Step = Callable[[sqlite3.Connection], None]

STEPS: tuple[Step, ...] = (
    m0001_first.migrate,
    m0002_lists_and_files.migrate,
    m0003_versions.migrate,
    m0004_status.migrate,
)

BACKUP = "före-uppgradering"
"""The kind of the backups that are made here."""


def bring_up(path: Path) -> None:
    """Make the file at `path` a workspace of today's version; before each step of an existing one, a backup.

    A file that is something else, newer, damaged or altered raises StorageError and is left as it was; so is
    one whose migration fails. Raises also `sqlite3.Error` and OSError.
    """
    version = _version_at(path) if sqlite.prepare_place(path) else 0
    for number, step in enumerate(STEPS[version:], start=version + 1):
        saved = backup.create(path, BACKUP) if version else None
        try:
            with closing(sqlite.connect(path, foreign_keys=False)) as connection:
                _run(connection, number, step)
        except sqlite3.Error as error:
            if saved is None:
                raise
            raise StorageError(
                f"{path} kunde inte göras om för den här versionen av programmet, och är som den var."
                f" {sqlite.explain(error, path)} En säkerhetskopia ligger i {saved}."
            ) from error


def expected(version: int) -> sqlite.Schema:
    """The schema that the steps up to `version` make."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for number, step in enumerate(STEPS[:version], start=1):
            _run(connection, number, step)
        return sqlite.schema_of(connection)


def _version_at(path: Path) -> int:
    with closing(sqlite.connect(path)) as connection:
        found = sqlite.schema_of(connection)
        if found.blank:
            return 0
        if found.application_id != sqlite.APPLICATION_ID:
            raise StorageError(
                f"{path} är ingen arbetsyta, utan en databas från ett annat program. Filen är orörd."
                " Välj en annan fil."
            )
        if found.version > len(STEPS):
            raise StorageError(
                f"{path} är sparad med en nyare version av programmet och kan inte öppnas i den här."
                " Filen är orörd. Installera den nyaste versionen och öppna arbetsytan i den."
            )
        sqlite.check_integrity(connection, path)
        if found != expected(found.version):
            raise StorageError(
                f"{path} har ändrats av något annat än det här programmet: databasens tabeller är inte de som"
                " programmet har gjort. Filen är orörd och öppnas inte, eftersom den kan vara farlig."
                " Öppna en säkerhetskopia."
            )
        return found.version


def _run(connection: sqlite3.Connection, number: int, step: Step) -> None:
    """Take the step, unless another program has taken it meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if sqlite.version_of(connection) < number:
            step(connection)
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            if broken:
                raise sqlite3.IntegrityError(
                    f"step {number} leaves a row of {broken[0]} without its {broken[2]}"
                )
            connection.execute(f"PRAGMA application_id={sqlite.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={number}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")

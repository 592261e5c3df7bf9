"""What is SQLite's own: connections, pragmas, what a file is, and what its errors mean.

The mapping in `tables` and `records` knows nothing of this, so that it could stand on another database.
SQLAlchemy, which takes longer to import than all else of a start, stands in `engine`.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from finsam_desktop.domain.errors import StorageError

APPLICATION_ID = 0x46534D44
"""Marks a file as a workspace of this program: "FSMD" in ASCII."""

BUSY_TIMEOUT = 5000
"""How long to wait for another program's write, in milliseconds."""

# None of them writes to the file, so that they can be set before it is known to be ours. A commit that has
# returned is on the disk (fullfsync says the same to macOS), and what a schema says is never run unasked.
_PRAGMAS = {
    "trusted_schema": "OFF",
    "foreign_keys": "ON",
    "synchronous": "FULL",
    "fullfsync": "ON",
    "checkpoint_fullfsync": "ON",
}


# ------------------------------------------------------------------------------- connections


def connect(path: Path, *, wal: bool = False, foreign_keys: bool = True) -> sqlite3.Connection:
    """A bare connection without transactions of its own; `wal` writes the journal mode into the file.

    Raises `sqlite3.Error`.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        pragmas = _PRAGMAS | {
            "busy_timeout": str(BUSY_TIMEOUT),
            "foreign_keys": "ON" if foreign_keys else "OFF",
        }
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name}={value}")
        if wal:
            _use_log(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_log(connection: sqlite3.Connection) -> None:
    """Have the file written through a log (WAL). For this SQLite does not wait for its turn by itself."""
    give_up = time.monotonic() + BUSY_TIMEOUT / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)


def copy(source: Path, target: Path) -> None:
    """A consistent copy of the database as one file of its own, taken while others may use it."""
    with closing(connect(source)) as here, closing(connect(target)) as there:
        here.backup(there)
        there.execute("PRAGMA journal_mode=DELETE")


# ----------------------------------------------------------------------- what a file is


class Schema(NamedTuple):
    """What a database says it is."""

    application_id: int
    version: int
    objects: frozenset[tuple[str, str, str, str | None]]
    """Type, name, table and SQL of every table, index, view and trigger."""

    @property
    def blank(self) -> bool:
        return self == Schema(0, 0, frozenset())


def schema_of(connection: sqlite3.Connection) -> Schema:
    """The schema, without the statistics that SQLite's ANALYZE leaves."""
    objects = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema"
        " WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))"
    ).fetchall()
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    return Schema(application_id, version_of(connection), frozenset(objects))


def version_of(connection: sqlite3.Connection) -> int:
    """The version that the last migration left; 0 in a new file."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def prepare_place(path: Path) -> bool:
    """Whether there is a file with something in it at `path`; makes its folder if there is none.

    The file is not opened: on POSIX, closing it would let go of the locks that SQLite has on it elsewhere in
    this program. Raises StorageError for what is no file, or one that may not be written, and OSError.
    """
    if path.is_dir():
        raise StorageError(f"{path} är en mapp. En arbetsyta är en fil: ange en fil i mappen.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        return False
    if not path.is_file():
        raise StorageError(f"{path} är ingen vanlig fil. Välj en annan fil.")
    if not os.access(path, os.R_OK | os.W_OK):
        raise StorageError(_forbidden(path))
    return path.stat().st_size > 0


def check_integrity(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StorageError if SQLite finds the file damaged."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StorageError(_damaged(path))


# ---------------------------------------------------------------------- what an error means


@contextmanager
def mapped(path: Path) -> Iterator[None]:
    """Every error of the database or the file system as a StorageError that says what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StorageError(explain(error, path)) from error


def explain(error: Exception, path: Path) -> str:
    """What an error of the database or the file system means for the file at `path`, and what to do."""
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, _failing)(path)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the other bits tell kinds of the same error apart
    if code in _BY_CODE:
        return _BY_CODE[code](path)
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return f"Databasen {path} kunde inte göra det som begärdes ({name}). Inget har ändrats i den."


def _damaged(path: Path) -> str:
    return (
        f"{path} är skadad och går inte att läsa säkert."
        " Öppna en säkerhetskopia, eller be den som sköter datorn om hjälp."
    )


def _foreign(path: Path) -> str:
    return f"{path} är ingen arbetsyta, utan en annan sorts fil. Filen är orörd. Välj en annan fil."


def _full(path: Path) -> str:
    return f"Disken är full, så {path} kunde inte sparas. Frigör utrymme och försök igen."


def _forbidden(path: Path) -> str:
    return (
        f"Det går inte att läsa och skriva i {path}. Filen eller mappen är skrivskyddad, eller så saknar du"
        " behörighet. Ge dig själv rätt att läsa och skriva där, eller välj en annan plats."
    )


def _busy(path: Path) -> str:
    return f"{path} är upptagen: ett annat program skriver i den. Vänta en stund och försök igen."


def _failing(path: Path) -> str:
    return (
        f"Det gick inte att läsa eller skriva {path}. Disken kan vara full, trasig eller bortkopplad."
        " Kontrollera den och försök igen."
    )


def _closed(path: Path) -> str:
    return f"{path} går inte att öppna. Kontrollera att mappen finns och att du får läsa och skriva i den."


def _no_place(path: Path) -> str:
    return f"{path} går inte att använda: en del av sökvägen är en fil och ingen mapp. Välj en annan plats."


_BY_CODE = {
    sqlite3.SQLITE_BUSY: _busy,
    sqlite3.SQLITE_LOCKED: _busy,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_IOERR: _failing,
    sqlite3.SQLITE_CANTOPEN: _closed,
    sqlite3.SQLITE_READONLY: _forbidden,
    sqlite3.SQLITE_PERM: _forbidden,
    sqlite3.SQLITE_CORRUPT: _damaged,
    sqlite3.SQLITE_NOTADB: _foreign,
}
_BY_ERRNO = {
    errno.ENOSPC: _full,
    errno.EDQUOT: _full,
    errno.EACCES: _forbidden,
    errno.EPERM: _forbidden,
    errno.EROFS: _forbidden,
    errno.EEXIST: _no_place,
    errno.ENOTDIR: _no_place,
}

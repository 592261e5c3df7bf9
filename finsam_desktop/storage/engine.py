"""SQLAlchemy on a workspace's file: the engine, transactions, and its errors in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from finsam_desktop.domain.errors import StorageError
from finsam_desktop.storage import sqlite


def engine_for(path: Path) -> Engine:
    """An engine whose connections have every pragma of a workspace. Begin with `reading` or `writing`."""
    url = URL.create("sqlite", database=str(path))
    return create_engine(url, creator=lambda: sqlite.connect(path, wal=True), poolclass=NullPool)


@contextmanager
def reading(connection: Connection) -> Iterator[None]:
    """A transaction that sees one state of the file throughout, whatever is written meanwhile."""
    with connection.begin():
        connection.exec_driver_sql("BEGIN")
        yield


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """A transaction that waits for its turn to write before it reads, and is taken back on any error."""
    with connection.begin():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield


def checkpoint(connection: Connection) -> None:
    """Move what the log holds into the file itself, as far as it goes; the log is as safe as the file."""
    driver = connection.connection.driver_connection
    assert driver is not None
    with suppress(sqlite3.Error):
        driver.execute("PRAGMA wal_checkpoint(PASSIVE)")


@contextmanager
def mapped(path: Path) -> Iterator[None]:
    """Every error of SQLAlchemy, the database or the file system as a StorageError that says what to do."""
    try:
        with sqlite.mapped(path):
            yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None)
        words = sqlite.explain(cause if isinstance(cause, Exception) else error, path)
        raise StorageError(words) from error

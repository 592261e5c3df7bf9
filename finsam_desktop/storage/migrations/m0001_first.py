"""The first schema: applications with their answers, parties, sheets and history."""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime

STATEMENTS = (
    """
    CREATE TABLE workspace (
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (name)
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE edition (
        digest TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        association TEXT NOT NULL,
        files TEXT NOT NULL,
        PRIMARY KEY (digest)
    ) STRICT
    """,
    """
    CREATE TABLE application (
        id TEXT NOT NULL,
        edition TEXT NOT NULL,
        meta TEXT NOT NULL,
        name TEXT NOT NULL,
        lead TEXT NOT NULL,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        created TEXT NOT NULL,
        modified TEXT NOT NULL,
        removed TEXT,
        revision INTEGER NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(edition) REFERENCES edition (digest)
    ) STRICT
    """,
    """
    CREATE TABLE answer (
        application TEXT NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (application, field),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE party (
        application TEXT NOT NULL,
        party TEXT NOT NULL,
        position INTEGER NOT NULL,
        attributes TEXT NOT NULL,
        PRIMARY KEY (application, party),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE budget_party (
        application TEXT NOT NULL,
        party TEXT NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (application, party),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE sheet_row (
        application TEXT NOT NULL,
        sheet TEXT NOT NULL,
        "row" TEXT NOT NULL,
        position INTEGER NOT NULL,
        "group" TEXT NOT NULL,
        party TEXT NOT NULL,
        PRIMARY KEY (application, sheet, "row"),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE cell (
        application TEXT NOT NULL,
        sheet TEXT NOT NULL,
        "row" TEXT NOT NULL,
        "column" TEXT NOT NULL,
        ore INTEGER,
        value TEXT,
        PRIMARY KEY (application, sheet, "row", "column"),
        CONSTRAINT one_value CHECK ((ore IS NULL) <> (value IS NULL)),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE history (
        application TEXT NOT NULL,
        seq INTEGER NOT NULL,
        change TEXT NOT NULL,
        time TEXT NOT NULL,
        origin TEXT NOT NULL,
        label TEXT NOT NULL,
        operations TEXT NOT NULL,
        PRIMARY KEY (application, seq),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Make the tables, and give the workspace an id that a copy of it keeps."""
    for statement in STATEMENTS:
        connection.execute(statement)
    facts = {"id": uuid.uuid4().hex, "created": datetime.now(UTC).isoformat()}
    connection.executemany("INSERT INTO workspace (name, value) VALUES (?, ?)", facts.items())

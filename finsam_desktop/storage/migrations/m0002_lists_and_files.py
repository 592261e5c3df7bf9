"""What an application lists besides parties and rows (leftovers, attachments), notes, and attached files."""

from __future__ import annotations

import sqlite3

STATEMENTS = (
    """
    CREATE TABLE listed (
        application TEXT NOT NULL,
        list TEXT NOT NULL,
        item TEXT NOT NULL,
        position INTEGER NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (application, list, item),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE note (
        application TEXT NOT NULL,
        sheet TEXT NOT NULL,
        "row" TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (application, sheet, "row", name),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    """,
    """
    CREATE TABLE blob (
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (digest)
    ) STRICT
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Make the tables, empty."""
    for statement in STATEMENTS:
        connection.execute(statement)

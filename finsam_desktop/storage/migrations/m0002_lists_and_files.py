"""What an application lists besides parties and rows (leftovers, attachments), and the attached files."""

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

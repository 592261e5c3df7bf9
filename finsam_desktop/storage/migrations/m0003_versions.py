"""Frozen versions of an application."""

from __future__ import annotations

import sqlite3

STATEMENTS = (
    """
    CREATE TABLE version (
        application TEXT NOT NULL,
        number INTEGER NOT NULL,
        time TEXT NOT NULL,
        content TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        pdf TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (application, number),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE,
        FOREIGN KEY(pdf) REFERENCES blob (digest)
    ) STRICT
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Make the table, empty."""
    for statement in STATEMENTS:
        connection.execute(statement)

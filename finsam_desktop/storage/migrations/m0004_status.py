"""How an application stands to its newest version, in the column `status` that said nothing of it before."""

from __future__ import annotations

import sqlite3

STATEMENT = """
    UPDATE application SET status = (
        SELECT CASE WHEN max(time) IS NULL THEN 'draft'
                    WHEN max(time) >= modified THEN 'frozen'
                    ELSE 'changed' END
        FROM version WHERE version.application = application.id
    )
"""


def migrate(connection: sqlite3.Connection) -> None:
    """An application that was saved after it was frozen counts as changed, until its next save compares."""
    connection.execute(STATEMENT)

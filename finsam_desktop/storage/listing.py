"""The list of applications in a workspace, without what it takes to read one of them.

It is what the window shows first, so it is read by the standard library alone.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from finsam_desktop.storage import migrations, sqlite

_LIST = """
    SELECT application.id, application.name, edition.id AS edition, edition.title AS edition_title,
           edition.association, application.kind, application.status, application.lead,
           application.modified, application.removed IS NOT NULL AS removed,
           coalesce((SELECT max(number) FROM version WHERE version.application = application.id), 0)
               AS version
    FROM application JOIN edition ON edition.digest = application.edition
    WHERE ? OR application.removed IS NULL
    ORDER BY application.modified DESC, application.id
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the list of applications shows of one."""

    id: str
    name: str
    edition: str
    edition_title: str
    association: str
    kind: str
    status: str
    """How it stands to its newest version: draft, frozen or changed."""
    version: int
    """Number of the newest version, 0 for none."""
    lead: str
    """The lead owner's organisation."""
    modified: datetime
    """In UTC."""
    removed: bool


def prepare(path: Path) -> None:
    """Make the workspace and its folder if there is none, or bring an older one up to date.

    Raises StorageError for a file that is something else, newer, damaged, or cannot be read and written.
    """
    with sqlite.mapped(path):
        migrations.bring_up(path)


def summaries(path: Path, *, removed: bool = False) -> list[Summary]:
    """The applications, newest first; with `removed` also those removed. Raises StorageError."""
    with sqlite.mapped(path), closing(sqlite.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute(_LIST, (removed,))]
    return [_summary(row) for row in rows]


def _summary(row: dict[str, Any]) -> Summary:
    try:
        modified = datetime.fromisoformat(row["modified"])
    except ValueError:  # damage in one row is no reason to hide the others
        modified = datetime.fromtimestamp(0, UTC)
    return Summary(**row | {"modified": modified, "removed": bool(row["removed"])})

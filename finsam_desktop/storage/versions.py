"""Frozen versions to and from their rows. They are written once: nothing here changes or removes one.

Every statement is a constant and expects a transaction, as in `records`.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, func, insert, select

from finsam_desktop.domain.versions import Version, digest
from finsam_desktop.storage.tables import version as table

_OF = table.c.application == bindparam("application")
_ALL = (
    select(table.c.number, table.c.time, table.c.sha256, table.c.pdf, table.c.reason)
    .where(_OF)
    .order_by(table.c.number)
)
_LAST = select(func.max(table.c.number)).where(_OF)
_CONTENT = select(table.c.content, table.c.sha256).where(_OF, table.c.number == bindparam("number"))
_INSERT = insert(table)


def last(connection: Connection, application_id: str) -> int:
    """The number of the newest version, 0 when there is none."""
    return connection.scalar(_LAST, {"application": application_id}) or 0


def add(connection: Connection, application_id: str, version: Version, content: str) -> None:
    """Write a new version. The database refuses a number that is taken, and a PDF that is not kept."""
    row = {"application": application_id, "content": content, "number": version.number, "time": version.time}
    connection.execute(_INSERT, row | {name: getattr(version, name) for name in ("sha256", "pdf", "reason")})


def read_all(connection: Connection, application_id: str) -> list[Version]:
    """The versions in the order of their numbers."""
    return [Version(*row) for row in connection.execute(_ALL, {"application": application_id})]


def read_content(connection: Connection, application_id: str, number: int) -> str:
    """The content as it was frozen. Raises KeyError for no such version, ValueError for a damaged one."""
    found = connection.execute(_CONTENT, {"application": application_id, "number": number}).first()
    if found is None:
        raise KeyError(number)
    content: str = found.content
    if digest(content) != found.sha256:
        raise ValueError("the version's content has changed")
    return content

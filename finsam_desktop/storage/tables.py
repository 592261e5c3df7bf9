"""The tables of a workspace, as SQLAlchemy Core describes them.

Money is integer öre; every other value is JSON text as `domain.values.to_plain` writes it. The tables
themselves are made by `migrations`; a test holds the two against each other.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)


def to_text(data: Any) -> str:
    """Compact JSON. Lone surrogates, which no database text can hold, are escaped so that they come back."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(data, separators=(",", ":"))
    return text


class Json(TypeDecorator[Any]):
    """Plain data as JSON text; a column without a value is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else to_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class UtcTime(TypeDecorator[datetime]):
    """A point in time as ISO text in UTC, always of the same length, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


# 64 bits everywhere. SQLite's strict tables know no BIGINT, and their INTEGER has 64 bits already.
Ore = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()

# STRICT keeps text out of the öre; WITHOUT ROWID lets a table be its own index. Each key begins with the
# application, which is how everything is read, so that no other index is needed.
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def _application(*, key: bool = True) -> Column[str]:
    return Column(
        "application", ForeignKey("application.id", ondelete="CASCADE"), primary_key=key, nullable=False
    )


workspace = Table(
    "workspace",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    **_KEYED,
)
"""What is said of the workspace as a whole: its `id` and when it was `created`."""

edition = Table(
    "edition",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("association", Text, nullable=False),
    Column("files", Text, nullable=False),
    **_STRICT,
)
"""The form editions that applications were written in. `digest` is the SHA-256 of `files`, a JSON text."""

application = Table(
    "application",
    metadata,
    Column("id", Text, primary_key=True),
    Column("edition", ForeignKey("edition.digest"), nullable=False),
    Column("meta", Json, nullable=False),
    Column("name", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("modified", UtcTime, nullable=False),
    Column("removed", UtcTime),
    Column("revision", Integer, nullable=False),
    **_STRICT,
)
"""`name` to `kind` are what the list shows, written anew at each save; so does `status`, which says how it
stands to the newest version (`freezing.StateKind`). `revision` is the last `seq` in the history, by which a
save sees whether somebody else has saved since."""

answer = Table(
    "answer",
    metadata,
    _application(),
    Column("field", Text, primary_key=True),
    Column("value", Json, nullable=False),
    **_KEYED,
)

party = Table(
    "party",
    metadata,
    _application(),
    Column("party", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("attributes", Json, nullable=False),
    **_KEYED,
)

budget_party = Table(
    "budget_party",
    metadata,
    _application(),
    Column("party", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    **_KEYED,
)

sheet_row = Table(
    "sheet_row",
    metadata,
    _application(),
    Column("sheet", Text, primary_key=True),
    Column("row", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("group", Text, nullable=False),
    Column("party", Text, nullable=False),
    **_KEYED,
)

cell = Table(
    "cell",
    metadata,
    _application(),
    Column("sheet", Text, primary_key=True),
    Column("row", Text, primary_key=True),
    Column("column", Text, primary_key=True),
    Column("ore", Ore),
    Column("value", Json),
    CheckConstraint("(ore IS NULL) <> (value IS NULL)", name="one_value"),
    **_KEYED,
)
"""An amount stands in `ore`, anything else in `value`."""

listed = Table(
    "listed",
    metadata,
    _application(),
    Column("list", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("content", Json, nullable=False),
    **_KEYED,
)
"""The items of an application's other lists (`leftovers`, `attachments`), as `item_to_json` writes them."""

note = Table(
    "note",
    metadata,
    _application(),
    Column("sheet", Text, primary_key=True),
    Column("row", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Json, nullable=False),
    **_KEYED,
)
"""What is kept beside the figures of a row: comments, how a figure was written, what it comes from."""

blob = Table(
    "blob",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    **_STRICT,
)
"""The contents of attached files and the PDFs of versions, by SHA-256. They never change, and stay as long as
the workspace: an undo, or the history, may come back to any of them."""

version = Table(
    "version",
    metadata,
    _application(),
    Column("number", Integer, primary_key=True),
    Column("time", UtcTime, nullable=False),
    Column("content", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("pdf", ForeignKey("blob.digest"), nullable=False),
    Column("reason", Text, nullable=False),
    **_STRICT,
)
"""What was set down to be signed. Rows are written once; `sha256` is of `content`, a JSON text."""

history = Table(
    "history",
    metadata,
    _application(),
    Column("seq", Integer, primary_key=True),
    Column("change", Text, nullable=False),
    Column("time", UtcTime, nullable=False),
    Column("origin", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("operations", Json, nullable=False),
    **_KEYED,
)
"""Every change of an application from its creation (`seq` 1); a change that is redone stands there again."""

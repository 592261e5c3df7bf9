"""An application to and from its rows.

Every statement is a constant, so that SQLAlchemy compiles each of them once. They expect a transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Delete, Select, Table, bindparam, delete, insert, select, update

from finsam_desktop.domain.application import Application, Party, Row
from finsam_desktop.domain.change import (
    TYPING,
    Change,
    Insert,
    Operation,
    SetValue,
    item_from_json,
    item_to_json,
)
from finsam_desktop.domain.values import Value, from_plain, to_plain
from finsam_desktop.storage import tables

if TYPE_CHECKING:
    from finsam_desktop.domain.form import FormEdition
    from finsam_desktop.domain.freezing import StateKind

Path = tuple[str, ...]

LISTS = ("leftovers", "attachments")
"""The lists of an application whose items stand whole in one table."""


def blank(edition: FormEdition, application_id: str) -> Application:
    """The application before its first change, the creation; its history replays from here."""
    sheets = [sheet.id for sheet in edition.sheets]
    return Application(
        application_id, edition, rows={name: [] for name in sheets}, cells={name: {} for name in sheets}
    )


def creation(application: Application) -> Change:
    """The change that makes a blank application into this one."""
    operations: list[Operation] = [
        SetValue(("meta", name), None, value) for name, value in application.meta.items()
    ]
    operations += [SetValue(("answer", name), None, value) for name, value in application.answers.items()]
    operations += [
        Insert(("parties",), Party(party.id, dict(party.attributes))) for party in application.parties
    ]
    operations += [Insert(("budget_parties",), party_id) for party_id in application.budget_parties]
    for name in LISTS:
        operations += [Insert((name,), item) for item in application.sequence((name,))]
    for sheet, rows in application.rows.items():
        operations += [Insert(("rows", sheet), row) for row in rows]
    for sheet, lines in application.cells.items():
        for row, cells in lines.items():
            operations += [SetValue(("cell", sheet, row, name), None, value) for name, value in cells.items()]
    for sheet, lines in application.notes.items():
        for row, notes in lines.items():
            operations += [SetValue(("note", sheet, row, name), None, value) for name, value in notes.items()]
    return Change("Skapad", tuple(operations), "create")


# ------------------------------------------------------------------------------------ writing

_PLACES: dict[str, tuple[Table, tuple[str, ...]]] = {
    "answer": (tables.answer, ("field",)),
    "cell": (tables.cell, ("sheet", "row", "column")),
    "note": (tables.note, ("sheet", "row", "name")),
    "parties": (tables.party, ()),
    "budget_parties": (tables.budget_party, ()),
    "rows": (tables.sheet_row, ("sheet",)),
    "listed": (tables.listed, ("list",)),
}
"""By the first word of a target: the table, and the columns for the rest of it."""


def _delete(table: Table, keys: Sequence[str]) -> Delete:
    return delete(table).where(*(table.c[key] == bindparam(key) for key in ("application", *keys)))


_DELETE = {kind: _delete(table, keys) for kind, (table, keys) in _PLACES.items()}
_INSERT = {kind: insert(table) for kind, (table, _) in _PLACES.items()}
_INSERT_HISTORY = insert(tables.history)
_DELETE_RUN = _delete(tables.history, ("seq", "change"))
_HEAD = ("meta", "name", "lead", "kind", "modified", "revision")
_UPDATE_HEAD = (
    update(tables.application)
    .where(tables.application.c.id == bindparam("of"), tables.application.c.revision == bindparam("known"))
    .values({name: bindparam(name) for name in _HEAD})
    .returning(tables.application.c.status)
)
_SET_STATUS = (
    update(tables.application)
    .where(tables.application.c.id == bindparam("of"))
    .values(status=bindparam("status"))
)


def add(connection: Connection, application: Application, digest: str, now: datetime) -> int:
    """Write a new application, with its creation as the first row of history. Gives its revision."""
    head = _head(application, now, 0) | {"id": application.id, "edition": digest, "created": now}
    head["status"] = "draft"
    connection.execute(insert(tables.application), head)
    write(connection, application, [creation(application)], 0, now)
    return 1


def write(
    connection: Connection, application: Application, changes: Sequence[Change], revision: int, now: datetime
) -> StateKind | None:
    """Write all that the changes touched as the application has it, and a row of history for each change.

    Gives how the application stood to its newest version before, as the list has it.

    Typing that goes on in a field comes again with the id of the last change in the history, grown: it takes
    that row's place, so that an hour of writing does not store the text a thousand times.
    None, with nothing written, when the stored revision is not `revision`.
    """
    head = _head(application, now, revision + len(changes))
    known = {"of": application.id, "known": revision}
    status: StateKind | None = connection.scalar(_UPDATE_HEAD, head | known)
    if status is None:
        return None
    targets: defaultdict[str, list[Path]] = defaultdict(list)
    for target in dict.fromkeys(_target(path) for change in changes for path in change.paths):
        targets[target[0]].append(target)
    targets.pop("meta", None)  # stands in the head
    for kind, paths in targets.items():
        _rewrite(connection, application, kind, paths)
    if changes[0].origin == TYPING:
        run = {"application": application.id, "seq": revision, "change": changes[0].id}
        connection.execute(_DELETE_RUN, run)
    rows = [_history_row(application.id, seq, change) for seq, change in enumerate(changes, revision + 1)]
    connection.execute(_INSERT_HISTORY, rows)
    return status


def set_status(connection: Connection, application_id: str, status: StateKind) -> None:
    """Write how the application stands to its newest version, for the list."""
    connection.execute(_SET_STATUS, {"of": application_id, "status": status})


def _target(path: Path) -> Path:
    """What is written anew for a change at `path`: one value, or the whole of a list, which is short."""
    match path:
        case ("answer" | "meta" | "rows", _) | ("cell" | "note", _, _, _) | ("parties" | "budget_parties",):
            return path
        case ("party", _, _):
            return ("parties",)
        case (name,) if name in LISTS:
            return ("listed", name)
    raise KeyError(path)


def _rewrite(connection: Connection, application: Application, kind: str, paths: Sequence[Path]) -> None:
    names = ("application", *_PLACES[kind][1])
    keys = [dict(zip(names, (application.id, *path[1:]), strict=True)) for path in paths]
    connection.execute(_DELETE[kind], keys)
    rows = [key | row for key, path in zip(keys, paths, strict=True) for row in _rows(application, path)]
    if rows:
        connection.execute(_INSERT[kind], rows)


def _rows(application: Application, path: Path) -> Iterator[dict[str, Any]]:
    """The rows for what the application has at the target `path`, without the columns that it gives."""
    match path:
        case ("parties",):
            for position, party in enumerate(application.parties):
                attributes = {name: to_plain(value) for name, value in party.attributes.items()}
                yield {"party": party.id, "position": position, "attributes": attributes}
        case ("budget_parties",):
            for position, party_id in enumerate(application.budget_parties):
                yield {"party": party_id, "position": position}
        case ("listed", name):
            for position, item in enumerate(application.sequence((name,))):
                yield {"item": item.id, "position": position, "content": item_to_json(item)}
        case ("rows", sheet):
            for position, row in enumerate(application.rows[sheet]):
                yield {"row": row.id, "position": position, "group": row.group, "party": row.party}
        case _:
            value = application.get(path)
            if value is not None:
                yield _cell_value(value) if path[0] == "cell" else {"value": to_plain(value)}


def _cell_value(value: Value) -> dict[str, Any]:
    if type(value) is int:
        return {"ore": value, "value": None}
    return {"ore": None, "value": to_plain(value)}


def _head(application: Application, now: datetime, revision: int) -> dict[str, Any]:
    leads = application.parties_of(("lead",))
    return {
        "meta": {name: to_plain(value) for name, value in application.meta.items()},
        "name": _storable(application.name),
        "lead": _storable(leads[0].text("organisation")) if leads else "",
        "kind": application.kind,
        "modified": now,
        "revision": revision,
    }


def _history_row(application_id: str, seq: int, change: Change) -> dict[str, Any]:
    return {
        "application": application_id,
        "seq": seq,
        "change": change.id,
        "time": change.time,
        "origin": change.origin,
        "label": _storable(change.label),
        "operations": change.to_json()["operations"],
    }


def _storable(text: str) -> str:
    """The text without lone surrogates, which no database text can hold."""
    return text.encode(errors="replace").decode()


# ------------------------------------------------------------------------------------ reading


def _select(table: Table, *names: str, order: str | None = None) -> Select[Any]:
    found = select(*(table.c[name] for name in names)).where(table.c.application == bindparam("application"))
    return found if order is None else found.order_by(table.c[order])


_ANSWERS = _select(tables.answer, "field", "value")
_PARTIES = _select(tables.party, "party", "attributes", order="position")
_BUDGET_PARTIES = _select(tables.budget_party, "party", order="position")
_LISTED = _select(tables.listed, "list", "content", order="position")
_ROWS = _select(tables.sheet_row, "sheet", "row", "group", "party", order="position")
_NOTES = _select(tables.note, "sheet", "row", "name", "value")
_CELLS = _select(tables.cell, "sheet", "row", "column", "ore", "value")
_HISTORY = _select(tables.history, "change", "time", "origin", "label", "operations", order="seq")


def read(
    connection: Connection, application_id: str, meta: dict[str, Any], edition: FormEdition
) -> Application:
    """The application whose head holds `meta`.

    Raises KeyError, TypeError, ValueError or ArithmeticError for rows that do not hold what was written.
    """
    key = {"application": application_id}
    found = blank(edition, application_id)
    found.meta = _values(meta)
    found.answers = {name: from_plain(value) for name, value in connection.execute(_ANSWERS, key)}
    found.parties = [
        Party(party, _values(attributes)) for party, attributes in connection.execute(_PARTIES, key)
    ]
    found.budget_parties = list(connection.scalars(_BUDGET_PARTIES, key))
    for name, content in connection.execute(_LISTED, key):
        found.sequence((name,)).append(item_from_json((name,), content))
    for sheet, row, group, party in connection.execute(_ROWS, key):
        found.rows.setdefault(sheet, []).append(Row(row, group, party))
    for sheet, row, column, ore, value in connection.execute(_CELLS, key):
        cells = found.cells.setdefault(sheet, {}).setdefault(row, {})
        cells[column] = from_plain(value) if ore is None else ore
    for sheet, row, name, value in connection.execute(_NOTES, key):
        found.notes.setdefault(sheet, {}).setdefault(row, {})[name] = from_plain(value)
    return found


def _values(plain: dict[str, Any]) -> dict[str, Value]:
    return {name: from_plain(value) for name, value in plain.items()}


def read_history(connection: Connection, application_id: str) -> list[Change]:
    """Every change from the creation on, in order. Raises as `read`."""
    return [
        Change.from_json(
            {
                "id": change,
                "time": time.isoformat(),
                "origin": origin,
                "label": label,
                "operations": operations,
            }
        )
        for change, time, origin, label, operations in connection.execute(
            _HISTORY, {"application": application_id}
        )
    ]

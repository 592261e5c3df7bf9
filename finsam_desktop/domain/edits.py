"""What a person can do to an application, each as one `Change`, or None where nothing would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from finsam_desktop.domain.application import (
    Application,
    Attachment,
    Item,
    Leftover,
    Party,
    Row,
    initial_rows,
    item_id,
    new_id,
)
from finsam_desktop.domain.change import Change, Insert, Operation, Remove, SetValue
from finsam_desktop.domain.template import Rows, SheetTemplate
from finsam_desktop.domain.values import Value, cleaned

Path = tuple[str, ...]
_CLEAN = frozenset((int, Decimal, date))
"""Types of values that have no text to clean, and are never empty."""
_NONE: dict[str, Any] = {}


def set_values(
    application: Application, values: Mapping[Path, Value], label: str, origin: str = "edit"
) -> Change | None:
    """Put a value at each path; those that are there already are left out. An empty text is None."""
    operations = []
    for path, given in values.items():
        value, before = cleaned(given), application.get(path)
        if before != value or type(before) is not type(value):
            operations.append(SetValue(path, before, value))
    return _change(label, operations, origin)


def set_cells(
    application: Application, sheet: str, rows: Mapping[str, Mapping[str, Value]]
) -> Iterator[SetValue]:
    """As `set_values`, for cells by row and column: quick, for a large paste has tens of thousands."""
    cells = application.cells.get(sheet, _NONE)
    for row, values in rows.items():
        held = cells.get(row, _NONE)
        for column, given in values.items():
            value = given if type(given) in _CLEAN else cleaned(given)
            before = held.get(column)
            if before != value or type(before) is not type(value):
                yield SetValue(("cell", sheet, row, column), before, value)


def _change(label: str, operations: Iterable[Operation], origin: str = "edit") -> Change | None:
    found = tuple(operations)
    return Change(label, found, origin) if found else None


def _next_id(items: Iterable[Item], item: str) -> str | None:
    ids = [item_id(one) for one in items]
    position = ids.index(item) + 1
    return ids[position] if position < len(ids) else None


# ------------------------------------------------------------------------------------- rows


def add_row(application: Application, sheet: str, group: str, *, after: str = "", party: str = "") -> Change:
    """Add a row to a group, below the row `after`, or last in the group."""
    rows = application.rows[sheet]
    mates = [row.id for row in rows if row.group == group and row.party == party]
    above = after if after in mates else (mates[-1] if mates else "")
    next_id = _next_id(rows, above) if above else None
    return Change("Lägg till rad", (Insert(("rows", sheet), Row(new_id("r"), group, party), next_id),))


def remove_row(application: Application, sheet: str, row_id: str) -> Change:
    """Remove a row with its cells, in the sheets that mirror it too."""
    rows = application.rows[sheet]
    row = next(row for row in rows if row.id == row_id)
    cells = [
        SetValue(("cell", name, row_id, column), value, None)
        for name in _sheets_showing(application, sheet, row.group)
        for column, value in application.cells.get(name, {}).get(row_id, {}).items()
    ]
    cells += [
        SetValue(("note", name, row_id, note), value, None)
        for name in _sheets_showing(application, sheet, row.group)
        for note, value in application.notes.get(name, {}).get(row_id, {}).items()
    ]
    return Change("Ta bort rad", (*cells, Remove(("rows", sheet), row, _next_id(rows, row_id))))


def _sheets_showing(application: Application, sheet: str, group: str) -> list[str]:
    return [sheet] + [
        template.id
        for template in application.edition.sheets
        for line in template.lines.values()
        if isinstance(line, Rows) and line.mirror == f"{sheet}.{group}"
    ]


def move_row(application: Application, sheet: str, row_id: str, step: int) -> Change | None:
    """Move a row `step` places down in its group (up when negative), as far as it goes."""
    rows = application.rows[sheet]
    row = next(row for row in rows if row.id == row_id)
    mates = [one for one in rows if (one.group, one.party) == (row.group, row.party)]
    place = mates.index(row)
    target = max(0, min(len(mates) - 1, place + step))
    if target == place:
        return None
    next_id = mates[target].id if step < 0 else _next_id(rows, mates[target].id)
    return Change("Flytta rad", _moved(("rows", sheet), rows, row, next_id))


def _moved(path: Path, items: Iterable[Item], item: Item, next_id: str | None) -> tuple[Operation, ...]:
    return (Remove(path, item, _next_id(items, item_id(item))), Insert(path, item, next_id))


# ---------------------------------------------------------------------------------- parties


def add_party(application: Application, role: str, attributes: Mapping[str, Value] | None = None) -> Change:
    """Add a party last; owners get a budget column at once."""
    party = Party(new_id("p"), {"role": role, **(attributes or {})})
    operations: list[Operation] = [Insert(("parties",), party)]
    if role != "partner":
        operations += _into_budget(application, party.id)
    return Change("Lägg till part", tuple(operations))


def remove_party(application: Application, party_id: str) -> Change:
    """Remove a party, its budget column and the amounts in it, and its signed page if no other has it."""
    out = _out_of_budget(application, party_id) if party_id in application.budget_parties else []
    party = application.party(party_id)
    others = {one.text("scan") for one in application.parties if one.id != party_id}
    files = application.attachments
    out += [
        Remove(("attachments",), one, _next_id(files, one.id))
        for one in files
        if one.id == party.text("scan") and one.id not in others
    ]
    last = Remove(
        ("parties",), Party(party.id, dict(party.attributes)), _next_id(application.parties, party_id)
    )
    return Change("Ta bort part", (*out, last))


def move_party(application: Application, party_id: str, step: int) -> Change | None:
    """Move a party among those of its role."""
    party = application.party(party_id)
    mates = application.parties_of((party.role,))
    return _move_among(("parties",), application.parties, mates, party, step, "Flytta part")


def move_budget_party(application: Application, party_id: str, step: int) -> Change | None:
    """Move a party's budget column `step` places to the right (left when negative)."""
    items = application.budget_parties
    return _move_among(("budget_parties",), items, items, party_id, step, "Flytta budgetkolumn")


def _move_among(
    path: Path,
    items: Iterable[Item],
    mates: Iterable[Item],
    item: Item,
    step: int,
    label: str,
) -> Change | None:
    group = list(mates)
    place = group.index(item)
    target = max(0, min(len(group) - 1, place + step))
    if target == place:
        return None
    other = item_id(group[target])
    own = Party(item.id, dict(item.attributes)) if isinstance(item, Party) else item
    next_id = other if step < 0 else _next_id(items, other)
    return Change(label, _moved(path, items, own, next_id))


def set_in_budget(application: Application, party_id: str, wanted: bool) -> Change | None:
    """Give a party a budget column, or take it away with its amounts."""
    if wanted == (party_id in application.budget_parties):
        return None
    if wanted:
        return _change("Ge parten en budgetkolumn", _into_budget(application, party_id))
    return _change("Ta bort partens budgetkolumn", _out_of_budget(application, party_id))


def _into_budget(application: Application, party_id: str) -> list[Operation]:
    operations: list[Operation] = [Insert(("budget_parties",), party_id)]
    for sheet in application.edition.sheets:
        rows = initial_rows(sheet, [party_id])
        operations += [Insert(("rows", sheet.id), row) for row in rows if row.party]
    return operations


def _out_of_budget(application: Application, party_id: str) -> list[Operation]:
    operations: list[Operation] = []
    for sheet in application.edition.sheets:
        rows = application.rows.get(sheet.id, [])
        own_rows = [row for row in rows if row.party == party_id]
        lines = {row.id for row in own_rows} | {f"{group}:{party_id}" for group in _by_party(sheet)}
        columns = {f"{name}:{party_id}" for name, family in sheet.families.items() if family == "parties"}
        operations += [
            SetValue(("cell", sheet.id, line, column), value, None)
            for line, cells in application.cells.get(sheet.id, {}).items()
            for column, value in cells.items()
            if line in lines or column in columns
        ]
        operations += [
            SetValue(("note", sheet.id, line, name), value, None)
            for line, notes in application.notes.get(sheet.id, {}).items()
            for name, value in notes.items()
            if line in lines or name.partition(":")[2] in columns
        ]
        operations += [Remove(("rows", sheet.id), row, _next_id(rows, row.id)) for row in own_rows]
    next_id = _next_id(application.budget_parties, party_id)
    return [*operations, Remove(("budget_parties",), party_id, next_id)]


def _by_party(sheet: SheetTemplate) -> list[str]:
    """Ids of the groups that have a row for each party."""
    return [line.id for line in sheet.lines.values() if isinstance(line, Rows) and line.each == "parties"]


def amounts_of(application: Application, party_id: str) -> int:
    """How many cells are filled in under the party's budget column: what goes when it goes."""
    operations = _out_of_budget(application, party_id)
    return sum(isinstance(one, SetValue) and one.path[0] == "cell" for one in operations)


# ---------------------------------------------------------------- attached files and leftovers


def add_attachments(application: Application, items: Sequence[Attachment]) -> Change | None:
    """Put files that the workspace keeps last among those attached."""
    label = "Bifoga fil" if len(items) == 1 else "Bifoga filer"
    return _change(label, [Insert(("attachments",), item) for item in items])


def remove_attachment(application: Application, attachment_id: str) -> Change:
    """Take an attached file out of the application; its content stays, so that this can be undone.

    Where it is the scanned page of a party, the party has none after.
    """
    out = _without(("attachments",), application.attachments, attachment_id, "Ta bort bifogad fil")
    scans = [
        SetValue(("party", party.id, "scan"), attachment_id, None)
        for party in application.parties
        if party.text("scan") == attachment_id
    ]
    return Change(out.label, (*scans, *out.operations))


def move_attachment(application: Application, attachment_id: str, step: int) -> Change | None:
    """Move an attached file `step` places down (up when negative), as far as it goes."""
    items = application.attachments
    item = next(one for one in items if one.id == attachment_id)
    return _move_among(("attachments",), items, items, item, step, "Flytta bifogad fil")


def remove_leftover(application: Application, leftover_id: str) -> Change:
    """Take away what was left over from another edition, once it has its place or is not wanted."""
    return _without(("leftovers",), application.leftovers, leftover_id, "Ta bort överblivet")


def _without(path: Path, items: Sequence[Leftover | Attachment], wanted: str, label: str) -> Change:
    item = next(one for one in items if one.id == wanted)
    return Change(label, (Remove(path, item, _next_id(items, item.id)),))

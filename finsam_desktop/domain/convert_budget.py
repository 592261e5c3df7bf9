"""Budget sheets from one edition to another.

Sheets that both editions have keep rows and cells by id. Of the others the target gets what its
groups name in `means`; everything without a place becomes tables for a person to read.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator

from finsam_desktop.domain.application import Application, Leftover, Row, initial_rows, new_id
from finsam_desktop.domain.convert_fields import shown
from finsam_desktop.domain.convert_held import Cells, Held, takes
from finsam_desktop.domain.layout import LineView, SheetView, sheet_view
from finsam_desktop.domain.richtext import RichText, Span, Table, normalise
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Rows, SheetTemplate
from finsam_desktop.domain.values import Value, is_empty


def move_sheets(budget: Budget, target: Application) -> dict[str, Cells]:
    """Give `target` (with its parties) the rows and cells of `budget`'s application that it has places for.

    Gives the cells without a place, by sheet; those of sheets that the target lacks are not among them.
    """
    source = budget.application
    shared = [sheet for sheet in target.edition.sheets if sheet.id in source.edition.sheets_by_id]
    for sheet in target.edition.sheets:
        target.rows[sheet.id] = initial_rows(sheet, target.budget_parties)
        target.cells[sheet.id] = {}
    for sheet in shared:
        target.rows[sheet.id] = _rows(source, target, sheet)
        _label_rows(budget, target, sheet)
    # The views after all rows: a sheet shows the rows of another.
    return {sheet.id: _move_cells(budget.views[sheet.id], source, target, sheet) for sheet in shared}


def _rows(source: Application, target: Application, sheet: SheetTemplate) -> list[Row]:
    """The form's own rows in the order they had, those that only the target has, then the added ones."""
    given, initial = source.rows.get(sheet.id, []), target.rows[sheet.id]
    fixed = initial_rows(source.edition.sheets_by_id[sheet.id], source.budget_parties)
    rows = [row for row in given if row in initial and row in fixed]
    above: Row | None = None
    for row in initial:
        if row not in rows:
            rows.insert(rows.index(above) + 1 if above else 0, row)
        above = row
    more = (row for row in given if row not in fixed or _is_used(source, row))
    return rows + [row for row in more if row not in rows and takes(target, sheet, row)]


def _is_used(application: Application, row: Row) -> bool:
    """Whether anything is filled in for the row, in its own sheet or one that mirrors it."""
    return any(row.id in cells for cells in application.cells.values())


def _label_rows(budget: Budget, target: Application, sheet: SheetTemplate) -> None:
    """Write the labels of rows that were the form's own and are added ones now."""
    view, now = budget.views[sheet.id], sheet_view(target, sheet)
    for line in now.lines:
        before = view.line_at.get(line.id)
        if line.added and before and not before.added:
            label = budget.value(view.id, line.id, view.label_column)
            if not is_empty(label):
                target.put(("cell", sheet.id, line.id, now.label_column), label)


def _move_cells(view: SheetView, source: Application, target: Application, sheet: SheetTemplate) -> Cells:
    now = sheet_view(target, sheet)
    left: Cells = {}
    for row, values in source.cells.get(sheet.id, {}).items():
        for name, value in values.items():
            if _says_label(view, now, row, name, value):
                continue
            if _has_place(view, now, row, name):
                target.put(("cell", sheet.id, row, name), value)
            else:
                left.setdefault(row, {})[name] = value
    return left


def _has_place(view: SheetView, now: SheetView, row: str, name: str) -> bool:
    """Whether both sheets have the input cell, in the same group and of the same kind."""
    line, other = view.line_at.get(row), now.line_at.get(row)
    column, there = view.column_at.get(name), now.column_at.get(name)
    return bool(
        line
        and other
        and column
        and there
        and line.template.id == other.template.id
        and column.template.kind == there.template.kind
        and view.role(line, column) == now.role(other, there) == "input"
    )


def _says_label(view: SheetView, now: SheetView, row: str, name: str, value: Value) -> bool:
    """Whether the cell says of an added row what the form itself calls the row that it becomes."""
    line, other = view.line_at.get(row), now.line_at.get(row)
    added = line is not None and line.added and other is not None and not other.added
    return bool(added and other and name == now.label_column and value == other.label)


# ------------------------------------------------------------------------- groups that mean another


def rows_by_meaning(budget: Budget, target: Application) -> list[tuple[str, str]]:
    """Fill the target's groups from the groups of other sheets that they name in `means`.

    Each source row that holds anything gets the next blank row of the form that the applicant
    names, or an added one, with its label and the figures of columns of the same id. Groups that
    hold something are left alone. Gives the sheets (source, target) between which rows went.
    """
    found = []
    for sheet in target.edition.sheets:
        for part in sheet.parts:
            for line in part.lines:
                if isinstance(line, Rows) and _wants(budget, target, sheet, line):
                    for one in _meant(budget, line):
                        party = one[1].party if part.repeat else ""
                        if _add_meant(budget, target, sheet, line, party, *one):
                            found.append((one[0].id, sheet.id))
    return list(dict.fromkeys(found))


def _wants(budget: Budget, target: Application, sheet: SheetTemplate, group: Rows) -> bool:
    """Whether the group names others, did not come over itself and is blank."""
    theirs = budget.application.edition.sheets_by_id.get(sheet.id)
    rows = [row.id for row in target.rows[sheet.id] if row.group == group.id]
    came = theirs is not None and group.id in theirs.lines
    return bool(group.means) and not came and not any(row in target.cells[sheet.id] for row in rows)


def _meant(budget: Budget, group: Rows) -> Iterator[tuple[SheetView, LineView]]:
    for reference in group.means:
        sheet, _, name = reference.partition(".")
        view = budget.views.get(sheet)
        for line in view.lines if view else ():
            if isinstance(line.template, Rows) and line.template.id == name:
                assert view
                yield view, line


def _add_meant(
    budget: Budget,
    target: Application,
    sheet: SheetTemplate,
    group: Rows,
    party: str,
    view: SheetView,
    line: LineView,
) -> bool:
    """Write one source row into the group; False where it holds nothing or there is no row for it."""
    values = {
        column.id: budget.value(view.id, line.id, column.id)
        for column in sheet_view(target, sheet).columns
        if column.template.id in group.columns
        and column.id in view.column_at
        and view.column_at[column.id].template.kind == column.template.kind
    }
    values = {name: value for name, value in values.items() if not is_empty(value) and value != 0}
    used = line.id in budget.application.cells.get(view.id, {})
    totals = (
        budget.value(view.id, line.id, column.id)
        for column in view.columns
        if column.template.kind == "amount" and not column.template.screen_only
    )
    if not values and not used and not any(totals):
        return False
    row = _row_for(target, sheet, group, party, f"{view.id}.{line.id}")
    if row is None:
        return False
    now = sheet_view(target, sheet)
    label = budget.value(view.id, line.id, view.label_column)
    for name, value in {now.label_column: label, **values}.items():
        target.put(("cell", sheet.id, row, name), None if is_empty(value) else value)
    return True


def _row_for(target: Application, sheet: SheetTemplate, group: Rows, party: str, key: str) -> str | None:
    """The id of the next blank row that the applicant names, or of a new one; None where there is none."""
    for line in sheet_view(target, sheet).lines:
        mine = line.template == group and line.party == party and line.named
        if mine and line.id not in target.cells[sheet.id]:
            return line.id
    # The same id each time, so that what came over can be told from what was written later.
    row = Row("r" + hashlib.sha256(key.encode()).hexdigest()[:12], group.id, party)
    if not takes(target, sheet, row):
        return None
    target.rows[sheet.id].append(row)
    return row.id


# ------------------------------------------------------------------------------ what is left over


def sheet_leftover(budget: Budget, sheet: str, cells: Cells) -> Leftover:
    """Cells of a sheet as a table for a person to read, with the rows that they need."""
    application, view = budget.application, budget.views[sheet]
    rows = {name: [row for row in rows if row.id in cells] for name, rows in application.rows.items()}
    held = Held(
        rows={name: found for name, found in rows.items() if found}, cells={sheet: copy.deepcopy(cells)}
    )
    title = view.template.title
    if cells != application.cells.get(sheet):
        title = f"{title}: delar"
    return Leftover(new_id("l"), application.edition.id, title, _table(budget, view, cells), held.to_data())


def _table(budget: Budget, view: SheetView, cells: Cells) -> RichText:
    used = {name for values in cells.values() for name in values}
    known = [column.id for column in view.columns if column.id in used and column.id != view.label_column]
    columns = known + sorted(used - set(view.column_at))
    titles = [view.column_at[view.label_column].title]
    titles += [view.column_at[name].title if name in view.column_at else name for name in columns]
    lines = [line.id for line in view.lines if line.id in cells]
    rows = [titles]
    for line in lines + sorted(set(cells) - set(lines)):
        label = cells[line].get(view.label_column)
        if label is None and line in view.line_at:
            label = budget.value(view.id, line, view.label_column)
        texts = (shown(cells[line].get(name), _kind(view, name)) for name in columns)
        rows.append([shown(label) or line, *texts])
    return normalise([Table(tuple(tuple((Span(text),) for text in row) for row in rows), header=True)])


def _kind(view: SheetView, column: str) -> str:
    return view.column_at[column].template.kind if column in view.column_at else ""

"""Which cells of a template take which values of the application, and what has no place there."""

from __future__ import annotations

from collections.abc import Iterator

from finsam_desktop.domain.application import Application, repeated_id
from finsam_desktop.domain.layout import ColumnView, LineView, SheetView, year_labels
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import ColumnKind, Rows
from finsam_desktop.domain.values import Value, is_empty
from finsam_desktop.exchange.book import BookCell
from finsam_desktop.exchange.recognise import Reading
from finsam_desktop.exchange.recognise_model import FoundColumn, FoundRow, SheetReading, Spot
from finsam_desktop.exchange.recognise_text import is_placeholder, tidy
from finsam_desktop.exchange.recognise_values import holds_something, is_blank, read_value, year_mark
from finsam_desktop.exchange.template_pen import Pen
from finsam_desktop.exchange.template_rows import (
    Ours,
    marks_of,
    parties_for,
    rows_by_place,
    rows_for,
    years_for,
)

_FIGURES = ("amount", "percent", "number")
_MOST_WORDS = 12
"""Values of one row or column that the list names one by one."""


class Filling:
    """One application on its way into one template, which was read as `reading`."""

    def __init__(self, reading: Reading, application: Application, pen: Pen) -> None:
        self.reading, self.application, self.pen = reading, application, pen
        self.budget = Budget(application)
        self.factor = 1000 if pen.unit == "tkr" else 1
        self.parties = parties_for(application, reading.organisations.values())
        """Key of an organisation in the template -> id of the party that takes its place."""
        self.rows: dict[tuple[str, str], dict[int, str]] = {}
        """Sheet and group of the edition -> our rows for those of the template."""
        self.counts: dict[tuple[str, str], int] = {}
        """Sheet and group of the edition -> how many rows the template has."""
        self.years: dict[tuple[str, int, int], str] = {}
        """Name of a sheet, row and column in the template -> the application's year."""
        self.placed: set[tuple[str, str, str]] = set()
        """Sheet, line and column of ours that have a cell in the template."""

    def fill(self) -> None:
        """Fill the tables of every sheet; what has no place comes into the pen's list."""
        order = [sheet.id for sheet in self.application.edition.sheets]
        for sheet in sorted(self.reading.recognised, key=lambda one: order.index(one.template)):
            self._sheet(sheet)
        for name in order:
            self._without_place(self.budget.views[name])

    # ------------------------------------------------------------------------------- one sheet

    def _sheet(self, sheet: SheetReading) -> None:
        view = self.budget.views[sheet.template]
        groups: dict[tuple[str, str], list[FoundRow]] = {}
        for row in sheet.rows:
            party = self.parties.get(row.organisation, "") if row.organisation else ""
            if row.organisation and not party:
                self._take_away(sheet, row, view)
            elif row.line:
                self._fill_row(sheet, row, view, repeated_id(row.line, party))
            else:
                groups.setdefault((row.group, party), []).append(row)
        for (name, party), rows in groups.items():
            group = view.template.lines[name]
            assert isinstance(group, Rows)
            pairs = self._pairs(sheet, view, group, party, rows)
            self.rows.setdefault((view.id, name), pairs)
            self.counts.setdefault((view.id, name), len(rows))
            for n, row in enumerate(rows):
                if n in pairs:
                    self._label(sheet, row, view, pairs[n])
                    self._fill_row(sheet, row, view, pairs[n])
                else:
                    self._take_away(sheet, row, view)

    def _pairs(
        self, sheet: SheetReading, view: SheetView, group: Rows, party: str, rows: list[FoundRow]
    ) -> dict[int, str]:
        """Position of a row in the template -> our row."""
        if group.each == "parties":
            return {n: f"{group.id}:{self.parties[row.organisation]}" for n, row in enumerate(rows)}
        lines = [line for line in view.lines if line.template == group and line.party == party]
        if group.each == "years":
            marks = {n: mark for n, row in enumerate(rows) if (mark := year_mark(_as_year(row.label)))}
            filled = [line.key for line in lines if self._is_filled(view, line)]
            years = years_for(marks, year_labels(self.application, group.count), filled)
            return {n: f"{group.id}:{key}" for n, key in years.items()}
        ours, counted = [self._ours(view, group, line) for line in lines], _counted(sheet, rows)
        if group.mirror:
            source, _, name = group.mirror.partition(".")
            by_place = rows_by_place(
                rows, counted, self.rows.get((source, name), {}), self.counts.get((source, name), 0)
            )
            if by_place is not None:
                return by_place
        return rows_for(rows, ours, counted)

    def _ours(self, view: SheetView, group: Rows, line: LineView) -> Ours:
        source = line
        if line.source:
            shown = self.budget.views[line.source[0]]
            source, group = shown.line_at[line.source[1]], _rows_of(shown, line.source[1])
        form_row = source.id.partition("@")[0]
        own = any(row.id == form_row for row in group.rows)
        label = self.budget.value(view.id, line.id, view.label_column)
        text = label if isinstance(label, str) else line.label
        return Ours(line.id, form_row if own else "", text, source.named, self._is_filled(view, line))

    def _is_filled(self, view: SheetView, line: LineView) -> bool:
        cells = self.application.cells.get(view.id, {}).get(line.id, {})
        return any(not is_empty(value) and value != 0 for value in cells.values())

    # --------------------------------------------------------------------------------- one row

    def _label(self, sheet: SheetReading, row: FoundRow, view: SheetView, line_id: str) -> None:
        """Name the row as ours, unless it is the form's own."""
        line = view.line_at[line_id]
        spot = sheet.spot(row.row, row.label_column)
        if isinstance(line.template, Rows) and line.template.each == "years":
            if line.label.isdecimal() and tidy(row.label) != line.label and self.pen.is_open(spot):
                self.pen.write(spot, line.label, "label", "Året")
            return
        label = self.budget.value(view.id, line_id, view.label_column)
        self.placed.add((view.id, line_id, view.label_column))
        if row.fixed or not isinstance(label, str) or tidy(label) == tidy(row.label):
            return
        if is_placeholder(label) and is_placeholder(row.label):
            return
        if self.pen.is_open(spot):
            self.pen.write(spot, label, "label", "Radens namn")
        elif line.named:
            self.pen.left.append(f"{spot}: cellen har en formel i mallen. Radens namn ”{label}” skrevs inte.")

    def _fill_row(self, sheet: SheetReading, row: FoundRow, view: SheetView, line_id: str) -> None:
        line = view.line_at.get(line_id)
        if line is None:
            return
        years = self._years_of(sheet, row, view, line)
        for number, column in row.columns.items():
            spot, name = sheet.spot(row.row, number), self._column_id(column, years)
            ours = view.column_at.get(name)
            if ours is None:
                self._clear(spot, column, line)
                continue
            match view.role(line, ours):
                case "input":
                    self._given(spot, view, line, ours)
                case "computed":
                    self._computed(spot, view, line, ours)

    def _years_of(
        self, sheet: SheetReading, row: FoundRow, view: SheetView, line: LineView
    ) -> dict[int, str]:
        """Number of a column -> the application's year."""
        found: dict[int, str] = {}
        for name, marks in marks_of(row.columns).items():
            filled = {
                column.key
                for column in view.family(name)
                for one in view.lines
                if not is_empty(self.application.cell(view.id, one.id, column.id))
            }
            template = next(one.template for one in view.columns if one.template.id == name)
            found |= years_for(marks, year_labels(self.application, template.count), filled)
        if line.kind == "rows":
            self.years |= {(sheet.name, row.row, number): key for number, key in found.items()}
        return found

    def _column_id(self, column: FoundColumn, years: dict[int, str]) -> str:
        """The id of our column, empty for one that we do not have."""
        match column.template.family:
            case "parties":
                key = self.parties.get(column.organisation, "")
            case "years":
                key = years.get(column.number, "")
            case _:
                return column.template.id
        return f"{column.template.id}:{key}" if key else ""

    # -------------------------------------------------------------------------------- one cell

    def _given(self, spot: Spot, view: SheetView, line: LineView, column: ColumnView) -> None:
        value, kind = self.application.cell(view.id, line.id, column.id), column.template.kind
        self.placed.add((view.id, line.id, column.id))
        cell, what = self.pen.cell(spot), f"”{self._name(view, line)}”, {column.title}"
        if not self.pen.is_open(spot):
            if not is_empty(value) and (cell is None or read_value(cell, kind, self.factor) != value):
                said = self.pen.words(value, kind)
                self.pen.left.append(
                    f"{spot}: cellen har en formel i mallen. {what}: {said} skrevs inte dit."
                )
        elif is_empty(value):
            if holds_something(cell):
                self.pen.write(spot, None, kind, what)
        elif not self._says(cell, value, kind):
            self.pen.write(spot, value, kind, what)

    def _says(self, cell: BookCell | None, value: Value, kind: ColumnKind) -> bool:
        """Whether the cell has the value already; a figure as text is none to the template's sums."""
        if cell is None or (kind in _FIGURES and isinstance(cell.value, str) and not _is_text(value)):
            return False
        return read_value(cell, kind, self.factor) == value

    def _computed(self, spot: Spot, view: SheetView, line: LineView, column: ColumnView) -> None:
        """A figure that we compute and the template does not: where it has a number or nothing."""
        cell, value = self.pen.cell(spot), self.budget.value(view.id, line.id, column.id)
        is_text = cell is not None and isinstance(cell.value, str) and not is_blank(cell.value)
        if is_text or not self.pen.is_open(spot) or self.budget.number(view.id, line.id, column.id) is None:
            return
        if (holds_something(cell) or value) and not self._says(cell, value, column.template.kind):
            self.pen.write(spot, value, column.template.kind, column.title)

    def _take_away(self, sheet: SheetReading, row: FoundRow, view: SheetView) -> None:
        """Figures of a row that the application does not have: they would count in the template's sums."""
        line = view.template.lines.get(row.group)
        inputs = line.columns if isinstance(line, Rows) else ()
        gone, label = [], sheet.spot(row.row, row.label_column)
        for number, column in row.columns.items():
            spot = sheet.spot(row.row, number)
            cell = self.pen.cell(spot)
            if column.template.id in inputs and cell and holds_something(cell) and self.pen.is_open(spot):
                gone.append(self.pen.words(read_value(cell, column.template.kind), column.template.kind))
                self.pen.write(spot, None, column.template.kind, "")
        if gone:
            if isinstance(line, Rows) and line.free and not row.fixed and self.pen.is_open(label):
                self.pen.write(label, None, "label", "")
            said = ", ".join(gone[:_MOST_WORDS])
            self.pen.left.append(
                f"{label}: raden ”{row.label}” i mallen finns inte i ansökan."
                f" Det som stod där togs bort: {said}."
            )

    def _clear(self, spot: Spot, column: FoundColumn, line: LineView) -> None:
        """A figure in a column that the application does not have."""
        cell = self.pen.cell(spot)
        inputs = line.template.columns if isinstance(line.template, Rows) else ()
        if column.template.id in inputs and cell and holds_something(cell) and self.pen.is_open(spot):
            said = self.pen.words(read_value(cell, column.template.kind), column.template.kind)
            self.pen.write(spot, None, column.template.kind, "")
            self.pen.left.append(
                f"{spot}: kolumnen i mallen finns inte i ansökan. Det som stod där togs bort: {said}."
            )

    # -------------------------------------------------------------------------- what is left over

    def _name(self, view: SheetView, line: LineView) -> str:
        label = self.budget.value(view.id, line.id, view.label_column)
        return label if isinstance(label, str) and label else line.label or "rad utan namn"

    def _without_place(self, view: SheetView) -> None:
        """Rows and columns with something in them that the template has no room for."""
        by_row: dict[str, list[str]] = {}
        by_column: dict[str, list[str]] = {}
        placed_lines = {line for sheet, line, _ in self.placed if sheet == view.id}
        placed_columns = {column for sheet, _, column in self.placed if sheet == view.id}
        for line, column, value in self._inputs(view):
            if (view.id, line.id, column.id) in self.placed:
                continue
            said = self.pen.words(value, column.template.kind)
            if line.id not in placed_lines:
                by_row.setdefault(line.id, []).append(f"{column.title} {said}")
            elif column.id not in placed_columns:
                by_column.setdefault(column.id, []).append(f"”{self._name(view, line)}” {said}")
            else:
                what = f"raden ”{self._name(view, line)}”, {column.title}"
                self.pen.left.append(f"{view.template.name}: {what}: {said} har ingen plats i mallen.")
        name = view.template.name
        if by_row and not placed_lines:
            self.pen.left.append(
                f"Bladet ”{name}” finns inte i mallen. {len(by_row)} ifyllda rader kom inte med."
            )
            return
        for line_id, words in by_row.items():
            row = self._name(view, view.line_at[line_id])
            self.pen.left.append(f"{name}: raden ”{row}” har ingen plats i mallen: {_listed(words)}.")
        for column_id, words in by_column.items():
            title = view.column_at[column_id].title
            self.pen.left.append(f"{name}: kolumnen ”{title}” finns inte i mallen: {_listed(words)}.")

    def _inputs(self, view: SheetView) -> Iterator[tuple[LineView, ColumnView, Value]]:
        for line in view.lines:
            for column in view.columns:
                if line.kind == "rows" and view.role(line, column) == "input":
                    value = self.application.cell(view.id, line.id, column.id)
                    if not is_empty(value) and value != 0:
                        yield line, column, value


def _counted(sheet: SheetReading, rows: list[FoundRow]) -> set[int]:
    """Positions of the rows that the template computes something in; all where it does in none."""
    computing = {row for (row, _), cell in sheet.source.cells.items() if cell.formula}
    counted = {n for n, row in enumerate(rows) if row.row in computing}
    return counted or set(range(len(rows)))


def _rows_of(view: SheetView, line: str) -> Rows:
    template = view.line_at[line].template
    assert isinstance(template, Rows)
    return template


def _as_year(label: str) -> int | str:
    return int(label) if label.isdecimal() else label


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _listed(words: list[str]) -> str:
    more = f" och {len(words) - _MOST_WORDS} till" if len(words) > _MOST_WORDS else ""
    return ", ".join(words[:_MOST_WORDS]) + more

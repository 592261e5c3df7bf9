"""What can be done in a budget grid with keys and menus. Each is one step that undo takes back."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QRect, Signal

from finsam_desktop.domain import budget as budgets
from finsam_desktop.domain import edits, fill, rows
from finsam_desktop.domain.application import Row, note_name
from finsam_desktop.domain.change import Change, Insert
from finsam_desktop.domain.explain import explain
from finsam_desktop.domain.layout import LineView
from finsam_desktop.domain.paste import clear, paste
from finsam_desktop.domain.salary import salary_of, takes_salary
from finsam_desktop.domain.template import Rows
from finsam_desktop.ui import sheet_clipboard, sheet_dialogs
from finsam_desktop.ui.salary_dialog import SalaryDialog
from finsam_desktop.ui.sheet_view import SheetView

_NOTHING_SPLIT = (
    "Inget är ändrat. Fördelningen följer redan kalenderdagarna, eller så saknas belopp eller datum."
)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from looking at each of the many objects that a large paste makes."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class SheetOperations(QObject):
    """The operations of one grid; the names are those that actions call."""

    told = Signal(str)
    """A sentence on what was done, or why nothing was."""

    def __init__(self, grid: SheetView) -> None:
        super().__init__(grid)
        self.grid, self.model, self.session = grid, grid.sheet, grid.sheet.session
        self.sheet = grid.sheet.sheet_id
        grid.clear_requested.connect(self.clear)
        grid.fill_requested.connect(self.fill_series)

    # -- what is selected ------------------------------------------------------------------

    def line(self) -> LineView | None:
        """The line of the current cell."""
        index = self.grid.currentIndex()
        return self.model.line(index.row()) if index.isValid() else None

    def cell(self) -> tuple[str, str] | None:
        """Line and column of the current cell."""
        index = self.grid.currentIndex()
        return self.model.address(index.row(), index.column())

    def group(self) -> Rows | None:
        """The group of rows that the current cell stands in."""
        line = self.line()
        return line.template if line and isinstance(line.template, Rows) else None

    def inputs(self) -> list[tuple[str, str]]:
        """The selected cells that are filled in by hand."""
        view = self.model.view
        return [
            (line, column)
            for line, column in self.grid.chosen_cells()
            if view.role(view.line_at[line], view.column_at[column]) == "input"
        ]

    def can(self, name: str) -> bool:
        """Whether the operation has anything to work on where the grid is now."""
        line, group = self.line(), self.group()
        match name:
            case "insert_row" | "add_row" | "duplicate_rows" | "move_up" | "move_down":
                return bool(group and group.free)
            case "remove_row":
                return bool(line and group and (line.added or group.free))
            case "suggest_row":
                return bool(line and self.can_be_split(line))
            case "place_difference":
                return bool(line and budgets.difference(self.session.budget, self.sheet, line.id))
            case "salary":
                return bool(line and takes_salary(self.model.view, line))
            case "lock":
                return bool(self.inputs())
            case "comment":
                return line is not None
        return True

    def can_be_split(self, line: LineView) -> bool:
        """Whether the row has years to fill: amounts of a carried total, or months of a period."""
        rows_, view = line.template, self.model.view
        if not isinstance(rows_, Rows):
            return False
        columns = [one for one in view.columns if one.template.family == "years"]
        kinds = {one.template.kind for one in columns if view.role(line, one) == "input"}
        return "number" in kinds or ("amount" in kinds and bool(rows_.carry))

    def _apply(self, change: Change | None, otherwise: str = "") -> bool:
        """Make the change; where there is none to make, say why."""
        self.session.apply(change)
        if change is None and otherwise:
            self.told.emit(otherwise)
        return change is not None

    # -- clipboard and filling -------------------------------------------------------------

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as text and as a table."""
        lines, columns = self.grid.chosen()
        if lines:
            sheet_clipboard.put(self.session.budget, self.sheet, lines, columns)

    def cut(self) -> None:
        """Copy the selected cells and empty them."""
        self.copy()
        self._clear("Klipp ut")

    def clear(self) -> None:
        """Empty the selected cells that are filled in by hand."""
        self._clear("Töm celler")

    def _clear(self, label: str) -> None:
        lines, columns = self.grid.chosen()
        self._apply(clear(self.session.budget, self.sheet, lines, columns, label))

    def paste(self) -> None:
        """Put what is on the clipboard at the selection; the report says what did not go as it stood."""
        with _no_collection():
            self._paste(sheet_clipboard.taken(), *self.grid.chosen())

    def _paste(self, block: list[list[str]], lines: list[str], columns: list[str]) -> None:
        if not block or not lines:
            self.told.emit("Det finns ingen text att klistra in. Kopiera celler eller text först.")
            return
        anchor, selection = (lines[0], columns[0]), (lines, columns)
        found = paste(self.session.budget, self.sheet, anchor, selection, block)
        if found.rows_short:
            answer = sheet_dialogs.ask_for_rows(self.grid, found.rows_short)
            if answer == "cancel":
                return
            if answer == "add":
                found = paste(self.session.budget, self.sheet, anchor, selection, block, add_rows=True)
        self.session.apply(found.change)
        self._choose(lines[0], columns[0], len(block), max(map(len, block)))
        self.told.emit(found.report)

    def _choose(self, line: str, column: str, height: int, width: int) -> None:
        """Select what was pasted, unless more is selected."""
        place, blocks = self.model.place(line, column), self.grid.blocks()
        if place and len(blocks) == 1 and blocks[0].width() * blocks[0].height() == 1:
            self.grid.choose_block(QRect(place[1], place[0], width, height))

    def fill_down(self) -> None:
        self._apply(fill.fill_down(self.session.budget, self.sheet, *self.grid.chosen()))

    def fill_right(self) -> None:
        self._apply(fill.fill_right(self.session.budget, self.sheet, *self.grid.chosen()))

    def fill_series(self, source: QRect, target: QRect) -> None:
        """Go on with what stands in the source, through the target."""
        grid = self.grid
        change = fill.series(self.session.budget, self.sheet, grid.ids_in(source), grid.ids_in(target))
        self._apply(change)
        whole = source.united(target)
        grid.choose_block(whole)

    # -- rows ------------------------------------------------------------------------------

    def _go_to_new(self, change: Change) -> None:
        added = next((one.item for one in change.operations if isinstance(one, Insert)), None)
        if isinstance(added, Row):
            self.grid.go_to(added.id, self.model.view.label_column)

    def add_row(self) -> None:
        """Add a row below the current one, in its group."""
        line, group = self.line(), self.group()
        if line and group and group.free:
            change = edits.add_row(
                self.session.application, self.sheet, group.id, after=line.id, party=line.party
            )
            self.session.apply(change)
            self._go_to_new(change)

    def insert_row(self) -> None:
        """Insert as many rows as are selected above the first of them."""
        line, group = self.line(), self.group()
        if line and group and group.free:
            lines = self._chosen_rows() or [line.id]
            change = rows.insert_rows(
                self.session.application, self.sheet, group.id, lines[0], len(lines), line.party
            )
            self.session.apply(change)
            self._go_to_new(change)

    def _chosen_rows(self) -> list[str]:
        """The selected rows of the current one's group."""
        line, view = self.line(), self.model.view
        mates = [view.line_at[one] for one in self.grid.chosen()[0]]
        return [one.id for one in mates if line and (one.template, one.party) == (line.template, line.party)]

    def duplicate_rows(self) -> None:
        change = rows.duplicate_rows(self.session.application, self.sheet, self._chosen_rows())
        if self._apply(change, "Raderna hör till blanketten och kan inte dupliceras.") and change:
            self._go_to_new(change)

    def move_up(self) -> None:
        self._move(-1)

    def move_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        group, cell, chosen = self.group(), self.cell(), self._chosen_rows()
        if group and group.free and cell:
            self._apply(rows.move_rows(self.session.application, self.sheet, chosen, step))
            if len(chosen) == 1:
                self.grid.go_to(*cell)

    def remove_row(self) -> None:
        """Remove the selected rows; those of the form are emptied."""
        group = self.group()
        if group and group.free:
            chosen = self._chosen_rows()
            change, said = rows.remove_rows(self.session.application, self.sheet, chosen)
            if self._apply(change):
                self.told.emit(said)

    # -- notes -----------------------------------------------------------------------------

    def comment(self) -> None:
        """Write a comment on the current cell; at the label on the row."""
        cell = self.cell()
        if cell is None:
            return
        about = "" if cell[1] == self.model.view.label_column else cell[1]
        path = ("note", self.sheet, cell[0], note_name("comment", about))
        before = self.session.application.get(path)
        title = explain(self.session.budget, self.sheet, *cell).title
        text = sheet_dialogs.ask_comment(self.grid, title, before if isinstance(before, str) else "")
        if text is not None:
            self.session.put(path, text.strip(), "Skriv kommentar" if text.strip() else "Ta bort kommentar")

    def lock(self) -> None:
        """Lock the selected cells for suggestions, or unlock them if all are locked."""
        cells, application = self.inputs(), self.session.application
        wanted = not all(budgets.is_locked(application, self.sheet, *cell) for cell in cells)
        self._apply(
            budgets.lock(application, self.sheet, cells, wanted), "Markera celler som fylls i för hand."
        )

    def salary(self) -> None:
        """Work out the cost of the current row from pay, period and overhead."""
        line, index = self.line(), self.grid.currentIndex()
        if line is None or not takes_salary(self.model.view, line):
            self.told.emit("Löneberäkningen finns på rader för lönekostnader. Ställ dig på en sådan rad.")
            return
        column = self.model.view.columns[index.column()]
        party = column.key if column.template.family == "parties" else ""
        dialog = SalaryDialog(self.session, self.sheet, line, party, self.grid)
        known = salary_of(self.session.application, self.sheet, line.id) is not None
        if dialog.exec() and not self._apply(dialog.change) and known:
            self.told.emit("Inget är ändrat: raden har redan de här beloppen.")
        dialog.deleteLater()

    # -- years -----------------------------------------------------------------------------

    def suggest_row(self) -> None:
        """Split the selected rows over the years by calendar days."""
        self.suggest(self.grid.chosen()[0])

    def suggest_all(self) -> None:
        self.suggest(None)

    def suggest(self, lines: Iterable[str] | None) -> None:
        """Split the rows, or all of them for None, and say which could not be split."""
        self.grid.flush()
        chosen = None if lines is None else list(lines)
        change = budgets.suggest_years(self.session.budget, self.sheet, chosen)
        left = budgets.unsplit(self.session.budget, self.sheet, chosen)
        self.session.apply(change)
        done = "Fördelat efter kalenderdagar. Ångra tar tillbaka det." if change else _NOTHING_SPLIT
        self.told.emit(" ".join([done, *left]))

    def place_difference(self) -> None:
        """Put what the years of the row lack into the largest year; of a sum or control, in all its rows."""
        line = self.line()
        if line is not None:
            change = budgets.place_difference(self.session.budget, self.sheet, line.id)
            left = budgets.unplaced(self.session.budget, self.sheet, line.id)
            self.session.apply(change)
            done = "Skillnaden är placerad i det största året." if change else "Inget är ändrat."
            self.told.emit(" ".join([done, *left]))

    # -- the look --------------------------------------------------------------------------

    def zoom_in(self) -> None:
        self.grid.zoom_by(1)

    def zoom_out(self) -> None:
        self.grid.zoom_by(-1)

    def zoom_reset(self) -> None:
        self.grid.zoom_by(0)

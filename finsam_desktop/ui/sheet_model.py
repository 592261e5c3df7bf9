"""A Qt model over one budget sheet: cached display strings, exact `dataChanged`.

Painting asks for nothing but `shown`, which is kept for each cell and forgotten when a change
touches the cell. Lines and columns are those of the domain's `SheetView`; above each part that
has a title stands a band. Rows that come, go and move are told as such, so that views keep their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from finsam_desktop.domain.application import note_name
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.layout import LineView, PartView, SheetView
from finsam_desktop.domain.sheet import Update
from finsam_desktop.domain.typed import FIGURES, held, typed_change, written
from finsam_desktop.domain.units import unit_of
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.shown import Shown, meaning, shown_cell

Index = QModelIndex | QPersistentModelIndex
Item = PartView | LineView
_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable
_FEW = 400
"""Changed cells up to which each is told by itself."""


class SheetModel(QAbstractTableModel):
    """The sheet `sheet_id` of the session's application."""

    def __init__(self, session: Session, sheet_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self.sheet_id = session, sheet_id
        self._findings: Mapping[tuple[str, str], str] = {}
        self.view: SheetView = session.budget.views[sheet_id]
        self.items: list[Item] = []
        self._read()
        session.changed.connect(self._changed)

    def _read(self) -> None:
        self.items = _items(self.view)
        self._column_at = {column.id: place for place, column in enumerate(self.view.columns)}
        self._number_rows()
        self._forget()

    def _number_rows(self) -> None:
        """Note where each line is, and its number in its group, by which explanations name it."""
        self._row_at = {item.id: row for row, item in enumerate(self.items) if isinstance(item, LineView)}
        counts: Counter[tuple[str, str]] = Counter()
        self._numbers = [""] * len(self.items)
        for row, item in enumerate(self.items):
            if isinstance(item, LineView) and item.kind == "rows":
                counts[item.template.id, item.party] += 1
                self._numbers[row] = str(counts[item.template.id, item.party])

    def _forget(self) -> None:
        """Forget what every cell shows."""
        self._shown: list[list[Shown | None]] = [[None] * len(self.view.columns) for _ in self.items]

    # -- what Qt asks ----------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.view.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(row, column).text
        if role == Qt.ItemDataRole.EditRole:
            return self.typed(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "".join(f"<p>{escape(one)}</p>" for one in self.shown(row, column).remarks) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.shown(row, column).right
            return Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return meaning(self.shown(row, column), self._row_name(row, column), self.title(column))
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return " ".join(self.shown(row, column).remarks) or None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.title(section) if section < len(self.view.columns) else None
        if section >= len(self.items):
            return None
        number = self._numbers[section]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Rad {number}: {self.label(section)}" if number else self.label(section)
        return number

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _EDITABLE if self.is_input(index.row(), index.column()) else _READABLE

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if (
            role != Qt.ItemDataRole.EditRole
            or not index.isValid()
            or not self.is_input(index.row(), index.column())
        ):
            return False
        text = str(value)
        if text == self.typed(index.row(), index.column()):
            return True
        line, column = self.line(index.row()), self.view.columns[index.column()]
        assert line is not None
        self.session.apply(typed_change(self.session.budget, self.sheet_id, line.id, column.id, text))
        return True

    # -- what the view asks ----------------------------------------------------------------

    def line(self, row: int) -> LineView | None:
        """The line in the row, None for a band."""
        item = self.items[row]
        return item if isinstance(item, LineView) else None

    def title(self, column: int) -> str:
        """What the column is called."""
        return self.view.columns[column].title

    def label(self, row: int) -> str:
        """What the row is called."""
        return self.shown(row, self._column_at[self.view.label_column]).text

    def _row_name(self, row: int, column: int) -> str:
        return (
            ""
            if column == self._column_at[self.view.label_column]
            else self.label(row) or f"Rad {self._numbers[row]}"
        )

    def is_input(self, row: int, column: int) -> bool:
        """Whether the cell is filled in by hand."""
        line = self.line(row)
        return line is not None and self.view.role(line, self.view.columns[column]) == "input"

    def is_band(self, row: int) -> bool:
        """Whether the row is the band above a part."""
        return isinstance(self.items[row], PartView)

    def is_filled(self, row: int, column: int) -> bool:
        """Whether anything stands in the cell."""
        return bool(self.shown(row, column).text)

    def is_example(self, row: int) -> bool:
        """Whether the row shows how to fill in."""
        line = self.line(row)
        return line is not None and line.kind == "example"

    def place(self, line: str, column: str) -> tuple[int, int] | None:
        """Row and column of a cell by id."""
        if line in self._row_at and column in self._column_at:
            return self._row_at[line], self._column_at[column]
        return None

    def address(self, row: int, column: int) -> tuple[str, str] | None:
        """Ids of line and column, None in a band."""
        line = self.line(row) if 0 <= row < len(self.items) else None
        return (line.id, self.view.columns[column].id) if line else None

    def ids_of(self, rows: Iterable[int], columns: Iterable[int]) -> tuple[list[str], list[str]]:
        """Ids of the lines in the rows, bands left out, and of the columns."""
        lines = [line.id for row in rows if (line := self.line(row))]
        return lines, [self.view.columns[column].id for column in columns]

    def column_of(self, column: str) -> int:
        """Place of a column by id, the first for one that is not there."""
        return self._column_at.get(column, 0)

    def shown(self, row: int, column: int) -> Shown:
        """What to paint in the cell; kept until a change touches it."""
        found = self._shown[row][column]
        if found is None:
            found = self._shown[row][column] = self._make_shown(row, column)
        return found

    def typed(self, row: int, column: int) -> str:
        """The cell as it is edited: its sum, or its value without grouping and with ASCII minus."""
        line = self.line(row)
        if line is None:
            return ""
        budget, at = self.session.budget, self.view.columns[column]
        if at.template.kind in FIGURES and self.view.role(line, at) == "input":
            return held(budget, self.sheet_id, line.id, at.id)
        value = budget.value(self.sheet_id, line.id, at.id)
        return written(at.template.kind, value, unit_of(budget.application))

    def _make_shown(self, row: int, place: int) -> Shown:
        item, column = self.items[row], self.view.columns[place]
        shown = shown_cell(self.session.budget, self.view, item, column)
        if isinstance(item, PartView):
            return shown
        notes = self.session.application.notes.get(self.sheet_id, {}).get(item.id)
        finding = self._findings.get((item.id, column.id), "")
        if not notes and not finding:
            return shown
        notes = notes or {}
        about = [notes.get(note_name("comment", column.id))]
        about += [notes.get(note_name("comment"))] * (column.id == self.view.label_column)
        comment = "\n".join(one for one in about if isinstance(one, str))
        locked = bool(notes.get(note_name("lock", column.id)))
        return replace(shown, comment=comment, locked=locked, finding=finding)

    # -- what happened ---------------------------------------------------------------------

    def show_findings(self, findings: Mapping[tuple[str, str], str]) -> None:
        """Mark the cells (line, column) with what the checks say of them."""
        others = {cell for cell, text in findings.items() if self._findings.get(cell) != text}
        others |= self._findings.keys() - findings.keys()
        self._findings = dict(findings)
        self._cells_changed(others)

    def _changed(self, _: Change, update: Update) -> None:
        if update.structure:
            self._structure_changed()
        elif update.everything:
            self._forget()
            self._all_changed()
        else:
            self._cells_changed(update.cells.get(self.sheet_id, ()))

    def _all_changed(self) -> None:
        if self.items:
            last = self.index(len(self.items) - 1, len(self.view.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _cells_changed(self, cells: Iterable[tuple[str, str]]) -> None:
        places = [place for cell in cells if (place := self.place(*cell))]
        for row, column in places:
            self._shown[row][column] = None
        if len(places) > _FEW:
            self._all_changed()
            return
        for row, column in places:
            index = self.index(row, column)
            self.dataChanged.emit(index, index)

    def _structure_changed(self) -> None:
        view = self.session.budget.views[self.sheet_id]
        before = [column.id for column in self.view.columns]
        if [column.id for column in view.columns] != before:
            self.beginResetModel()
            self.view = view
            self._read()
            self.endResetModel()
            return
        titles = [column.title for column in self.view.columns]
        self.view = view
        self._forget()
        self._rows_changed(_items(view))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.items) - 1)
        if [column.title for column in view.columns] != titles:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(titles) - 1)
        self._all_changed()

    def _rows_changed(self, items: list[Item]) -> None:
        """Tell rows that went, came or moved one run after the other, and take in the others as they are."""
        old, new = [_key(item) for item in self.items], [_key(item) for item in items]
        start = next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
        if start is None:
            start = min(len(old), len(new))
        tail = 0
        while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        was, now = old[start : len(old) - tail], new[start : len(new) - tail]
        if not self._moved(start, was, now, items):
            runs = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
            for kind, first, last, place, end in reversed(runs):
                if kind != "equal":
                    self._replace(start + first, start + last, items[start + place : start + end])
        self.items = items
        self._number_rows()
        self._forget()

    def _moved(self, start: int, was: list[str], now: list[str], items: list[Item]) -> bool:
        """Tell that the first of the rows became the last, or a longer run of them; False if they did not."""
        size = len(was) - was.index(now[0]) if now and now[0] in was else 0
        if not size or len(was) != len(now) or was[-size:] + was[:-size] != now:
            return False
        first, parent = start + len(was) - size, QModelIndex()
        self.beginMoveRows(parent, first, start + len(was) - 1, parent, start)
        self.items = items
        self._number_rows()
        self._forget()
        self.endMoveRows()
        return True

    def _replace(self, first: int, last: int, items: list[Item]) -> None:
        if last > first:
            self.beginRemoveRows(QModelIndex(), first, last - 1)
            del self.items[first:last], self._shown[first:last]
            self._number_rows()
            self.endRemoveRows()
        if items:
            self.beginInsertRows(QModelIndex(), first, first + len(items) - 1)
            self.items[first:first] = items
            self._shown[first:first] = [[None] * len(self.view.columns) for _ in items]
            self._number_rows()
            self.endInsertRows()


def _items(view: SheetView) -> list[Item]:
    found: list[Item] = []
    for part in view.parts:
        found += [part] if part.title else []
        found += part.lines
    return found


def _key(item: Item) -> str:
    """What tells a row from the others for as long as it is there."""
    return item.id if isinstance(item, LineView) else f"band {item.id}"

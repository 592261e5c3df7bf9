"""A Qt model over one budget sheet: cached display strings, exact `dataChanged`.

Painting asks for nothing but `shown`, which is kept for each cell and forgotten when a change
touches the cell. Lines and columns are those of the domain's `SheetView`; above each part that
has a title stands a band.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from finsam_desktop.domain.application import Change
from finsam_desktop.domain.layout import ColumnView, LineView, PartView, SheetView
from finsam_desktop.domain.parse import (
    Unparsed,
    format_amount,
    format_date,
    format_number,
    format_percent,
    parse_amount,
    parse_date,
    parse_number,
    parse_percent,
    plain_amount,
    plain_number,
)
from finsam_desktop.domain.sheet import Update
from finsam_desktop.domain.template import Heading, SumLine
from finsam_desktop.domain.values import Value
from finsam_desktop.ui.session import Session

Index = QModelIndex | QPersistentModelIndex
UNKNOWN_TEXT = "?"
_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable

_PARSERS: dict[str, Callable[[str], Value]] = {
    "amount": parse_amount,
    "percent": parse_percent,
    "number": parse_number,
    "date": parse_date,
}
_KINDS = {"input": "att fylla i", "void": "används inte", "example": "exempel"}
"""What a cell is, in words, by its style."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that painting a cell needs."""

    text: str
    style: str
    """`input`, `computed`, `label`, `heading`, `example`, `band`, `group`, `part`, `total`, `control` or
    `void`."""
    right: bool = False
    problem: str = ""
    negative: bool = False


class SheetModel(QAbstractTableModel):
    """The sheet `sheet_id` of the session's application."""

    def __init__(self, session: Session, sheet_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self.sheet_id = session, sheet_id
        self._read()
        session.changed.connect(self._changed)

    def _read(self) -> None:
        self.view: SheetView = self.session.budget.views[self.sheet_id]
        self.items: list[PartView | LineView] = []
        for part in self.view.parts:
            self.items += [part] if part.title else []
            self.items += part.lines
        self._row_at = {item.id: row for row, item in enumerate(self.items) if isinstance(item, LineView)}
        self._column_at = {column.id: place for place, column in enumerate(self.view.columns)}
        self._shown: dict[tuple[int, int], Shown] = {}

    # -- what Qt asks ----------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.view.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(index.row(), index.column()).text
        if role == Qt.ItemDataRole.EditRole:
            return self.typed(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.shown(index.row(), index.column()).problem or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.shown(index.row(), index.column()).right
            return Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._meaning(index.row(), index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.view.columns[section].title if section < len(self.view.columns) else None
        return str(section + 1)

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
        parser = _PARSERS.get(column.template.kind)
        path = ("cell", self.sheet_id, line.id, column.id)
        self.session.put(path, parser(text) if parser else text, "Ändra cell")
        return True

    # -- what the view asks ----------------------------------------------------------------

    def line(self, row: int) -> LineView | None:
        """The line in the row, None for a band."""
        item = self.items[row]
        return item if isinstance(item, LineView) else None

    def is_input(self, row: int, column: int) -> bool:
        """Whether the cell is filled in by hand."""
        line = self.line(row)
        return line is not None and self.view.role(line, self.view.columns[column]) == "input"

    def is_example(self, row: int) -> bool:
        """Whether the row shows how to fill in."""
        line = self.line(row)
        return line is not None and line.kind == "example"

    def place(self, line: str, column: str) -> tuple[int, int] | None:
        """Row and column of a cell by id."""
        if line in self._row_at and column in self._column_at:
            return self._row_at[line], self._column_at[column]
        return None

    def column_of(self, column: str) -> int:
        """Place of a column by id, the first for one that is not there."""
        return self._column_at.get(column, 0)

    def shown(self, row: int, column: int) -> Shown:
        """What to paint in the cell; kept until a change touches it."""
        found = self._shown.get((row, column))
        if found is None:
            found = self._shown[row, column] = self._make_shown(row, self.view.columns[column])
        return found

    def typed(self, row: int, column: int) -> str:
        """The cell's value as it is edited and copied: no grouping, ASCII minus."""
        line = self.line(row)
        if line is None:
            return ""
        value = self.session.budget.value(self.sheet_id, line.id, self.view.columns[column].id)
        match value:
            case int() if not isinstance(value, bool):
                return plain_amount(value)
            case Decimal():
                percent = self.view.columns[column].template.kind == "percent"
                return f"{plain_number(value)} %" if percent else plain_number(value)
            case date():
                return format_date(value)
            case Unparsed(text):
                return text
        return str(value) if isinstance(value, str) else ""

    def _make_shown(self, row: int, column: ColumnView) -> Shown:
        line = self.line(row)
        is_label = column.id == self.view.label_column
        if line is None:
            item = self.items[row]
            return Shown(item.title if is_label and isinstance(item, PartView) else "", "band")
        role = self.view.role(line, column)
        value = self.session.budget.value(self.sheet_id, line.id, column.id)
        style = self._style(line, role)
        if role == "computed" and value is None:
            return Shown(
                UNKNOWN_TEXT, style, True, "Kan inte räknas: ett belopp som behövs går inte att tolka."
            )
        if isinstance(value, Unparsed):
            return Shown(value.text, style, False, value.reason)
        if isinstance(line.template, Heading) and is_label:
            note = line.template.note
            return Shown(f"{line.label}, {note}" if note else line.label, style)
        kind = column.template.kind
        if column.template.screen_only and isinstance(value, int):  # a difference
            sign = "+" if value > 0 else ""
            problem = "Åren ska tillsammans bli radens summa: skillnaden ska vara 0." if value else ""
            return Shown(f"{sign}{_format(value, kind)}" if value else "", style, True, problem)
        return Shown(
            _format(value, kind),
            style,
            right=kind in ("amount", "percent", "number"),
            negative=isinstance(value, int) and value < 0,
        )

    @staticmethod
    def _style(line: LineView, role: str) -> str:
        if isinstance(line.template, SumLine):
            return line.template.style
        if line.kind in ("heading", "example", "control"):
            return line.kind
        return role

    def _meaning(self, row: int, column: int) -> str:
        """The cell in words for a screen reader: row, column, value, what kind of cell."""
        shown, line = self.shown(row, column), self.line(row)
        if line is None or column == self._column_at[self.view.label_column]:
            return f"{shown.text}, exempel" if shown.style == "example" else shown.text
        label = self.session.budget.value(self.sheet_id, line.id, self.view.label_column)
        kind = _KINDS.get(shown.style, "räknas fram")
        words = (str(label or ""), self.view.columns[column].title, shown.text or "tom", kind, shown.problem)
        return ", ".join(word for word in words if word)

    # -- what happened ---------------------------------------------------------------------

    def _changed(self, _: Change, update: Update) -> None:
        if update.structure:
            self.beginResetModel()
            self._read()
            self.endResetModel()
        else:
            self._cells_changed(update.cells.get(self.sheet_id, ()))

    def _cells_changed(self, cells: Iterable[tuple[str, str]]) -> None:
        for line, column in cells:
            place = self.place(line, column)
            if place:
                self._shown.pop(place, None)
                index = self.index(*place)
                self.dataChanged.emit(index, index)


def _format(value: Value, kind: str) -> str:
    match value:
        case bool() | None:
            return ""
        case int():
            return format_amount(value)
        case Decimal():
            return format_percent(value) if kind == "percent" else format_number(value)
        case date():
            return format_date(value)
    return str(value)

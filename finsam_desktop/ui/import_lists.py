"""The lists of the preview: lines of text in a table, or what it means that there are none."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView, QWidget

from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import wrapped
from finsam_desktop.ui.import_look import Line

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEAST_WIDE, _MOST_WIDE, _MOST_WHERE = 30 * theme.STEP, 17 * theme.STEP, 24 * theme.STEP
"""Pixels of the column that takes the room, of the others, and of the first, which says where."""
_MOST_WRAPPED = 300
"""In longer lists each line is one line of text, cut where it is too long: measuring them all takes time."""


class LinesModel(QAbstractTableModel):
    """Lines under titles; nothing can be changed. The columns in `figures` stand at the right."""

    def __init__(self, titles: Sequence[str], figures: Sequence[int] = (), parent: QObject | None = None):
        super().__init__(parent)
        self.titles, self._figures = tuple(titles), frozenset(figures)
        self.lines: tuple[Line, ...] = ()

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.titles)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.texts[column]
            case Qt.ItemDataRole.ToolTipRole:
                return f"<span>{escape(line.texts[column])}</span>"  # somebody else's text is no markup
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column in self._figures else _LEFT
            case Qt.ItemDataRole.DecorationRole if line.mark and column == len(self.titles) - 1:
                return theme.state_icon(line.mark)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in self._figures else _LEFT
        return None


class _Table(QTableView):
    """Copies whole lines; the column `wide` takes the room that the others leave."""

    wide = 0

    def fit_columns(self) -> None:
        others = sum(self.columnWidth(n) for n in range(self.model().columnCount()) if n != self.wide)
        self.setColumnWidth(self.wide, max(self.viewport().width() - others, _LEAST_WIDE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            model = self.model()
            assert isinstance(model, LinesModel)
            rows = sorted({index.row() for index in self.selectedIndexes()})
            QGuiApplication.clipboard().setText(
                "".join("\t".join(model.lines[row].texts) + "\n" for row in rows)
            )
        else:
            super().keyPressEvent(event)


class LineList(QStackedWidget):
    """A table of lines, or `when_empty` where there are none; the column `wide` takes the room."""

    def __init__(
        self,
        name: str,
        title: str,
        model: LinesModel,
        wide: int,
        when_empty: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.title, self.model = title, model
        model.setParent(self)
        self.table = _Table(self)
        self.table.setObjectName(f"{name}.table")
        self.table.setAccessibleName(title)
        self.table.setModel(model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        height = self.fontMetrics().height() + theme.STEP
        self.table.verticalHeader().setMinimumSectionSize(height)
        self.table.verticalHeader().setDefaultSectionSize(height)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(8 * theme.STEP)
        self.empty = wrapped(when_empty, self)
        self.empty.setObjectName(f"{name}.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(theme.STEP, theme.STEP, theme.STEP, theme.STEP)
        self.addWidget(self.empty)
        self.addWidget(self.table)
        self.table.wide = wide
        self._was_sized = False

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        self.model.show_lines(lines)
        self.setCurrentWidget(self.table if lines else self.empty)
        if lines and not self._was_sized:  # later on the person's own widths stay
            self._was_sized = True
            for column in range(self.model.columnCount()):
                self.table.resizeColumnToContents(column)
                most = _MOST_WIDE if column else _MOST_WHERE
                self.table.setColumnWidth(column, min(self.table.columnWidth(column), most))
            self.table.fit_columns()
        fixed = len(lines) > _MOST_WRAPPED
        self.table.verticalHeader().setSectionResizeMode(
            QHeaderView.ResizeMode.Fixed if fixed else QHeaderView.ResizeMode.ResizeToContents
        )

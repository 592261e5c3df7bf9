"""What a form in Word would change: a list with a box to tick for each, and the texts in full below it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import takewhile
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTableView,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain import edits
from finsam_desktop.domain.excerpts import EMPTY, excerpts
from finsam_desktop.exchange.word_take_in import FoundValue
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import wrapped
from finsam_desktop.ui.word_look import Runs, marked

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_WHAT, _NOW, _NEW, _NOTE = range(4)
_LEAST, _ENOUGH, _MOST_WHAT = 10 * theme.STEP, 32 * theme.STEP, 40 * theme.STEP
"""Pixels of columns."""
_SAME_WORDS = "Samma ord i annan form"
_TITLES = ("Läses in", "Nu", "Nytt", "Att veta")


class ChangesModel(QAbstractTableModel):
    """Values that would be others; the boxes tell which of them are chosen."""

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: Sequence[FoundValue] = ()
        self._excerpts: list[tuple[str, str]] = []
        self.chosen: set[edits.Path] = set()
        self.fill = False

    def show_found(self, found: Sequence[FoundValue]) -> None:
        """Show these, all of them chosen."""
        self.beginResetModel()
        self.found = found
        self._excerpts = [excerpts(one.old, one.new) for one in found]
        self.chosen = {one.path for one in found}
        self.endResetModel()
        self.chosen_changed.emit()

    def choose(self, rows: Sequence[int], chosen: bool) -> None:
        """Tick the boxes of these rows, or take their ticks away."""
        paths = {self.found[row].path for row in rows}
        self.chosen = self.chosen | paths if chosen else self.chosen - paths
        self._renew()

    def fill_only(self, fill: bool) -> None:
        """Whether what stands in the application already is left as it is."""
        self.fill = fill
        self._renew()

    def _renew(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.found) - 1, len(_TITLES) - 1))
        self.chosen_changed.emit()

    def is_taken(self, row: int) -> bool:
        one = self.found[row]
        return one.path in self.chosen and (one.fills or not self.fill)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.found)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if index.column() == _WHAT and (self.found[index.row()].fills or not self.fill):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        taken = self.is_taken(row)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                one = self.found[row]
                return (one.to, *self._excerpts[row], _note(one, taken))[column]
            case Qt.ItemDataRole.ToolTipRole if column == _WHAT:
                return f"<span>{escape(self.found[row].to)}</span>"
            case Qt.ItemDataRole.CheckStateRole if column == _WHAT:
                return Qt.CheckState.Checked if taken else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.DecorationRole if column == _NOTE and _note(self.found[row], taken):
                return theme.state_icon("warning" if taken else "info")
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != _WHAT:
            return False
        self.choose([index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


def _note(one: FoundValue, taken: bool) -> str:
    if not taken:
        return "Lämnas som det är"
    if one.fills:
        return ""
    return _SAME_WORDS if one.old.split() == one.new.split() else "Skrivs över"


class _Table(QTableView):
    """Space turns the boxes of all rows that are selected; the texts share the room."""

    def fit_columns(self) -> None:
        room = self.viewport().width() - self.columnWidth(_NOTE)
        most = max(min(_MOST_WHAT, room - 2 * _ENOUGH), room // 3)
        self.setColumnWidth(_WHAT, min(self.sizeHintForColumn(_WHAT) + theme.STEP, most))
        room -= self.columnWidth(_WHAT)
        wanted = max(self.sizeHintForColumn(_NOW) + theme.STEP, _LEAST)
        now = min(wanted, max(room // 2, _LEAST))  # often there is nothing now
        self.setColumnWidth(_NOW, now)
        self.setColumnWidth(_NEW, max(room - now, _LEAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model = self.model()
        assert isinstance(model, ChangesModel)
        rows = sorted({index.row() for index in self.selectedIndexes()})
        if event.key() == Qt.Key.Key_Space and rows:
            free = [row for row in rows if model.found[row].fills or not model.fill]
            model.choose(free, not all(model.is_taken(row) for row in free))
        else:
            super().keyPressEvent(event)


class _Pane(QTextBrowser):
    """A text in full, scrolled to the first place that differs from the other: there its cursor stands."""

    def show_runs(self, runs: Runs) -> None:
        self.setHtml(_html(runs))
        same = [*takewhile(lambda run: not run[1], runs)]
        place = sum(len(text) for text, _ in same) if len(same) < len(runs) else 0
        cursor = self.textCursor()
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self._show_cursor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_cursor()

    def _show_cursor(self) -> None:
        """With some of what stands before it."""
        self.document().size()  # lays all of it out: Qt does that bit by bit, and the bar is short until then
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() - self.viewport().height() // 3)


class ChangeList(QStackedWidget):
    """The list above, and the whole of what stands now and of what would stand, side by side."""

    title = "Ändringar"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("word.changes")
        self.model = ChangesModel(self)
        self.table = _Table(self)
        self.table.setObjectName("word.changes.table")
        self.table.setAccessibleName(self.title)
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        height = self.fontMetrics().height() + theme.STEP
        self.table.verticalHeader().setDefaultSectionSize(height)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.selectionModel().currentRowChanged.connect(lambda index, _: self._read(index.row()))
        self.now, self.new = (_Pane(self) for _ in range(2))
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.setObjectName("word.changes.splitter")
        splitter.addWidget(self.table)
        splitter.addWidget(self._panes())
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([32 * theme.STEP, 24 * theme.STEP])
        self.empty = wrapped("Inga ändringar.", self)
        self.empty.setObjectName("word.changes.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(theme.STEP, theme.STEP, theme.STEP, theme.STEP)
        self.addWidget(self.empty)
        self.addWidget(splitter)

    def _panes(self) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP)
        for pane, name, words in ((self.now, "now", "Nu i ansökan"), (self.new, "new", "Nytt från Word")):
            pane.setObjectName(f"word.{name}")
            pane.setAccessibleName(words)
            pane.setOpenLinks(False)
            caption = QLabel(words, holder)
            caption.setBuddy(pane)
            column = QVBoxLayout()
            column.setSpacing(theme.STEP // 2)
            column.addWidget(caption)
            column.addWidget(pane, 1)
            row.addLayout(column, 1)
        return holder

    def show_found(self, found: Sequence[FoundValue]) -> None:
        """Show these, all of them chosen, the first of them in full."""
        self.model.show_found(found)
        self.setCurrentIndex(1 if found else 0)
        if found:
            words = self.fontMetrics().horizontalAdvance(_SAME_WORDS)
            self.table.setColumnWidth(_NOTE, words + 5 * theme.STEP)  # and its mark
            self.table.fit_columns()
            self.table.selectRow(0)

    def _read(self, row: int) -> None:
        if 0 <= row < len(self.model.found):
            one = self.model.found[row]
            for pane, runs in zip((self.now, self.new), marked(one.old, one.new), strict=True):
                pane.show_runs(runs)


def _html(runs: Runs) -> str:
    """The text as it stands; what differs from the other stands on a ground of its own."""
    look = theme.current()
    if not any(text for text, _ in runs):
        return f"<span style='color: {look.muted}'>{EMPTY}</span>"
    style = f"background-color: {look.band}; text-decoration: underline"
    parts = (f"<span style='{style}'>{escape(t)}</span>" if differs else escape(t) for t, differs in runs)
    return f"<div style='white-space: pre-wrap'>{''.join(parts)}</div>"

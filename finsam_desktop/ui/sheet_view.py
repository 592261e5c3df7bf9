"""The budget grid: painted from the model's cache, edited in place with the keyboard."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from finsam_desktop.domain import edits
from finsam_desktop.domain.values import Value
from finsam_desktop.ui import theme
from finsam_desktop.ui.cells import BROKEN, PAD, STRONG, WRAPPED, CellDelegate, CellEditor, with_mark
from finsam_desktop.ui.sheet_model import SheetModel

Index = QModelIndex | QPersistentModelIndex
_WIDTHS = {"label": 30, "text": 24, "percent": 9, "date": 12, "number": 9, "amount": 13}
"""Characters that a column of the kind has room for."""
_LEAST = 14
"""Characters that a column of words is no narrower than."""


class SheetView(QTableView):
    """A grid over a `SheetModel`."""

    current_changed = Signal()

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = model
        template = model.view.template
        self.setObjectName(f"sheet.{template.id}")
        self.setAccessibleName(template.title)
        self.setModel(model)
        self.cells = CellDelegate(self)
        self.setItemDelegate(self.cells)
        self.cells.closeEditor.connect(model.session.rest)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self._prepare_headers(template.id, template.title)
        model.modelAboutToBeReset.connect(self._remember_place)
        model.modelReset.connect(self._arrange)
        self._kept: tuple[str, str] | None = None
        self._kept_row = 0
        self._too_narrow: dict[int, int] = {}
        self.broken: set[tuple[int, int]] = set()
        """Row and column of cells with a word that is wider than the column, which is divided."""
        self.typing_over = False
        """Whether what is typed takes the place of what stands in the cell."""
        self._refit = QTimer(self)
        self._refit.setSingleShot(True)
        self._refit.timeout.connect(self._fit_rows)
        self.horizontalHeader().sectionResized.connect(lambda *_: self._refit.start())
        model.dataChanged.connect(self._cell_changed)
        self._scrolled = (0, 0)
        self._written: str | None = None
        self._arranged: list[int] = []
        self._arrange()

    def _prepare_headers(self, sheet: str, title: str) -> None:
        self.horizontalHeader().setObjectName(f"sheet.{sheet}.columns")
        self.horizontalHeader().setAccessibleName(f"Kolumner i {title}")
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setObjectName(f"sheet.{sheet}.lines")
        self.verticalHeader().setAccessibleName(f"Rader i {title}")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + theme.STEP)

    # -- layout ----------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Set widths and heights for the columns that there are, and go back to the cell that was current."""
        metrics = self.fontMetrics()
        self.clearSpans()
        columns = self.sheet.view.columns
        self._words = [place for place, one in enumerate(columns) if one.template.kind in ("label", "text")]
        self._wished = [self._wish(place) for place in range(len(columns))]
        self.horizontalHeader().setMinimumSectionSize(6 * metrics.averageCharWidth())
        self._share_width()
        self._fit_header()
        self._fit_rows()
        for row in range(self.sheet.rowCount()):
            if self.sheet.line(row) is None:
                self.setSpan(row, 0, 1, max(1, self.sheet.columnCount()))
        self._go_back()

    def _go_back(self) -> None:
        """To the cell that was current, or the one in its place."""
        self.horizontalScrollBar().setValue(self._scrolled[0])
        self.verticalScrollBar().setValue(self._scrolled[1])
        if self._kept and (cell := self.sheet.place(*self._kept)):
            self.setCurrentIndex(self.sheet.index(*cell))
            self._write_on()
        elif self._kept:
            row = min(self._kept_row, self.sheet.rowCount() - 1)
            self.setCurrentIndex(self.sheet.index(row, self.sheet.column_of(self._kept[1])))
        elif not self.currentIndex().isValid():
            self._to_first_input()

    def _wish(self, place: int) -> int:
        """Pixels that the column wants."""
        metrics, column = self.fontMetrics(), self.sheet.view.columns[place]
        width = metrics.averageCharWidth() * _WIDTHS[column.template.kind] + 2 * PAD
        if column.template.kind == "label" and len(self._words) > 1:  # the texts need the room
            labels = [metrics.horizontalAdvance(line.label) for line in self.sheet.view.lines]
            named = any(line.named for line in self.sheet.view.lines)
            width = width if named else min(width, max(labels, default=0) + 4 * PAD)
        widest = max((self._width_of(row, place) for row in range(self.sheet.rowCount())), default=0)
        return max(width, widest, self._longest_word(column.title, metrics))

    def _share_width(self) -> None:
        """Let the columns of words take what room there is; where there is too little, scroll sideways."""
        texts = [place for place in self._words if self.sheet.view.columns[place].template.kind == "text"]
        sharing = texts or self._words
        least = self.fontMetrics().averageCharWidth() * _LEAST
        others = sum(width for place, width in enumerate(self._wished) if place not in sharing)
        fits = others + least * len(sharing) <= self.viewport().width()
        header = self.horizontalHeader()
        for place, width in enumerate(self._wished):
            mode = header.ResizeMode.Stretch if fits and place in sharing else header.ResizeMode.Interactive
            if header.sectionResizeMode(place) != mode or self._arranged != self._wished:
                header.setSectionResizeMode(place, mode)
                self.setColumnWidth(place, width)
        self._arranged = self._wished

    def _width_of(self, row: int, column: int) -> int:
        """Pixels that the cell needs so as not to be cut; labels wrap instead."""
        shown = self.sheet.shown(row, column)
        if not shown.text or self.sheet.view.columns[column].template.kind in ("label", "text"):
            return 0
        metrics = self.cells.bold_metrics if shown.style in STRONG else self.cells.metrics
        return metrics.horizontalAdvance(with_mark(shown)) + 2 * PAD + 2

    def widen(self, column: int, width: int) -> None:
        """Make the column at least so wide, once what is being painted is painted."""
        if not self._too_narrow:
            QTimer.singleShot(0, self, self._widen_all)
        self._too_narrow[column] = max(width, self._too_narrow.get(column, 0))

    def _widen_all(self) -> None:
        for column, width in self._too_narrow.items():
            if width > self.columnWidth(column):
                self.setColumnWidth(column, width)
        self._too_narrow = {}

    def _longest_word(self, text: str, metrics: QFontMetrics) -> int:
        return max((metrics.horizontalAdvance(word) for word in text.split()), default=0) + 3 * PAD

    def _fit_header(self) -> None:
        metrics = self.fontMetrics()
        wrap = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        heights = [
            metrics.boundingRect(
                QRect(0, 0, self.columnWidth(place) - PAD, 1000), wrap, column.title
            ).height()
            for place, column in enumerate(self.sheet.view.columns)
        ]
        self.horizontalHeader().setFixedHeight(max(heights, default=20) + theme.STEP)

    def _fit_rows(self, rows: Iterable[int] | None = None) -> None:
        """Give labels and texts as many lines as they need, in all rows or in those given."""
        widths = {place: max(40, self.columnWidth(place) - 2 * PAD) for place in self._words}
        for row in range(self.sheet.rowCount()) if rows is None else rows:
            height = max(self._height_of(row, place, width) for place, width in widths.items())
            if self.rowHeight(row) != height + theme.STEP:
                self.setRowHeight(row, height + theme.STEP)

    def _height_of(self, row: int, place: int, width: int) -> int:
        """Pixels that the cell's text takes at the width."""
        shown = self.sheet.shown(row, place)
        metrics = self.cells.bold_metrics if shown.style in STRONG else self.cells.metrics
        text = shown.text
        self.broken.discard((row, place))
        if shown.style == "band" or ("\n" not in text and metrics.horizontalAdvance(text) <= width):
            return metrics.height()
        box = metrics.boundingRect(QRect(0, 0, width, 100_000), WRAPPED, text)
        if box.width() > width:
            self.broken.add((row, place))
            box = metrics.boundingRect(QRect(0, 0, width, 100_000), BROKEN, text)
        return box.height()

    def _cell_changed(self, index: Index, _: object) -> None:
        if index.column() in self._words:
            self._fit_rows([index.row()])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    # -- moving ----------------------------------------------------------------------------

    def _remember_place(self) -> None:
        """Note the current cell, and what is being written in it, before the model changes its shape."""
        index = self.currentIndex()
        self._kept, self._kept_row = None, index.row()
        self._scrolled = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        editor = self.open_editor()
        self._written = editor.text() if editor is not None and editor.hasFocus() else None
        if index.isValid() and (line := self.sheet.line(index.row())):
            self._kept = line.id, self.sheet.view.columns[index.column()].id

    def _write_on(self) -> None:
        """Open the editor that was open again, with what stood in it."""
        if self._written is not None:
            self.edit(self.currentIndex())
            if editor := self.open_editor():
                editor.setText(self._written)
                editor.setModified(True)

    def _to_first_input(self) -> None:
        for row in range(self.sheet.rowCount()):
            for column in range(self.sheet.columnCount()):
                if self.sheet.is_input(row, column):
                    self.setCurrentIndex(self.sheet.index(row, column))
                    return

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit()

    def step(self, down: int, right: int) -> None:
        """Go to a neighbouring cell, if there is one; lines that show how to fill in are passed by."""
        index = self.currentIndex()
        row, column = index.row() + down, index.column() + right
        while down and 0 <= row < self.sheet.rowCount() and self.sheet.is_example(row):
            row += down
        if 0 <= row < self.sheet.rowCount() and 0 <= column < self.sheet.columnCount():
            self.setCurrentIndex(self.sheet.index(row, column))

    def step_input(self, step: int) -> bool:
        """Go to the next cell (the one before when negative) that is filled in by hand; False at the end."""
        index, columns = self.currentIndex(), self.sheet.columnCount()
        place = index.row() * columns + index.column() + step
        while 0 <= place < self.sheet.rowCount() * columns:
            if self.sheet.is_input(*divmod(place, columns)):
                self.setCurrentIndex(self.sheet.index(*divmod(place, columns)))
                return True
            place += step
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif key == Qt.Key.Key_Delete:
            self.clear_selected()
        elif key == Qt.Key.Key_Backspace:
            self._edit_empty()
        else:
            self.typing_over = key != Qt.Key.Key_F2
            super().keyPressEvent(event)
            self.typing_over = False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the cells to fill in, and out of the grid after the last."""
        if self.hasFocus() and self.step_input(1 if forward else -1):
            return True
        return super().focusNextPrevChild(forward)

    # -- editing ---------------------------------------------------------------------------

    def _edit_empty(self) -> None:
        index = self.currentIndex()
        if self.sheet.is_input(index.row(), index.column()):
            self.edit(index)
            if editor := self.open_editor():
                editor.clear()
                editor.setModified(True)

    def open_editor(self) -> CellEditor | None:
        """The editor of the cell that is being edited."""
        editor = self.indexWidget(self.currentIndex())
        return editor if isinstance(editor, CellEditor) else None

    def flush(self) -> None:
        """Hand over what stands in an open cell editor, which stays open."""
        editor = self.open_editor()
        if editor is not None:
            self.commitData(editor)
            if editor := self.open_editor():  # a reset may have made it anew
                editor.setModified(False)

    def clear_selected(self) -> None:
        """Empty the selected cells that are filled in by hand, as one step."""
        values: dict[tuple[str, ...], Value] = {}
        for index in self.selectedIndexes():
            line = self.sheet.line(index.row())
            if line and self.sheet.is_input(index.row(), index.column()):
                values["cell", self.sheet.sheet_id, line.id, self.sheet.view.columns[index.column()].id] = (
                    None
                )
        session = self.sheet.session
        session.apply(edits.set_values(session.application, values, "Töm celler"))

    def go_to(self, line: str, column: str) -> bool:
        """Make the cell current and show it."""
        place = self.sheet.place(line, column)
        if place is None:
            return False
        index = self.sheet.index(*place)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in kinds and hasattr(self, "cells"):
            self.cells.set_theme()

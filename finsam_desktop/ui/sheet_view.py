"""The budget grid: painted from the model's cache, edited in place with the keyboard."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from finsam_desktop.domain import edits
from finsam_desktop.domain.values import Value
from finsam_desktop.ui import theme
from finsam_desktop.ui.inputs import LineEdit
from finsam_desktop.ui.sheet_model import SheetModel, Shown

Index = QModelIndex | QPersistentModelIndex
_PAD = 5
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WRONG = "⚠ "
STRONG = frozenset(("band", "group", "part", "total", "heading"))
"""Styles that are set in bold."""
_WIDTHS = {"label": 30, "text": 24, "percent": 9, "date": 12, "number": 9, "amount": 13}
"""Characters that a column of the kind has room for."""


def _with_mark(shown: Shown) -> str:
    """The text as it is painted: what is wrong has a mark, for those who do not see the colour."""
    return f"{_WRONG}{shown.text}" if shown.problem else shown.text


class CellDelegate(QStyledItemDelegate):
    """Paints a cell from the model's `Shown` and edits it in a line without a frame."""

    def __init__(self, view: SheetView) -> None:
        super().__init__(view)
        self.view = view
        self.set_theme()

    def set_theme(self) -> None:
        """Take colours and fonts from the theme that is in force."""
        colours = theme.current()
        grounds = {
            "input": colours.input,
            "band": colours.band,
            "part": colours.band,
            "total": colours.band,
            "group": colours.group,
            "control": colours.base,
        }
        self.grounds = {style: QColor(colour) for style, colour in grounds.items()}
        self.base = QColor(colours.base)
        self.text, self.muted, self.error = QColor(colours.text), QColor(colours.muted), QColor(colours.error)
        self.line = QPen(QColor(colours.line))
        self.rule = QPen(QColor(colours.text))
        self.accent = QColor(colours.accent)
        self.selected = QColor(colours.accent)
        self.selected.setAlpha(60)
        self.font = self.view.font()
        self.bold = QFont(self.font)
        self.bold.setBold(True)
        self.metrics, self.bold_metrics = QFontMetrics(self.font), QFontMetrics(self.bold)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self.view.sheet
        shown = model.shown(index.row(), index.column())
        rect = option.rect
        painter.fillRect(rect, self.grounds.get(shown.style, self.base))
        if shown.text:
            self._text(painter, rect, shown, index.column())
        painter.setPen(self.rule if shown.style in ("group", "part", "total") else self.line)
        if shown.style in ("group", "part", "total"):
            painter.drawLine(rect.topLeft(), rect.topRight())
        painter.setPen(self.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self.selected)
        if index == self.view.currentIndex():
            pen = QPen(self.accent, 2)
            painter.setPen(pen)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _text(self, painter: QPainter, rect: QRect, shown: Shown, column: int) -> None:
        strong = shown.style in STRONG
        painter.setFont(self.bold if strong else self.font)
        painter.setPen(self.error if shown.problem or shown.negative else self.text)
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        text = _with_mark(shown)
        if shown.right:
            width = (self.bold_metrics if strong else self.metrics).horizontalAdvance(text)
            if width > inner.width():  # a figure is never cut: the column is made wider at once
                self.view.widen(column, width + 2 * _PAD + 2)
                text = "#"
        painter.drawText(inner, _RIGHT if shown.right else _LEFT, text)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = LineEdit(parent)
        editor.setFrame(False)
        editor.setObjectName(f"{self.view.objectName()}.editor")
        editor.setAccessibleName(self.view.sheet.data(index, Qt.ItemDataRole.AccessibleTextRole))
        editor.setAutoFillBackground(True)
        editor.textEdited.connect(self.view.sheet.session.writing)
        editor.setTextMargins(_PAD - 2, 0, _PAD - 2, 0)
        if self.view.sheet.shown(index.row(), index.column()).right:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, LineEdit)
        text = self.view.sheet.typed(index.row(), index.column())
        if not editor.isModified():
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, LineEdit)
        model.setData(index, editor.text())

    def eventFilter(self, editor: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                self.view.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, 0)
                return True
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                self.view.step_input(-1 if event.key() == Qt.Key.Key_Backtab else 1)
                return True
        return super().eventFilter(editor, event)


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
        self.horizontalHeader().setObjectName(f"sheet.{template.id}.columns")
        self.horizontalHeader().setAccessibleName(f"Kolumner i {template.title}")
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setObjectName(f"sheet.{template.id}.lines")
        self.verticalHeader().setAccessibleName(f"Rader i {template.title}")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + theme.STEP)
        model.modelAboutToBeReset.connect(self._remember_place)
        model.modelReset.connect(self._arrange)
        self._kept: tuple[str, str] | None = None
        self._kept_row = 0
        self._too_narrow: dict[int, int] = {}
        self._scrolled = (0, 0)
        self._written: str | None = None
        self._arrange()

    # -- layout ----------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Set widths and heights for the columns that there are, and go back to the cell that was current."""
        header = self.horizontalHeader()
        metrics = self.fontMetrics()
        self.clearSpans()
        for place, column in enumerate(self.sheet.view.columns):
            width = metrics.averageCharWidth() * _WIDTHS[column.template.kind] + 2 * _PAD
            width = max(width, self._longest_word(column.title, metrics))
            widest = max((self._width_of(row, place) for row in range(self.sheet.rowCount())), default=0)
            self.setColumnWidth(place, max(width, widest))
            label = column.id == self.sheet.view.label_column
            mode = QHeaderView.ResizeMode.Stretch if label else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(place, mode)
        header.setMinimumSectionSize(6 * metrics.averageCharWidth())
        self._fit_header()
        self._fit_labels()
        for row in range(self.sheet.rowCount()):
            if self.sheet.line(row) is None:
                self.setSpan(row, 0, 1, max(1, self.sheet.columnCount()))
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

    def _width_of(self, row: int, column: int) -> int:
        """Pixels that the cell needs so as not to be cut; labels wrap instead."""
        shown = self.sheet.shown(row, column)
        if not shown.text or self.sheet.view.columns[column].template.kind in ("label", "text"):
            return 0
        metrics = self.cells.bold_metrics if shown.style in STRONG else self.cells.metrics
        return metrics.horizontalAdvance(_with_mark(shown)) + 2 * _PAD + 2

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
        return max((metrics.horizontalAdvance(word) for word in text.split()), default=0) + 3 * _PAD

    def _fit_header(self) -> None:
        metrics = self.fontMetrics()
        wrap = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        heights = [
            metrics.boundingRect(
                QRect(0, 0, self.columnWidth(place) - _PAD, 1000), wrap, column.title
            ).height()
            for place, column in enumerate(self.sheet.view.columns)
        ]
        self.horizontalHeader().setFixedHeight(max(heights, default=20) + theme.STEP)

    def _fit_labels(self) -> None:
        """Give long labels as many lines as they need."""
        place = next(
            i for i, one in enumerate(self.sheet.view.columns) if one.id == self.sheet.view.label_column
        )
        width = max(40, self.columnWidth(place) - 2 * _PAD)
        plain, bold = self.cells.metrics, self.cells.bold_metrics
        wrap = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        for row in range(self.sheet.rowCount()):
            shown = self.sheet.shown(row, place)
            metrics = bold if shown.style in STRONG else plain
            height = metrics.height()
            if shown.style != "band" and metrics.horizontalAdvance(shown.text) > width:
                height = metrics.boundingRect(QRect(0, 0, width, 10_000), wrap, shown.text).height()
            self.setRowHeight(row, height + theme.STEP)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit_labels()

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
        """Go to a neighbouring cell, if there is one."""
        index = self.currentIndex()
        row, column = index.row() + down, index.column() + right
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
            super().keyPressEvent(event)

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

    def open_editor(self) -> LineEdit | None:
        """The editor of the cell that is being edited."""
        editor = self.indexWidget(self.currentIndex())
        return editor if isinstance(editor, LineEdit) else None

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

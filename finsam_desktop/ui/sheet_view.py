"""The budget grid: painted from the model's cache, edited in place, moved through as in a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from finsam_desktop.ui import sheet_keys, theme
from finsam_desktop.ui.cells import CellDelegate, CellEditor
from finsam_desktop.ui.fill_handle import FillHandle
from finsam_desktop.ui.frozen import Frozen, GridHeader
from finsam_desktop.ui.sheet_layout import GridLayout
from finsam_desktop.ui.sheet_model import SheetModel
from finsam_desktop.ui.sheet_selection import SelectingView

Index = QModelIndex | QPersistentModelIndex
ZOOMS = (50, 75, 90, 100, 110, 125, 150, 175, 200, 250, 300)
"""Percent of the usual size."""
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SheetView(SelectingView):
    """A grid over a `SheetModel`."""

    current_changed = Signal()
    selection_changed = Signal()
    clear_requested = Signal()
    fill_requested = Signal(object, object)
    """A block of cells that is selected, and the cells to fill from it; columns and rows as x and y."""
    zoom_changed = Signal(int)

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.zoom = 100
        self._usual_size = self.font().pointSizeF()
        template = model.view.template
        self.setObjectName(f"sheet.{template.id}")
        self.setAccessibleName(template.title)
        self.frozen = Frozen(self)
        self.is_resizing = False
        """Whether the edge of a column is being pulled."""
        self.setHorizontalHeader(GridHeader(self))
        model.rowsAboutToBeRemoved.connect(self._rows_go)  # before Qt's own connections: it steps out upwards
        self.setModel(model)
        self.cells = CellDelegate(self)
        self.setItemDelegate(self.cells)
        self.cells.closeEditor.connect(model.session.rest)
        self.handle = FillHandle(self)
        self.arrangement = GridLayout(self)
        self._prepare(template.id, template.title)
        self._kept: tuple[str, str] | None = None
        self._kept_row = 0
        self.typing_over = False
        """Whether what is typed takes the place of what stands in the cell."""
        self._scrolled = (0, 0)
        self._written: str | None = None
        self._run: int | None = None
        """The column where a run of Tabs began, to which Enter goes back."""
        self._follow(model)
        self._arrange()

    def _prepare(self, sheet: str, title: str) -> None:
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setObjectName(f"sheet.{sheet}.columns")
        across.setAccessibleName(f"Kolumner i {title}")
        down.setObjectName(f"sheet.{sheet}.lines")
        down.setAccessibleName(f"Rader i {title}")
        down.setHighlightSections(False)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        down.setSectionResizeMode(down.ResizeMode.Fixed)
        down.setMinimumSectionSize(theme.STEP)

    def _follow(self, model: SheetModel) -> None:
        model.modelAboutToBeReset.connect(self._remember_place)
        model.modelReset.connect(self._arrange)
        model.dataChanged.connect(self._cells_changed)
        model.headerDataChanged.connect(self._titles_changed)
        model.rowsInserted.connect(self._rows_come)
        model.rowsMoved.connect(self._rows_moved)
        self.selectionModel().selectionChanged.connect(
            self._selection_changed
        )  # no override: it outlives self

    # -- layout ----------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Set widths and heights for the columns that there are, and go back to the cell that was current."""
        self.clearSpans()
        self.verticalHeader().setDefaultSectionSize(self.cells.line_height + theme.STEP)
        self.arrangement.arrange()
        self._span_bands(0, self.sheet.rowCount() - 1)
        self._go_back()

    def _span_bands(self, first: int, last: int) -> None:
        for row in range(first, last + 1):
            if self.sheet.is_band(row):
                self.setSpan(row, 0, 1, max(1, self.sheet.columnCount()))

    def _rows_come(self, _: object, first: int, last: int) -> None:
        self._span_bands(first, last)
        self.arrangement.fit_rows(range(first, last + 1))

    def _titles_changed(self, orientation: Qt.Orientation) -> None:
        if orientation == Qt.Orientation.Horizontal:
            self.arrangement.fit_header()

    def _rows_moved(self) -> None:
        self.arrangement.fit_rows()

    def _rows_go(self, _: object, first: int, last: int) -> None:
        """Step out of rows that go, to the one that takes their place."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        if first <= row <= last and self.sheet.rowCount() > last - first + 1:
            self.go(last + 1 if last + 1 < self.sheet.rowCount() else first - 1, column)

    def _go_back(self) -> None:
        """To the cell that was current, or the one in its place."""
        self.horizontalScrollBar().setValue(self._scrolled[0])
        self.verticalScrollBar().setValue(self._scrolled[1])
        if self._kept and (cell := self.sheet.place(*self._kept)):
            self.go(*cell)
            self._write_on()
        elif self._kept:
            row = min(self._kept_row, self.sheet.rowCount() - 1)
            self.go(row, self.sheet.column_of(self._kept[1]))
        elif not self.currentIndex().isValid():
            self._to_first_input()

    def _cells_changed(self, first: Index, last: Index) -> None:
        if any(first.column() <= place <= last.column() for place in self.arrangement.words):
            self.arrangement.fit_soon(first.row(), last.row())

    def set_zoom(self, percent: int) -> None:
        """Show everything in the grid at `percent` of the usual size."""
        percent = max(ZOOMS[0], min(ZOOMS[-1], percent))
        if percent != self.zoom:
            self._remember_place()
            self.zoom = percent
            font = self.font()
            font.setPointSizeF(self._usual_size * percent / 100)
            self.setFont(font)
            self._arrange()
            self.zoom_changed.emit(percent)

    def recall(self, widths: dict[str, int], zoom: int) -> None:
        """Show the columns at the widths (pixels at 100 %) that somebody gave them before."""
        self.arrangement.by_hand = dict(widths)
        self._arrange()
        self.set_zoom(zoom)

    def zoom_by(self, steps: int) -> None:
        """To the next larger size, or smaller ones for negative steps; 0 is back to the usual."""
        wanted = [one for one in ZOOMS if (one > self.zoom if steps > 0 else one < self.zoom)]
        if wanted or not steps:
            self.set_zoom(100 if not steps else wanted[0] if steps > 0 else wanted[-1])

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned := event.angleDelta().y():
                self.zoom_by(1 if turned > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrangement.share_width()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in kinds and hasattr(self, "cells"):
            self.cells.set_theme()

    # -- the labels that stay, and the fill handle -----------------------------------------

    def visualRect(self, index: Index) -> QRect:
        rect = super().visualRect(index)
        if index.column() < self.frozen.count and self.frozen.width:
            rect.moveLeft(self.frozen.left(index.column()))
        return rect

    def indexAt(self, pos: QPoint) -> QModelIndex:
        column = self.frozen.column_at(pos.x())
        return self.sheet.index(self.rowAt(pos.y()), column) if column >= 0 else super().indexAt(pos)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() < self.frozen.count and self.frozen.width:
            bar.setValue(before)
        elif index.column() >= self.frozen.count:
            hidden = self.frozen.width - self.columnViewportPosition(index.column())
            bar.setValue(bar.value() - max(0, hidden))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx or self.handle.target:
            self.viewport().update()
            self.horizontalHeader().viewport().update()
        if dx:
            self.frozen.clip_editor()

    def updateEditorGeometries(self) -> None:
        super().updateEditorGeometries()
        self.frozen.clip_editor()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.frozen.paint(event)
        if self.handle.target is not None or event.rect().intersects(self.handle.outline()):
            painter = QPainter(self.viewport())
            self.handle.paint(painter)
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        pos, left = event.position().toPoint(), event.button() == Qt.MouseButton.LeftButton
        if left and self.handle.press(pos):
            return
        index = self.indexAt(pos)
        if left and event.modifiers() & Qt.KeyboardModifier.ShiftModifier and index.isValid():
            self.go(index.row(), index.column(), extend=True)
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.handle.source is not None:
            self.handle.pull(event.position().toPoint())
            return
        at_handle = not event.buttons() and self.handle.is_at(event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if at_handle else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.handle.source is not None:
            if found := self.handle.release():
                self.fill_requested.emit(*found)
            return
        super().mouseReleaseEvent(event)

    # -- moving ----------------------------------------------------------------------------

    def _remember_place(self) -> None:
        """Note the current cell, and what is being written in it, before the model changes its shape."""
        index = self.currentIndex()
        self._kept, self._kept_row = None, index.row()
        self._scrolled = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        editor = self.open_editor()
        self._written = editor.text() if editor is not None and editor.hasFocus() else None
        if index.isValid():
            self._kept = self.sheet.address(index.row(), index.column())

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
                    self.go(row, column)
                    return

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._run = None
        self.current_changed.emit()

    def _selection_changed(self) -> None:
        self.viewport().update(self.handle.outline())
        self.selection_changed.emit()

    def step(self, down: int) -> None:
        """Enter: a row down or up, after Tabs to where they began; bands and examples are passed by."""
        row, column = self.currentIndex().row() + down, self.currentIndex().column()
        column = column if self._run is None else self._run
        while 0 <= row < self.sheet.rowCount() and (self.sheet.is_example(row) or self.sheet.is_band(row)):
            row += down
        if 0 <= row < self.sheet.rowCount():
            self.go(row, column)

    def step_input(self, step: int) -> bool:
        """Go to the next cell (the one before when negative) that is filled in by hand; False at the end."""
        index, columns = self.currentIndex(), self.sheet.columnCount()
        place, run = index.row() * columns + index.column() + step, self._run
        while 0 <= place < self.sheet.rowCount() * columns:
            if self.sheet.is_input(*divmod(place, columns)):
                self.go(*divmod(place, columns))
                self._run = index.column() if run is None else run
                return True
            place += step
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        if key in sheet_keys.MOVES and not held & Qt.KeyboardModifier.AltModifier:
            self.move_by_key(key, control, shift)
        elif key == Qt.Key.Key_Space and (control or shift):
            self.choose_whole(rows=shift, columns=control)
        elif key in _RETURN:
            self.step(-1 if shift else 1)
        elif key == Qt.Key.Key_Delete and not shift:
            self.clear_requested.emit()
        elif key == Qt.Key.Key_Backspace:
            self._edit_empty()
        elif control or (key == Qt.Key.Key_F2 and shift):
            if key == Qt.Key.Key_A:
                self.selectAll()
            else:
                event.ignore()  # the window's keys
        else:
            self.typing_over = key != Qt.Key.Key_F2
            super().keyPressEvent(event)
            self.typing_over = False

    def move_by_key(self, key: int, far: bool = False, extend: bool = False) -> None:
        """Go where the key leads; `far` with Ctrl held, `extend` with Shift."""
        index = self.currentIndex()
        if index.isValid():
            page = max(1, self.viewport().height() // max(1, self.rowHeight(index.row())) - 1)
            place = sheet_keys.target(self.sheet, key, far, page, (index.row(), index.column()))
            self.go(*place, extend=extend)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the cells to fill in, and out of the grid after the last."""
        if self.hasFocus() and self.step_input(1 if forward else -1):
            return True
        return super().focusNextPrevChild(forward)

    # -- editing ---------------------------------------------------------------------------

    def _edit_empty(self) -> None:
        index = self.currentIndex()
        if self.sheet.is_input(index.row(), index.column()):
            self.typing_over = True
            self.edit(index)
            self.typing_over = False
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

    def go_to(self, line: str, column: str) -> bool:
        """Make the cell current and show it."""
        place = self.sheet.place(line, column)
        if place is None:
            return False
        self.go(*place)
        self.scrollTo(self.sheet.index(*place))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

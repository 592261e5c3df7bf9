"""The labels stay in sight: painted once more at the left while the grid is scrolled sideways.

There is one grid with one selection and one editor; what stands at the left is paint. Where the
pointer meets it, the grid answers with the cells that are seen there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionHeader, QStyleOptionViewItem

if TYPE_CHECKING:
    from finsam_desktop.ui.sheet_view import SheetView


class Frozen:
    """The first columns of a grid, up to its labels."""

    def __init__(self, view: SheetView) -> None:
        self.view = view

    @property
    def count(self) -> int:
        """How many columns stay."""
        sheet = self.view.sheet
        return sheet.column_of(sheet.view.label_column) + 1

    @property
    def width(self) -> int:
        """Pixels that are covered: 0 where nothing is scrolled, or the window is too narrow for it."""
        if not self.view.horizontalScrollBar().value():
            return 0
        width = sum(self.view.columnWidth(column) for column in range(self.count))
        return width if width <= self.view.viewport().width() * 2 // 3 else 0

    def column_at(self, x: int) -> int:
        """The column seen at `x` (pixels in the viewport), -1 where nothing is covered."""
        if not 0 <= x < self.width:
            return -1
        return self.view.horizontalHeader().logicalIndexAt(x - self.view.horizontalHeader().offset())

    def left(self, column: int) -> int:
        """Where a column that stays begins, in pixels of the viewport."""
        return sum(self.view.columnWidth(one) for one in range(column))

    def paint(self, event: QPaintEvent) -> None:
        """Paint the rows that the event is about."""
        view, width = self.view, self.width
        area = event.rect()
        if not width or area.left() >= width:
            return
        first, last = view.rowAt(area.top()), view.rowAt(area.bottom())
        last = last if last >= 0 else view.sheet.rowCount() - 1
        painter = QPainter(view.viewport())
        option = QStyleOptionViewItem()
        for row in range(max(0, first), last + 1):
            top, height = view.rowViewportPosition(row), view.rowHeight(row)
            if view.sheet.is_band(row):
                self._cell(painter, option, row, 0, QRect(0, top, view.viewport().width(), height))
                continue
            for column in range(self.count):
                rect = QRect(self.left(column), top, view.columnWidth(column), height)
                self._cell(painter, option, row, column, rect)
        painter.setPen(view.cells.rule)
        painter.drawLine(width - 1, area.top(), width - 1, area.bottom())
        painter.end()

    def _cell(
        self, painter: QPainter, option: QStyleOptionViewItem, row: int, column: int, rect: QRect
    ) -> None:
        index = self.view.sheet.index(row, column)
        chosen = self.view.selectionModel().isSelected(index)
        option.state = QStyle.StateFlag.State_Selected if chosen else QStyle.StateFlag.State_None
        option.rect = rect
        self.view.cells.paint(painter, option, index)

    def clip_editor(self) -> None:
        """Keep an open editor in its place among the labels, or from covering them."""
        editor, index = self.view.open_editor(), self.view.currentIndex()
        if editor is None:
            return
        covered = self.width - editor.x()
        if index.column() < self.count:
            editor.move(self.view.visualRect(index).left(), editor.y())
        elif covered > 0:  # an empty region would be no mask at all
            editor.setMask(QRegion(min(covered, editor.width()), 0, editor.width(), editor.height()))
        else:
            editor.clearMask()


class GridHeader(QHeaderView):
    """The column titles, those of the labels in sight at all times."""

    def __init__(self, view: SheetView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.grid = view
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        option.text = self.grid.arrangement.title(section)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        frozen = self.grid.frozen
        if frozen.width:
            painter = QPainter(self.viewport())
            for column in range(frozen.count):
                rect = QRect(frozen.left(column), 0, self.grid.columnWidth(column), self.height())
                self.paintSection(painter, rect, column)
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self.grid.frozen.column_at(event.position().toPoint().x())
        if column >= 0:
            self.grid.selectColumn(column)
            return
        self.grid.is_resizing = event.button() == Qt.MouseButton.LeftButton
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.grid.is_resizing = False
        self.grid.arrangement.end_resizing()

    def column_under(self, pos: QPoint) -> int:
        """The column whose title is seen at the place."""
        frozen = self.grid.frozen.column_at(pos.x())
        return frozen if frozen >= 0 else self.logicalIndexAt(pos)

"""The small square at the corner of the selection: pulled over cells, it goes on with what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPen

from finsam_desktop.ui import theme

if TYPE_CHECKING:
    from finsam_desktop.ui.sheet_view import SheetView

_SIZE = 7
_REACH = 3
"""Pixels around the square where the pointer still meets it."""


class FillHandle:
    """The square of a grid, and what it is being pulled over."""

    def __init__(self, view: SheetView) -> None:
        self.view = view
        self.source: QRect | None = None
        """What is selected while the square is pulled: columns and rows as x and y."""
        self.target: QRect | None = None
        """The cells to fill."""

    def _range(self) -> QRect | None:
        """The selection, if it is one block."""
        blocks = self.view.blocks()
        return blocks[0] if len(blocks) == 1 else None

    def rect(self) -> QRect:
        """Where the square is, in the viewport; empty where there is none."""
        chosen = self._range()
        if chosen is None or self.view.open_editor() is not None:
            return QRect()
        corner = self.view.visualRect(self.view.sheet.index(chosen.bottom(), chosen.right())).bottomRight()
        if corner.x() < self.view.frozen.width and chosen.right() >= self.view.frozen.count:
            return QRect()
        return QRect(corner.x() - _SIZE + 2, corner.y() - _SIZE + 2, _SIZE, _SIZE)

    def outline(self) -> QRect:
        """The square with the line around it."""
        return self.rect().adjusted(-2, -2, 2, 2)

    def is_at(self, pos: QPoint) -> bool:
        """Whether the pointer meets the square."""
        rect = self.rect()
        return not rect.isEmpty() and rect.adjusted(-_REACH, -_REACH, _REACH, _REACH).contains(pos)

    def press(self, pos: QPoint) -> bool:
        """Begin to pull, if the square is there."""
        if not self.is_at(pos):
            return False
        self.source = self._range()
        return True

    def pull(self, pos: QPoint) -> None:
        """Take in where the pointer is: it fills along rows or columns, whichever it went further by."""
        index = self.view.indexAt(pos)
        source = self.source
        if source is None or not index.isValid():
            return
        down = max(0, index.row() - source.bottom()) or min(0, index.row() - source.top())
        right = max(0, index.column() - source.right()) or min(0, index.column() - source.left())
        left, top, width, height = source.left(), source.top(), source.width(), source.height()
        if abs(down) >= abs(right):
            first = source.bottom() + 1 if down > 0 else top + down
            self.target = QRect(left, first, width, abs(down)) if down else None
        else:
            first = source.right() + 1 if right > 0 else left + right
            self.target = QRect(first, top, abs(right), height)
        self.view.viewport().update()

    def release(self) -> tuple[QRect, QRect] | None:
        """End the pull: what was selected, and the cells to fill; None if there are none."""
        source, target = self.source, self.target
        self.source = self.target = None
        self.view.viewport().update()
        return (source, target) if source is not None and target is not None else None

    def paint(self, painter: QPainter) -> None:
        """Paint the square, and a frame around the cells that are going to be filled."""
        colours = theme.current()
        if self.target is not None:
            model, target = self.view.sheet, self.target
            frame = self.view.visualRect(model.index(target.top(), target.left()))
            frame = frame.united(self.view.visualRect(model.index(target.bottom(), target.right())))
            painter.setPen(QPen(self.view.cells.accent, 2))
            painter.drawRect(frame.adjusted(1, 1, -1, -1))
        rect = self.rect()
        if not rect.isEmpty():
            painter.fillRect(rect.adjusted(-1, -1, 1, 1), colours.base)
            painter.fillRect(rect, colours.accent)

"""Marks in the corners of a cell: a comment, a lock, what the checks found. Each has its own shape."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygon

from finsam_desktop.ui import theme
from finsam_desktop.ui.shown import Shown

_SIZE = 8
"""Pixels."""


class CellMarks:
    """Paints the marks in the colours of the theme that is in force."""

    def __init__(self) -> None:
        colours = theme.current()
        self.comment, self.finding = QColor(colours.accent), QColor(colours.warning)
        self.lock = QColor(colours.muted)

    def paint(self, painter: QPainter, rect: QRect, shown: Shown) -> None:
        """A corner for a comment (top right), a padlock (bottom left), a corner with a line for a finding
        (top left)."""
        if shown.comment:
            corner = rect.topRight()
            self._corner(painter, corner, -_SIZE, self.comment)
        if shown.finding and not shown.problem:  # a problem has its own mark before the text
            corner = rect.topLeft()
            self._corner(painter, corner, _SIZE, self.finding)
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), self.finding)
        if shown.locked:
            self._padlock(painter, rect.bottomLeft() + QPoint(3, -_SIZE - 1))

    def _corner(self, painter: QPainter, corner: QPoint, size: int, colour: QColor) -> None:
        painter.save()
        painter.setPen(QPen(colour))
        painter.setBrush(colour)
        painter.drawPolygon(QPolygon([corner, corner + QPoint(size, 0), corner + QPoint(0, abs(size))]))
        painter.restore()

    def _padlock(self, painter: QPainter, place: QPoint) -> None:
        painter.save()
        painter.setPen(QPen(self.lock, 1.4))
        painter.drawArc(QRectF(place.x() + 1.5, place.y(), 5, 7), 0, 180 * 16)
        painter.fillRect(QRect(place.x(), place.y() + 4, _SIZE, 5), self.lock)
        painter.restore()

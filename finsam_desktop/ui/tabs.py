"""Tabs along the left side with their labels written across, each with the mark of its state."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QStylePainter, QTabBar, QTabWidget, QWidget

from finsam_desktop.ui import theme


class SideTabBar(QTabBar):
    """A tab bar for the left side whose labels are not turned."""

    def tabSizeHint(self, index: int) -> QSize:
        font = self.font()
        font.setBold(True)
        metrics = QFontMetrics(font)
        widest = max(metrics.horizontalAdvance(self.tabText(i)) for i in range(self.count()))
        return QSize(widest + 16 + 5 * theme.STEP, self.fontMetrics().height() + 2 * theme.STEP)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        colours = theme.current()
        for index in range(self.count()):
            rect = self.tabRect(index)
            chosen = index == self.currentIndex()
            painter.fillRect(rect, self.palette().base() if chosen else self.palette().window())
            if chosen:
                painter.fillRect(QRect(rect.topLeft(), QSize(4, rect.height())), self.palette().highlight())
            icon = self.tabIcon(index)
            size = 16
            place = QPoint(rect.left() + 12, rect.center().y() - size // 2 + 1)
            icon.paint(painter, QRect(place, QSize(size, size)))
            font = self.font()
            font.setBold(chosen)
            painter.setFont(font)
            painter.setPen(self.palette().windowText().color())
            text = rect.adjusted(12 + size + theme.STEP, 0, -theme.STEP, 0)
            painter.drawText(
                text, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.tabText(index)
            )
            if chosen and self.hasFocus():
                painter.setPen(colours.accent)
                painter.drawRect(rect.adjusted(6, 2, -4, -3))
        painter.setPen(colours.line)
        painter.drawLine(self.rect().topRight(), self.rect().bottomRight())


class SideTabs(QTabWidget):
    """A tab widget with `SideTabBar`; pages are made when they are first shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        bar = SideTabBar(self)
        bar.setObjectName("editor.tabs.bar")
        bar.setAccessibleName("Flikar")
        bar.setDrawBase(False)
        bar.setExpanding(False)
        bar.setUsesScrollButtons(True)
        self.setTabBar(bar)
        self.setTabPosition(QTabWidget.TabPosition.West)
        self.setDocumentMode(True)

    def step(self, by: int) -> None:
        """Go `by` tabs on, round the ends."""
        self.setCurrentIndex((self.currentIndex() + by) % max(1, self.count()))

    def set_state(self, index: int, state: str, words: str) -> None:
        """Mark the tab: `error`, `warning`, `ok` or nothing, said in words too."""
        self.setTabIcon(index, theme.state_icon(state))
        self.setTabToolTip(index, words)
        self.tabBar().setAccessibleTabName(
            index, f"{self.tabText(index)}, {words}" if words else self.tabText(index)
        )

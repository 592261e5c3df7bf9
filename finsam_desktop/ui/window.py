"""The window's frame: all that there is at the first paint, so that it is there at once.

Qt's names that are slow to load (the `Qt` namespace, icons, styles) stay out of this module.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow

FIRST_SIZE = (1280, 720)


class MainWindow(QMainWindow):
    """An empty frame, until a `Workbench` is put into it."""

    painted = Signal()
    """The window was painted for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle("Finsam")
        self.resize(*FIRST_SIZE)
        self.may_close: Callable[[], bool] = lambda: True
        """Asked before the window closes; puts the work away."""
        self._was_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # also if putting the work away fails
        if self.may_close():
            event.accept()

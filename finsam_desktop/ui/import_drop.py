"""Workbooks dropped anywhere on the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QWindow

from finsam_desktop.exchange.book_read import SUFFIXES

_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class WorkbookDrops(QObject):
    """Stands before the widgets of a window, since text fields would take a file's name as text."""

    dropped = Signal(list)
    """Paths of workbooks."""

    def __init__(self, window: QWindow, wanted: Callable[[], bool], parent: QObject) -> None:
        """`wanted` says whether workbooks are to be read in now, and not attached where they are dropped."""
        super().__init__(parent)
        self._wanted = wanted
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _DRAGS or not isinstance(event, QDropEvent):
            return False
        paths = workbooks(event.mimeData())
        if not paths or not self._wanted():
            return False
        event.setDropAction(Qt.DropAction.CopyAction)  # the original stays where it is
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(paths)
        return True


def workbooks(data: QMimeData) -> list[Path]:
    """Files on this computer that are called as workbooks are."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in SUFFIXES]

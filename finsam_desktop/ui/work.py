"""Slow work off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from finsam_desktop.domain.errors import UserError


class Worker(QObject):
    """Runs one function in a thread and tells how it went, in the window's thread."""

    done = Signal(object)
    failed = Signal(str)
    """A Swedish sentence."""
    finished = Signal()

    def start(self, function: Callable[[], Any]) -> None:
        """Begin; `done` or `failed` follows, then `finished`."""
        QThreadPool.globalInstance().start(_Task(self, function))


class _Task(QRunnable):
    def __init__(self, worker: Worker, function: Callable[[], Any]) -> None:
        super().__init__()
        self.worker, self.function = worker, function

    @Slot()
    def run(self) -> None:
        try:
            self.worker.done.emit(self.function())
        except UserError as error:
            self.worker.failed.emit(str(error))
        finally:
            self.worker.finished.emit()

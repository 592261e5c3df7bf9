"""Slow work off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from finsam_desktop.domain.errors import UserError

_pool = ThreadPoolExecutor(2)


def wait() -> None:
    """Let what has begun come to its end, before the program does; nothing can be started after it."""
    _pool.shutdown()


class Worker(QObject):
    """Runs one function in a thread and tells how it went, in the window's thread.

    It outlives its owner, which may be gone when the function ends; then it tells nobody, and goes too.
    """

    done = Signal(object)
    failed = Signal(str)
    """A Swedish sentence."""
    finished = Signal()
    _came_back = Signal(object)

    def __init__(self, owner: QObject | None = None) -> None:
        super().__init__(QCoreApplication.instance())
        self.stopped = Event()
        """Set when the owner is gone; the function may look at it to end early."""
        self._came_back.connect(self._tell)
        if owner is not None:
            owner.destroyed.connect(self._let_go)

    def start(self, function: Callable[[], Any]) -> None:
        """Begin; `done` or `failed` follows, then `finished`."""
        _pool.submit(function).add_done_callback(self._came_back.emit)

    def _let_go(self) -> None:
        self.stopped.set()

    def _tell(self, future: Future[Any]) -> None:
        """In the window's thread; a fault in the program goes on from here to the excepthook."""
        if self.stopped.is_set():
            self.deleteLater()
            return
        try:
            self.done.emit(future.result())
        except UserError as error:
            self.failed.emit(str(error))
        finally:
            self.finished.emit()

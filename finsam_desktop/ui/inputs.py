"""Qt's own inputs, made to share the window's one undo stack and to tell when they are left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

COMMIT_AFTER_MS = 300
"""How long typing rests before what is written is told."""

if TYPE_CHECKING:

    class _Base(QWidget):
        """What the mixin stands in front of."""

        focused: Signal
        left: Signal
else:
    _Base = object


class SharedUndo(_Base):
    """Put before a Qt input: leaves undo and redo to the window, and tells when it gets and loses the focus.

    The input declares the signals `focused` and `left`.
    """

    came_back = False
    """Whether it has the focus because the window has it again, and writing goes on."""

    def event(self, event: QEvent) -> bool:
        if _is_undo_or_redo(event):
            event.ignore()
            return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.came_back = event.reason() == Qt.FocusReason.ActiveWindowFocusReason
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _is_undo_or_redo(event: QEvent) -> bool:
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


class LineEdit(SharedUndo, QLineEdit):
    """A line of text."""

    focused = Signal()
    left = Signal()


class PlainEdit(SharedUndo, QPlainTextEdit):
    """Some lines of plain text."""

    focused = Signal()
    left = Signal()


class Chooser(QComboBox):
    """A list to choose from that the wheel, on its way down the page, leaves alone."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def pause_timer(parent: QObject, slot: Callable[[], None]) -> QTimer:
    """A timer to start at each keystroke; it calls `slot` when typing rests."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(COMMIT_AFTER_MS)
    timer.timeout.connect(slot)
    return timer

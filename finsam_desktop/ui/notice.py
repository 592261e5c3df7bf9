"""A bar at the foot of the window that says what happened and offers what to do; no dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from finsam_desktop.ui import theme

UNDO_OFFER = "undo"
"""Topic of a message that offers to take back the last step; it is over when another step is taken."""
GONE_AFTER_MS = 15_000
"""A message that asks for nothing goes away by itself."""


class NoticeBar(QFrame):
    """One message at a time, with its buttons, until it is closed or another comes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAutoFillBackground(True)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(2 * theme.STEP, theme.STEP, theme.STEP, theme.STEP)
        self.mark = QLabel(self)
        self.text = QLabel(self)
        self.text.setObjectName("notice.text")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.close_button = QToolButton(self)
        self.close_button.setObjectName("notice.close")
        self.close_button.setIcon(theme.icon("x"))
        self.close_button.setToolTip("Stäng meddelandet")
        self.close_button.setAccessibleName("Stäng meddelandet")
        self.close_button.setAutoRaise(True)
        self.close_button.clicked.connect(self.hide)
        self.row.addWidget(self.mark)
        self.row.addWidget(self.text, 1)
        self.row.addWidget(self.close_button)
        self.buttons: list[QPushButton] = []
        self._topic = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GONE_AFTER_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(
        self, text: str, state: str = "info", *, topic: str = "", **actions: tuple[str, Callable[[], object]]
    ) -> None:
        """Show the message; each action is a name with the button's text and what it does.

        With a `topic` the message can be taken back by `withdraw`, if no other has come.
        """
        self._topic = topic
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.mark.setPixmap(theme.state_icon(state).pixmap(16, 16))
        self.text.setText(text)
        self.setAccessibleName(text)
        ground = theme.current().band if state in ("info", "ok") else theme.current().input
        self.setStyleSheet(f"#notice {{ background: {ground}; }}")
        for name, (words, slot) in actions.items():
            button = QPushButton(words, self)
            button.setObjectName(f"notice.{name}")
            button.setAccessibleName(words)
            button.clicked.connect(slot)
            self.row.insertWidget(self.row.count() - 1, button)
            self.buttons.append(button)
        self._timer.stop()
        if state in ("info", "ok") and not actions:
            self._timer.start()
        self.show()

    def withdraw(self, topic: str) -> None:
        """Hide the message if it is on that topic, which is over."""
        if self._topic == topic:
            self.hide()

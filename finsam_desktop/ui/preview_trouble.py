"""A bar above the preview's pages that says why they are not the latest."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from finsam_desktop.ui import theme


class TroubleBar(QFrame):
    """Hidden until there is something to say; `retry` is its button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview.trouble")
        self.text = QLabel(self)
        self.text.setObjectName("preview.trouble.text")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self._mark = QLabel(self)
        self.retry = QPushButton("Försök igen", self)
        self.retry.setObjectName("preview.retry")
        self.retry.setAccessibleName("Försök igen")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.STEP, theme.STEP // 2, theme.STEP, theme.STEP // 2)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        row.addWidget(self.retry)
        self.hide()

    def say(self, reason: str) -> None:
        """Say that the pages are not the latest, and why."""
        self._mark.setPixmap(theme.state_icon("error").pixmap(16, 16))
        self.text.setText(f"Sidorna visar inte det senaste. {reason}")
        self.setAccessibleName(self.text.text())
        self.setAutoFillBackground(True)
        self.setStyleSheet(f"#preview\\.trouble {{ background: {theme.current().input}; }}")
        self.show()

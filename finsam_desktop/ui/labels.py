"""Labels in the palette's colours, so that they follow when the window goes from light to dark."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from finsam_desktop.ui import theme


def plain(text: str = "") -> QLabel:
    """A label that takes its text as it is: what others wrote may look like HTML, which opens files."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    return label


def tip(text: str) -> str:
    """What to give `setToolTip` for a text that others have written, so that it shows as it is."""
    return f"<span>{escape(text)}</span>" if text else ""


def heading(text: str, name: str) -> QLabel:
    """A section's heading in the form's words."""
    label = plain(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    font = label.font()
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * 1.1)
    label.setFont(font)
    return label


def muted(text: str = "", *, italic: bool = False) -> QLabel:
    """Small words beside what matters."""
    label = plain(text)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    font = label.font()
    font.setItalic(italic)
    label.setFont(font)
    return label


class ProblemLabel(QLabel):
    """What is wrong, below the place; hidden while nothing is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._dress()
        self.hide()

    def say(self, reason: str) -> None:
        """Show the reason, or hide where there is none."""
        self.setText(f"⚠ {reason}" if reason else "")
        self.setVisible(bool(reason))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        """Take the theme's colour for errors, for which the palette has no role."""
        error = QColor(theme.current().error)
        if self.palette().color(QPalette.ColorRole.WindowText) != error:
            colours = QPalette()  # a copy of the label's own would hold on to every colour
            colours.setColor(QPalette.ColorRole.WindowText, error)
            self.setPalette(colours)

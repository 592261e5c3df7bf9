"""A list to work through beside the application."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import Role, add_button, fit, spaced, wrapped


class ReviewWindow(QDialog):
    """Sentences that can be copied, in a window that lets the work go on. It goes with its parent."""

    def __init__(self, title: str, intro: str, lines: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("review")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.lines = list(lines)
        self.text = QTextBrowser(self)
        self.text.setObjectName("review.text")
        self.text.setAccessibleName(title)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        items = "".join(f"<li style='margin-bottom: {theme.STEP}px'>{escape(line)}</li>" for line in lines)
        self.text.setHtml(f"<ul style='margin-left: -{2 * theme.STEP}px'>{items}</ul>")
        buttons = QDialogButtonBox(self)
        copy = add_button(buttons, "review.copy", "Kopiera listan", Role.ActionRole)
        copy.clicked.connect(self.copy)
        close = add_button(buttons, "review.close", "Stäng", Role.RejectRole)
        close.clicked.connect(self.close)
        for button in (copy, close):
            button.setAutoDefault(False)
        box = QVBoxLayout(self)
        spaced(box)
        box.addWidget(wrapped(intro, self))
        box.addWidget(self.text, 1)
        box.addWidget(buttons)
        fit(self, 48 * theme.STEP, 54 * theme.STEP)

    def copy(self) -> None:
        """Put the sentences on the clipboard, one a line."""
        QGuiApplication.clipboard().setText("".join(f"- {line}\n" for line in self.lines))

    def show_beside(self, frame: QWidget) -> None:
        """Show it at the right side of the frame, where help and findings stand, off the text."""
        corner = frame.geometry().topRight()
        self.move(corner - QPoint(self.width() + 2 * theme.STEP, -12 * theme.STEP))
        self.show()

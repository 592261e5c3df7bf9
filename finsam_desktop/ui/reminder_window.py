"""Reminders to read and copy into e-mails."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.exchange.reminders import Reminder
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import Role, add_button, fit, spaced, wrapped
from finsam_desktop.ui.labels import ProblemLabel, muted

_LINES = 12
"""Of a reminder's text that are seen at once."""
_COPIES = {
    "to": ("adressen", "Adressen är kopierad"),
    "subject": ("ämnet", "Ämnet är kopierat"),
    "text": ("texten", "Texten är kopierad"),
}


class ReminderWindow(QDialog):
    """The reminders after each other, in a window that lets the work go on. It goes with its parent."""

    def __init__(self, found: Sequence[Reminder], warning: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reminders")
        self.setWindowTitle("Påminnelse" if len(found) == 1 else f"Påminnelser ({len(found)})")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.reminders = list(found)
        self.warning = ProblemLabel("reminders.warning", self)
        self.warning.say(warning)
        self.told = muted()
        self.told.setObjectName("reminders.told")
        box = QVBoxLayout(self)
        spaced(box)
        box.addWidget(wrapped("Kopiera och klistra in i ett mejl. Programmet skickar ingenting.", self))
        box.addWidget(self.warning)
        box.addWidget(self._texts(), 1)
        box.addWidget(self.told)
        box.addWidget(self._foot())
        fit(self, 76 * theme.STEP, (60 if len(found) == 1 else 78) * theme.STEP)

    def _texts(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setObjectName("reminders.area")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its texts have it
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(area)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.STEP, 0)
        column.setSpacing(2 * theme.STEP)
        for number, one in enumerate(self.reminders):
            column.addLayout(self._block(number, one))
        area.setWidget(inside)
        return area

    def _block(self, number: int, one: Reminder) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.STEP)
        title = QLabel(self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setText(one.organisation)
        title.setStyleSheet("font-weight: bold")
        grid.addWidget(title, 0, 0, 1, 3)
        places = (("to", "Till", one.email), ("subject", "Ämne", one.subject))
        for row, (name, caption, text) in enumerate(places, start=1):
            line = QLineEdit(text, self)
            line.setObjectName(f"reminders.{number}.{name}")
            line.setAccessibleName(f"{caption}: {one.organisation}")
            line.setReadOnly(True)
            line.setPlaceholderText("E-postadressen är inte ifylld" if name == "to" else "")
            line.setCursorPosition(0)
            grid.addWidget(QLabel(caption, self), row, 0)
            grid.addWidget(line, row, 1)
            grid.addWidget(self._copy_button(f"{number}.copy_{name}", text, one), row, 2)
        words = QPlainTextEdit(one.text, self)
        words.setObjectName(f"reminders.{number}.text")
        words.setAccessibleName(f"Text: {one.organisation}")
        words.setReadOnly(True)
        words.setTabChangesFocus(True)
        words.setMinimumHeight(words.fontMetrics().lineSpacing() * _LINES + 2 * theme.STEP)
        grid.addWidget(QLabel("Text", self), 3, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, 3, 1)
        copy = self._copy_button(f"{number}.copy_text", one.text, one)
        grid.addWidget(copy, 3, 2, Qt.AlignmentFlag.AlignTop)
        return grid

    def _copy_button(self, name: str, text: str, one: Reminder) -> QPushButton:
        what, done = _COPIES[name.rpartition("_")[2]]
        button = QPushButton(theme.icon("copy"), "Kopiera", self)
        button.setObjectName(f"reminders.{name}")
        button.setAccessibleName(f"Kopiera {what}: {one.organisation}")
        button.setAutoDefault(False)
        button.setEnabled(bool(text))
        button.clicked.connect(lambda: self._copy(text, f"{done}: {one.organisation}."))
        return button

    def _foot(self) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        buttons = QDialogButtonBox(holder)
        copy = add_button(buttons, "reminders.copy", "Kopiera allt", Role.ActionRole)
        copy.clicked.connect(self.copy)
        close = add_button(buttons, "reminders.close", "Stäng", Role.RejectRole)
        close.clicked.connect(self.close)
        for button in (copy, close):
            button.setAutoDefault(False)
        row.addWidget(buttons)
        return holder

    def copy(self) -> None:
        """Put all of it on the clipboard: addresses, subjects and texts."""
        self._copy("\n\n\n".join(map(str, self.reminders)) + "\n", "Allt är kopierat.")

    def _copy(self, text: str, words: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.told.setText(words)

"""Asks whether the application is to be set down for signing, and says what that means."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain.checks import Finding
from finsam_desktop.domain.signing import listed
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import answer_buttons, fit, spaced, wrapped

_WHAT = (
    "Innehållet och en PDF sparas som version {0}, med tidpunkt och ett fingeravtryck som står på varje sida."
    " Versionen ändras aldrig, och det är den som skrivs under.",
    "Du kan fortsätta att ändra i ansökan. Då blir den en arbetskopia, som behöver fastställas som en ny"
    " version och skrivas under på nytt.",
)
_MOST_ROWS = 3


class ErrorList(QListWidget):
    """Return goes to the error, and not to the dialog's button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class FreezeDialog(QDialog):
    """Accepted when version `number` is to be frozen, with `reason` where there are errors."""

    place_requested = Signal(object)
    """The path of an error to go to; the dialog is closed."""

    def __init__(
        self, number: int, findings: Sequence[Finding], signed: Sequence[str], parent: QWidget | None = None
    ) -> None:
        """`findings` of the form itself; `signed` names the parties that have signed something earlier."""
        super().__init__(parent)
        self.setObjectName("freeze")
        self.setWindowTitle("Fastställ för underskrift")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.errors = [one for one in findings if one.severity == "error"]
        warnings = sum(one.severity == "warning" for one in findings)
        box = QVBoxLayout(self)
        spaced(box)
        title = wrapped(f"Ansökan blir version {number}", self)
        title.setStyleSheet("font-weight: bold")
        box.addWidget(title)
        for words in _WHAT:
            box.addWidget(wrapped(words.format(number), self))
        if signed:
            box.addLayout(self._marked("warning", _needed_anew(signed, number)))
        box.addLayout(self._marked(_mark(len(self.errors), warnings), found(len(self.errors), warnings)))
        self.buttons = answer_buttons(self, ("accept", "Fastställ"))
        accept = self.buttons.findChild(QPushButton, "freeze.accept")
        assert isinstance(accept, QPushButton)
        self.accept_button = accept
        self.accept_button.setDefault(True)
        self.line = QLineEdit(self)
        self.line.setObjectName("freeze.reason")
        if self.errors:
            self._add_errors(box)
        else:
            self.line.hide()
        box.addWidget(self.buttons)
        fit(self, 70 * theme.STEP)

    def _marked(self, state: str, words: str) -> QHBoxLayout:
        mark = QLabel(self)
        mark.setPixmap(theme.state_icon(state).pixmap(16, 16))
        row = QHBoxLayout()
        row.setSpacing(theme.STEP)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(wrapped(words, self), 1)
        return row

    def _add_errors(self, box: QVBoxLayout) -> None:
        """The errors, a way to each, and the line for why it is frozen in spite of them."""
        self.list = ErrorList(self)
        self.list.setObjectName("freeze.errors")
        self.list.setAccessibleName("Fel")
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        for one in self.errors:
            QListWidgetItem(theme.state_icon("error"), one.message, self.list)
        self.list.setCurrentRow(0)
        self.list.setIconSize(QSize(16, 16))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.itemActivated.connect(lambda _: self.go())
        row = 3 * self.fontMetrics().lineSpacing() + theme.STEP // 2
        self.list.setFixedHeight(row * min(len(self.errors), _MOST_ROWS) + 2 * self.list.frameWidth())
        go = QPushButton("Gå till felet", self)
        go.setObjectName("freeze.go")
        go.setAccessibleName("Gå till felet")
        go.setAutoDefault(False)
        go.clicked.connect(self.go)
        label = wrapped("Fastställ trots felen, eftersom:", self)
        label.setBuddy(self.line)
        self.line.setAccessibleName(label.text())
        self.line.setPlaceholderText("Skriv skälet. Det sparas med versionen.")
        self.line.textChanged.connect(lambda _: self._enable())
        box.addWidget(self.list)
        box.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        box.addSpacing(theme.STEP)
        box.addWidget(label)
        box.addWidget(self.line)
        self._enable()

    def _enable(self) -> None:
        """Without a reason there is nothing to accept."""
        self.accept_button.setEnabled(bool(self.reason))

    @property
    def reason(self) -> str:
        """Why it is to be frozen in spite of the errors; empty where there are none."""
        return self.line.text().strip()

    def go(self) -> None:
        """Leave the dialog for the error that is chosen in the list."""
        path = self.errors[max(self.list.currentRow(), 0)].path
        self.reject()
        self.place_requested.emit(path)


def _mark(errors: int, warnings: int) -> str:
    if errors:
        return "error"
    return "warning" if warnings else "ok"


def found(errors: int, warnings: int) -> str:
    """What is left to see to, in a sentence or two."""
    cautions = "en varning" if warnings == 1 else f"{warnings} varningar"
    if errors:
        count = "Ett fel återstår." if errors == 1 else f"{errors} fel återstår."
        return f"{count} Dessutom finns {cautions}." if warnings else count
    return f"Det finns inga fel, men {cautions}." if warnings else "Det finns inga fel."


def _needed_anew(signed: Sequence[str], number: int) -> str:
    return f"{listed(signed)} har redan skrivit under. Version {number} behöver nya underskrifter av alla."

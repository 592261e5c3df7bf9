"""The few questions that the budget grid asks."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox, QPlainTextEdit, QVBoxLayout, QWidget

from finsam_desktop.ui import theme
from finsam_desktop.ui.dialog_parts import answer_buttons, fit, spaced, wrapped


class _TextDialog(QDialog):
    """A text to write, with a sentence above it."""

    def __init__(self, name: str, title: str, words: str, edit: QLineEdit | QPlainTextEdit, parent: QWidget):
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        edit.setParent(self)
        edit.setObjectName(f"{name}.text")
        edit.setAccessibleName(f"{title}: {words}")
        box = QVBoxLayout(self)
        spaced(box)
        box.addWidget(wrapped(words, self))
        box.addWidget(edit)
        box.addWidget(answer_buttons(self, ("keep", "Spara")))
        fit(self, 55 * theme.STEP)
        edit.setFocus()


def ask_comment(parent: QWidget, cell: str, text: str) -> str | None:
    """The comment on a cell; empty to take it away, None if the person gave up."""
    edit = QPlainTextEdit(text)
    edit.setTabChangesFocus(True)
    dialog = _TextDialog("comment", "Kommentar", cell, edit, parent)
    found = edit.toPlainText() if dialog.exec() else None
    dialog.deleteLater()
    return found


def ask_column_name(parent: QWidget, organisation: str, name: str) -> str | None:
    """The short name above an organisation's column; empty for its own name, None if the person gave up."""
    edit = QLineEdit(name)
    edit.setPlaceholderText(organisation)
    words = f"Namn på kolumnen för {organisation or 'organisationen'}. Tomt ger organisationens namn."
    dialog = _TextDialog("column_name", "Byt namn på kolumnen", words, edit, parent)
    found = edit.text() if dialog.exec() else None
    dialog.deleteLater()
    return found


def ask_for_rows(parent: QWidget, missing: int) -> str:
    """What to do when a pasted table has more rows than its group: `add`, `over` or `cancel`."""
    rows = "1 rad" if missing == 1 else f"{missing} rader"
    box = QMessageBox(parent)
    box.setObjectName("paste_rows")
    box.setWindowTitle("Klistra in")
    box.setText(f"Tabellen har {rows} mer än gruppen.")
    box.setInformativeText(
        "Lägg till rader så att allt hamnar i gruppen, eller klistra över de rader som kommer efter den."
    )
    buttons = {
        "add": box.addButton(f"Lägg till {rows}", QMessageBox.ButtonRole.AcceptRole),
        "over": box.addButton("Klistra över", QMessageBox.ButtonRole.ActionRole),
        "cancel": box.addButton("Avbryt", QMessageBox.ButtonRole.RejectRole),
    }
    for name, button in buttons.items():
        button.setObjectName(f"paste_rows.{name}")
        button.setAccessibleName(button.text())
    box.exec()
    found = next((name for name, button in buttons.items() if button is box.clickedButton()), "cancel")
    box.deleteLater()
    return found

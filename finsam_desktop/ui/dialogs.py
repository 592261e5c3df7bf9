"""The few questions that need an answer before anything can go on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain.errors import reason
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.ui import theme


class NewApplicationDialog(QDialog):
    """Which form, and what the initiative is called."""

    def __init__(self, editions: Sequence[FormEdition], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new")
        self.setWindowTitle("Ny ansökan")
        self.edition = QComboBox(self)
        self.edition.setObjectName("new.edition")
        self.edition.setAccessibleName("Blankett")
        for edition in editions:
            self.edition.addItem(f"{edition.association}: {edition.title} ({edition.id})", edition.id)
        self.name = QLineEdit(self)
        self.name.setObjectName("new.name")
        self.name.setAccessibleName("Insatsens namn")
        self.name.setPlaceholderText("Kan fyllas i senare")
        self.name.setMinimumWidth(50 * theme.STEP)
        buttons = QDialogButtonBox(self)
        create = buttons.addButton("Skapa ansökan", QDialogButtonBox.ButtonRole.AcceptRole)
        create.setObjectName("new.create")
        create.setAccessibleName("Skapa ansökan")
        create.setEnabled(bool(editions))
        cancel = buttons.addButton("Avbryt", QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setObjectName("new.cancel")
        cancel.setAccessibleName("Avbryt")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.setContentsMargins(2 * theme.STEP, 2 * theme.STEP, 2 * theme.STEP, 2 * theme.STEP)
        form.setVerticalSpacing(theme.STEP)
        form.addRow("&Blankett", self.edition)
        form.addRow("Insatsens &namn", self.name)
        form.addRow(buttons)
        self.name.setFocus()

    def chosen(self) -> tuple[str, str]:
        """The edition's id and the name."""
        return str(self.edition.currentData()), self.name.text().strip()


def ask_when_not_saved(parent: QWidget, reason: str) -> str:
    """What to do when the last changes could not be saved: `retry`, `copy`, `discard` or `cancel`."""
    box = QMessageBox(parent)
    box.setObjectName("not_saved")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Ändringarna är inte sparade")
    box.setText("De senaste ändringarna kunde inte sparas.")
    box.setInformativeText(f"{reason}\n\nFörsök igen, eller spara en kopia som fil på ett annat ställe.")
    buttons = {
        "retry": box.addButton("Försök igen", QMessageBox.ButtonRole.AcceptRole),
        "copy": box.addButton("Spara en kopia…", QMessageBox.ButtonRole.ActionRole),
        "discard": box.addButton("Stäng utan att spara", QMessageBox.ButtonRole.DestructiveRole),
        "cancel": box.addButton("Avbryt", QMessageBox.ButtonRole.RejectRole),
    }
    for name, button in buttons.items():
        button.setObjectName(f"not_saved.{name}")
        button.setAccessibleName(button.text())
    box.exec()
    return next((name for name, button in buttons.items() if button is box.clickedButton()), "cancel")


class _Pages(QTextBrowser):
    """Text whose pictures are no wider than the window."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        found = super().loadResource(kind, name)
        room = self.viewport().width() - 8 * theme.STEP
        if kind == QTextDocument.ResourceType.ImageResource.value and isinstance(found, QByteArray):
            picture = QImage.fromData(found)
            if picture.width() > room > 0:
                return picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        return found


class HandbookWindow(QDialog):
    """The handbook, beside the work."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("handbook")
        self.setWindowTitle("Handbok")
        self.setWindowFlag(Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(900, 700)
        self.text = _Pages(self)
        self.text.setObjectName("handbook.text")
        self.text.setAccessibleName("Handbok")
        self.text.setSearchPaths([str(path.parent)])
        self.text.document().setDocumentMargin(3 * theme.STEP)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.text)
        try:
            self.text.setMarkdown(path.read_text(encoding="utf-8"))
        except OSError as error:
            self.text.setPlainText(f"Handboken går inte att öppna: {reason(error)}. Filen heter {path}.")


def show_about(parent: QWidget, version: str, workspace: str) -> None:
    """What program this is, and where the applications lie."""
    box = QDialog(parent)
    box.setObjectName("about")
    box.setWindowTitle("Om Finsam")
    text = QLabel(
        f"<p><b>Finsam {version}</b></p><p>Ansökningar till samordningsförbund, med budget och underskrifter."
        " Programmet arbetar helt på den här datorn.</p>"
        f"<p>Dina ansökningar ligger i filen<br>{escape(workspace)}</p>"
    )
    text.setWordWrap(True)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    buttons = QDialogButtonBox(box)
    close = buttons.addButton("Stäng", QDialogButtonBox.ButtonRole.RejectRole)
    close.setObjectName("about.close")
    close.setAccessibleName("Stäng")
    buttons.rejected.connect(box.reject)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(3 * theme.STEP, 2 * theme.STEP, 3 * theme.STEP, 2 * theme.STEP)
    layout.addWidget(text)
    layout.addWidget(buttons)
    box.setMinimumWidth(55 * theme.STEP)
    box.exec()
    box.deleteLater()

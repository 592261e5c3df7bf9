"""The few questions that need an answer before anything can go on."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain.errors import reason
from finsam_desktop.ui import theme
from finsam_desktop.ui.desk import Desk
from finsam_desktop.ui.dialog_parts import EditionChooser, Role, add_button, answer_buttons, fit, spaced
from finsam_desktop.ui.edition_names import newest_first
from finsam_desktop.ui.forms_dialog import FormsDialog, unreadable

_UNKNOWN = QTextDocument.ResourceType.UnknownResource


class NewApplicationDialog(QDialog):
    """Which form, and what the initiative is called."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new")
        self.setWindowTitle("Ny ansökan")
        self.desk = desk
        self.edition = EditionChooser("new.edition", self)
        self.name = QLineEdit(self)
        self.name.setObjectName("new.name")
        self.name.setAccessibleName("Insatsens namn")
        self.name.setPlaceholderText("Kan fyllas i senare")
        self.broken = self._make_broken()
        self.buttons = answer_buttons(self, ("create", "Skapa ansökan"))
        form = QFormLayout(self)
        spaced(form)
        form.addRow("&Blankett", self.edition)
        form.addRow("Insatsens &namn", self.name)
        form.addRow(self.broken)
        form.addRow(self.buttons)
        self._show_editions()
        self._choose_likely()
        fit(self, 90 * theme.STEP)
        self.name.setFocus()

    def _choose_likely(self) -> None:
        """Choose the form written in last, or the newest of its association where a newer one replaces it."""
        editions = newest_first(self.desk.editions())
        for last in self.desk.list()[:1]:
            newest = next((one.id for one in editions if one.association == last.association), "")
            is_replaced = any(one.replaces == last.edition for one in editions)
            self.edition.choose(newest if is_replaced else last.edition)

    def _make_broken(self) -> QWidget:
        """A line on editions that do not load, with the way to why."""
        holder = QWidget(self)
        mark = QLabel(holder)
        mark.setPixmap(theme.state_icon("warning").pixmap(16, 16))
        self.broken_text = QLabel(holder)
        self.broken_text.setObjectName("new.broken")
        show = QPushButton("&Visa blanketter…", holder)
        show.setObjectName("new.forms")
        show.setAccessibleName("Visa blanketter")
        show.setAutoDefault(False)
        show.clicked.connect(self._show_forms)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(mark)
        row.addWidget(self.broken_text)
        row.addWidget(show)
        row.addStretch()
        return holder

    def _show_forms(self) -> None:
        dialog = FormsDialog(self.desk, self)
        dialog.exec()
        dialog.deleteLater()
        self._show_editions()

    def _show_editions(self) -> None:
        self.edition.show_editions(self.desk.editions())
        broken = len(self.desk.broken())
        self.broken.setVisible(bool(broken))
        self.broken_text.setText(unreadable(broken))
        self.buttons.buttons()[0].setEnabled(self.edition.count() > 0)

    def chosen(self) -> tuple[str, str]:
        """The edition's id and the name."""
        return str(self.edition.currentData()), self.name.text().strip()


def choose_workspace(parent: QWidget, folder: str) -> Path | None:
    """The file of a workspace, or the name of one to be made."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent,
        "Öppna eller skapa en arbetsyta",
        folder,
        "Arbetsytor (*.finsam);;Alla filer (*)",
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    path = Path(chosen)
    return (path if path.suffix else path.with_suffix(".finsam")) if chosen else None


def choose_json(parent: QWidget, folder: str) -> Path | None:
    """The file of an application that was exported as JSON."""
    chosen, _ = QFileDialog.getOpenFileName(parent, "Läs in ansökan", folder, "JSON (*.json)")
    return Path(chosen) if chosen else None


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
    """Markdown files of one folder, with links between them and to their headings.

    Pictures are no wider than the window.
    """

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setSearchPaths([str(folder)])

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        if kind == QTextDocument.ResourceType.MarkdownResource.value:
            path = self._folder / QUrl(name).fileName()
            try:
                return path.read_text(encoding="utf-8")
            except OSError as error:
                return f"Handboken går inte att öppna: {reason(error)}. Filen heter `{path}`."
        found = super().loadResource(kind, name)
        room = self.viewport().width() - 8 * theme.STEP
        if kind == QTextDocument.ResourceType.ImageResource.value and isinstance(found, QByteArray):
            picture = QImage.fromData(found)
            if picture.width() > room > 0:
                return picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        return found

    def doSetSource(self, name: QUrl | str, kind: QTextDocument.ResourceType = _UNKNOWN) -> None:
        place = self.source().resolved(QUrl(name))  # whole, so that the way back leads to the right file
        super().doSetSource(place, kind)
        wanted = place.fragment(QUrl.ComponentFormattingOption.FullyDecoded)
        block = self.document().begin()
        while wanted and block.isValid():
            if block.blockFormat().headingLevel() and anchor(block.text()) == wanted:
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(round(top) - theme.STEP)
                return
            block = block.next()


def anchor(heading: str) -> str:
    """What a link to the heading names, by GitHub's rule; Qt gives headings no anchors of their own."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


class HandbookWindow(QDialog):
    """The handbook, beside the work, and what it links to."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("handbook")
        self.setWindowTitle("Handbok")
        self.setWindowFlag(Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = _Pages(path.parent, self)
        self.text.setObjectName("handbook.text")
        self.text.setAccessibleName("Handbok")
        self.text.document().setDocumentMargin(3 * theme.STEP)
        self.back = QPushButton(theme.icon("chevron-left"), "&Tillbaka", self)
        self.back.setObjectName("handbook.back")
        self.back.setAccessibleName("Tillbaka")
        self.back.setAutoDefault(False)
        self.back.setEnabled(False)
        self.back.clicked.connect(self.text.backward)
        self.text.backwardAvailable.connect(self.back.setEnabled)
        row = QHBoxLayout()
        row.setContentsMargins(theme.STEP, theme.STEP, theme.STEP, 0)
        row.addWidget(self.back)
        row.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.STEP)
        box.addLayout(row)
        box.addWidget(self.text)
        fit(self, 900, 700)
        self.text.setSource(QUrl.fromLocalFile(str(path)))
        self.text.setFocus()


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
    add_button(buttons, "about.close", "Stäng", Role.RejectRole)
    buttons.rejected.connect(box.reject)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(3 * theme.STEP, 2 * theme.STEP, 3 * theme.STEP, 2 * theme.STEP)
    layout.addWidget(text)
    layout.addWidget(buttons)
    box.setMinimumWidth(55 * theme.STEP)
    box.exec()
    box.deleteLater()

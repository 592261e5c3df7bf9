"""The scanned page with a party's signature: which file it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from finsam_desktop.domain.application import Attachment
from finsam_desktop.domain.errors import UserError
from finsam_desktop.ui import theme
from finsam_desktop.ui.desk import Desk
from finsam_desktop.ui.dialog_parts import wrapped
from finsam_desktop.ui.file_copies import can_be_opened, copy_to_open
from finsam_desktop.ui.labels import ProblemLabel

_KINDS = "PDF och bilder (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.heic);;Alla filer (*)"
_BLOCKED = (
    "Filer av den här sorten kan köra program och öppnas inte härifrån. Spara en kopia under fliken Bilagor."
)


def choose_page(parent: QWidget) -> Path | None:
    """Ask for the file with the signed page."""
    chosen, _ = QFileDialog.getOpenFileName(parent, "Bifoga skannad sida", "", _KINDS)
    return Path(chosen) if chosen else None


class ScanLine(QWidget):
    """A button that attaches the page, or the name of the file and buttons for it."""

    attached = Signal(object)
    """The `Attachment` that the desk keeps now."""
    removed = Signal()

    def __init__(self, desk: Desk, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._desk, self._caption = desk, caption
        self._file: Attachment | None = None
        self.name = wrapped("", self)
        self.name.setObjectName(f"{name}.name")
        self.name.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )  # a name can be long
        self.attach = self._button("attach", "plus", "Bifoga skannad sida…", self._attach)
        self.open = self._button("open", "folder-open", "Öppna", self._open)
        self.remove = self._button("remove", "trash-2", "Ta bort", self.removed.emit)
        self.problem = ProblemLabel(f"{name}.problem", self)
        row = QHBoxLayout()
        for one in (self.open, self.remove, self.attach):
            row.addWidget(one)
        row.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.STEP // 2)
        box.addWidget(self.name)
        box.addLayout(row)
        box.addWidget(self.problem)
        self.show_file(None)

    def _button(self, name: str, icon: str, text: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(theme.icon(icon), text, self)
        button.setObjectName(f"{self.objectName()}.{name}")
        button.setAccessibleName(f"{text.rstrip('…')}, {self._caption}")
        button.clicked.connect(lambda: slot())
        return button

    def show_file(self, file: Attachment | None) -> None:
        """Show the party's file, or that there is none."""
        had_focus = any(one.hasFocus() for one in (self.attach, self.open, self.remove))
        self._file = file
        self.name.setText(file.name if file else "")
        self.name.setToolTip(f"<span>{escape(file.name)}</span>" if file else "")
        self.problem.say("")
        for one in (self.name, self.open, self.remove):
            one.setVisible(file is not None)
        self.attach.setVisible(file is None)
        self.open.setEnabled(file is None or can_be_opened(file.name))
        self.open.setToolTip("" if self.open.isEnabled() else _BLOCKED)
        self.setFocusProxy(self.attach if file is None else self.remove)
        if had_focus:
            self.setFocus()

    def _attach(self) -> None:
        path = choose_page(self)
        if path is None:
            return
        try:
            kept = self._desk.keep_file(path)
        except UserError as error:
            self.problem.say(str(error))
            return
        self.attached.emit(kept)

    def _open(self) -> None:
        """Open a copy in the program that the computer has for it."""
        if self._file is None:
            return
        try:
            path = copy_to_open(self._file, self._desk.content(self._file.digest))
        except UserError as error:
            self.problem.say(str(error))
            return
        opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        self.problem.say("" if opened else f"Datorn har inget program för {self._file.name}.")

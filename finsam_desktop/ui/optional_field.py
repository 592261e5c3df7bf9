"""A field that few need: out of sight while it is empty, behind a button that offers it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from finsam_desktop.domain.values import Value, is_empty
from finsam_desktop.ui import theme
from finsam_desktop.ui.fields import FieldEditor


class OptionalField(QWidget):
    """The button, or in its place what `make` puts into the layout it is given: label and editor.

    They are made when they are first wanted.
    """

    opened = Signal()
    closed = Signal()

    def __init__(
        self, name: str, text: str, make: Callable[[QVBoxLayout], FieldEditor], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.optional")
        self._make = make
        self.editor: FieldEditor | None = None
        self.button = QPushButton(theme.icon("plus"), text, self)
        self.button.setObjectName(f"{name}.offer")
        self.button.setFlat(True)
        self.button.clicked.connect(lambda: self.open().setFocus())
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch()
        self.holder = QWidget(self)
        self.holder.hide()
        self.box = QVBoxLayout(self.holder)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.STEP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.holder)

    @property
    def is_open(self) -> bool:
        return not self.holder.isHidden()

    @property
    def unseen(self) -> QWidget:
        """The one of the two that is hidden now."""
        return self.button if self.is_open else self.holder

    def open(self) -> FieldEditor:
        """Show the field, and give its editor."""
        if self.editor is None:
            self.editor = self._make(self.box)
        if not self.is_open:
            self.holder.show()
            if self.button.hasFocus():
                self.editor.setFocus()
            self.button.hide()
            self.opened.emit()
        return self.editor

    def show_for(self, value: Value) -> None:
        """Show the field if there is a value; hide it if not, unless somebody is writing in it."""
        focus = QApplication.focusWidget()
        if not is_empty(value):
            self.open()
        elif self.is_open and (focus is None or not self.isAncestorOf(focus)):
            self.holder.hide()
            self.button.show()
            self.closed.emit()

"""Who signs for each party, and when they did."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QVBoxLayout, QWidget

from finsam_desktop.domain.application import TYPING, Change, Party
from finsam_desktop.domain.form import Section
from finsam_desktop.domain.values import Value
from finsam_desktop.ui import theme
from finsam_desktop.ui.fields import DateField, FieldEditor, TextField
from finsam_desktop.ui.labels import muted
from finsam_desktop.ui.page_tabs import tab_of
from finsam_desktop.ui.session import Session

_LINES: dict[str, tuple[str, type[TextField]]] = {
    "signer": ("Namnförtydligande", TextField),
    "signer_email": ("E-post", TextField),
    "place": ("Ort", TextField),
    "signed": ("Datum för underskrift", DateField),
}


class SignaturesEditor(QWidget):
    """A card for each party that signs in the section."""

    focused = Signal()

    def __init__(self, session: Session, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert section.signatures
        self.session, self.roles, self.section = session, section.signatures.roles, section
        asked = {line.value for line in section.signatures.lines}
        self.lines = {name: line for name, line in _LINES.items() if name != "place" or "place" in asked}
        self.setObjectName(f"signatures.{section.id}")
        self.setAccessibleName(section.heading)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.fields: dict[tuple[str, ...], FieldEditor] = {}
        self.titles: dict[str, QLabel] = {}
        session.changed.connect(self._changed)
        session.flush_requested.connect(self._flush)
        self._build()

    def _build(self) -> None:
        while item := self.box.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.fields.clear()
        self.titles.clear()
        parties = self.session.application.parties_of(self.roles)
        for party in parties:
            self._add_card(party)
        if not parties:
            wanted = tab_of(self.session.application, ("parties", self.roles[0]))
            tabs = {tab.id: tab.title for tab in self.session.application.edition.tabs}
            where = f" Lägg till den under fliken {tabs[wanted]}." if wanted else ""
            self.box.addWidget(muted(f"Ingen part ännu.{where}"))

    def _add_card(self, party: Party) -> None:
        card = QFrame(self)
        card.setObjectName(f"signature.{party.id}")
        card.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QVBoxLayout(card)
        title = QLabel(card)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setText(party.text("organisation") or "Part utan namn")
        title.setStyleSheet("font-weight: bold")
        layout.addWidget(title)
        self.titles[party.id] = title
        form = QFormLayout()
        form.setHorizontalSpacing(2 * theme.STEP)
        layout.addLayout(form)
        for name, (text, kind) in self.lines.items():
            path = ("party", party.id, name)
            editor = kind(".".join(path), f"{text}: {title.text()}", card)
            editor.set_value(party.attributes.get(name))
            editor.edited.connect(partial(self._edited, path, text))
            editor.focused.connect(self.focused)
            form.addRow(text, editor)
            self.fields[path] = editor
        self.box.addWidget(card)

    def _edited(self, path: tuple[str, ...], text: str, value: Value) -> None:
        self.session.put(path, value, f"Skriv i {text}", TYPING)

    def _changed(self, change: Change, _: object) -> None:
        for path in change.paths:
            if path[0] == "parties" or path[-1] == "role":
                self._build()
                return
            if path[0] == "party" and path[2] == "organisation" and path[1] in self.titles:
                name = self.session.application.party(path[1]).text("organisation")
                self.titles[path[1]].setText(name or "Part utan namn")
            if editor := self.fields.get(path):
                editor.follow(change, self.session.application.get(path))

    def _flush(self) -> None:
        for editor in list(self.fields.values()):
            editor.flush()
